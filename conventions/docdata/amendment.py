# ruff: noqa: RUF009 - always, at_issue and optional return dataclass fields

"""Values of the amendment of an act in force: five articles, and the text as it will read.

One model for every convention: what it says of a party that the act does not have is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from conventions.docdata.rows import ChangedArticle, ConsolidatedArticle, EarlierAmendment
from conventions.docdata.shared import AuthoritySignatory, SyndicateParty
from documents.contract import always, at_issue, only_if, optional

Reason = Literal[
    "add_school",
    "remove_school",
    "price",
    "duration",
    "substitution",
    "data_protection",
    "other",
]
StateMode = Literal["inspector_delegated", "dasen_signs", "rector", "dasen_delegated", ""]

AUTHORITY_IS_PARTY = only_if("has_authority_party", True)
STATE_IS_PARTY = only_if("has_state_party", True)
CANOPE_IS_PARTY = only_if("has_canope_party", True)
BY_INSPECTOR = only_if("state_signing_mode", "inspector_delegated")
ON_VISA = only_if("state_signing_mode", "dasen_signs")
BY_DASEN = only_if("state_signing_mode", "dasen_signs", "dasen_delegated")
BY_RECTOR = only_if("state_signing_mode", "rector")
WITH_INSPECTOR = only_if("state_signing_mode", "inspector_delegated", "dasen_signs")
MONEY = only_if("financial_effect", True)
NEW_MAXIMUM = only_if("maximum_unchanged", False)
TRANSFER = only_if("amendment_reason", "substitution")

OF_A_PARTY = {
    "has_authority_party": ("authority_",),
    "has_state_party": ("state_", "inspector_", "dasen_", "rector_"),
    "has_canope_party": ("canope_",),
}


@dataclass(frozen=True, kw_only=True)
class AmendmentData(AuthoritySignatory, SyndicateParty):
    """An amendment, signed by every party of the act that it changes."""

    # The act and the one that it changes
    amendment_number: int = always("Numéro d’ordre de l’avenant")
    case_reference: str = always("Référence de dossier")
    initial_convention_title: str = always("Titre de la convention modifiée, en capitales")
    initial_convention_reference: str = always("Référence de la convention modifiée")
    initial_register_number: str = always("Numéro au registre de la convention modifiée")
    initial_start_date: date = always("Entrée en vigueur de la convention modifiée")
    initial_end_date: date = always("Terme de la convention modifiée")
    amendment_clause_number: str = always("Article de la convention qui régit les modifications")
    earlier_amendments: tuple[EarlierAmendment, ...] = optional("Avenants antérieurs", empty=())

    # The parties
    has_authority_party: bool = always("La collectivité est partie à la convention")
    authority_name: str = always("Nom de la collectivité, avec sa nature", AUTHORITY_IS_PARTY)
    authority_kind: Literal["commune", "epci", "school_syndicate", ""] = always(
        "Nature de la collectivité", AUTHORITY_IS_PARTY
    )
    authority_siren: str = always("SIREN de la collectivité", AUTHORITY_IS_PARTY)
    authority_address: str = always("Adresse du siège de la collectivité", AUTHORITY_IS_PARTY)
    has_state_party: bool = always("L’État est partie à la convention")
    state_service_name: str = always("Service de l’État partie à l’acte", STATE_IS_PARTY)
    state_address: str = always("Adresse du service de l’État", STATE_IS_PARTY)
    has_canope_party: bool = always("Canopé est partie à la convention")
    canope_name: str = always("Nom du cocontractant", CANOPE_IS_PARTY)
    canope_siren: str = always("SIREN de Canopé", CANOPE_IS_PARTY)
    canope_address: str = always("Adresse de Canopé", CANOPE_IS_PARTY)

    # Why, what, from when
    needs_new_vote: bool = always("Nouveau vote nécessaire")
    amendment_reason: Reason = always("Motif de l’avenant")
    amendment_reason_text: str = always(
        "Objet de l’avenant, pour un autre motif", only_if("amendment_reason", "other")
    )
    successor_name: str = always("Nouveau titulaire de la compétence, avec article", TRANSFER)
    predecessor_name: str = always("Ancien titulaire de la compétence, avec article", TRANSFER)
    transfer_reference: str = always("Acte de transfert, avec article", TRANSFER)
    transfer_date: date | None = always("Date du transfert de compétence", TRANSFER, empty=None)
    dpo_opinion_date: date | None = always(
        "Date de l’avis du délégué à la protection des données",
        only_if("amendment_reason", "data_protection"),
        empty=None,
    )
    changed_articles: tuple[ChangedArticle, ...] = always("Articles modifiés")
    consolidated_articles: tuple[ConsolidatedArticle, ...] = optional(
        "Texte consolidé des articles modifiés", empty=()
    )
    financial_effect: bool = always("Incidence financière")
    amount_before: Decimal | None = always("Montant annuel avant l’avenant", MONEY, empty=None)
    amount_after: Decimal | None = always("Montant annuel après l’avenant", MONEY, empty=None)
    maximum_unchanged: bool = always("Maximum inchangé", MONEY, empty=True)
    new_max_yearly_amount: Decimal | None = always(
        "Nouveau montant annuel maximal", NEW_MAXIMUM, empty=None
    )
    new_max_accounts: int | None = always("Nouveau maximum de comptes", NEW_MAXIMUM, empty=None)
    agreed_start_date: date = always("Date d’effet de l’avenant")

    # Mentions to complete: who signs for the State
    state_signing_mode: StateMode = at_issue("Qui signe pour l’État")
    inspector_name: str = at_issue("Nom de l’inspecteur", WITH_INSPECTOR)
    inspector_office_the: str = at_issue("Qualité de l’inspecteur, avec article", ON_VISA)
    inspector_office_title: str = at_issue("Qualité de l’inspecteur, majuscule", BY_INSPECTOR)
    inspector_visa_date: date | None = at_issue("Date du visa de l’inspecteur", ON_VISA, empty=None)
    inspector_delegation_number: str = at_issue(
        "Numéro de la délégation de l’inspecteur", BY_INSPECTOR
    )
    inspector_delegation_date: date | None = at_issue(
        "Date de la délégation de l’inspecteur", BY_INSPECTOR, empty=None
    )
    inspector_delegation_published_date: date | None = at_issue(
        "Publication de la délégation de l’inspecteur", BY_INSPECTOR, empty=None
    )
    dasen_office_the: str = at_issue("Qualité du DASEN, avec article", BY_INSPECTOR)
    dasen_name: str = at_issue("Nom du directeur académique", BY_DASEN)
    dasen_office_title: str = at_issue("Qualité du DASEN, majuscule", BY_DASEN)
    dasen_delegation_number: str = at_issue("Numéro de la délégation du DASEN", BY_DASEN)
    dasen_delegation_date: date | None = at_issue(
        "Date de la délégation du DASEN", BY_DASEN, empty=None
    )
    dasen_delegation_published_date: date | None = at_issue(
        "Publication de la délégation du DASEN", BY_DASEN, empty=None
    )
    rector_office_the: str = at_issue("Qualité du recteur, avec article", BY_DASEN)
    rector_name: str = at_issue("Nom du recteur", BY_RECTOR)
    rector_office_title: str = at_issue("Qualité du recteur, majuscule", BY_RECTOR)

    # Mentions to complete: who signs for Canopé
    canope_signatory_name: str = at_issue("Nom du signataire de Canopé")
    canope_signatory_office: str = at_issue("Qualité du signataire de Canopé, sans article")
    canope_signatory_office_title: str = at_issue(
        "Qualité du signataire de Canopé, article et majuscule"
    )
    canope_authority_reference: str = at_issue("Acte qui habilite le signataire de Canopé")

    def absent(self, name: str) -> bool:
        """Nothing is asked about a party that the act does not have."""
        return any(
            not getattr(self, party) and name.startswith(prefixes)
            for party, prefixes in OF_A_PARTY.items()
        )
