"""Rows of a list inside a form: added and removed one by one in the page, without script too.

Nothing is kept before the form is; a row emptied is gone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from governance.forms_names import NamesForm, typed_freely

ADD, REMOVE = "ajouter", "retirer"
"""Names of the buttons: « ajouter=room », « retirer=room-3 »."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a row. ``make(**common)`` builds it; ``missing`` is said when a row that is
    begun leaves it empty, «» when it may."""

    name: str
    label: str
    make: Callable[..., forms.Field]
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """A list: ``name`` begins the names of its fields, ``one`` says a row (« Salle »), ``add`` its
    button; at most ``most`` rows, one at least shown when ``always``."""

    name: str
    title: str
    one: str
    add: str
    cells: tuple[Cell, ...]
    most: int
    always: bool = False

    def key(self, place: int, cell: Cell) -> str:
        return f"{self.name}_{place}_{cell.name}"

    @property
    def counter(self) -> str:
        """The field by which the page says how many rows it shows."""
        return f"{self.name}_count"

    def count(self, data: Mapping[str, Any]) -> int:
        """The rows that the page says it shows, one past the most at worst: it is refused."""
        said = str(data.get(self.counter, ""))
        found = int(said) if said.isdecimal() and len(said) < 6 else 0
        return max(int(self.always), min(found, self.most + 1))

    def typed(self, data: Mapping[str, Any]) -> list[dict[str, str]]:
        """The rows of the page as they were typed."""
        return [
            {cell.name: str(data.get(self.key(place, cell), "")) for cell in self.cells}
            for place in range(self.count(data))
        ]


@dataclass(frozen=True, slots=True)
class Changed:
    """The rows to show again by list, and the field that the cursor goes to."""

    rows: dict[str, list[dict[str, str]]]
    focus: str


def changed(lists: Sequence[Rows], data: Mapping[str, Any]) -> Changed | None:
    """The page after « ajouter » or « retirer »; None when neither was pressed."""
    rows = {each.name: each.typed(data) for each in lists}
    name, _, place = str(data.get(REMOVE, "")).partition("-")
    for each in lists:
        own, first = rows[each.name], each.cells[0]
        if data.get(ADD) == each.name:
            own.append({})
            return Changed(rows, each.key(len(own) - 1, first))
        if name == each.name and place.isdecimal() and len(place) < 6 and int(place) < len(own):
            del own[int(place)]
            return Changed(rows, each.key(max(0, min(int(place), len(own) - 1)), first))
    return None


class RowsForm(NamesForm):
    """A form with ``lists``; after ``is_valid()``, ``rows[name]`` has what each row holds.

    ``shown``: the rows to show by list while nothing is sent. Their fields are not in
    ``cleaned_data``; their texts are looked into as those of the form.
    """

    lists: tuple[Rows, ...] = ()

    def __init__(
        self,
        *args: Any,
        shown: Mapping[str, Sequence[Mapping[str, Any]]],
        focus: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        own: dict[str, forms.Field] = {}
        self.counts: dict[str, int] = {}
        self.rows: dict[str, list[dict[str, Any]]] = {}
        for each in self.lists:
            known = shown.get(each.name, ())
            count = each.count(self.data) if self.is_bound else len(known)
            self.counts[each.name] = max(count, int(each.always))
            for place in range(self.counts[each.name]):
                row = known[place] if place < len(known) else {}
                for cell in each.cells:
                    own[each.key(place, cell)] = cell.make(
                        label=f"{each.one} {place + 1}, {cell.label[:1].lower()}{cell.label[1:]}",
                        required=False,
                        initial=row.get(cell.name, ""),
                    )
        if focus in own:
            own[focus].widget.attrs["autofocus"] = True
        self.fields.update(own)
        if self.free is not None:
            self.free = (*self.free, *typed_freely(own))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for each in self.lists:
            found = [
                row for place in range(self.counts[each.name]) if (row := self._row(each, place))
            ]
            if self.counts[each.name] > each.most:
                self.add_error(None, f"{each.title} : {each.most} lignes au plus.")
            self.rows[each.name] = found
        names = {key for each in self.lists for key in self._keys(each)}
        return {name: value for name, value in given.items() if name not in names}

    def _keys(self, each: Rows) -> Iterator[str]:
        for place in range(self.counts[each.name]):
            yield from (each.key(place, cell) for cell in each.cells)

    def _row(self, each: Rows, place: int) -> dict[str, Any]:
        """What a row holds; nothing when it is empty."""
        said = {cell.name: str(self.data.get(each.key(place, cell), "")) for cell in each.cells}
        if not any(words.strip() for words in said.values()):
            return {}
        for cell in each.cells:
            key = each.key(place, cell)
            if cell.missing and not said[cell.name].strip():
                self.add_error(key, cell.missing)
        return {cell.name: self.cleaned_data.get(each.key(place, cell)) for cell in each.cells}

    def tables(self) -> Iterator[dict[str, Any]]:
        """Each list as its page shows it."""
        for each in self.lists:
            yield {"list": each, "count": self.counts[each.name], "rows": self._shown(each)}

    def _shown(self, each: Rows) -> Iterator[tuple[int, str, list[tuple[BoundField, str, bool]]]]:
        """Place of a row, its name, its fields with their label and whether they may stay empty."""
        for place in range(self.counts[each.name]):
            cells = [
                (self[each.key(place, cell)], cell.label, not cell.missing) for cell in each.cells
            ]
            yield place, f"{each.one} {place + 1}", cells
