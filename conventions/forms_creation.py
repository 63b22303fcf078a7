"""Forms of a convention while its owner writes it: the search, the proposal, the draft."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from audit.actor import Actor
from common import calendar, french
from governance.models import Circonscription, Institution

from . import completing
from .docdata.builders import act
from .docdata.rows import SimulationYear
from .forms_numbers import FrenchDecimalField, FrenchIntegerField
from .forms_schools import SchoolsForm
from .models import ACADEMIE, Convention, LegalGround, StateMode, Status
from .proposal import SchoolProposal


class SearchForm(forms.Form):
    """Where a convention starts: one box."""

    q = forms.CharField(
        label="Commune, EPCI, syndicat scolaire, SIREN ou école",
        required=False,
        max_length=80,
        help_text="Les accents et les majuscules sont indifférents ; un UAI convient aussi.",
    )


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or not said yet: True, False, None."""

    def __init__(self, **given: Any) -> None:
        choices = [("", "À choisir"), ("oui", "Oui"), ("non", "Non")]
        super().__init__(
            choices=choices, coerce=lambda word: word == "oui", empty_value=None, **given
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "oui", False: "non"}.get(value, value)


def day_field(**given: Any) -> forms.DateField:
    """A day of the programme's own time: a year out of it is a slip of the keyboard."""
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[
            MinValueValidator(
                dt.date(2000, 1, 1), "Cette date est trop ancienne : vérifiez l’année."
            ),
            MaxValueValidator(
                dt.date(2099, 12, 31), "Cette date est trop lointaine : vérifiez l’année."
            ),
        ],
        **given,
    )


ONLY_IF_PRINTED = {
    ("circonscription", "state_mode"): "circonscription_name",
    ("framework",): "framework_convention_reference",
    ("diagnosis_date",): "diagnosis_date",
    ("unit_price", "max_accounts", "max_yearly_amount"): "unit_price",
    ("legal_ground", "legal_ground_reference", "legal_ground_text"): "legal_ground",
}
"""Fields of the draft, and the value of the contract without which they have no object."""


