"""Forms of a plan of financing and of the decisions that it waits for."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms

from audit.actor import Actor
from common import clock
from common.french import date_fr, euros
from common.uploads import Kind
from governance.forms_fields import InstitutionField
from governance.forms_names import NamesForm
from governance.models import Deliberation
from governance.views.asking import Upload

from ..models import (
    DecisionStatus,
    FinancingDecision,
    FinancingPlan,
    Ground,
    Nature,
    RefusalReason,
    SchoolEntry,
)
from ..models.financing import CENT
from . import checks, services

HERE = (Ground.DELIBERATION, Ground.DELEGATION)
"""The grounds of an ordinary decision; that of urgency belongs to the urgent track."""


class PlanFilter(forms.Form):
    """Filters of the financing of a campaign; their answers live in the address."""

    q = forms.CharField(label="École, UAI ou collectivité", required=False)
    etat = forms.ChoiceField(
        label="Décision",
        required=False,
        choices=[("", "Toutes"), *[c for c in DecisionStatus.choices if c[0] != "void"]],
    )


class PlanForm(NamesForm):
    """What the entry of the school costs in a year, apart from its equipment."""

    budget_year = forms.IntegerField(label="Exercice budgétaire", min_value=2000, max_value=2100)
    accounts = forms.IntegerField(
        label="Comptes élèves prévus",
        min_value=0,
        max_value=100_000,
        help_text="Une estimation : seuls les comptes ouverts et attestés seront dus.",
    )
    unit_price = forms.DecimalField(
        label="Tarif annuel par compte élève, en euros TTC",
        min_value=0,
        max_digits=8,
        decimal_places=2,
    )
    tariff_reference = forms.CharField(
        label="Délibération tarifaire",
        required=False,
        max_length=200,
        help_text="Celle par laquelle le comité syndical a voté ce tarif.",
    )
    training_cost = forms.DecimalField(
        label="Formation, en euros TTC",
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
        help_text="Vide quand elle ne coûte rien à financer ici.",
    )

    def clean_training_cost(self) -> Decimal:
        return self.cleaned_data["training_cost"] or Decimal(0)


def proposed(entry: SchoolEntry, plan: FinancingPlan | None) -> dict[str, Any]:
    """The plan as it stands; for a new one, what the project and the voted tariff already say."""
    if plan is not None:
        names = ("budget_year", "accounts", "unit_price", "tariff_reference", "training_cost")
        return {name: getattr(plan, name) for name in names}
    project = getattr(entry, "project", None)
    votes = Deliberation.unscoped.valid().filter(
        kind=Deliberation.Kind.TARIFF, institution__operator=True, max_unit_price__isnull=False
    )
    tariff = votes.order_by("-voted_on", "-pk").first()
    found: dict[str, Any] = {"budget_year": entry.campaign.starts_on.year}
    if project is not None and project.pupil_count:
        found["accounts"] = project.pupil_count
    if tariff is not None:
        found["unit_price"] = tariff.max_unit_price.quantize(CENT)
        found["tariff_reference"] = f"délibération n° {tariff.number} du {date_fr(tariff.voted_on)}"
    return found


class ShareForm(NamesForm):
    """What one body pays of one nature: an amount, a part in percent, or both that agree."""

    nature = forms.ChoiceField(label="Nature", choices=Nature)
    amount = forms.DecimalField(
        label="Montant, en euros TTC",
        min_value=CENT,
        max_digits=12,
        decimal_places=2,
        required=False,
    )
    rate = forms.DecimalField(
        label="Ou part de cette nature, en pour cent",
        min_value=Decimal("0.01"),
        max_value=100,
        decimal_places=2,
        required=False,
        help_text="Le montant s’en déduit, au centime.",
    )
    european = forms.BooleanField(
        label="Fonds européen (FEDER), versé par l’intermédiaire de ce financeur", required=False
    )
    reference = forms.CharField(
        label="Acte ou dossier qui l’engage",
        required=False,
        max_length=200,
        help_text="Pour qui ne délibère pas ici : convention, décision, numéro de dossier FEDER.",
    )

    def __init__(self, *args: Any, actor: Actor, plan: FinancingPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        body = plan.entry.competent
        self.fields["institution"] = InstitutionField(
            actor,
            label="Financeur",
            initial=(body.insee_code or body.siren or body.name) if body is not None else "",
        )
        self.order_fields(["nature", "institution"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        amount, rate = given.get("amount"), given.pop("rate", None)
        if rate is not None and given.get("nature"):
            cost = self.plan.costs.get(given["nature"], Decimal(0))
            part = (cost * rate / checks.WHOLE).quantize(CENT, ROUND_HALF_UP)
            if amount is not None and amount != part:
                self.add_error(
                    "amount",
                    f"{rate} % de {euros(cost)} font {euros(part)}, non {euros(amount)} : gardez "
                    "l’un ou l’autre.",
                )
            given["amount"] = amount = part
        if amount is None and not self.errors:
            self.add_error("amount", "Indiquez un montant, ou une part en pour cent.")
        elif amount is not None and amount <= 0 and not self.errors:
            self.add_error("rate", "Cette nature ne coûte encore rien : complétez d’abord le plan.")
        return given


class ItemForm(NamesForm):
    """A thing to buy for the school."""

    label = forms.CharField(
        label="Matériel", max_length=120, help_text="Par exemple : vidéoprojecteur interactif."
    )
    quantity = forms.IntegerField(label="Quantité", min_value=1, max_value=10_000)
    unit_price = forms.DecimalField(
        label="Prix unitaire, en euros TTC", min_value=0, max_digits=10, decimal_places=2
    )

    field_order = ("label", "quantity", "unit_price")

    def given(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.field_order}


class _OfBodyForm(NamesForm):
    """One of the decisions awaited; asked only when who records may record several."""

    body = forms.ChoiceField(label="Collectivité")

    def __init__(self, *args: Any, decisions: list[FinancingDecision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decisions = {str(each.public_id): each for each in decisions}
        own: Any = self.fields
        own["body"].choices = [(key, str(d.institution)) for key, d in self.decisions.items()]
        if len(decisions) == 1:
            del own["body"]

    @property
    def decision(self) -> FinancingDecision:
        """After ``is_valid()``."""
        first = next(iter(self.decisions))
        return self.decisions[self.cleaned_data.get("body", first)]


class GrantForm(_OfBodyForm):
    """The act taken outside this site: its ground, its number, its day, its copy."""

    ground = forms.ChoiceField(
        label="Fondement", choices=[(each.value, each.label) for each in HERE]
    )
    reference = forms.CharField(label="Numéro de la délibération ou de la décision", max_length=60)
    decided_on = forms.DateField(label="Date de la séance ou de la décision")
    file = Upload(
        label="Copie de l’acte",
        kinds=(Kind.PDF, Kind.PNG, Kind.JPEG),
        required=False,
        help_text="La délibération revêtue de son cachet, ou la décision signée. Inutile pour une "
        "délibération déjà enregistrée et exécutoire. Sans nom d’élève ni de famille.",
    )
    received_on = forms.DateField(
        label="Date du cachet de la préfecture",
        required=False,
        help_text="Pour une délibération : elle n’est exécutoire que transmise.",
    )
    delegation_reference = forms.CharField(
        label="Délibération de délégation",
        required=False,
        max_length=200,
        help_text="Pour une décision de l’exécutif : celle qui lui délègue cette compétence.",
    )
    budget_year = forms.IntegerField(
        label="Exercice budgétaire", min_value=2000, max_value=2100, required=False
    )
    budget_line = forms.CharField(label="Imputation", max_length=120, required=False)
    valid_until = forms.DateField(label="Valable jusqu’au (inclus)", required=False)
    conditions = forms.CharField(
        label="Conditions",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    also = forms.ModelMultipleChoiceField(
        label="La même décision vaut aussi pour",
        queryset=FinancingDecision.unscoped.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    field_order = ("body", "ground", "reference", "decided_on", "file")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        decisions = list(self.decisions.values())
        own["budget_year"].initial = clock.today().year
        if len(decisions) == 1 and (rows := services.beside(decisions[0], actor)).exists():
            own["also"].queryset = rows
            own["also"].label_from_instance = _named
        else:
            del own["also"]

    def given(self) -> dict[str, Any]:
        """The arguments of the move, without the file; after ``is_valid()``."""
        names = (
            "ground", "reference", "decided_on", "delegation_reference", "budget_year",
            "budget_line", "valid_until", "conditions",
        )  # fmt: skip
        return {name: self.cleaned_data[name] for name in names}


def _named(decision: Any) -> str:
    school = decision.entry.school
    return f"{school.name} ({school.uai}), {euros(decision.amount)}"


class DeclineForm(_OfBodyForm):
    """Why a body does not pay its part."""

    category = forms.ChoiceField(
        label="Nature du motif", choices=[("", "À choisir"), *RefusalReason.choices]
    )
    reason = forms.CharField(
        label="Motif",
        max_length=2000,
        help_text="Il figurera dans l’historique. Ne nommez ni élève ni famille.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    field_order = ("body", "category", "reason")


class RatifyForm(_OfBodyForm):
    """The délibération by which the assembly takes over a decision made without it."""

    number = forms.CharField(label="Numéro de la délibération", max_length=60)
    voted_on = forms.DateField(label="Date de la séance")
    file = Upload(
        label="Délibération revêtue de son cachet",
        kinds=(Kind.PDF, Kind.PNG, Kind.JPEG),
        required=False,
        help_text="Inutile quand elle est déjà enregistrée et exécutoire. Sans nom d’élève ni de "
        "famille.",
    )
    received_on = forms.DateField(label="Date du cachet de la préfecture", required=False)

    field_order = ("body", "number", "voted_on", "file", "received_on")
