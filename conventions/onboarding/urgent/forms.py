"""Forms of the urgent track: the batch, its decisions, its schools, its debts."""

from typing import Any

from django import forms

from audit.actor import Actor
from common.uploads import Kind
from governance.forms_fields import InstitutionField, districts
from governance.forms_names import NamesForm
from governance.models import Circonscription, School
from governance.views.asking import Upload

from ..lifecycle import BEFORE_OPENING
from ..models import Campaign, Ground, SchoolEntry, UrgentBatch, UrgentRow, UrgentStatus

NO_NAME = "Ne nommez ni élève ni famille."


def _text(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=2000,
        help_text=f"{help_text} {NO_NAME}",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class BatchForm(NamesForm):
    """The batch, and how its new users are accompanied (M29)."""

    label = forms.CharField(
        label="Nom du lot", max_length=120, help_text="Par exemple : semaine du 13 mars 2020."
    )
    circonscription = forms.ModelChoiceField(
        label="Circonscription",
        queryset=Circonscription.unscoped.none(),
        to_field_name="public_id",
        empty_label="Plusieurs",
        required=False,
    )
    resumes_on = forms.DateField(
        label="Retour en classe prévu le",
        help_text="Ce qui est sauté est à régulariser dans les mois qui suivent. La date se "
        "corrige dès qu’elle est connue.",
    )
    help_desk = _text("Qui répond aux nouveaux utilisateurs", "Un service, un numéro, des heures.")
    training = _text("Prise en main accélérée", "Des séances, un tutoriel, qui les anime.")
    families = _text("Information des familles", "Le message, son canal, sa date.")

    field_order = ("label", "circonscription", "resumes_on", "help_desk", "training", "families")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        own["circonscription"].queryset = districts(actor)

    def given(self) -> dict[str, Any]:
        """After ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in self.field_order}

    @classmethod
    def of(cls, batch: UrgentBatch) -> dict[str, Any]:
        found = {name: getattr(batch, name) for name in cls.field_order}
        area = batch.circonscription
        return {**found, "circonscription": area.public_id if area is not None else None}


class UrgentDecisionForm(NamesForm):
    """A decision taken outside this site, by a collectivité or by the DASEN, with its ground."""

    reference = forms.CharField(label="Numéro de la décision", max_length=80)
    decided_on = forms.DateField(label="Date de la décision")
    file = Upload(
        label="Copie de la décision",
        kinds=(Kind.PDF, Kind.PNG, Kind.JPEG),
        help_text="L’acte signé, en PDF ou en image, sans nom d’élève ni de famille.",
    )
    ground = forms.ChoiceField(
        label="Fondement",
        choices=[
            (Ground.URGENT.value, "Un texte d’urgence, en vigueur ce jour-là"),
            (Ground.DELEGATION.value, "Des pouvoirs délégués : la ratification est une dette"),
        ],
    )
    legal_text = forms.CharField(
        label="Texte d’urgence",
        max_length=200,
        required=False,
        help_text="Par exemple : ordonnance n° 2020-391 du 1er avril 2020, art. 1er.",
    )
    text_from = forms.DateField(label="Applicable du", required=False)
    text_to = forms.DateField(label="Applicable jusqu’au (inclus)", required=False)
    delegation_reference = forms.CharField(
        label="Acte de délégation",
        max_length=200,
        required=False,
        help_text="La délibération, ou l’arrêté, qui délègue ce pouvoir.",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"] = InstitutionField(actor, label="Collectivité ou DSDEN")
        self.order_fields(["institution"])


class RowsForm(forms.Form):
    """Schools of the campaign whose base is not open, on no other batch."""

    entries = forms.ModelMultipleChoiceField(
        label="Écoles",
        queryset=SchoolEntry.unscoped.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins une école."},
    )

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        batch: UrgentBatch,
        area: Circonscription | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        own["entries"].queryset = openable(actor, batch.campaign, area)
        own["entries"].label_from_instance = _named


def openable(actor: Actor, campaign: Campaign, area: Circonscription | None) -> Any:
    """Files that ``actor`` sees, not open yet, on no batch; of one district when it is given."""
    busy = UrgentRow.unscoped.exclude(batch__status=UrgentStatus.ABANDONED)
    rows = SchoolEntry.objects.visible_to(actor).filter(
        campaign=campaign, status__in=BEFORE_OPENING
    )
    if area is not None:
        schools = School.objects.visible_to(actor).in_circonscription(area.pk, campaign.starts_on)
        rows = rows.filter(school__in=schools.values("pk"))
    rows = rows.exclude(pk__in=busy.values("entry")).select_related("school__commune")
    return rows.order_by("school__commune__name", "school__name")


def _named(entry: Any) -> str:
    school = entry.school
    return f"{school.name}, {school.commune.name} ({school.uai}) : {entry.get_status_display()}"


class ReturnForm(forms.Form):
    """The day of the return to class, once it is known."""

    resumes_on = forms.DateField(
        label="Retour en classe le",
        help_text="Les dettes encore ouvertes du lot sont datées de nouveau.",
    )
