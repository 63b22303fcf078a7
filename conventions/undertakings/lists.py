"""The lists that a text prints and that come from no record: objectives, sessions, contacts.

Which lists an act has is read in the contract of its text; what a line holds, in the dataclass of
the row. A line is recorded in ``Convention.details`` as the contract reads it: whole numbers,
decimals and dates as ISO texts. Without lines of its own, an act prints those of the model's
common values.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, get_args, get_origin, get_type_hints

from common import french
from common.lifecycle import Refusal

from .. import defaults
from ..docdata.builders import contracts
from ..models import Convention
from . import channel, roles

COMPUTED = frozenset(
    {"schools", "projects", "simulation_years", "financing_lines"}
    | {roles.NAME, channel.NAME, channel.SUBJECTS}
)
"""Tables made from records, or that have a page of their own."""

LONGEST, GREATEST, MOST = 120, 999_999, 60
"""Letters of a text, value of a number that say nothing else; lines of a list."""

Typed = Mapping[str, str]
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a person types in one column; ``limit``: letters of a text, value of a number."""

    name: str
    label: str
    form: type
    limit: int

    def read(self, typed: str) -> Any:
        """What was typed, as it is recorded; ``ValueError`` with a French sentence."""
        said = " ".join(typed.split())
        if not said:
            raise ValueError(f"Remplissez {french.quoted(self.label)}.")
        if self.form is dt.date:
            return self._day(said)
        return self._text(said) if self.form is str else self._number(said)

    def _text(self, said: str) -> str:
        if len(said) > self.limit:
            raise ValueError(
                f"{french.quoted(self.label)} : {self.limit} signes au plus, "
                f"{len(said)} écrits. Raccourcissez."
            )
        return said

    def _day(self, said: str) -> str:
        try:
            return dt.date.fromisoformat(said).isoformat()
        except ValueError:
            raise self._unread("un jour du calendrier", said) from None

    def _number(self, said: str) -> int | str:
        whole = self.form is int
        bound = f"de 0 à {french.number(self.limit)}"
        expected = (
            f"un nombre entier {bound}" if whole else f"un nombre {bound} à deux décimales au plus"
        )
        try:
            value = Decimal("".join(said.split()).removesuffix("%").replace(",", "."))
        except InvalidOperation:
            raise self._unread(expected, said) from None
        if not value.is_finite() or not 0 <= value <= self.limit:
            raise self._unread(expected, said)
        exact = value.quantize(Decimal(1) if whole else Decimal("0.01"))
        if exact != value:
            raise self._unread(expected, said)
        return int(exact) if whole else str(value.normalize() + 0)

    def _unread(self, expected: str, said: str) -> ValueError:
        return ValueError(
            f"{french.quoted(self.label)} : {expected} est attendu ; "
            f"{french.quoted(said)} a été écrit. Corrigez-le."
        )

    def shown(self, value: Any) -> str:
        """A recorded value as a person would type it again."""
        text = "" if value is None else str(value)
        return text.replace(".", ",") if self.form is Decimal else text


@dataclass(frozen=True, slots=True)
class Table:
    """A list of the text: ``name`` in the contract, ``label`` as people read it."""

    name: str
    label: str
    cells: tuple[Cell, ...]

    def typed(self, line: Line) -> dict[str, str]:
        """A recorded line as a person would type it."""
        return {cell.name: cell.shown(line.get(cell.name)) for cell in self.cells}

    def read(self, line: Typed) -> Line:
        """A typed line as it is recorded; ``ValueError`` on the first cell that is wrong."""
        return {cell.name: cell.read(line.get(cell.name, "")) for cell in self.cells}


def tables(convention: Convention) -> dict[str, Table]:
    """The lists of the act that its author may write, by name, in the order of the contract."""
    data = contracts.of_act(convention)
    hints = get_type_hints(data)
    found: dict[str, Table] = {}
    for each in fields(data):
        (row, *_) = get_args(hints[each.name]) or (None,)
        if get_origin(hints[each.name]) is not tuple or each.name in COMPUTED:
            continue
        if isinstance(row, type) and is_dataclass(row):
            found[each.name] = Table(each.name, each.metadata["label"], _cells(row))
    return found


def _cells(row: type) -> tuple[Cell, ...]:
    hints = get_type_hints(row)
    return tuple(
        Cell(
            name=each.name,
            label=each.metadata["label"],
            form=hints[each.name],
            limit=each.metadata["limit"] or (LONGEST if hints[each.name] is str else GREATEST),
        )
        for each in fields(row)
    )


def standard(convention: Convention, name: str, on: dt.date) -> list[Line]:
    """The lines of the model's common values on ``on``."""
    model = convention.model.code if convention.model else ""
    return list(defaults.in_use(model, on).get(name, ()))


def lines(convention: Convention, name: str, on: dt.date) -> list[Line]:
    """The lines of the act: its own, else the standard ones."""
    return list(convention.details.get(name) or standard(convention, name, on))


def faults(table: Table, found: Sequence[Typed]) -> Iterator[Refusal]:
    """Why these lines may not be printed, each with the rank of its line."""
    if not found:
        yield _refusal(f"{french.quoted(table.label)} est vide : gardez au moins une ligne.")
    if len(found) > MOST:
        yield _refusal(
            f"{french.quoted(table.label)} compte {len(found)} lignes : {MOST} au plus se lisent "
            "dans une annexe. Regroupez-en."
        )
    seen: list[Line] = []
    for rank, line in enumerate(found, 1):
        try:
            read = table.read(line)
        except ValueError as error:
            yield _refusal(f"Ligne {rank} : {error}")
            continue
        if read in seen:
            yield _refusal(f"La ligne {rank} répète la ligne {seen.index(read) + 1} : retirez-la.")
        seen.append(read)


def _refusal(sentence: str) -> Refusal:
    return Refusal(sentence, key="lists")
