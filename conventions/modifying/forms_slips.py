"""The form of an entry slip: the school, its accounts, its day, and the opinion on its project."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from governance.models import School

from ..forms_creation import day_field
from ..forms_numbers import FrenchIntegerField
from . import slips

NO_SCHOOL = "Choisissez l’école qui entre dans la convention."


class SlipForm(forms.Form):
    """One school of the collectivité, and the project on which the inspector gave an opinion.

    ``schools``: those that may enter. What was typed is kept when it is refused.
    """

    school = forms.ModelChoiceField(
        label="École qui entre",
        queryset=School.unscoped.none(),
        empty_label="À choisir",
        error_messages={"required": NO_SCHOOL, "invalid_choice": NO_SCHOOL},
    )
    levels = forms.CharField(
        label="Niveaux et classes engagées",
        max_length=150,
        help_text="Par exemple : maternelle et élémentaire, 1 classe",
        error_messages={"required": "Écrivez les niveaux et les classes qui entrent."},
    )
    forecast_accounts = FrenchIntegerField(
        label="Comptes élèves prévus",
        min_value=1,
        max_value=100_000,
        error_messages={
            "required": "Indiquez les comptes prévus de l’école.",
            "min_value": "Une école entre avec un compte au moins.",
        },
    )
    starts_on = day_field(
        label="Date d’entrée de l’école",
        help_text="L’école entre au plus tôt à la signature et au visa du bulletin.",
        error_messages={"required": "Indiquez la date d’entrée de l’école."},
    )
    project_title = forms.CharField(
        label="Titre du projet pédagogique",
        max_length=150,
        error_messages={"required": "Donnez le titre du projet : il précède l’équipement."},
    )
    project_opinion = forms.ChoiceField(
        label="Avis de l’inspecteur sur ce projet",
        choices=[("", "À choisir"), *slips.OPINIONS.items()],
        help_text="Sans avis favorable, l’école n’entre pas.",
        error_messages={"required": "Indiquez l’avis de l’inspecteur sur le projet."},
    )
    project_opinion_date = day_field(
        label="Date de cet avis",
        error_messages={"required": "Indiquez le jour où l’avis a été rendu."},
    )
    project_reserves_text = forms.CharField(
        label="Réserves de l’inspecteur",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Pour un avis avec réserves : le bulletin les cite.",
    )

    def __init__(self, *args: Any, schools: Sequence[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["school"]
        ids = [school.pk for school in schools]
        field.queryset = School.unscoped.filter(pk__in=ids).order_by("name", "pk")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        with_reserves = data.get("project_opinion") == "with_reserves"
        if with_reserves and not data.get("project_reserves_text", "").strip():
            self.add_error("project_reserves_text", "Écrivez les réserves : le bulletin les cite.")
        return data

    def entry(self) -> slips.Entry:
        """What the services store; after ``is_valid()``."""
        data = self.cleaned_data
        day: dt.date = data["project_opinion_date"]
        reserves = data["project_reserves_text"].strip()
        return slips.Entry(
            school=data["school"],
            starts_on=data["starts_on"],
            levels=data["levels"].strip(),
            forecast_accounts=data["forecast_accounts"],
            project={
                "project_title": data["project_title"].strip(),
                "project_opinion": data["project_opinion"],
                "project_opinion_date": day.isoformat(),
                "project_reserves_text": (
                    reserves if data["project_opinion"] == "with_reserves" else ""
                ),
            },
        )
