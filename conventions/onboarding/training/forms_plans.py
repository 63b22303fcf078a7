"""Forms of training plans, and the filters of the coverage."""

from typing import Any

from django import forms

from audit.actor import Actor
from governance.forms_fields import districts
from governance.forms_names import NamesForm
from governance.models import Circonscription

from ..models import Campaign, TrainingPlan
from .forms import AREA, NO_NAME, campaigns, plannable
from .plans import WRITTEN


class BeginPlanForm(forms.Form):
    """Which year, which district; the last version, if there is one, is taken up."""

    campaign = forms.ModelChoiceField(
        label="Campagne", queryset=Campaign.unscoped.none(), to_field_name="public_id",
        empty_label="À choisir",
    )  # fmt: skip
    area = forms.ModelChoiceField(
        label=AREA, queryset=Circonscription.unscoped.none(), to_field_name="public_id",
        empty_label="À choisir",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        own["campaign"].queryset = campaigns(actor)
        own["area"].queryset = plannable(actor)


class PlanForm(NamesForm):
    """What a plan says besides its sessions."""

    goals = forms.CharField(
        label="Objectifs de l’année",
        required=False,
        max_length=5000,
        help_text=f"Ce que les écoles sauront faire, et quand. {NO_NAME}",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    teachers = forms.IntegerField(
        label="Enseignants concernés", required=False, min_value=1, max_value=100_000
    )
    advisers = forms.IntegerField(
        label="Conseillers numériques de la circonscription",
        required=False,
        min_value=0,
        max_value=100,
    )
    adviser_share = forms.IntegerField(
        label="Part de leur temps donnée au programme, en %",
        required=False,
        min_value=1,
        max_value=100,
        help_text="Par exemple 50 : deux conseillers à mi-temps font un temps plein.",
    )
    adviser_hours = forms.IntegerField(
        label="Heures de formation par an, pour un temps plein",
        required=False,
        min_value=1,
        max_value=1607,
    )
    tender_on = forms.DateField(
        label="Publication du marché",
        required=False,
        help_text="Seulement si le plan accompagne un changement d’ENT : il se vise avant.",
    )
    evaluation = forms.CharField(
        label="Évaluation",
        required=False,
        max_length=5000,
        help_text=f"Comment on saura que la formation a servi, en nombres. {NO_NAME}",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = WRITTEN

    @staticmethod
    def of(plan: TrainingPlan) -> dict[str, Any]:
        return {name: getattr(plan, name) for name in WRITTEN}


class CoverageFilter(forms.Form):
    """Filters of the coverage; their answers live in the address."""

    q = forms.CharField(
        label="École", required=False, max_length=80, help_text="Nom, commune ou UAI."
    )
    circonscription = forms.ModelChoiceField(
        label=AREA, required=False, queryset=Circonscription.unscoped.none(),
        to_field_name="public_id", empty_label="Toutes",
    )  # fmt: skip
    a_former = forms.BooleanField(label="À former encore", required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        own["circonscription"].queryset = districts(actor)
