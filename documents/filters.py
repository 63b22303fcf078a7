"""Filters that a Word model may use: French dates, amounts, plurals, blanks.

An absent value (None or empty) gives an empty text, so that ``{{ x | date_fr | mention }}``
prints the dotted blank of a mention still to be completed.
"""

import datetime
from collections.abc import Callable, Sized
from decimal import Decimal
from typing import Any

from jinja2.exceptions import SecurityError
from jinja2.runtime import Undefined

from common import french

BLANK = "…" * 12


def date_fr(value: object) -> str:
    """« 1er septembre 2026 »."""
    return _dated(value, french.date_fr)


def long_date(value: object) -> str:
    """« mardi 1er septembre 2026 », never parted: it is the day that the reader looks for."""
    return _dated(value, french.date_full_fr).replace(" ", french.NBSP)


def datetime_fr(value: object) -> str:
    """« 18 juin 2026 à 16 h 05 »."""
    if _absent(value):
        return ""
    if not isinstance(value, datetime.datetime) or value.tzinfo is None:
        raise _wrong("datetime_fr", "un instant avec son fuseau horaire", value)
    return french.datetime_fr(value)


def euros(value: object) -> str:
    """« 1 243,62 € »."""
    return "" if _absent(value) else french.euros(_decimal("euros", value))


def percent(value: object) -> str:
    """« 12,5 % »."""
    return "" if _absent(value) else french.percent(_decimal("percent", value))


def words(value: object) -> str:
    """The amount in French letters, as it is written beside its digits in an act."""
    return "" if _absent(value) else french.amount_in_words(_decimal("words", value))


def number(value: object) -> str:
    """« 43 810 », « 99,5 »: thousands apart, decimal comma, decimals as they were given."""
    if _absent(value):
        return ""
    return french.number(_decimal("number", value))


def plural(value: object, singular: str, plural: str) -> str:
    """The number and the noun that agrees with it: 0 and 1 are singular in French.

    A tag is read with straight quotes whatever Word typed: the words get their apostrophes back.
    """
    if _absent(value):
        return ""
    if type(value) is not int:
        raise _wrong("plural", "un nombre entier", value)
    noun = french.plural(value, singular, plural).replace("'", "’")
    return f"{french.number(value)}{french.NBSP}{noun}"


def short_hash(value: object) -> str:
    """The first 12 characters of a fingerprint, printed in footers."""
    if _absent(value):
        return ""
    if not isinstance(value, str):
        raise _wrong("short_hash", "une empreinte", value)
    return value[:12]


def length(value: object) -> int:
    """How many rows or characters."""
    if isinstance(value, Undefined) or not isinstance(value, Sized):
        raise _wrong("length", "une liste", value)
    return len(value)


def mention(value: object) -> object:
    """The value, or a dotted blank to be completed after the vote."""
    return BLANK if _absent(value) else value


def _dated(value: object, write: Callable[[datetime.date], str]) -> str:
    if _absent(value):
        return ""
    if type(value) is not datetime.date:
        raise _wrong("date_fr", "un jour", value)
    return write(value)


def _absent(value: object) -> bool:
    if isinstance(value, Undefined):
        str(value)  # raises: an unknown variable is not an empty one
    return value is None or value == ""


def _decimal(name: str, value: object) -> Decimal:
    if type(value) is int or isinstance(value, Decimal):
        return Decimal(value)
    raise _wrong(name, "un nombre", value)


def _wrong(name: str, expected: str, value: object) -> SecurityError:
    return SecurityError(f"le filtre « {name} » attend {expected}, pas « {value} »")


FILTERS: dict[str, Callable[..., Any]] = {
    "date_fr": date_fr,
    "date": date_fr,
    "long_date": long_date,
    "datetime_fr": datetime_fr,
    "euros": euros,
    "percent": percent,
    "words": words,
    "number": number,
    "plural": plural,
    "short_hash": short_hash,
    "length": length,
    "mention": mention,
}
