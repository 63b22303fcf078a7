# ruff: noqa: RUF009 - always, at_issue and optional return dataclass fields

"""Rows of the tables printed in the conventions and their kit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from conventions.docdata.contract import always

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

    name: str = always("Nom")
    service: str = always("Prestation")
    hosting_place: str = always("Hébergement")
    since: str = always("Depuis le")


@dataclass(frozen=True, kw_only=True)
class DpoContact:
    """Where to reach a data protection officer (annex 3)."""

    party: str = always("Partie")
    service: str = always("Délégué ou service")
    email: str = always("Courriel")
    phone: str = always("Téléphone")


@dataclass(frozen=True, kw_only=True)
class MessageCategory:
    """A category of messages and who may send it (annex 4)."""

    code: str = always("Code")
    label: str = always("Catégorie")
    sphere: Sphere = always("Sphère")
    sender: str = always("Émetteur")
    example: str = always("Exemple")


@dataclass(frozen=True, kw_only=True)
class TrainingSession:
    """A training session (annex 5, indicative)."""

    period: str = always("Période")
    title: str = always("Action")
    audience: str = always("Public")
    trainer: str = always("Animation")
    duration: str = always("Durée")


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

    label: str = always("Indicateur")
    definition: str = always("Définition")
    baseline: str = always("Départ")
    target: str = always("Jalon")
    target_date: str = always("Date")


@dataclass(frozen=True, kw_only=True)
class CoverageGoal:
    """A school year of the académie's objectives; ``class_share`` is a percentage of classes."""

    label: str = always("Année scolaire")
    schools: int = always("Écoles")
    class_share: int = always("Part des classes (%)")
    trained_teachers: str = always("Enseignants formés")
    fte: Decimal = always("Équivalents temps plein")


@dataclass(frozen=True, kw_only=True)
class SupportSession:
    """A day on which Canopé supports teachers."""

    period: str = always("Période")
    title: str = always("Action")
    audience: str = always("Public")
    duration: str = always("Durée")


@dataclass(frozen=True, kw_only=True)
class ParameterLimit:
    """A parameter that the president may fill in, its limit, the article of the model."""

    label: str = always("Paramètre")
    limit: str = always("Limite")
    article: str = always("Article du modèle")


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
