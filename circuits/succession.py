"""Hand over what waits for somebody who may no longer act, to whoever may now (N8).

A mandate ended, a holder prevented, a replacement over: the task follows the office. Signatures
already given stay; the links of the person before die; the history of the act says so.
"""

import datetime as dt
from collections.abc import Iterator

from audit.actor import SYSTEM, Actor
from audit.recording import Journal, recording
from common import clock, outbox
from common.french import date_full_fr
from governance import authority, standing
from governance import registry as governance
from governance.models import Absence, Mandate, SignatorySheet, Substitution

from . import absence as planned
from . import links, signing, terms
from .addressing import addressees, may_act
from .models import Assignment, Circuit, Step, StepKind
from .services import announce, owner_of, set_due, tell

PUT_OFF = "l’échéance est reportée"
NEW_HOLDER = "un nouveau titulaire est en fonction"
SAME_HOLDER = "le titulaire signe de nouveau lui-même"
BY_ANOTHER = {
    "delegation": "une délégation de signature permet à une autre personne de signer",
    "prevented": "le titulaire est empêché, une autre personne le remplace",
    "interim": "la fonction est exercée par intérim",
}
NO_HOLDER = "la fonction n’a plus de titulaire"
SUSPENDED = "le titulaire est suspendu"


def succeed(at: dt.datetime) -> int:
    """Hand over every open task whose person may no longer act; called by ``tick``.

    Returns how many tasks changed. An office that nobody holds keeps its task, without a person:
    whoever prepares the act is asked to find who holds it.
    """
    return sum(_follow(step) for step in _concerned(at))


def _concerned(at: dt.datetime) -> Iterator[Step]:
    """Open steps of which a task waits for nobody, for an ended mandate or for a replaced one."""
    waiting = (
        Assignment.unscoped.open()
        .filter(
            step__status=Step.Status.OPEN,
            step__circuit__status__in=[Circuit.Status.RUNNING, Circuit.Status.PAUSED],
        )
        .select_related("step__institution", "step__addressee", "step__circuit", "mandate")
    )
    in_office = set(Mandate.unscoped.valid(at).values_list("pk", flat=True))
    replaced = set(Substitution.unscoped.values_list("absent__institution", flat=True))
    seen = set()
    for task in waiting:
        gone = task.mandate_id not in in_office
        doubtful = task.step.kind == StepKind.SIGNATURE and (
            task.institution_id in replaced or task.step.addressee_id is not None
        )
        if (gone or doubtful) and task.step_id not in seen:
            seen.add(task.step_id)
            yield task.step


def _follow(step: Step) -> int:
    """Give the tasks of one step to the people awaited now; how many changed."""
    with recording(SYSTEM) as journal:
        tasks = list(
            Assignment.unscoped.open().filter(step=step).select_for_update().order_by("pk")
        )
        expected = addressees(step)
        left = [t for t in tasks if t.mandate is None or not may_act(step, t.mandate)]
        staying = {task.mandate_id for task in tasks if task not in left}
        free = [mandate for mandate in expected if mandate.pk not in staying]
        changed = 0
        for task in left:
            successor = next((m for m in free if m.office == task.office), None) or next(
                iter(free), None
            )
            if successor is not None:
                free.remove(successor)
            if successor is None and staying:
                _leave(task, journal)
            elif (successor.pk if successor else None) == task.mandate_id:
                continue
            else:
                _hand_over(task, successor, journal)
            changed += 1
    return changed


def _leave(task: Assignment, journal: Journal) -> None:
    """Colleagues keep the step: the task of the person who left has no object any more."""
    task.closed_at = clock.now()
    journal.says(task, "leave")
    task.save()


def _hand_over(task: Assignment, successor: Mandate | None, journal: Journal) -> None:
    """The task starts again for its new person, with time to do it."""
    step, today = task.step, clock.today()
    if step.due_on is not None and step.due_on < today:
        set_due(step)
        planned.allow_for(step, [successor] if successor else [])
        step.save()
    task.mandate, task.due_on = successor, step.due_on
    task.opened_at, task.reminders, task.reminded_at = clock.now(), 0, None
    task.escalation, task.escalated_at = 0, None
    verb, reason = _why(step, successor)
    if successor is not None:
        task.office = successor.office
    journal.says(task, verb, to=str(successor.public_id) if successor else "")
    task.save()
    links.revoke_for_step(step, reason=reason)
    tell(step, verb, actor=SYSTEM, reason=f"{step.label}, {step.institution} : {reason}")
    if successor is not None and signing.printed_otherwise(step, successor) is not None:
        _ask_the_mention(task)
    else:
        announce(task)


def _why(step: Step, successor: Mandate | None) -> tuple[str, str]:
    """The verb of the history, and what happened to the office."""
    if successor is None:
        seat = standing.suspended_seat(
            step.institution, step.offices[0], clock.now(), step.circonscription_id
        )
        return "vacate", SUSPENDED if seat is not None else NO_HOLDER
    if step.kind != StepKind.SIGNATURE:
        return "succeed", NEW_HOLDER
    told = terms.of(step)
    held = authority.to_sign(successor, told.kind, told.amount, clock.now())
    ground = held.ground if isinstance(held, authority.Authority) else ""
    if ground in BY_ANOTHER and successor.office not in step.offices:
        return "stand_in", BY_ANOTHER[ground]
    before = step.links.filter(mandate=successor).exists()
    return ("succeed", SAME_HOLDER) if before else ("succeed", NEW_HOLDER)


def _ask_the_mention(task: Assignment) -> None:
    """The issued act prints another name or ground: whoever prepares it takes the mention up
    first, so nobody is sent a link that would be refused (R08)."""
    owner = owner_of(task.step.circuit)
    if owner is not None:
        outbox.post(
            "circuits.mention",
            {"assignment": task.pk, "to": owner.pk},
            recipient=str(owner),
            about=task.step.circuit,
        )


@governance.on_sheet_registered
def send_link(sheet: SignatorySheet, actor: Actor) -> None:
    """Whoever was awaited without an address to sign receives their link as soon as they have."""
    waiting = Assignment.unscoped.open().filter(
        mandate=sheet.mandate,
        step__kind=StepKind.SIGNATURE,
        step__status=Step.Status.OPEN,
        step__circuit__status=Circuit.Status.RUNNING,
    )
    for task in waiting.select_related("step__circuit", "mandate"):
        announce(task)


@governance.on_absence_announced
def put_off(absence: Absence, actor: Actor) -> None:
    """What was due while they are away is due after their return; a new link lives as long."""
    own = Assignment.unscoped.open().filter(
        mandate=absence.mandate,
        step__status=Step.Status.OPEN,
        step__circuit__status__in=[Circuit.Status.RUNNING, Circuit.Status.PAUSED],
    )
    for step in Step.unscoped.filter(pk__in=own.values("step")).select_related(
        "circuit", "institution"
    ):
        tasks = list(Assignment.unscoped.open().filter(step=step).select_related("mandate"))
        if not planned.allow_for(step, [task.mandate for task in tasks if task.mandate]):
            continue
        step.save()
        for task in tasks:
            task.due_on, task.due_reason, task.escalated_at = step.due_on, step.due_reason, None
            task.save()
        tell(step, "put_off", actor=actor, reason=f"{step.label} : {date_full_fr(step.due_on)}")
        if step.kind == StepKind.SIGNATURE:
            links.revoke_for_step(step, reason=PUT_OFF)
            for task in tasks:
                announce(task)
