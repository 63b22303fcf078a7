# ruff: noqa: RUF009 - always, at_issue and optional return dataclass fields

"""What several acts say in the same words: the term, the syndicate as a party, the vote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from documents.contract import DocumentData, always, at_issue, only_if

SigningGround = Literal["holder", "delegation", "prevented", "interim", ""]

# In which capacity the syndicate's signatory signs: each formula has its own mentions.
SYNDICATE_DELEGATES = only_if("syndicate_signing_ground", "delegation")
SYNDICATE_PREVENTED = only_if("syndicate_signing_ground", "prevented")
SYNDICATE_REPLACED = only_if("syndicate_signing_ground", "prevented", "interim")
SYNDICATE_VACANT = only_if("syndicate_signing_ground", "interim")

AUTHORITY_DELEGATES = only_if("authority_signing_ground", "delegation")
AUTHORITY_PREVENTED = only_if("authority_signing_ground", "prevented")
AUTHORITY_REPLACED = only_if("authority_signing_ground", "prevented", "interim")
AUTHORITY_VACANT = only_if("authority_signing_ground", "interim")


@dataclass(frozen=True, kw_only=True)
class Term(DocumentData):
    """From when to when an act holds, how it is renewed or ended, before which court."""

    case_reference: str = always("Référence de dossier")
    agreed_start_date: date = always("Date d’effet convenue")
    duration_label: str = always("Durée en toutes lettres")
    duration_months: int = always("Durée (mois)")
    end_date: date = always("Terme inclus")
    renewal_notice_months: int = always("Préavis de renouvellement (mois)")
    renewal_decision_date: date = always("Date limite de la décision de renouvellement")
    termination_cure_months: int = always("Délai de mise en demeure (mois)")
    termination_notice_months: int = always("Préavis de résiliation (mois)")
    court_name: str = always("Tribunal compétent, sans article")
    code_lifetime_minutes: int = always("Durée du code (minutes)")


@dataclass(frozen=True, kw_only=True)
class SyndicateParty(DocumentData):
    """The syndicate as a party, and the mentions to complete on who signs for it."""

    syndicate_name: str = always("Nom du syndicat")
    syndicate_siren: str = always("SIREN du syndicat")
    syndicate_address: str = always("Adresse du syndicat")
    syndicate_signatory_name: str = at_issue("Nom du signataire du syndicat")
    syndicate_signatory_office: str = at_issue("Qualité du signataire du syndicat, sans article")
    syndicate_deliberation_number: str = at_issue("Numéro de la délibération du syndicat")
    syndicate_deliberation_date: date | None = at_issue(
        "Date de la délibération du syndicat", empty=None
    )
    syndicate_deliberation_enforceable_date: date | None = at_issue(
        "Date du caractère exécutoire de la délibération du syndicat", empty=None
    )
    syndicate_signing_ground: SigningGround = at_issue(
        "À quel titre signe le représentant du syndicat"
    )
    syndicate_signatory_office_title: str = at_issue(
        "Qualité du signataire du syndicat, article et majuscule"
    )
    syndicate_holder_office_the: str = at_issue(
        "Fonction du titulaire du syndicat, avec article", SYNDICATE_DELEGATES
    )
    syndicate_delegation_number: str = at_issue(
        "Numéro de l’arrêté de délégation du syndicat", SYNDICATE_DELEGATES
    )
    syndicate_delegation_date: date | None = at_issue(
        "Date de l’arrêté de délégation du syndicat", SYNDICATE_DELEGATES, empty=None
    )
    syndicate_delegation_published_date: date | None = at_issue(
        "Publication de l’arrêté de délégation du syndicat", SYNDICATE_DELEGATES, empty=None
    )
    syndicate_delegation_from: date | None = at_issue(
        "Début de la délégation du syndicat", SYNDICATE_DELEGATES, empty=None
    )
    syndicate_delegation_to: date | None = at_issue(
        "Fin de la délégation du syndicat", SYNDICATE_DELEGATES, empty=None, due=False
    )
    syndicate_delegation_article: str = at_issue(
        "Article des statuts sur les délégations", SYNDICATE_DELEGATES
    )
    syndicate_holder_prevented: str = at_issue(
        "Titulaire empêché du syndicat, accordé", SYNDICATE_PREVENTED
    )
    syndicate_substitution_fact: str = at_issue(
        "Fait constitutif de l’empêchement ou de la vacance du syndicat", SYNDICATE_REPLACED
    )
    syndicate_substitution_from: date | None = at_issue(
        "Début de l’empêchement ou de la vacance du syndicat", SYNDICATE_REPLACED, empty=None
    )
    syndicate_substitution_to: date | None = at_issue(
        "Fin prévue de l’empêchement du syndicat", SYNDICATE_PREVENTED, empty=None
    )
    syndicate_substitution_article: str = at_issue(
        "Article des statuts sur l’empêchement et l’intérim", SYNDICATE_REPLACED
    )
    syndicate_holder_office: str = at_issue(
        "Fonction du titulaire du syndicat, sans article", SYNDICATE_VACANT
    )


@dataclass(frozen=True, kw_only=True)
class AuthoritySignatory(DocumentData):
    """The mentions to complete on who signs for the collectivité."""

    authority_signatory_name: str = at_issue("Nom du signataire de la collectivité")
    authority_signatory_office: str = at_issue(
        "Qualité du signataire de la collectivité, sans article"
    )
    authority_deliberation_number: str = at_issue("Numéro de la délibération de la collectivité")
    authority_deliberation_date: date | None = at_issue(
        "Date de la délibération de la collectivité", empty=None
    )
    authority_deliberation_enforceable_date: date | None = at_issue(
        "Date du caractère exécutoire de la délibération de la collectivité", empty=None
    )
    authority_signing_ground: SigningGround = at_issue(
        "À quel titre signe le représentant de la collectivité"
    )
    authority_signatory_office_title: str = at_issue(
        "Qualité du signataire de la collectivité, article et majuscule"
    )
    authority_holder_office_the: str = at_issue(
        "Fonction du titulaire de la collectivité, avec article", AUTHORITY_DELEGATES
    )
    authority_delegation_number: str = at_issue(
        "Numéro de l’arrêté de délégation de la collectivité", AUTHORITY_DELEGATES
    )
    authority_delegation_date: date | None = at_issue(
        "Date de l’arrêté de délégation de la collectivité", AUTHORITY_DELEGATES, empty=None
    )
    authority_delegation_published_date: date | None = at_issue(
        "Publication de l’arrêté de délégation de la collectivité", AUTHORITY_DELEGATES, empty=None
    )
    authority_delegation_from: date | None = at_issue(
        "Début de la délégation de la collectivité", AUTHORITY_DELEGATES, empty=None
    )
    authority_delegation_to: date | None = at_issue(
        "Fin de la délégation de la collectivité", AUTHORITY_DELEGATES, empty=None, due=False
    )
    authority_holder_prevented: str = at_issue(
        "Titulaire empêché de la collectivité, accordé", AUTHORITY_PREVENTED
    )
    authority_substitution_fact: str = at_issue(
        "Fait constitutif de l’empêchement ou de la vacance de la collectivité", AUTHORITY_REPLACED
    )
    authority_substitution_from: date | None = at_issue(
        "Début de l’empêchement ou de la vacance de la collectivité", AUTHORITY_REPLACED, empty=None
    )
    authority_substitution_to: date | None = at_issue(
        "Fin prévue de l’empêchement de la collectivité", AUTHORITY_PREVENTED, empty=None
    )
    authority_holder_office: str = at_issue(
        "Fonction du titulaire de la collectivité, sans article", AUTHORITY_VACANT
    )


@dataclass(frozen=True, kw_only=True)
class AssemblyVote(DocumentData):
    """What an assembly fills in on its délibération: blank until the vote."""

    council_members_in_office: int | None = at_issue("Membres en exercice", empty=None)
    council_members_present: int | None = at_issue("Membres présents", empty=None)
    council_proxies: int | None = at_issue("Pouvoirs", empty=None)
    council_convocation_date: date | None = at_issue("Date de la convocation", empty=None)
    council_chair: str = at_issue("Président de séance")
    council_secretary: str = at_issue("Secrétaire de séance")
    vote_result_formula: str = at_issue("Formule du vote")
    votes_for: int | None = at_issue("Voix pour", empty=None)
    votes_against: int | None = at_issue("Voix contre", empty=None)
    votes_abstain: int | None = at_issue("Abstentions", empty=None)
    council_transmission_date: date | None = at_issue("Date de transmission", empty=None)
    council_publication_date: date | None = at_issue("Date de publication", empty=None)
