# ruff: noqa: RUF009 - always and optional return dataclass fields

"""Rows of the lists printed in the papers of an instance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from documents.contract import always, optional


@dataclass(frozen=True, kw_only=True)
class AgendaItem:
    """An item of the agenda. One behind closed doors is printed « Point H1 », without report."""

    number: str = always("Numéro du point")
    title: str = always("Intitulé")
    rapporteur: str = always("Rapporteur")
    purpose_label: str = always("Pour information, avis ou décision")
    report_label: str = optional("Rapport joint")


@dataclass(frozen=True, kw_only=True)
class Member:
    """A member convened; the situation and the hours are blank on the sheet that circulates."""

    full_name: str = always("Civilité et nom")
    office: str = always("Qualité")
    seat_label: str = always("Titulaire ou suppléant")
    status_label: str = optional("Présent, à distance, excusé, absent, représenté")
    proxy_to: str = optional("Pouvoir donné à")
    arrived_at: str = optional("Heure d’arrivée")
    left_at: str = optional("Heure de départ")


@dataclass(frozen=True, kw_only=True)
class CollegeSheet:
    """A collège on the attendance sheet; ``required`` 0 where no quorum is asked for."""

    label: str = always("Nom du collège")
    in_office: int = always("Membres en exercice")
    required: int = always("Présents requis")
    members: tuple[Member, ...] = always("Membres convoqués")


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody invited for some items, with consultative voice."""

    full_name: str = always("Civilité et nom")
    office: str = always("Qualité")
    item_numbers: str = always("Points auxquels il assiste")


@dataclass(frozen=True, kw_only=True)
class CollegePresence:
    """A collège in the minutes: names in sentences, as they are read aloud."""

    label: str = always("Collège")
    in_office: int = always("Membres en exercice")
    present_names: str = always("Présents")
    excused_names: str = optional("Excusés ou absents")
    proxies_text: str = optional("Pouvoirs")


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody to be chosen by secret ballot."""

    full_name: str = always("Civilité et nom")


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A decision with what makes it valid and who carries it out (règlement intérieur, 9.2)."""

    number: str = always("Numéro")
    kind_label: str = always("Décision, avis, recommandation, renvoi")
    item_title: str = always("Point")
    text: str = always("Texte de la décision")
    quorum_text: str = always("Explication du quorum")
    vote_text: str = optional("Explication du vote")
    responsible: str = always("Responsable (mandat)")
    due_date: date = always("Échéance")
    case_reference: str = optional("Dossier concerné")
    effect_text: str = optional("Effet immédiat")


@dataclass(frozen=True, kw_only=True)
class DeferredItem:
    """An item put off or withdrawn, with the reason."""

    number: str = always("Numéro")
    title: str = always("Intitulé")
    reason: str = always("Motif")


@dataclass(frozen=True, kw_only=True)
class Matter:
    """An item as the minutes tell it; nothing but the debate when nothing was put to the vote."""

    number: str = always("Numéro")
    title: str = always("Intitulé")
    rapporteur: str = always("Rapporteur")
    report_label: str = optional("Rapport")
    debate: str = always("Substance des débats")
    movements_text: str = optional("Arrivées, départs, retraits")
    quorum_text: str = optional("Quorum du point")
    vote_text: str = optional("Résultat et sens du vote")
    decision_number: str = optional("Numéro de la décision")
    decision_text: str = optional("Décision")


@dataclass(frozen=True, kw_only=True)
class Observation:
    """What a member present wrote on the draft minutes, and what became of it."""

    author: str = always("Auteur")
    text: str = always("Texte")
    outcome: str = optional("Suite donnée")


@dataclass(frozen=True, kw_only=True)
class MeetingOfYear:
    """A meeting in the annual register."""

    number: str = always("Numéro")
    held_on: date = always("Date")
    chair: str = always("Présidence")
    quorum_label: str = always("Quorum")
    minutes_label: str = always("Procès-verbal")


@dataclass(frozen=True, kw_only=True)
class RegisterEntry:
    """A decision in the annual register."""

    number: str = always("Numéro")
    taken_on: date = always("Date")
    kind_label: str = always("Nature")
    subject: str = always("Objet")
    responsible: str = always("Responsable")
    follow_up_label: str = always("Suite au 31 décembre")


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A record of decisions that another one replaced; both are kept (règlement intérieur, 9.3)."""

    old_reference: str = always("Relevé remplacé")
    new_reference: str = always("Relevé nouveau")
    reason: str = always("Motif")
