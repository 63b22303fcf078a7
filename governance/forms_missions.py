"""The form of a mission of control, copied from its letter."""

from typing import Any

from django import forms

from audit.actor import Actor

from .forms_fields import InstitutionsField
from .models import MISSION_SUBJECTS
from .views.asking import Upload


class MissionForm(forms.Form):
    """The letter, what it examines, and how long the auditor reads."""

    reference = forms.CharField(label="Référence de la lettre de mission", max_length=120)
    letter_date = forms.DateField(label="Date de la lettre")
    file = Upload(label="Lettre de mission", help_text="PDF ou image, 20 Mo au plus.")
    examined_from = forms.DateField(
        label="Premier jour examiné",
        help_text="La période des actes à examiner, que la lettre indique.",
    )
    examined_to = forms.DateField(label="Dernier jour examiné (inclus)")
    subjects = forms.MultipleChoiceField(
        label="Ce que la lettre fait examiner",
        choices=[*MISSION_SUBJECTS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    starts_on = forms.DateField(
        label="Premier jour d’accès", help_text="Au plus tôt la date de la lettre."
    )
    last_day = forms.DateField(
        label="Dernier jour d’accès (inclus)",
        required=False,
        help_text="Vide : jusqu’à la fin du mandat.",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institutions"] = InstitutionsField(
            actor,
            label="Institutions examinées",
            required=False,
            help_text="Une par ligne : nom, SIREN ou code commune. Vide : toutes.",
        )
        self.order_fields(
            ["reference", "letter_date", "file", "examined_from", "examined_to", "subjects",
             "institutions", "starts_on", "last_day"]
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        for first, last in (("examined_from", "examined_to"), ("starts_on", "last_day")):
            if given.get(first) and given.get(last) and given[last] < given[first]:
                self.add_error(
                    last, "Le dernier jour précède le premier : corrigez l’une des deux dates."
                )
        return given
