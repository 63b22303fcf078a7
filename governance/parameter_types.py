"""The type of each legal parameter, by its key: what is stored, what code receives.

Money is stored as a text (« 10.00 ») and read as an exact Decimal, in euros taxes included
unless the unit says « HT ». A day of the year is « 04-15 ».
"""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

SAME_AS = "="
"""A value that starts with this is read under the key that follows."""


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"Un nombre entier positif est attendu ; trouvé : {value!r}.")
    return value


def _money(value: object) -> Decimal:
    try:
        amount = Decimal(value) if isinstance(value, str | int) else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if isinstance(value, bool) or not amount.is_finite() or amount < 0:
        raise ValueError(f"Un montant est attendu, par exemple 10.00 ; trouvé : {value!r}.")
    return amount


def _word(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z_]+", value):
        raise ValueError(f"Un mot convenu est attendu ; trouvé : {value!r}.")
    return value


def _one_of(*words: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in words:
            raise ValueError(f"Valeurs possibles : {', '.join(words)} ; trouvé : {value!r}.")
        return str(value)

    return read


def _list_of(read: Callable[[object], Any]) -> Callable[[object], tuple[Any, ...]]:
    def read_all(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list) or not value:
            raise ValueError(f"Une liste est attendue ; trouvé : {value!r}.")
        return tuple(read(item) for item in value)

    return read_all


def _date(value: object) -> dt.date:
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(
            f"Une date est attendue, par exemple 2032-03-01 ; trouvé : {value!r}."
        ) from None


def _day_of_year(value: object) -> tuple[int, int]:
    """(month, day)."""
    try:
        found = dt.datetime.strptime(f"2000-{value}", "%Y-%m-%d").replace(tzinfo=dt.UTC)
    except ValueError:
        raise ValueError(f"Un jour de l’année est attendu (04-15) ; trouvé : {value!r}.") from None
    return found.month, found.day


def _hour(value: object) -> dt.time:
    try:
        return dt.time.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"Une heure est attendue (20:00) ; trouvé : {value!r}.") from None


_RULE = _one_of("majority", "half", "third", "none")
_LEVEL = _one_of(
    "simple_with_sheet", "advanced_qualified", "account_validation",
    "certificate", "paper", "elsewhere",
)  # fmt: skip

TYPES: dict[str, Callable[[object], Any]] = {
    "quorum.assembly": _RULE,
    "quorum.ethics": _RULE,
    "quorum.copil": _RULE,
    "quorum.cao": _RULE,
    "quorum.covid": _RULE,
    "deliberation.proofs": _list_of(_one_of("actes_receipt", "stamp", "executive_certificate")),
    "framework.price_ceiling": _money,
    "price.alert": _money,
    "renewal.alerts": _list_of(_count),
    "reminder.hours": _list_of(_hour),
    "level.convention": _LEVEL,
    "level.market": _LEVEL,
    "level.decision": _list_of(_LEVEL),
    "level.opinion": _LEVEL,
    "second_agent": _list_of(_word),
    "threshold.formal": _money,
    "threshold.exempt": _money,
    "threshold.transmission": _money,
    "budget.date": _day_of_year,
    "elections.municipal": _date,
    "count.dates": _list_of(_day_of_year),
    "vat.regime": _word,
    "retention.acts": _word,
}
"""Keys that are not a plain count (of days, months, years, accounts, per cent)."""


def read_value(key: str, value: object) -> Any:
    """``value`` as code receives it; ``ValueError`` with a French sentence otherwise."""
    return TYPES.get(key, _count)(value)


def check_value(key: str, value: object) -> None:
    """Refuse a value that ``key`` cannot have; a reference to another key is allowed."""
    if isinstance(value, str) and value.startswith(SAME_AS):
        return
    read_value(key, value)
