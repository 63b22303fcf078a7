# ruff: noqa: RUF009 - always, at_issue and optional return dataclass fields

"""Values of the convention tripartite: eighteen articles and eight annexes.

Field names are those of the Word model. Names in ``_the`` carry their French article, those in
``_title`` the article and a capital, ``_prevented`` is agreed: no text composes « de » or « le »
before a name that varies.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from conventions.docdata.rows import (
    DpoContact,
    FinancingLine,
    Indicator,
    MessageCategory,
    MessageSubject,
    Project,
    Responsibility,
    School,
    SimulationYear,
    Subprocessor,
    TrainingSession,
)
from conventions.docdata.shared import AuthoritySignatory, SyndicateParty, Term
from documents.contract import always, at_issue, only_if, optional

AuthorityKind = Literal["commune", "epci", "school_syndicate"]
StateSigningMode = Literal["inspector_delegated", "dasen_signs", ""]
LegalGround = Literal[
    "purchasing_group",
    "public_cooperation",
    "central_purchasing",
    "statutory_service",
    "member_contribution",
    "other",
]
MembershipKind = Literal["member", "through_epci", "none"]
VatRegime = Literal["out_of_scope", "rate"]

# Who signs, and in which capacity: each formula has its own mentions.
INSPECTOR_SIGNS = only_if("state_signing_mode", "inspector_delegated")
DASEN_SIGNS = only_if("state_signing_mode", "dasen_signs")


@dataclass(frozen=True, kw_only=True)
class TripartiteData(AuthoritySignatory, SyndicateParty, Term):
    """The convention between a collectivité, the State and the syndicate."""

    # The case and its parties
    school_years_label: str = always("Années scolaires couvertes")
    circonscription_name: str = always("Circonscription du premier degré")
    authority_name: str = always("Nom de la collectivité, avec sa nature")
    authority_kind: AuthorityKind = always("Nature de la collectivité")
    school_syndicate_article: str = always(
        "Article applicable au syndicat scolaire", only_if("authority_kind", "school_syndicate")
    )
    authority_siren: str = always("SIREN de la collectivité")
    authority_address: str = always("Adresse du siège de la collectivité")
    authority_contact_office: str = always("Fonction du référent de la collectivité")
    state_service_name: str = always("Service de l’État partie à l’acte")
    state_address: str = always("Adresse du service de l’État")

    # What the convention rests on
    competence_reference: str = optional("Acte qui confie la compétence scolaire, avec article")
    framework_convention_reference: str = always("Référence de la convention-cadre")
    framework_convention_end_date: date = always("Terme de la convention-cadre")
    diagnosis_date: date = always("Date du diagnostic commun")
    legal_ground: LegalGround = always("Fondement de la participation")
    legal_ground_reference: str = always(
        "Référence du fondement, avec article",
        only_if(
            "legal_ground",
            "purchasing_group",
            "central_purchasing",
            "statutory_service",
            "member_contribution",
        ),
    )
    legal_ground_text: str = always("Fondement libre", only_if("legal_ground", "other"))
    legal_ground_visa_date: date | None = always(
        "Visa juridique du fondement libre", only_if("legal_ground", "other"), empty=None
    )
    membership_kind: MembershipKind = always("Appartenance au syndicat")
    membership_epci_name: str = always(
        "EPCI membre par lequel la commune est servie, avec article",
        only_if("membership_kind", "through_epci"),
    )

    # Optional clauses
    rpi_dispersed: bool = always("Regroupement pédagogique dispersé")
    option_message_channel: bool = always("Option : messages de la collectivité aux parents")
    option_equipment_loan: bool = always("Option : prêt de matériel")
    option_second_party_copil: bool = always("Option : comité commun à plusieurs circonscriptions")
    option_health_data: bool = always("Option : données de santé envisagées")
    option_erdf: bool = always("Option : cofinancement FEDER")
    erdf_reference: str = always("Acte attributif FEDER", only_if("option_erdf", True))
    option_erdf_line: bool = always(
        "Option : déduction sur une ligne de l’état (si l’acte attributif le dit)",
        only_if("option_erdf", True),
        empty=False,
    )

    # Accounts and money (amounts in euros, rates in percent)
    max_accounts: int = always("Maximum de comptes élèves ouverts")
    max_yearly_amount: Decimal = always("Montant annuel maximal")
    forecast_accounts: int = always("Comptes élèves prévus")
    remaining_accounts: int = always("Comptes disponibles")
    count_date_label: str = always("Date de comptage")
    unit_price: Decimal = always("Tarif par compte et par an")
    price_ceiling: Decimal = always("Tarif plafond par compte et par an")
    vat_regime: VatRegime = always("Régime de TVA")
    vat_rate: Decimal | None = always("Taux de TVA (%)", only_if("vat_regime", "rate"), empty=None)
    example_accounts: int = always("Exemple : comptes ouverts")
    example_amount: Decimal = always("Exemple : somme due")
    example_inactive_accounts: int = always("Exemple : comptes non activés")
    dispute_days: int = always("Délai de contestation (jours)")
    payment_days: int = always("Délai de paiement (jours)")

    # Life of the act
    copil_meetings_per_year: int = always("Réunions annuelles du comité de pilotage")
    report_date_label: str = always("Date de remise du rapport annuel")
    mask_below: int = always("Seuil de masquage (comptes)")

    # Personal data and proof
    accounts_retention_months: int = always("Effacement des comptes après départ (mois)")
    accounting_retention_years: int = always("Conservation des pièces comptables (années)")
    access_log_months: int = always("Conservation des journaux d’accès (mois)")
    subprocessor_notice_days: int = always("Annonce d’un sous-traitant (jours)")
    breach_notice_hours: int = always("Délai de signalement d’une violation (heures)")
    rights_forward_days: int = always("Transmission d’une demande de droits (jours ouvrés)")
    signing_processor_name: str = always("Sous-traitant du service de signature (ou « Aucun »)")

    # Annexes
    schools: tuple[School, ...] = always("Écoles")
    simulation_years: tuple[SimulationYear, ...] = always("Simulation annuelle")
    financing_lines: tuple[FinancingLine, ...] = always("Plan de financement")
    subprocessors: tuple[Subprocessor, ...] = always("Sous-traitants ultérieurs")
    dpo_contacts: tuple[DpoContact, ...] = always("Délégués à la protection des données")
    message_categories: tuple[MessageCategory, ...] = optional("Catégories de messages", empty=())
    message_subjects: tuple[MessageSubject, ...] = optional("Taxonomie des messages", empty=())
    training_sessions: tuple[TrainingSession, ...] = always("Sessions de formation")
    projects: tuple[Project, ...] = always("Projets pédagogiques visés")
    indicators: tuple[Indicator, ...] = always("Indicateurs")
    responsibilities: tuple[Responsibility, ...] = optional("Rôles et responsabilités", empty=())

    # Mentions to complete: the tariff
    tariff_deliberation_number: str = at_issue("Numéro de la délibération tarifaire")
    tariff_deliberation_date: date | None = at_issue(
        "Date de la délibération tarifaire", empty=None
    )

    # Mentions to complete: who signs for the State
    state_signing_mode: StateSigningMode = at_issue("Qui signe pour l’État")
    inspector_name: str = at_issue("Nom de l’inspecteur")
    inspector_office: str = at_issue("Qualité de l’inspecteur, sans article")
    inspector_delegation_number: str = at_issue(
        "Numéro de la délégation de l’inspecteur", INSPECTOR_SIGNS
    )
    inspector_delegation_date: date | None = at_issue(
        "Date de la délégation de l’inspecteur", INSPECTOR_SIGNS, empty=None
    )
    dasen_name: str = at_issue("Nom du directeur académique", DASEN_SIGNS)
    dasen_office: str = at_issue("Qualité du DASEN, sans article", DASEN_SIGNS)
    dasen_delegation_number: str = at_issue("Numéro de la délégation du DASEN", DASEN_SIGNS)
    dasen_delegation_date: date | None = at_issue(
        "Date de la délégation du DASEN", DASEN_SIGNS, empty=None
    )
    dasen_office_the: str = at_issue("Qualité du DASEN, avec article", INSPECTOR_SIGNS)
    inspector_office_title: str = at_issue("Qualité de l’inspecteur, majuscule", INSPECTOR_SIGNS)
    inspector_delegation_published_date: date | None = at_issue(
        "Publication de la délégation de l’inspecteur", INSPECTOR_SIGNS, empty=None
    )
    rector_office_the: str = at_issue("Qualité du recteur, avec article", DASEN_SIGNS)
    dasen_office_title: str = at_issue("Qualité du DASEN, majuscule", DASEN_SIGNS)
    dasen_delegation_published_date: date | None = at_issue(
        "Publication de la délégation du DASEN", DASEN_SIGNS, empty=None
    )
    inspector_office_the: str = at_issue("Qualité de l’inspecteur, avec article", DASEN_SIGNS)
    inspector_visa_date: date | None = at_issue(
        "Date du visa de l’inspecteur", DASEN_SIGNS, empty=None
    )
