"""Reminders and escalation: in days that work, never in August nor at night (P12, N15).

Escalation never signs and never decides: it only widens who is told. Each task is reminded in a
transaction of its own, so that a stop in between sends nothing twice; after days without
``tick``, a task is reminded once and the next reminder keeps its distance.
"""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from audit.actor import SYSTEM
from audit.recording import recording
from common import calendar, clock, outbox
from common.lifecycle import Refused
from governance import parameters
from governance.models import Institution

from .models import Assignment, AssignmentQuerySet, Circuit, Step, StepKind
from .services import complete, owner_of


@dataclass(frozen=True, slots=True)
class Pace:
    """The parameters in force: days before each reminder, quiet hours and month, escalation."""

    reminders: tuple[int, int]
    evening: dt.time
    morning: dt.time
    quiet_month: int
    escalation: int


def run(now: dt.datetime) -> dict[str, int]:
    """Close reviews whose date passed, remind, escalate; what was done, by kind."""
    done = {"closed": close_reviews(), "reminded": 0, "escalated": 0}
    pace = _pace(clock.today())
    for task in _waiting():
        if is_quiet(now, task.institution, pace):
            continue
        done["reminded"] += _remind(task, now, pace)
        done["escalated"] += _escalate(task, now, pace)
    return done


def _pace(on: dt.date) -> Pace:
    evening, morning = parameters.value("reminder.hours", on=on)
    return Pace(
        reminders=(
            int(parameters.value("reminder.first", on=on)),
            int(parameters.value("reminder.second", on=on)),
        ),
        evening=evening,
        morning=morning,
        quiet_month=int(parameters.value("reminder.quiet_month", on=on)),
        escalation=int(parameters.value("escalation.after", on=on)),
    )


def is_quiet(now: dt.datetime, institution: Institution, pace: Pace) -> bool:
    """August, the night and the days off of the place: nobody is reminded then (P12)."""
    local = now.astimezone(ZoneInfo(institution.time_zone))
    return (
        local.month == pace.quiet_month
        or not pace.morning <= local.time() < pace.evening
        or not calendar.is_working_day(local.date(), institution.territory)
    )


def close_reviews() -> int:
    """A review without remark at its date is closed; this is not a consent (P5)."""
    due = Step.unscoped.filter(
        kind=StepKind.REVIEW,
        status=Step.Status.OPEN,
        circuit__status=Circuit.Status.RUNNING,
        due_on__lt=clock.today(),
    )
    closed = 0
    for step in due:
        try:
            complete(step, actor=SYSTEM, verb="close_unanswered")
        except Refused:  # answered, or stopped, since the list was read
            continue
        closed += 1
    return closed


def _waiting() -> AssignmentQuerySet:
    return (
        Assignment.unscoped.open()
        .filter(step__circuit__status=Circuit.Status.RUNNING)
        .exclude(mandate=None)
        .select_related("step__circuit", "mandate", "institution")
    )


def _day(instant: dt.datetime, institution: Institution) -> dt.date:
    return calendar.act_date(instant, institution.time_zone)


def _remind(task: Assignment, now: dt.datetime, pace: Pace) -> int:
    """Send the next reminder when its day has come; each carries a fresh link."""
    if task.reminders >= len(pace.reminders):
        return 0
    opened, days = _day(task.opened_at, task.institution), pace.reminders[task.reminders]
    when = _reminder_day(opened, days, task.institution, pace)
    if task.reminded_at is not None:
        apart = days - pace.reminders[task.reminders - 1]
        last = _day(task.reminded_at, task.institution)
        when = max(when, _reminder_day(last, apart, task.institution, pace))
    if _day(now, task.institution) < when:
        return 0
    with recording(SYSTEM) as journal:
        locked = _locked(task)
        if locked is None or locked.reminders != task.reminders:
            return 0
        locked.reminders += 1
        locked.reminded_at = now
        journal.says(locked, "remind", number=locked.reminders)
        locked.save()
        outbox.post(
            "circuits.assignment",
            {"assignment": locked.pk},
            recipient=str(task.mandate),
            about=task.step.circuit,
        )
    return 1


def _reminder_day(start: dt.date, days: int, institution: Institution, pace: Pace) -> dt.date:
    return calendar.reminder_date(start, days, institution.territory, pace.quiet_month)


def _locked(task: Assignment) -> Assignment | None:
    """The task as it stands, kept from a second ``tick``; None when it is closed."""
    return Assignment.unscoped.open().select_for_update().filter(pk=task.pk).first()


def _escalate(task: Assignment, now: dt.datetime, pace: Pace) -> int:
    """Tell whoever prepares the act that nobody answered, so many working days after the date."""
    if task.escalated_at is not None or task.due_on is None:
        return 0
    last_day = calendar.add_business_days(task.due_on, pace.escalation, task.institution.territory)
    if _day(now, task.institution) < last_day:
        return 0
    owner = owner_of(task.step.circuit)
    if owner is None or owner.pk == task.mandate_id:
        return 0
    with recording(SYSTEM) as journal:
        locked = _locked(task)
        if locked is None or locked.escalated_at is not None:
            return 0
        locked.escalated_at = now
        journal.says(locked, "escalate")
        locked.save()
        outbox.post(
            "circuits.escalation",
            {"assignment": locked.pk, "to": owner.pk},
            recipient=str(owner),
            about=task.step.circuit,
        )
    return 1
