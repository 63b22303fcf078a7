"""Forms of the tables of an act: who does what, what is written to families."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from . import channel, roles

SPARE = 3
"""Empty lines offered at the end of a table."""

TICKS = {letters: letters or roles.NONE for letters in roles.LETTERS}


class RolesForm(forms.Form):
    """A line of fields for each activity, and a few empty ones; nothing is required of a field:
    what a table needs is said by ``roles.faults``."""

    def __init__(
        self, *args: Any, table: roles.Table, lines: Sequence[roles.Line], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.table, self.known = table, len(lines)
        for row in range(self.known + SPARE):
            line = lines[row] if row < self.known else {}
            self._add(row, line)

    def _add(self, row: int, line: roles.Line) -> None:
        said = line.get("activity", "")
        named = said or f"nouvelle activité {row - self.known + 1}"
        self.fields[f"activity_{row}"] = forms.CharField(
            label=f"Activité : {named}", required=False, max_length=roles.LONGEST, initial=said
        )
        for column in self.table.columns:
            self.fields[f"{column.role}_{row}"] = forms.ChoiceField(
                label=column.label,
                required=False,
                choices=list(TICKS.items()),
                initial=line.get(column.role, ""),
            )

    def rows(self) -> Iterator[tuple[str, BoundField, list[BoundField]]]:
        """What names the line, its activity, and its cells in the order of the columns."""
        for row in range(self.known + SPARE):
            cells = [self[f"{column.role}_{row}"] for column in self.table.columns]
            activity = self[f"activity_{row}"]
            yield activity.field.label.removeprefix("Activité : "), activity, cells

    def lines(self) -> list[roles.Line]:
        """The table as typed, after ``is_valid()``: an activity whose name was erased is gone, a
        new line with letters and no name stays, and is refused."""
        found: list[roles.Line] = []
        for row in range(self.known + SPARE):
            said = self.cleaned_data[f"activity_{row}"]
            cells = {c.role: self.cleaned_data[f"{c.role}_{row}"] for c in self.table.columns}
            if said or (row >= self.known and any(cells.values())):
                found.append({"activity": said, **cells})
        return found


class CategoriesForm(forms.Form):
    """Each subject of the taxonomy that a collectivité may write about, then the act's own."""

    def __init__(self, *args: Any, chosen: Sequence[channel.Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = {each["code"]: each for each in chosen}
        self.subjects = {each.code: each.category for each in channel.relayable()}
        own = [each for each in chosen if each["code"] not in self.subjects]
        self.own = [*own, *({} for _ in range(SPARE - 1))]
        for code, subject in self.subjects.items():
            self.fields[f"chosen_{code}"] = forms.BooleanField(
                label=subject["label"], required=False, initial=code in kept
            )
            self._add_words(code, kept.get(code, subject))
        for row, each in enumerate(self.own):
            self.fields[f"label_{row}"] = forms.CharField(
                label="Catégorie", required=False, max_length=80, initial=each.get("label", "")
            )
            self.fields[f"sphere_{row}"] = forms.ChoiceField(
                label="Sphère",
                required=False,
                choices=[(channel.CHILD, "enfant"), (channel.BOTH, "commune aux deux")],
                initial=each.get("sphere", channel.CHILD),
            )
            self._add_words(str(row), each)

    def _add_words(self, key: str, said: channel.Category) -> None:
        for name, label, most in (("sender", "Émetteur", 120), ("example", "Exemple", 150)):
            self.fields[f"{name}_{key}"] = forms.CharField(
                label=label, required=False, max_length=most, initial=said.get(name, "")
            )

    def subject_rows(self) -> Iterator[tuple[str, BoundField, BoundField, BoundField]]:
        """The sphere of a subject, then its three fields."""
        for code, subject in self.subjects.items():
            names = (f"chosen_{code}", f"sender_{code}", f"example_{code}")
            yield subject["sphere"], *(self[name] for name in names)  # type: ignore[misc]

    def own_rows(self) -> Iterator[tuple[int, list[BoundField]]]:
        """The four fields of each category of the act's own, numbered from one."""
        for row in range(len(self.own)):
            names = ("label", "sphere", "sender", "example")
            yield row + 1, [self[f"{name}_{row}"] for name in names]

    def categories(self) -> list[channel.Category]:
        """The categories as chosen, after ``is_valid()``; an own one without name is gone."""
        data = self.cleaned_data
        found: list[channel.Category] = [
            {**subject, "sender": data[f"sender_{code}"], "example": data[f"example_{code}"]}
            for code, subject in self.subjects.items()
            if data[f"chosen_{code}"]
        ]
        for row in range(len(self.own)):
            label, words = data[f"label_{row}"], (data[f"sender_{row}"], data[f"example_{row}"])
            if label or (row >= len(self.own) - SPARE + 1 and any(words)):
                found.append(
                    {
                        "code": self.own[row].get("code") or self._free_code(found),
                        "label": label,
                        "sphere": data[f"sphere_{row}"] or channel.CHILD,
                        "sender": words[0],
                        "example": words[1],
                    }
                )
        return found

    def _free_code(self, found: Sequence[channel.Category]) -> str:
        """« AUT-01 », or the first that nothing bears."""
        taken = {each["code"] for each in (*self.own, *found) if each}
        return next(code for n in range(1, 100) if (code := f"{OWN}-{n:02}") not in taken)


OWN = "AUT"
"""Begins the codes of categories that no taxonomy knows."""
