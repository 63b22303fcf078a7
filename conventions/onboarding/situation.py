"""What the status of an entry says: to whoever is awaited, and to everyone else (tables, § 1.6)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from audit.actor import Actor
from common import calendar, clock
from common.french import NBSP, date_fr, list_fr, plural, unstopped
from governance.offices import Office

from . import covering, permissions
from .models import (
    AWAITED,
    DebtStatus,
    EntryStatus,
    PedagogicalProject,
    SchoolEntry,
    StepName,
)

S = EntryStatus


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sentences of one entry are filled with."""

    entry: SchoolEntry
    passed: Mapping[str, dt.date]
    due: Mapping[str, dt.date] = field(default_factory=dict)

    def on(self, step: StepName) -> str:
        """« du 3 mars 2026 », or nothing."""
        day = self.passed.get(step)
        return date_fr(day) if day else "date inconnue"

    def before(self, step: StepName) -> str:
        """« avant le 31 janvier 2026 », or « bientôt » without a dated step."""
        day = self.due.get(step)
        return f"avant le {date_fr(day)}" if day else "sans échéance fixée"

    @property
    def since(self) -> str:
        days = calendar.business_days_between(self.entry.since.date(), clock.today())
        return f"depuis {days}{NBSP}{plural(days, 'jour ouvré', 'jours ouvrés')}"

    @property
    def reason(self) -> str:
        return unstopped(self.entry.reason) or "motif non précisé"

    @property
    def body(self) -> str:
        return str(self.entry.competent) if self.entry.competent else "la collectivité"

    @property
    def convention(self) -> str:
        coverage = covering.found(self.entry)
        if coverage is None:
            return "Aucune convention ne porte encore cette école."
        return f"La convention {coverage.reference} est au stade « {coverage.status} »."

    @property
    def debts(self) -> str:
        waiting = self.entry.debts.filter(status=DebtStatus.OPEN)
        names = [debt.get_kind_display().lower() for debt in waiting]
        if not names:
            return "Toutes les dettes sont régularisées : confirmez l’entrée."
        first = min(debt.due_on for debt in waiting)
        return f"À régulariser avant le {date_fr(first)}{NBSP}: {list_fr(names)}."


def of(entry: SchoolEntry) -> Facts:
    """The facts of one entry: two queries."""
    return Facts(
        entry,
        dict(entry.steps.values_list("step", "passed_on")),
        dict(entry.campaign.steps.values_list("step", "due_on")),
    )


def awaited(actor: Actor, entry: SchoolEntry) -> bool:
    """Whether it is the turn of ``actor`` in the present status."""
    school = entry.school
    match entry.status:
        case S.CANDIDATE | S.UNFAVOURABLE | S.TRAINED:
            return permissions.heads(actor, school)
        case S.PROJECT_SUBMITTED | S.SCHOOL_PROJECT | S.FINANCED | S.AWAITING_CONVENTION:
            return permissions.may_keep(actor)
        case S.AWAITING_OPINION:
            return permissions.inspects(actor, school)
        case S.FINANCING_REQUESTED:
            own = actor.institution_id == entry.competent_id
            return own and actor.office in (Office.EXECUTIVE, Office.PREPARER)
        case S.UNDER_CONVENTION:
            return permissions.may_request_opening(actor, entry)
        case S.OPENING_REQUESTED:
            return permissions.directs(actor, school)
        case S.BASE_OPEN | S.TRAINING_PLANNED:
            return permissions.advises(actor, school)
        case S.ACCOUNTS_DISTRIBUTED | S.ACTIVE:
            return permissions.heads(actor, school)
        case S.URGENT_OPEN | S.SUSPENDED:
            return permissions.may_keep(actor)
    return False


