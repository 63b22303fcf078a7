"""The register as indicators: sheets by district and by month, and the sums of their counts.

A sum of accounts or families is masked when it is small and not nil (``mask.below``; tables,
§ 2.2), and so is each total that would let one find it again.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from common.french import MONTHS, THIN, number
from governance import parameters

from . import typed
from .models import FieldSheet, SheetKind

NOWHERE = "Hors circonscription"
HIDDEN = "masqué"


@dataclass(frozen=True, slots=True)
class Row:
    """A district, then what each column says of it."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A table: heads of its columns, a row for each district, the total last."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row
    masked: bool = False


def month(day: dt.date) -> str:
    """« mars 2026 »"""
    return f"{MONTHS[day.month - 1]} {day.year}"


def by_month(sheets: Sequence[FieldSheet]) -> Board:
    """How many sheets in each district, each month that has one."""
    months = sorted({each.day.replace(day=1) for each in sheets})
    counts = Counter((_where(each), each.day.replace(day=1)) for each in sheets)
    names = _names(sheets)

    def row(name: str, of: Any) -> Row:
        found = [of(each) for each in months]
        return Row(name, tuple(number(each) for each in (*found, sum(found))))

    def whole(at: dt.date) -> int:
        return sum(counts[(name, at)] for name in names)

    rows = tuple(row(name, lambda at, name=name: counts[(name, at)]) for name in names)
    heads = (*(month(each) for each in months), "Total")
    return Board(heads, rows, row("Ensemble", whole))


def by_kind(sheets: Iterable[FieldSheet]) -> list[tuple[str, Counter[str]]]:
    """Each kind with how many of its sheets are to do, done, dropped."""
    found: dict[str, Counter[str]] = {}
    for each in sheets:
        found.setdefault(each.kind.label, Counter())[each.status] += 1
    return sorted(found.items())


def sums(sheets: Sequence[FieldSheet], kind: SheetKind, on: dt.date) -> Board | None:
    """The sum of each count of ``kind`` in each district; None for a kind without counts.

    A field of accounts is masked under ``mask.below`` of ``on``, its total too as soon as one of
    its rows is.
    """
    fields = [field for field in kind.typed if field.counted]
    if not fields:
        return None
    below = int(parameters.value("mask.below", on=on))
    names = _names(sheets)
    columns = [_column(field, sheets, names, below) for field in fields]
    rows = tuple(
        Row(name, tuple(cells[rank] for cells, _total in columns))
        for rank, name in enumerate(names)
    )
    total = Row("Ensemble", tuple(total for _cells, total in columns))
    said = {cell for row in (*rows, total) for cell in row.cells}
    masked = bool(said & {small(below), HIDDEN})
    return Board(tuple(field.label for field in fields), rows, total, masked)


def small(below: int) -> str:
    """« < 5 »"""
    return f"<{THIN}{below}"


def _column(
    field: typed.Field, sheets: Sequence[FieldSheet], names: Sequence[str], below: int
) -> tuple[list[str], str]:
    """A column and its total, as they are shown."""
    found: Counter[str] = Counter()
    for each in sheets:
        value = each.values.get(field.name)
        found[_where(each)] += value if isinstance(value, int) else 0
    whole = sum(found.values())
    if field.type != typed.ACCOUNTS:
        return [number(found[name]) for name in names], number(whole)
    hidden = [name for name in names if 0 < found[name] < below]
    cells = [small(below) if name in hidden else number(found[name]) for name in names]
    if 0 < whole < below:
        return cells, small(below)
    return cells, HIDDEN if hidden else number(whole)


def _where(sheet: FieldSheet) -> str:
    return sheet.circonscription.name if sheet.circonscription is not None else NOWHERE


def _names(sheets: Iterable[FieldSheet]) -> list[str]:
    """The districts, in order, those without one last."""
    found = {_where(each) for each in sheets}
    return sorted(found - {NOWHERE}) + sorted(found & {NOWHERE})
