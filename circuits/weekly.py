"""One mail a week for those who are asked for many acts: everything that waits, on Monday.

Inspectors and the DASEN are not reminded act by act. The mail leaves on the first working day of
the week, in working hours, never in August; found late, it leaves the same week, once.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from audit.actor import SYSTEM
from audit.recording import recording
from common import calendar, outbox
from common.models import OutboxMessage
from governance.models import Mandate
from governance.offices import Office

from .models import Assignment, AssignmentQuerySet, Circuit

OFFICES = frozenset({Office.INSPECTOR, Office.DASEN})
TEMPLATE = "circuits.weekly"


def waiting() -> AssignmentQuerySet:
    """What waits for the offices that read one mail a week."""
    return (
        Assignment.unscoped.open()
        .asked()
        .filter(step__circuit__status=Circuit.Status.RUNNING, mandate__office__in=OFFICES)
        .select_related("step__circuit", "mandate__institution", "institution")
    )


def first_day(day: dt.date, mandate: Mandate) -> dt.date:
    """The first working day of the week of ``day``, where the mandate is held."""
    monday = day - dt.timedelta(days=day.weekday())
    return calendar.next_working_day(monday, mandate.institution.territory)


def send(task: Assignment, now: dt.datetime) -> int:
    """Promise the mail of the week to the person of ``task``, unless it is; 1 when promised.

    The caller keeps the quiet hours. A task opened since the first working day waits a week.
    """
    mandate = task.mandate
    if mandate is None:
        return 0
    zone = ZoneInfo(mandate.institution.time_zone)
    today = now.astimezone(zone).date()
    first = first_day(today, mandate)
    if today < first or task.opened_at.astimezone(zone).date() >= first:
        return 0
    year, week, _day = today.isocalendar()
    with recording(SYSTEM) as journal:
        locked = Mandate.unscoped.select_for_update().get(pk=mandate.pk)
        context = {"mandate": locked.pk, "week": f"{year}-{week:02d}"}
        if OutboxMessage.objects.filter(template=TEMPLATE, context=context).exists():
            return 0
        journal.note(locked, "remind_weekly", week=context["week"])
        outbox.post(TEMPLATE, context, recipient=str(mandate), about=mandate)
    return 1
