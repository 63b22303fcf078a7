"""The schools of an act, as its author chooses them."""

from typing import Any

from django import forms

from .forms_numbers import FrenchIntegerField
from .proposal import SchoolProposal

SHOWN_SCHOOLS = 8


class SchoolsForm(forms.Form):
    """A form with the schools of a collectivité: each in or out, its levels, its accounts.

    ``lines`` are set by the form that inherits, before ``add_schools``.
    """

    lines: tuple[SchoolProposal, ...] = ()

    def add_schools(self) -> None:
        for line in self.lines:
            self._add_school(line)

    def _add_school(self, line: SchoolProposal) -> None:
        own: Any = self.fields
        own[f"school_{line.pk}"] = forms.BooleanField(
            label=line.name, required=False, initial=line.selected
        )
        own[f"accounts_{line.pk}"] = FrenchIntegerField(
            label=f"Comptes prévus, {line.name}",
            required=False,
            min_value=0,
            max_value=100_000,
            initial=line.forecast_accounts,
        )
        own[f"levels_{line.pk}"] = forms.CharField(
            label=f"Niveaux et classes, {line.name}",
            required=False,
            max_length=150,
            initial=line.levels,
        )

    def school_rows(self) -> list[tuple[SchoolProposal, Any, Any, Any]]:
        """Each school with its three fields."""
        names = ("school", "levels", "accounts")
        return [
            (line, *(self[f"{name}_{line.pk}"] for name in names))  # type: ignore[misc]
            for line in self.lines
        ]

    @property
    def many_schools(self) -> bool:
        """Too many to show at once when only some of them enter the act."""
        return len(self.lines) > SHOWN_SCHOOLS and 0 < self.schools_left < len(self.lines)

    @property
    def schools_left(self) -> int:
        """Schools of the collectivité that stay out of the act."""
        return sum(not self[f"school_{line.pk}"].value() for line in self.lines)

    def chosen(self) -> list[tuple[SchoolProposal, str, int]]:
        """Schools of the act, with their levels and accounts; after ``is_valid()``."""
        data = self.cleaned_data
        return [
            (line, data.get(f"levels_{line.pk}") or "", data.get(f"accounts_{line.pk}") or 0)
            for line in self.lines
            if data.get(f"school_{line.pk}")
        ]
