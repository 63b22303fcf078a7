# ruff: noqa: RUF009 - always and at_issue return dataclass fields

"""Values of the convention between Réseau Canopé and the syndicate: fourteen articles."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from conventions.docdata.rows import CanopeResponsibility, SupportSession
from conventions.docdata.shared import SyndicateParty, Term
from documents.contract import always, at_issue, only_if, optional

FEE = only_if("option_canope_fee", True)


@dataclass(frozen=True, kw_only=True)
class CanopeData(SyndicateParty, Term):
    """The convention by which Canopé advises on resources and supports teachers."""

    canope_name: str = always("Nom du cocontractant")
    canope_siren: str = always("SIREN de Canopé")
    canope_address: str = always("Adresse de Canopé")

    # What each undertakes
    canope_opinion_days: int = always("Délai d’un avis (jours ouvrés)")
    catalogue_fix_days: int = always("Correction d’une anomalie du catalogue (jours ouvrés)")
    canope_support_days: int = always("Journées d’accompagnement par an")
    option_gar: bool = always("Option : GAR")
    content_licence: str = always("Licence des documents communs, sans le mot « licence »")

    # Money: nothing, or a fixed sum whose ground the text then cites
    option_canope_fee: bool = always("Option : somme forfaitaire")
    canope_procurement_ground: str = always("Fondement de l’achat ou de la coopération", FEE)
    canope_fee: Decimal | None = always("Somme forfaitaire annuelle", FEE, empty=None)
    canope_fee_vat_label: str = always("Régime de TVA de la somme", FEE)
    payment_days: int | None = always("Délai de paiement (jours)", FEE, empty=None)

    # Annex
    support_sessions: tuple[SupportSession, ...] = always("Journées d’accompagnement")
    responsibilities: tuple[CanopeResponsibility, ...] = optional(
        "Rôles et responsabilités", empty=()
    )

    # Mentions to complete: who signs for Canopé
    canope_signatory_name: str = at_issue("Nom du signataire de Canopé")
    canope_signatory_office: str = at_issue("Qualité du signataire de Canopé, sans article")
    canope_signatory_office_title: str = at_issue(
        "Qualité du signataire de Canopé, article et majuscule"
    )
    canope_authority_reference: str = at_issue("Acte qui habilite le signataire de Canopé")