class DraftForm(SchoolsForm):
    """The act as its owner writes it; nothing is required but what a row cannot miss.

    ``schools`` are those that the collectivité answers for; ``details`` names values of the text
    typed for this act alone.
    """

    title = forms.CharField(
        label="Intitulé",
        max_length=250,
        error_messages={"required": "Donnez un intitulé à la convention."},
    )
    starts_on = day_field(label="Date d’effet", required=False)
    duration_months = FrenchIntegerField(
        label="Durée, en mois",
        min_value=1,
        max_value=120,
        error_messages={"required": "Indiquez la durée, en mois."},
    )
    circonscription = forms.ModelChoiceField(
        label="Circonscription",
        queryset=Circonscription.unscoped.none(),
        empty_label="À choisir",
        required=False,
    )
    state_mode = forms.ChoiceField(
        label="Pour l’État, signe", choices=StateMode.choices, widget=forms.RadioSelect
    )
    framework = forms.ModelChoiceField(
        label="Convention-cadre avec l’académie",
        queryset=Convention.unscoped.none(),
        empty_label="À choisir",
        required=False,
    )
    diagnosis_date = day_field(label="Date du diagnostic commun", required=False)
    unit_price = FrenchDecimalField(
        label="Tarif par compte, en euros par an",
        required=False,
        min_value=0,
        max_digits=8,
        decimal_places=2,
    )
    max_accounts = FrenchIntegerField(
        label="Maximum de comptes",
        required=False,
        min_value=1,
        max_value=1_000_000,
    )
    max_yearly_amount = FrenchDecimalField(
        label="Maximum par an, en euros",
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
    )
    legal_ground = forms.ChoiceField(
        label="Fondement de la participation",
        required=False,
        choices=[("", "À choisir"), *LegalGround.choices],
    )
    legal_ground_reference = forms.CharField(
        label="Référence du fondement",
        required=False,
        max_length=200,
        help_text="Avec son article, par exemple : l’article 4",
    )
    legal_ground_text = forms.CharField(
        label="Fondement rédigé",
        required=False,
        help_text="Pour « autre fondement » seulement ; le juriste le vise.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        contract: act.Contract,
        schools: Sequence[SchoolProposal],
        state: Institution | None = None,
        details: Iterable[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.contract = contract
        self.options_shown = act.options_of(contract)
        self.lines = tuple(schools)
        self.details = tuple(details)
        areas = Circonscription.objects.visible_to(actor)
        own: Any = self.fields
        own["circonscription"].queryset = areas.filter(dsden=state) if state else areas
        own["framework"].queryset = Convention.objects.visible_to(actor).filter(
            kind__code=ACADEMIE, status__in=(Status.IN_FORCE, Status.NOTIFIED)
        )
        for name in self.options_shown:
            label = act.label(contract, name).removeprefix("Option : ")
            own[name] = forms.BooleanField(
                label=label[:1].upper() + label[1:], required=False, initial=self.initial.get(name)
            )
        self.add_schools()
        for name in self.details:
            own[completing.DETAIL + name] = _detail_field(contract, name)
        self._keep_what_the_text_says()

    def _keep_what_the_text_says(self) -> None:
        """Leave out the fields that no place of this text prints: schools, price, ground to pay."""
        for group, name in ONLY_IF_PRINTED.items():
            if name not in self.contract.__dataclass_fields__:
                for field in group:
                    del self.fields[field]

    # --- what the templates show -----------------------------------------------------------
    @property
    def with_schools(self) -> bool:
        return "schools" in self.contract.__dataclass_fields__

    @property
    def with_price(self) -> bool:
        return "unit_price" in self.fields

    def frame_fields(self) -> list[Any]:
        """Where the act stands: district, State, framework, diagnosis; those that it prints."""
        names = ("circonscription", "state_mode", "framework", "diagnosis_date")
        return [self[name] for name in names if name in self.fields]

    def option_fields(self) -> list[Any]:
        return [self[name] for name in self.options_shown]

    def detail_fields(self) -> list[Any]:
        return [self[completing.DETAIL + name] for name in self.details]

    # --- what was typed ---------------------------------------------------------------------
    def options(self) -> dict[str, bool]:
        return {name: True for name in self.options_shown if self.cleaned_data.get(name)}

    def typed_details(self) -> dict[str, object]:
        """Values of the text typed for this act, as they are recorded (JSON)."""
        given = {name: self.cleaned_data.get(completing.DETAIL + name) for name in self.details}
        given["diagnosis_date"] = self.cleaned_data.get("diagnosis_date")
        return {name: _recorded(value) for name, value in given.items() if value not in (None, "")}

    def simulation(self) -> tuple[SimulationYear, ...]:
        """The cost of each school year with what was typed; empty while a figure lacks."""
        data = self.cleaned_data
        first, months, price = (
            data.get(name) for name in ("starts_on", "duration_months", "unit_price")
        )
        if first is None or not months or price is None:
            return ()
        accounts = sum(count for _, _, count in self.chosen())
        return act.simulation(
            first, calendar.end_date(first, months), price, accounts, data.get("max_yearly_amount")
        )


def _detail_field(contract: act.Contract, name: str) -> forms.Field:
    """Nothing is required of a draft: what the text still needs is said beside the form."""
    described = contract.__dataclass_fields__[name].metadata
    common = {
        "label": described["label"],
        "help_text": described.get("help", ""),
        "required": False,
    }
    kind = completing.kind(contract, name)
    if kind is bool:
        return YesNoField(**common)
    if kind is dt.date:
        return day_field(**common)
    if kind is int:
        return FrenchIntegerField(min_value=0, validators=_share(described["label"]), **common)
    if kind is Decimal:
        bounds = _share(described["label"])
        return FrenchDecimalField(min_value=0, decimal_places=2, validators=bounds, **common)
    return forms.CharField(max_length=250, **common)


def _share(label: str) -> list[MaxValueValidator]:
    """A value whose label says « % » is a hundred at most."""
    if "%" not in label:
        return []
    return [MaxValueValidator(100, "Une part va de 0 à 100 %% : vérifiez ce nombre.")]


def _recorded(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def faults(form: forms.Form) -> str:
    """The fields to correct, in words, for a line beside the form."""
    return french.list_fr([form[name].label for name in form.errors if name in form.fields])
