"""What a planned absence changes for those who wait: due dates and reminders, never who signs.

A due date that falls while everybody asked is away moves after the return, by the parameter
``absence.return``. The date of an assembly does not move with its mayor.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from common import calendar, clock
from governance import absences, parameters
from governance.models import Absence, Mandate

from .models import Step

REASON = "au retour de la personne attendue"


def allow_for(step: Step, mandates: Sequence[Mandate]) -> bool:
    """Put off the due date, unsaved, when ``mandates`` are all away; whether it moved."""
    if step.due_on is None or step.due == "council" or not mandates:
        return False
    away = list(_covering(mandates, step.due_on))
    if {absence.mandate_id for absence in away} != {mandate.pk for mandate in mandates}:
        return False
    days = int(parameters.value("absence.return", on=clock.today()))
    back = min(absences.back_on(absence) for absence in away)
    step.due_on = calendar.add_business_days(back, days, step.institution.territory)
    step.due_reason = REASON
    return True


def _covering(mandates: Iterable[Mandate], day: dt.date) -> Iterable[Absence]:
    found = Absence.unscoped.on(day).filter(mandate__in=[mandate.pk for mandate in mandates])
    return found.select_related("mandate__institution")
