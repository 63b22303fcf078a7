"""What changed between two states of an act's text, and the kinds of change that it makes (N10).

Two snapshots are compared by paths of fields; a text whose hash differs while no value does has
words of its own that changed. In doubt, the stricter kind: the jurist may lower it with a reason.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatch
from typing import Any, get_args, get_type_hints

from common import french
from documents.contract import DocumentData

from . import requirements

OUTSIDE = frozenset({"text_hash_short"})
Snapshot = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class State:
    """One state of the text: its values, its hash, its model (code, version), who is party."""

    values: Snapshot
    text_hash: str = ""
    model: str = ""
    parties: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """One value that changed, as people read it."""

    name: str
    label: str
    before: str
    after: str

    @property
    def words(self) -> str:
        """« Tarif par élève : 9,87 → 7,10 », or the label alone for a table."""
        if not self.before and not self.after:
            return self.label
        return f"{self.label} : {self.before or '—'} → {self.after or '—'}"


def classes(before: State, after: State, roles: Iterable[str]) -> list[str]:
    """Keys of the rows that the change makes, in the order of the table; none when equal."""
    known = list(roles)
    found = {
        key
        for name in told(before.values, after.values)
        for key in _rows_of(name, before, after, known)
    }
    if before.model and after.model and before.model != after.model:
        same = before.text_hash == after.text_hash
        found = {requirements.LAYOUT if same else requirements.MODEL, *found}
    elif not found and before.text_hash != after.text_hash:
        found.add(requirements.CLAUSE)
    return [key for key in requirements.rows() if key in found]


def told(before: Snapshot, after: Snapshot) -> list[str]:
    """Names of the values that changed, less those that another one changes by itself."""
    names = [*before, *(name for name in after if name not in before)]
    changed = [
        name for name in names if name not in OUTSIDE and before.get(name) != after.get(name)
    ]
    causes = requirements.causes()
    return [name for name in changed if not causes.get(name, frozenset()) & {*changed}]


def _rows_of(name: str, before: State, after: State, roles: list[str]) -> list[str]:
    """The rows for one value; several when a table gained and lost lines at once."""
    found: list[str] = []
    for rule in requirements.field_rules():
        if not _named(name, rule["names"], roles):
            continue
        when = rule.get("when")
        if when is None:
            return found or [rule["change"]]
        if COMPARISONS[when](name, before, after):
            found.append(rule["change"])
            if not when.startswith("rows_"):
                return found
    return found or [requirements.CLAUSE]


def _named(name: str, patterns: Iterable[str], roles: list[str]) -> bool:
    plain = (
        pattern.replace("{party}", role)
        for pattern in patterns
        for role in (roles if "{party}" in pattern else [""])
    )
    return any(fnmatch(name, pattern) for pattern in plain)


# --- comparisons named by the table --------------------------------------------------------------
def _lower(name: str, before: State, after: State) -> bool:
    return _number(after.values.get(name)) < _number(before.values.get(name))


def _within_ceiling(name: str, before: State, after: State) -> bool:
    ceiling = before.values.get("price_ceiling") or after.values.get("price_ceiling")
    return ceiling is not None and _number(after.values.get(name)) <= _number(ceiling)


def _earlier(name: str, before: State, after: State) -> bool:
    return str(after.values.get(name) or "") < str(before.values.get(name) or "")


def _rows_added(name: str, before: State, after: State) -> bool:
    added = _keys(after.values, name) - _keys(before.values, name)
    return bool(added) and not _beyond_maximum(name, before, after)


def _rows_removed(name: str, before: State, after: State) -> bool:
    return bool(_keys(before.values, name) - _keys(after.values, name))


def _beyond_maximum(name: str, before: State, after: State) -> bool:
    """More accounts, or a higher yearly estimate, than the text allowed before."""
    pairs = (("forecast_accounts", "max_accounts"), ("example_amount", "max_yearly_amount"))
    return any(
        _number(after.values.get(found)) > _number(before.values.get(most))
        for found, most in pairs
        if before.values.get(most) is not None
    )


def _party_replaced(name: str, before: State, after: State) -> bool:
    if before.parties is None or after.parties is None:
        return False
    roles = [role for role in before.parties if name.startswith(f"{role}_")]
    if name in ("state_service_name", "academy_name"):
        roles = ["state"]
    return any(before.parties.get(role) != after.parties.get(role) for role in roles)


COMPARISONS: dict[str, Callable[[str, State, State], bool]] = {
    "lower": _lower,
    "within_ceiling": _within_ceiling,
    "earlier": _earlier,
    "rows_added": _rows_added,
    "rows_removed": _rows_removed,
    "beyond_maximum": _beyond_maximum,
    "party_replaced": _party_replaced,
}


def _number(value: Any) -> Decimal:
    return Decimal(str(value)) if value not in (None, "") else Decimal(0)


def _keys(values: Snapshot, name: str) -> set[str]:
    lines = values.get(name)
    found = lines if isinstance(lines, list) else []
    return {str(line.get("uai") or line) for line in found}


# --- as people read it ---------------------------------------------------------------------------
def described(before: Snapshot, after: Snapshot, contract: type[DocumentData]) -> list[Changed]:
    """The values that changed, with their labels and as they are printed."""
    known = contract.__dataclass_fields__
    hints = get_type_hints(contract)
    return [
        Changed(
            name,
            str(known[name].metadata["label"]),
            _read(hints[name], before.get(name)),
            _read(hints[name], after.get(name)),
        )
        for name in told(before, after)
        if name in known
    ]


def _read(hint: Any, value: Any) -> str:
    """A recorded value in words; a table is compared in the redline, not here."""
    if value is None or value == "" or isinstance(value, list):
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    kinds = get_args(hint) or (hint,)
    if dt.date in kinds:
        return french.date_fr(dt.date.fromisoformat(value))
    if Decimal in kinds or int in kinds:
        return french.number(Decimal(str(value)))
    return str(value)
