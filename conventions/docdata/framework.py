# ruff: noqa: RUF009 - always and at_issue return dataclass fields

"""Values of the délibération by which the syndicate's committee approves a model of convention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from conventions.docdata.rows import ParameterLimit
from conventions.docdata.shared import AssemblyVote
from documents.contract import always, at_issue, only_if

TARIFF = only_if("option_tariff", True)


@dataclass(frozen=True, kw_only=True)
class FrameworkDeliberationData(AssemblyVote):
    """Model approved, ceiling, latest end: what the president may then sign for the syndicate."""

    syndicate_name: str = always("Nom du syndicat")
    convocation_days: int = always("Délai de convocation (jours francs)")
    syndicate_delegation_article: str = always("Article des statuts sur les délégations")
    framework_convention_reference: str = always("Référence de la convention-cadre")
    dpo_opinion_date: date = always("Date de l’avis du délégué")
    legal_visa_date: date = always("Visa juridique du modèle")
    tripartite_model_version: str = always("Version du modèle de convention tripartite")
    text_hash: str = always("Empreinte du texte")
    territory_label: str = always("Territoire du programme")
    price_ceiling: Decimal = always("Tarif plafond par compte et par an")
    duration_label: str = always("Durée en toutes lettres")
    duration_months: int = always("Durée (mois)")
    framework_latest_end_date: date = always("Terme le plus tardif autorisé")
    syndicate_holder_office_the: str = always("Fonction du titulaire du syndicat, avec article")
    option_tariff: bool = always("Option : tarif voté dans la même délibération")
    unit_price: Decimal | None = always("Tarif par compte et par an", TARIFF, empty=None)
    tariff_start_date: date | None = always("Date d’application du tarif", TARIFF, empty=None)
    court_name: str = always("Tribunal compétent, sans article")
    challenge_months: int = always("Délai de recours (mois)")
    framework_parameters: tuple[ParameterLimit, ...] = always("Paramètres autorisés")

    # Mentions to complete, beside those of every vote
    syndicate_deliberation_number: str = at_issue("Numéro de la délibération du syndicat")
    syndicate_deliberation_date: date | None = at_issue(
        "Date de la délibération du syndicat", empty=None
    )
