"""Who is awaited on an act and will be away, for the readers who may know it."""

from audit.actor import Actor
from circuits.models import Assignment
from common import clock
from governance import absences
from governance.models import Absence

from .models import Convention


def away(convention: Convention, actor: Actor) -> list[str]:
    """A sentence for each absence, in progress or before the due date, of somebody awaited."""
    tasks = list(Assignment.unscoped.open().about(convention).exclude(mandate=None))
    if not tasks:
        return []
    due = {task.mandate_id: task.due_on for task in tasks}
    today = clock.today()
    found = (
        Absence.objects.visible_to(actor)
        .filter(mandate__in=due, ends_on__gt=today)
        .select_related("mandate__person", "mandate__institution")
    )
    return [
        absences.told(absence, clock.now())
        for absence in found
        if absence.starts_on <= max(due[absence.mandate_id] or today, today)
    ]
