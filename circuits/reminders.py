"""Reminders and escalation: in days that work, never in August nor at night (P12, N15).

Escalation never signs and never decides: it only widens who is told.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings

from audit.actor import SYSTEM
from audit.recording import recording
from common import calendar, clock, outbox
from governance import parameters
from governance.models import Mandate

from .models import Assignment, Circuit, Step, StepKind
from .services import complete

REMINDERS = ("reminder.first", "reminder.second")


def run(now: dt.datetime) -> dict[str, int]:
    """Close reviews whose date passed, remind, escalate; what was done, by kind."""
    done = {"closed": close_reviews(), "reminded": 0, "escalated": 0}
    if is_quiet(now):
        return done
    for task in _waiting():
        done["reminded"] += _remind(task, now)
        done["escalated"] += _escalate(task, now)
    return done


def is_quiet(now: dt.datetime) -> bool:
    """August, and the night: nobody is reminded then (P12)."""
    local = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    evening, morning = parameters.value("reminder.hours", on=local.date())
    month = parameters.value("reminder.quiet_month", on=local.date())
    return local.month == month or not morning <= local.time() < evening


def close_reviews() -> int:
    """A review without remark at its date is closed; this is not a consent (P5)."""
    due = Step.unscoped.filter(
        kind=StepKind.REVIEW,
        status=Step.Status.OPEN,
        circuit__status=Circuit.Status.RUNNING,
        due_on__lt=clock.today(),
    )
    for step in due:
        complete(step, actor=SYSTEM, verb="close_unanswered")
    return len(due)


def _waiting() -> list[Assignment]:
    return list(
        Assignment.unscoped.open()
        .filter(step__circuit__status=Circuit.Status.RUNNING)
        .exclude(mandate=None)
        .select_related("step__circuit", "mandate", "institution")
    )


def _remind(task: Assignment, now: dt.datetime) -> int:
    """Send the next reminder when its day has come; each carries a fresh link."""
    if task.reminders >= len(REMINDERS):
        return 0
    days = parameters.value(REMINDERS[task.reminders], on=clock.today())
    if clock.today() < calendar.reminder_date(task.opened_at.date(), days):
        return 0
    with recording(SYSTEM) as journal:
        task.reminders += 1
        journal.says(task, "remind", number=task.reminders)
        task.save()
        outbox.post(
            "circuits.assignment",
            {"assignment": task.pk},
            recipient=str(task.mandate),
            about=task.step.circuit,
        )
    return 1


def _escalate(task: Assignment, now: dt.datetime) -> int:
    """Tell whoever prepares the act that nobody answered, ten working days after the date."""
    if task.escalated_at is not None or task.due_on is None:
        return 0
    days = parameters.value("escalation.after", on=clock.today())
    if clock.today() < calendar.add_business_days(task.due_on, days):
        return 0
    owner = _owner(task)
    if owner is None or owner.pk == task.mandate_id:
        return 0
    with recording(SYSTEM) as journal:
        task.escalated_at = now
        journal.says(task, "escalate")
        task.save()
        outbox.post(
            "circuits.escalation",
            {"assignment": task.pk, "to": owner.pk},
            recipient=str(owner),
            about=task.step.circuit,
        )
    return 1


def _owner(task: Assignment) -> Mandate | None:
    """The mandate that prepares the act: the addressee of its first step by name."""
    step = (
        Step.unscoped.filter(
            circuit__subject_type=task.step.circuit.subject_type,
            circuit__subject_id=task.step.circuit.subject_id,
        )
        .exclude(addressee=None)
        .order_by("pk")
        .first()
    )
    return step.addressee if step else None
