# ruff: noqa: RUF009 - always, at_issue and optional return dataclass fields

"""Rows of the tables printed in the conventions and their kit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from documents.contract import always, optional

Sphere = Literal["élève", "enfant", "commune aux deux"]


@dataclass(frozen=True, kw_only=True)
class School:
    """A school of the scope (annex 1), with the accounts forecast and who pays them."""

    name: str = always("Nom")
    uai: str = always("UAI")
    levels: str = always("Niveaux et classes")
    forecast_accounts: int = always("Comptes prévus")
    entry_date: str = always("Date ou année d’entrée")
    payer: str = always("Payeur")


@dataclass(frozen=True, kw_only=True)
class SimulationYear:
    """A school year of the simulation (annex 2); ``share`` is a percentage of the maximum."""

    label: str = always("Année scolaire")
    accounts: int = always("Comptes prévus")
    unit_price: Decimal = always("Tarif")
    amount: Decimal = always("Montant")
    share: Decimal = always("Part du maximum (%)")


@dataclass(frozen=True, kw_only=True)
class FinancingLine:
    """A line of the financing plan (annex 2); the rates add up to 100."""

    funder: str = always("Financeur")
    nature: str = always("Nature")
    amount: Decimal = always("Montant")
    rate: Decimal = always("Taux (%)")


@dataclass(frozen=True, kw_only=True)
class Subprocessor:
    """A further processor of personal data (annex 3, GDPR art. 28)."""

    name: str = always("Nom", limit=120)
    service: str = always("Prestation", limit=200)
    hosting_place: str = always("Hébergement", limit=60)
    since: str = always("Depuis le", limit=40)


@dataclass(frozen=True, kw_only=True)
class DpoContact:
    """Where to reach a data protection officer (annex 3)."""

    party: str = always("Partie", limit=80)
    service: str = always("Délégué ou service", limit=120)
    email: str = always("Courriel", limit=120)
    phone: str = always("Téléphone", limit=30)


@dataclass(frozen=True, kw_only=True)
class MessageCategory:
    """A category of messages and who may send it (annex 4)."""

    code: str = always("Code")
    label: str = always("Catégorie")
    sphere: Sphere = always("Sphère")
    sender: str = always("Émetteur")
    example: str = always("Exemple")


@dataclass(frozen=True, kw_only=True)
class MessageSubject:
    """A line of the taxonomy of messages: in whose sphere a subject is (annex 4)."""

    label: str = always("Sujet")
    sphere: Sphere = always("Sphère")
    sender: str = always("Émetteur")
    scope: str = always("Portée")


@dataclass(frozen=True, kw_only=True)
class Responsibility:
    """An activity and the part of each actor in it (annex 7, or 4 of the convention of the
    académie): R, A, « R, A », C, I or a dash."""

    activity: str = always("Activité")
    state: str = always("Éducation nationale")
    authority: str = always("Collectivité")
    syndicate: str = always("Syndicat")
    school: str = always("École")


@dataclass(frozen=True, kw_only=True)
class CanopeResponsibility:
    """The same between Canopé and the syndicate (annex 4): their actors are others."""

    activity: str = always("Activité")
    canope: str = always("Réseau Canopé")
    syndicate: str = always("Syndicat")
    state: str = always("Académie")
    school: str = always("École")


@dataclass(frozen=True, kw_only=True)
class TrainingSession:
    """A training session (annex 5, indicative)."""

    period: str = always("Période", limit=60)
    title: str = always("Action", limit=120)
    audience: str = always("Public", limit=80)
    trainer: str = always("Animation", limit=80)
    duration: str = always("Durée", limit=30)


@dataclass(frozen=True, kw_only=True)
class Project:
    """A pedagogical project and the opinion given on it (annex 6)."""

    school: str = always("École")
    title: str = always("Intitulé")
    opinion: str = always("Avis et date")
    council_date: str = always("Conseil d’école")


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """An indicator, its starting point and its target (annex 6)."""

    label: str = always("Indicateur", limit=120)
    definition: str = always("Définition", limit=200)
    baseline: str = always("Départ", limit=40)
    target: str = always("Jalon", limit=60)
    target_date: str = always("Date", limit=60)


@dataclass(frozen=True, kw_only=True)
class CoverageGoal:
    """A school year of the académie's objectives; ``class_share`` is a percentage of classes."""

    label: str = always("Année scolaire", limit=60)
    schools: int = always("Écoles", limit=9_999)
    class_share: int = always("Part des classes (%)", limit=100)
    trained_teachers: str = always("Enseignants formés", limit=60)
    fte: Decimal = always("Équivalents temps plein", limit=999)


@dataclass(frozen=True, kw_only=True)
class SupportSession:
    """A day on which Canopé supports teachers."""

    period: str = always("Période", limit=60)
    title: str = always("Action", limit=120)
    audience: str = always("Public", limit=80)
    duration: str = always("Durée", limit=30)


@dataclass(frozen=True, kw_only=True)
class ParameterLimit:
    """A parameter that the president may fill in, its limit, the article of the model."""

    label: str = always("Paramètre")
    limit: str = always("Limite")
    article: str = always("Article du modèle")


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading of the act, as its text prints it."""

    title: str = always("Titre")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece joined to a sending."""

    rank: int = always("Rang")
    title: str = always("Intitulé")
    pages: int = always("Pages")
    hash: str = always("Empreinte")


@dataclass(frozen=True, kw_only=True)
class SignatureLine:
    """A signature given: who, for whom, at which level, when."""

    party: str = always("Partie")
    person: str = always("Nom et qualité")
    level: str = always("Niveau")
    date: str = always("Date et heure")


@dataclass(frozen=True, kw_only=True)
class EarlierAmendment:
    """An amendment already in force; ``date`` in words."""

    number: int = always("Numéro", limit=999)
    date: str = always("Date", limit=40)


@dataclass(frozen=True, kw_only=True)
class ChangedArticle:
    """A passage of the act, before and after; empty before: added, empty after: removed."""

    reference: str = always("Article ou annexe")
    old_text: str = optional("Texte ancien")
    new_text: str = optional("Texte nouveau")


@dataclass(frozen=True, kw_only=True)
class RectifiedItem:
    """A clerical error: what is written, what is to be read, the piece that proves it."""

    place: str = always("Emplacement", limit=120)
    wrong_text: str = always("Texte erroné", limit=300)
    right_text: str = always("Texte exact", limit=300)
    evidence: str = always("Pièce", limit=120)


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """What a party answered to a rectification; nothing but its name before it does."""

    party: str = always("Partie")
    person: str = optional("Nom et qualité")
    accepted_at: str = optional("Date et heure")
    answer: str = optional("Réponse")


@dataclass(frozen=True, kw_only=True)
class ConsolidatedArticle:
    """An article as it will read, whole."""

    title: str = always("Article ou annexe")
    text: str = always("Texte consolidé")
