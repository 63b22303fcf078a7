"""Reminders and escalation: in days that work, never in August nor at night (P12, N15).

Escalation never signs and never decides: it only widens who is told. Each task is reminded in a
transaction of its own, so that a stop in between sends nothing twice; after days without
``tick``, a task is reminded once and the next reminder keeps its distance.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from audit.actor import SYSTEM
from audit.recording import recording
from common import calendar, clock, outbox
from common.lifecycle import Refused
from governance import absences, parameters
from governance.models import Institution, Mandate
from governance.offices import Office

from . import weekly
from .addressing import holders
from .models import Assignment, AssignmentQuerySet, Circuit, Step, StepKind
from .services import complete, owner_of

SECRETARY, CALL, VISIT = 1, 2, 3
"""Levels of the escalation that a task has reached; 0 before."""
KEEPERS = [Office.PREPARER, Office.AUTHORITY_DIRECTOR, Office.DSDEN_OFFICER]
"""Offices that keep the mail of a body, and can put an act before whoever signs it."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The parameters in force: days before each reminder, quiet hours and month; business days
    before the secretary is told, then the owner to call, then the owner to visit."""

    reminders: tuple[int, int]
    evening: dt.time
    morning: dt.time
    quiet_month: int
    escalation: tuple[int, int, int]


def run(now: dt.datetime) -> dict[str, int]:
    """Close reviews whose date passed, remind, escalate; what was done, by kind.

    Nobody is reminded while they are away: the reminder that fell due waits for their return.
    """
    done = {"closed": close_reviews(), "reminded": 0, "escalated": 0, "weekly": 0}
    pace = _pace(clock.today())
    waiting = list(_waiting())
    away = absences.away((task.mandate for task in waiting if task.mandate), now)
    for task in waiting:
        if task.mandate_id in away or is_quiet(now, task.institution, pace):
            continue
        if task.mandate is not None and task.mandate.office in weekly.OFFICES:
            done["weekly"] += weekly.send(task, now)
        else:
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
        escalation=(
            int(parameters.value("escalation.after", on=on)),
            int(parameters.value("escalation.call", on=on)),
            int(parameters.value("escalation.visit", on=on)),
        ),
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
        .asked()
        .filter(step__circuit__status=Circuit.Status.RUNNING)
        .exclude(mandate=None)
        .select_related("step__circuit", "step__institution", "mandate__institution", "institution")
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


def _told_of(task: Assignment) -> bool:
    """Whether the same people were already told of this step, for a colleague of the body."""
    others = Assignment.unscoped.filter(step=task.step, institution=task.institution)
    return others.exclude(pk=task.pk).filter(escalation__gte=task.escalation).exists()


def _escalate(task: Assignment, now: dt.datetime, pace: Pace) -> int:
    """Widen who is told, one level at a time: the body's secretary, then whoever prepares the
    act, to call and in the end to visit (P12). A body without secretary is called at once."""
    if task.due_on is None or task.escalation >= VISIT:
        return 0
    territory = task.institution.territory
    since = max(task.due_on, _day(task.escalated_at or task.opened_at, task.institution))
    days = pace.escalation[task.escalation]
    if _day(now, task.institution) < calendar.add_business_days(since, days, territory):
        return 0
    level, people = task.escalation + 1, list(secretaries(task.step))
    if level == SECRETARY and not people:
        level = CALL
    if level > SECRETARY:
        owner = owner_of(task.step.circuit)
        if owner is None or owner.pk == task.mandate_id:
            return 0
        people = [owner]
    with recording(SYSTEM) as journal:
        locked = _locked(task)
        if locked is None or locked.escalation != task.escalation:
            return 0
        locked.escalation, locked.escalated_at = level, now
        journal.says(locked, "escalate", level=level)
        locked.save()
        if _told_of(locked):
            return 1
        for mandate in people:
            if level == SECRETARY:
                _post("circuits.secretary", locked, mandate)
            else:
                _post("circuits.escalation", locked, mandate)
    return 1


def _post(template: str, task: Assignment, mandate: Mandate) -> None:
    outbox.post(
        template,
        {"assignment": task.pk, "to": mandate.pk},
        recipient=str(mandate),
        about=task.step.circuit,
    )


def secretaries(step: Step) -> Iterable[Mandate]:
    """Who keeps the mail of the body awaited, and is not awaited themselves."""
    kept = Step(institution=step.institution, offices=KEEPERS)
    awaited = set(step.assignments.filter(closed_at=None).values_list("mandate", flat=True))
    return (each for each in holders(kept) if each.pk not in awaited)
