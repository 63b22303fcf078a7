"""The form of any list of a text: one line of fields for each row, typed as the row asks."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from .lists import MOST, Cell, Table, Typed

COUNT = "lines"
"""How many lines the page shows, told by the page."""


class LinesForm(forms.Form):
    """A line emptied is gone; a cell that its row cannot read is refused in its place."""

    def __init__(
        self, *args: Any, table: Table, lines: Sequence[Typed], focus: int | None = None, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.table = table
        self.count = _count(self.data) if self.is_bound else len(lines)
        for row in range(self.count):
            line = lines[row] if row < len(lines) else {}
            for cell in table.cells:
                self.fields[f"{cell.name}_{row}"] = _field(cell, row, line.get(cell.name, ""))
        if focus is not None and focus < self.count:
            first = self.fields[f"{table.cells[0].name}_{focus}"]
            first.widget.attrs["autofocus"] = True

    def rows(self) -> Iterator[tuple[int, list[tuple[BoundField, str]]]]:
        """The fields of each line with their column, by its place."""
        for row in range(self.count):
            yield row, [(self[f"{cell.name}_{row}"], cell.label) for cell in self.table.cells]

    def clean(self) -> dict[str, Any]:
        for row in self._kept():
            for cell in self.table.cells:
                try:
                    cell.read(self._said(cell, row))
                except ValueError as error:
                    self.add_error(f"{cell.name}_{row}", str(error))
        return self.cleaned_data

    def lines(self) -> list[dict[str, str]]:
        """The lines as typed, after ``is_valid()``."""
        return [{c.name: self._said(c, row) for c in self.table.cells} for row in self._kept()]

    def _kept(self) -> list[int]:
        """The places of the lines where something is written; found before errors are told, for
        a field in error leaves the cleaned values."""
        return [r for r in range(self.count) if any(self._said(c, r) for c in self.table.cells)]

    def _said(self, cell: Cell, row: int) -> str:
        return str(self.data.get(f"{cell.name}_{row}", "")).strip()


def _field(cell: Cell, row: int, said: str) -> forms.Field:
    widget: forms.TextInput = forms.TextInput(attrs={"autocomplete": "off"})
    if cell.form is dt.date:
        widget = forms.DateInput(attrs={"type": "date"})
    elif cell.form is not str:
        widget.attrs["inputmode"] = "numeric" if cell.form is int else "decimal"
    else:
        widget.attrs["maxlength"] = cell.limit
    label = f"{cell.label} (ligne {row + 1})"
    return forms.CharField(label=label, required=False, initial=said, widget=widget)


def _count(data: Mapping[str, Any]) -> int:
    """The lines that the page says it shows, one past the most at worst: the excess is refused."""
    said = str(data.get(COUNT, ""))
    return min(int(said), MOST + 1) if said.isdecimal() and len(said) < 6 else 0


# --- lines moved in the page ----------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Moved:
    """The lines as they are to be shown again, and the one that was touched."""

    lines: list[dict[str, str]]
    focus: int


def moved(table: Table, data: Mapping[str, Any]) -> Moved | None:
    """The lines of the page after « ajouter », « retirer », « monter » or « descendre »; None
    when none of these was pressed."""
    count = _count(data)
    lines = [
        {c.name: str(data.get(f"{c.name}_{n}", "")) for c in table.cells} for n in range(count)
    ]
    if "ajouter" in data:
        return Moved([*lines, dict.fromkeys((c.name for c in table.cells), "")], count)
    for verb in ("retirer", "monter", "descendre"):
        said = str(data.get(verb, ""))
        if not (said.isdecimal() and len(said) < 6 and int(said) < count):
            continue
        place = int(said)
        line = lines.pop(place)
        if verb == "retirer":
            return Moved(lines, max(0, min(place, len(lines) - 1)))
        aim = max(0, place - 1) if verb == "monter" else min(count - 1, place + 1)
        lines.insert(aim, line)
        return Moved(lines, aim)
    return None
