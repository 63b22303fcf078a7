# ruff: noqa: RUF009 - always and at_issue return dataclass fields

"""Values of the convention between the académie and the syndicate: sixteen articles, four annexes.

It is the frame of every convention tripartite, which cites it and cannot outlive it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from conventions.docdata.rows import CoverageGoal, DpoContact, Responsibility
from conventions.docdata.shared import SyndicateParty, Term
from documents.contract import always, at_issue, only_if, optional

AcademieSigningMode = Literal["rector", "dasen_delegated", ""]

# Who signs for the académie: the rector, or the DASEN by a published delegation.
RECTOR_SIGNS = only_if("academy_signing_mode", "rector")
DASEN_DELEGATED = only_if("academy_signing_mode", "dasen_delegated")


@dataclass(frozen=True, kw_only=True)
class AcademieData(SyndicateParty, Term):
    """The convention by which the académie and the syndicate share the programme's work."""

    academy_name: str = always("Nom de l’académie, avec « académie de »")
    academy_address: str = always("Adresse du rectorat")
    territory_label: str = always("Territoire du programme")

    # What the académie and the syndicate undertake
    adviser_count: int = always("Nombre de conseillers")
    adviser_share: int = always("Part du temps des conseillers (%)")
    adviser_fte: Decimal = always("Équivalents temps plein consacrés à l’ENT")
    schools_list_date_label: str = always("Date d’envoi de la liste des écoles entrantes")
    working_group_months: int = always("Avance du groupe de travail (mois)")
    tripartite_model_version: str = always("Version du modèle de convention tripartite")

    # The ethics committee
    ethics_state_members: int = always("Membres du collège de l’Éducation nationale")
    ethics_local_members: int = always("Membres du collège des collectivités")
    ethics_secretariat: str = always("Secrétariat du comité")
    ethics_meetings_per_year: int = always("Réunions annuelles du comité d’éthique")
    ethics_notice_days: int = always("Délai de convocation (jours francs)")
    ethics_quorum_label: str = always("Quorum du comité d’éthique")
    minutes_days: int = always("Envoi du projet de procès-verbal (jours)")

    # Optional clauses
    option_gar: bool = always("Option : GAR")
    option_educonnect: bool = always("Option : ÉduConnect")
    option_erdf: bool = always("Option : cofinancement FEDER")
    erdf_reference: str = always("Acte attributif FEDER", only_if("option_erdf", True))

    # Personal data
    accounts_retention_months: int = always("Effacement des comptes après départ (mois)")
    breach_notice_hours: int = always("Délai de signalement d’une violation (heures)")
    subprocessor_notice_days: int = always("Annonce d’un sous-traitant (jours)")

    # Annexes
    coverage_goals: tuple[CoverageGoal, ...] = always("Objectifs annuels")
    dpo_contacts: tuple[DpoContact, ...] = always("Délégués à la protection des données")
    responsibilities: tuple[Responsibility, ...] = optional("Rôles et responsabilités", empty=())

    # Mentions to complete: who signs for the académie
    academy_signing_mode: AcademieSigningMode = at_issue("Qui signe pour l’académie")
    rector_name: str = at_issue("Nom du recteur", RECTOR_SIGNS)
    rector_office: str = at_issue("Qualité du recteur, sans article", RECTOR_SIGNS)
    rector_office_title: str = at_issue("Qualité du recteur, majuscule", RECTOR_SIGNS)
    rector_office_the: str = at_issue("Qualité du recteur, avec article", DASEN_DELEGATED)
    dasen_name: str = at_issue("Nom du directeur académique", DASEN_DELEGATED)
    dasen_office: str = at_issue("Qualité du DASEN, sans article", DASEN_DELEGATED)
    dasen_office_title: str = at_issue("Qualité du DASEN, majuscule", DASEN_DELEGATED)
    dasen_delegation_number: str = at_issue("Numéro de la délégation du DASEN", DASEN_DELEGATED)
    dasen_delegation_date: date | None = at_issue(
        "Date de la délégation du DASEN", DASEN_DELEGATED, empty=None
    )
    dasen_delegation_published_date: date | None = at_issue(
        "Publication de la délégation du DASEN", DASEN_DELEGATED, empty=None
    )
