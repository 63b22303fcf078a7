"""What a confirmed decision does to the case that waited for it (N12), in the same transaction.

A decision ends a step when it was adopted, by the instance that the step names, on this very
step, as what the step asks for, and when who presided confirmed its record. Nothing else does:
not a rejection, a referral, a withdrawal, an opinion where a decision is asked, nor a record
still provisional.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model

from audit.actor import Actor
from audit.recording import current
from circuits import rulings
from circuits.models import RulingKind, Step
from common.french import NBSP, date_fr
from common.lifecycle import Refusal

from . import cases, followups
from .models import AgendaItem, Decision, DecisionRecord, FollowUp, Meeting
from .models.decisions import Nature
from .models.followups import FollowUpStatus
from .models.items import ItemStatus

ENOUGH = {
    RulingKind.DECISION: frozenset({Nature.DECISION}),
    RulingKind.OPINION: frozenset({Nature.DECISION, Nature.OPINION, Nature.RECOMMENDATION}),
}
"""What each expected answer accepts."""


def unproved(step: Step, proof: object) -> Iterator[Refusal]:
    """Why the decision ``proof`` does not end ``step``."""
    found = Decision.unscoped.filter(pk=getattr(proof, "pk", None))
    decision = found.select_related("item", "meeting__committee__kind").first()
    if decision is None:
        yield Refusal("Aucune décision n’est donnée pour clore cette étape.", key="ruling.missing")
        return
    named = reference(decision)
    if decision.item.step_id != step.pk:
        yield Refusal(f"La {named} ne porte pas sur cette étape.", key="ruling.other")
    if not cases.fits(step, decision.meeting.committee):
        yield Refusal(
            f"Cette étape attend une autre instance que {decision.meeting.committee.named}.",
            key="ruling.committee",
        )
    if decision.item.status != ItemStatus.DECIDED or not decision.adopted:
        yield Refusal(f"La {named} n’a pas été adoptée.", key="ruling.rejected")
    elif decision.nature not in ENOUGH[RulingKind(step.ruling)]:
        asked = RulingKind(step.ruling).label.lower()
        given = decision.get_nature_display().lower()
        yield Refusal(
            f"Cette étape attend {asked} ; l’instance a rendu : {given}.", key="ruling.nature"
        )
    if not cases.confirmed(decision.item):
        yield Refusal(
            f"Le relevé de la séance {decision.meeting.number} n’est pas confirmé par qui l’a "
            "présidée.",
            "règlement intérieur, art. 9",
            "ruling.provisional",
        )


def reference(decision: Decision) -> str:
    """« décision CE2026-02/03 », without its number when it was taken in private: whoever reads
    the case need not read the point."""
    return "décision prise à huis clos" if decision.item.secret else f"décision {decision.number}"


def apply(meeting: Meeting, actor: Actor) -> None:
    """The record of ``meeting`` is confirmed: each case that waited goes on, or is sent back;
    each decision adopted is a task for whoever carries it out."""
    rows = AgendaItem.unscoped.filter(meeting=meeting, status=ItemStatus.DECIDED)
    for item in rows.exclude(step=None).select_related("step__circuit", "committee"):
        step = item.step
        if step.status != Step.Status.OPEN or cases.last(step) != item:
            continue
        decision = Decision.unscoped.filter(item=item).first()
        if not list(unproved(step, decision)):
            _end(step, decision, actor)
        else:
            cases.send_back(step, why_not(item, decision), by=actor)
    for decision in Decision.unscoped.filter(meeting=meeting).select_related("item"):
        followups.begin(decision)


def _end(step: Step, decision: Decision, actor: Actor) -> None:
    day = date_fr(decision.meeting.day)
    rulings.end(
        step,
        actor=actor,
        outcome=f"{reference(decision)} du {day}, {decision.meeting.committee.name}",
        proof=decision,
        key=str(decision.public_id),
    )
    current().note(decision, "end_step", step=str(step.public_id))


def withdrawn(item: AgendaItem, reason: str, actor: Actor) -> None:
    """A point taken off the agenda ends nothing: whose case it is learns why."""
    if (
        item.step is not None
        and item.step.status == Step.Status.OPEN
        and cases.last(item.step) == item
    ):
        why = f"{item.committee.named} a retiré le point{NBSP}: {reason.strip()}"
        cases.send_back(item.step, why, by=actor)


def why_not(item: AgendaItem, decision: Decision | None) -> str:
    """Why the case does not go on, as whose case it is reads it."""
    where = item.committee.named
    if decision is None:
        return f"{where} a évoqué le dossier sans décider"
    if not decision.adopted:
        return f"{where} n’a pas adopté la décision"
    return f"{where} a rendu{NBSP}: {decision.get_nature_display().lower()}"


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that the confirmation of a decision produced. ``case``: where it leads (the case,
    the task), None for who may not see it; ``sentence`` names it only otherwise."""

    decision: Decision
    sentence: str
    case: Model | None = None


def produced(decision: Decision, actor: Actor) -> list[Effect]:
    """What the confirmation of ``decision`` did, as ``actor`` may read it; empty before it."""
    record = DecisionRecord.unscoped.filter(meeting=decision.meeting_id).exclude(confirmed_at=None)
    if not record.exists():
        return []
    return [*_steps(decision, actor), *_tasks(decision)]


def _tasks(decision: Decision) -> Iterator[Effect]:
    made = FollowUp.unscoped.filter(decision=decision).first()
    if made is None or decision.responsible is None:
        return
    who = decision.responsible.person.formal_name
    if made.status == FollowUpStatus.DONE:
        yield Effect(decision, f"{who} l’a exécutée.", made)
    else:
        due = f", à faire avant le {date_fr(decision.due_on)}" if decision.due_on else ""
        yield Effect(decision, f"Son exécution revient à {who}{due}.", made)


def _steps(decision: Decision, actor: Actor) -> Iterator[Effect]:
    step = decision.item.step
    if step is None:
        return
    case = cases.case_of(decision.item, actor)
    whose = f" « {case} »" if case is not None else ""
    if step.authority.get("decision") == str(decision.public_id):
        yield Effect(
            decision, f"Le dossier{whose} a franchi l’étape qui attendait l’instance.", case
        )
    elif step.status == Step.Status.OPEN:
        yield Effect(
            decision,
            f"Le dossier{whose} attend toujours : {why_not(decision.item, decision)}.",
            case,
        )
    else:
        yield Effect(decision, f"Le dossier{whose} n’attendait plus cette décision.", case)
