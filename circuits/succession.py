"""Hand over what waits for somebody who may no longer act, to whoever may now (N8).

A mandate ended, a holder prevented, a replacement over: the task follows the office. Signatures
already given stay; the links of the person before die; the history of the act says so.
"""

import datetime as dt
from collections.abc import Iterator

from audit.actor import SYSTEM
from audit.recording import Journal, recording
from common import clock
from governance.models import Mandate, Substitution

from . import links
from .models import Assignment, Circuit, Step, StepKind
from .services import addressees, announce, due_date, may_act, tell

NEW_HOLDER = "un nouveau titulaire est en fonction"
NO_HOLDER = "la fonction n’a plus de titulaire"


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
        step.due_on = due_date(step)
        step.save()
    task.mandate, task.due_on = successor, step.due_on
    task.opened_at, task.reminders, task.reminded_at, task.escalated_at = clock.now(), 0, None, None
    verb, reason = ("succeed", NEW_HOLDER) if successor is not None else ("vacate", NO_HOLDER)
    if successor is not None:
        task.office = successor.office
    journal.says(task, verb, to=str(successor.public_id) if successor else "")
    task.save()
    links.revoke_for_step(step, reason=reason)
    tell(step, verb, actor=SYSTEM, reason=f"{step.label}, {step.institution} : {reason}")
    announce(task)
