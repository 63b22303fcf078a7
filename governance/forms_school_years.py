"""Forms of the school calendar: the official file, or one year typed by hand."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common import clock
from common.identifiers import InvalidIdentifier, parse_school_year
from common.school_calendar import Holiday
from common.uploads import Kind

from .models import SchoolYear, school_years
from .views.asking import Upload

PERIODS = {
    "autumn": "Vacances de la Toussaint",
    "christmas": "Vacances de Noël",
    "winter": "Vacances d’hiver",
    "spring": "Vacances de printemps",
}


class CalendarFileForm(forms.Form):
    file = Upload(
        label="Calendrier scolaire officiel", kinds=(Kind.CSV, Kind.JSON, Kind.CALENDAR),
        help_text="Fichier CSV, JSON ou iCalendar (.ics) de data.education.gouv.fr, tel qu’il est "
        "téléchargé.",
    )  # fmt: skip


class SchoolYearForm(forms.Form):
    """A year of a zone; the periods that it leaves empty do not exist there."""

    zone = forms.ChoiceField(label="Zone", choices=SchoolYear.Zone.choices, initial="B")
    label = forms.CharField(
        label="Année scolaire", max_length=9, help_text="AAAA-AAAA, par exemple 2026-2027."
    )
    starts_on = forms.DateField(label="Rentrée des élèves")
    summer_after = forms.DateField(label="Vacances d’été, après la classe du")
    next_starts_on = forms.DateField(
        label="Rentrée suivante", required=False, help_text="Vide tant qu’elle n’est pas publiée."
    )
    source = forms.CharField(
        label="Source", max_length=300, initial=school_years.OFFICIAL,
        help_text="Texte ou page où ces dates ont été lues.",
    )  # fmt: skip
    checked_on = forms.DateField(label="Vérifié le", initial=clock.today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, name in PERIODS.items():
            after, back = f"{key}_after", f"{key}_back"
            self.fields[after] = forms.DateField(
                label=f"{name}, après la classe du", required=False
            )
            self.fields[back] = forms.DateField(label=f"{name}, reprise le matin du",
                                                required=False)  # fmt: skip
        self.order_fields(
            ["zone", "label", "starts_on"]
            + [f"{key}_{end}" for key in PERIODS for end in ("after", "back")]
        )

    def clean_label(self) -> str:
        try:
            return parse_school_year(self.cleaned_data["label"])
        except InvalidIdentifier as refused:
            raise ValidationError(str(refused)) from refused

    def clean_checked_on(self) -> Any:
        if self.cleaned_data["checked_on"] > clock.today():
            raise ValidationError("Cette date est dans le futur.")
        return self.cleaned_data["checked_on"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        holidays = []
        for key, name in PERIODS.items():
            after, back = given.pop(f"{key}_after", None), given.pop(f"{key}_back", None)
            if after and back and after < back:
                holidays.append(Holiday(name, after, back))
            elif after or back or given.get("zone") in ("A", "B", "C"):
                self.add_error(f"{key}_back", "Deux dates attendues, la reprise après le départ.")
        return {**given, "holidays": holidays}