def to_you(facts: Facts) -> str:
    """The sentence for the person whose turn it is; empty when it is nobody's."""
    entry, due = facts.entry, facts.before
    match entry.status:
        case S.CANDIDATE:
            return f"Déposez le projet {due(StepName.PROJECT)}."
        case S.PROJECT_SUBMITTED:
            return "Visite technique à prévoir."
        case S.AWAITING_OPINION:
            return f"Votre avis est attendu {due(StepName.OPINION)}."
        case S.UNFAVOURABLE:
            return "Reprenez le projet, ou la candidature attendra la prochaine campagne."
        case S.SCHOOL_PROJECT:
            return f"Demandez le financement à {facts.body}."
        case S.FINANCING_REQUESTED:
            when = due(StepName.FINANCING)
            return f"{facts.body} : votre décision est attendue {when}, vote du budget."
        case S.FINANCED:
            return "Rattachez l’école à une convention."
        case S.AWAITING_CONVENTION:
            return facts.convention
        case S.UNDER_CONVENTION:
            return "Demandez l’ouverture de la base."
        case S.OPENING_REQUESTED:
            return "Décision d’ouverture attendue."
        case S.BASE_OPEN:
            return "Planifiez la formation."
        case S.TRAINING_PLANNED:
            return "La séance de formation est planifiée."
        case S.TRAINED:
            return "Distribuez les comptes à chaque responsable."
        case S.ACCOUNTS_DISTRIBUTED:
            return f"Aucune connexion {facts.since}."
        case S.ACTIVE:
            return f"Comptage à attester {due(StepName.COUNT)}."
        case S.URGENT_OPEN:
            return facts.debts
        case S.SUSPENDED:
            return "Décidez : reprise ou sortie."
    return ""


def to_others(facts: Facts) -> str:
    """The sentence for everyone else who may see the entry."""
    entry, on = facts.entry, facts.on
    closed = date_fr(entry.closed_on)
    following = f"campagne {entry.campaign.next_year}"
    match entry.status:
        case S.CANDIDATE:
            return f"Candidate à la campagne {entry.school_year}."
        case S.PROJECT_SUBMITTED:
            return f"Projet déposé le {on(StepName.PROJECT)}."
        case S.AWAITING_OPINION:
            return f"Chez l’inspection {facts.since}."
        case S.UNFAVOURABLE:
            return f"Avis défavorable : {facts.reason}."
        case S.SCHOOL_PROJECT:
            return f"Avis favorable du {on(StepName.OPINION)}."
        case S.FINANCING_REQUESTED:
            return f"Financement demandé à {facts.body}."
        case S.FINANCED:
            return f"Financée pour {entry.school_year}."
        case S.AWAITING_CONVENTION:
            return facts.convention
        case S.UNDER_CONVENTION:
            return "Conventionnée."
        case S.OPENING_REQUESTED:
            return f"Ouverture demandée le {date_fr(entry.since.date())}."
        case S.BASE_OPEN:
            return f"Base ouverte le {on(StepName.OPENING)}."
        case S.TRAINING_PLANNED:
            return "La séance de formation est planifiée."
        case S.TRAINED:
            return f"Formée le {on(StepName.TRAINING)}."
        case S.ACCOUNTS_DISTRIBUTED:
            return f"Comptes distribués le {on(StepName.DISTRIBUTION)}."
        case S.ACTIVE:
            return f"Active depuis le {on(StepName.ACTIVATION)}."
        case S.BILLABLE:
            return f"Comptage attesté le {on(StepName.COUNT)}."
        case S.COMPLETED:
            return f"Année {entry.school_year} terminée ; reconduite dans la campagne suivante."
        case S.URGENT_OPEN:
            return f"Ouverte en urgence le {on(StepName.OPENING)}."
        case S.SUSPENDED:
            return f"Suspendue : {facts.reason}."
        case S.REFUSED_BY_SCHOOL:
            return (
                f"L’école ne poursuit pas : {facts.reason}. Elle reste candidate à la {following}."
            )
        case S.REFUSED_BY_AUTHORITY:
            return (
                f"Refus de {facts.body} enregistré le {closed}. Motif : {facts.reason}. L’école "
                f"garde son projet et reste candidate à la {following}."
            )
        case S.EXITED:
            return f"Sortie le {closed} : {facts.reason}."
    return ""


def taken_up(entry: SchoolEntry) -> bool:
    """The school takes its project up again: the inspection waits for it (tables, § 1.7)."""
    if entry.status not in (S.PROJECT_SUBMITTED, S.AWAITING_OPINION):
        return False
    projects = PedagogicalProject.unscoped.filter(entry=entry.pk)
    return bool(projects.filter(status=PedagogicalProject.Status.RETURNED).exists())


def sentence(actor: Actor, entry: SchoolEntry) -> str:
    """What ``actor`` reads under the title of the file."""
    if taken_up(entry):
        if permissions.heads(actor, entry.school):
            return "Reprenez le projet, puis déposez-le de nouveau."
        return "Une reprise du projet est demandée à l’école."
    facts = of(entry)
    return (awaited(actor, entry) and to_you(facts)) or to_others(facts)


def late(entry: SchoolEntry, due: Mapping[str, dt.date], on: dt.date) -> bool:
    """The step that comes next was due before ``on``."""
    step: Any = AWAITED.get(EntryStatus(entry.status))
    return step is not None and step in due and due[step] < on
