"""What a draft still lacks, why, and where it is completed: this form, the directory, settings.

The labels come from ``content.missing``; nothing here decides what is needed.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, get_args, get_origin, get_type_hints

from .docdata import free
from .docdata.builders import act
from .models import Convention

#: name of the contract → field of the form that gives it.
ON_THE_FORM = {
    "school_years_label": "starts_on",
    "agreed_start_date": "starts_on",
    "end_date": "starts_on",
    "renewal_decision_date": "starts_on",
    "simulation_years": "unit_price",
    "duration_label": "duration_months",
    "duration_months": "duration_months",
    "unit_price": "unit_price",
    "example_accounts": "schools",
    "example_amount": "unit_price",
    "forecast_accounts": "schools",
    "remaining_accounts": "max_accounts",
    "schools": "schools",
    "projects": "schools",
    "max_accounts": "max_accounts",
    "max_yearly_amount": "max_yearly_amount",
    "legal_ground": "legal_ground",
    "legal_ground_reference": "legal_ground_reference",
    "legal_ground_text": "legal_ground_text",
    "diagnosis_date": "diagnosis_date",
    "circonscription_name": "circonscription",
    "framework_convention_reference": "framework",
    "framework_convention_end_date": "framework",
}
IN_THE_DIRECTORY = frozenset(
    {
        "authority_name",
        "authority_kind",
        "authority_siren",
        "authority_address",
        "state_service_name",
        "state_address",
        "syndicate_name",
        "syndicate_siren",
        "syndicate_address",
        "membership_kind",
        "membership_epci_name",
    }
)
DETAIL = "detail_"
_TYPED = (str, dt.date, int, Decimal, bool)
_REASONS = {
    "diagnosis_date": "le préambule le cite",
    "legal_ground": "une collectivité ne paie que si un texte l’y fonde",
    "legal_ground_reference": "le fondement choisi se cite avec son article",
    "legal_ground_text": "le fondement « autre » s’écrit en entier, et le juriste le vise",
    "unit_price": "c’est le tarif voté par le comité syndical",
    "forecast_accounts": "le coût annuel s’y calcule",
    "max_accounts": "le conseil vote un maximum de comptes",
    "max_yearly_amount": "le conseil vote un montant annuel maximal",
    "framework_convention_reference": "la convention applique la convention-cadre et la cite",
    "circonscription_name": "elle désigne l’inspecteur",
    "schools": "l’annexe 1 les énumère",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing missing: its label, why and where; ``field`` of the form, empty when elsewhere."""

    label: str
    reason: str
    name: str
    field: str


def gaps(convention: Convention, labels: list[str]) -> list[Gap]:
    """``labels`` (of ``content.missing``) with their reason and their place."""
    shared, data = _parameters(convention), act.contract(convention)
    return [_gap(label, shared, data) for label in labels]


def _gap(label: str, shared: frozenset[str], data: act.Contract) -> Gap:
    name = _name(label, data)
    field = ON_THE_FORM.get(name, "")
    if field:
        return Gap(label, _REASONS.get(name, "le texte le cite"), name, field)
    if name in IN_THE_DIRECTORY or free.is_in_the_directory(data, name):
        return Gap(label, "à compléter dans le répertoire, fiche de l’institution", name, "")
    if name in shared:
        return Gap(label, "paramètre du syndicat, à saisir par l’administrateur", name, "")
    if kind(data, name) is not None:
        return Gap(label, "le texte le cite", name, DETAIL + name)
    return Gap(label, "valeur commune du modèle, à saisir par l’administrateur", name, "")


def _name(label: str, data: act.Contract) -> str:
    """The name of the contract behind a label; a contradiction adds its bound in brackets."""
    for name, each in data.__dataclass_fields__.items():
        own = each.metadata["label"]
        if label == own or label.startswith(f"{own} ("):
            return name
    return ""


def _parameters(convention: Convention) -> frozenset[str]:
    manifest = convention.model.manifest if convention.model else {}
    listed = (row["variable"] for row in manifest.get("parameters", ()))
    return frozenset((*act.ALSO.values(), *listed))


def kind(data: act.Contract, name: str) -> type | None:
    """The plain type of a value that a person may type for one act; None for anything else."""
    hint: Any = get_type_hints(data).get(name)
    if get_origin(hint) is not None:
        hint = next((part for part in get_args(hint) if part is not type(None)), None)
    return hint if hint in _TYPED else None


def typed_names(convention: Convention, found: list[Gap]) -> list[str]:
    """Values of the contract typed for this act alone: the fields of its kind, then those
    recorded, and those that lack."""
    data = act.contract(convention)
    recorded = [
        n for n in convention.details if n != "diagnosis_date" and kind(data, n) is not None
    ]
    lacking = [gap.name for gap in found if gap.field.startswith(DETAIL)]
    return list(dict.fromkeys([*free.own_names(data), *recorded, *lacking]))
