"""What the people of a body have to do, for whoever keeps its papers without acting for them;
and what came back from them, which an agent examines."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db.models import Count, Q

from audit.actor import Actor
from governance.models import Mandate
from governance.offices import Office

from .models import Assignment, AssignmentQuerySet, Circuit, Step

KEEPERS = frozenset({Office.PREPARER, Office.AUTHORITY_DIRECTOR})
"""Offices that prepare for the elected officials of their body (P13)."""


def watched(mandates: Sequence[Mandate]) -> AssignmentQuerySet:
    """Open tasks of the officials of the bodies whose papers ``mandates`` keep, vacant ones too."""
    kept = [mandate.institution_id for mandate in mandates if mandate.office in KEEPERS]
    officials = Q(mandate__office__in=[Office.EXECUTIVE, Office.DEPUTY]) | Q(mandate=None)
    return (
        Assignment.unscoped.open()
        .filter(
            officials,
            institution_id__in=kept,
            step__status=Step.Status.OPEN,
            step__circuit__status=Circuit.Status.RUNNING,
        )
        .exclude(step__assignments__mandate__in=mandates)
        .select_related("step__circuit", "mandate__person", "mandate__institution")
        .order_by("due_on", "pk")
    )


def examined(mandates: Sequence[Mandate], actor: Actor) -> AssignmentQuerySet:
    """The signatures under examination of ``actor`` and of the officials whose papers they keep,
    the last come back first."""
    own = Assignment.objects.visible_to(actor).open()
    keys = {task.pk for tasks in (own, watched(mandates)) for task in tasks.examined()}
    found = Assignment.unscoped.filter(pk__in=keys).examined().with_subject()
    return found.order_by("-returned_at")


def counts(mandates: Sequence[Mandate], on: dt.date) -> Mapping[int, tuple[int, int]]:
    """By mandate: how many tasks wait, their own and their officials', and how many are late."""
    late = Count("pk", filter=Q(due_on__lt=on))
    own = Assignment.unscoped.open().asked().filter(mandate__in=mandates).order_by()
    mine = {
        key: (total, overdue)
        for key, total, overdue in own.values_list("mandate_id").annotate(
            total=Count("pk"), late=late
        )
    }
    theirs = {
        key: (total, overdue)
        for key, total, overdue in watched(mandates)
        .asked()
        .order_by()
        .values_list("institution_id")
        .annotate(total=Count("pk"), late=late)
    }
    found = {}
    for mandate in mandates:
        total, overdue = mine.get(mandate.pk, (0, 0))
        if mandate.office in KEEPERS:
            more, later = theirs.get(mandate.institution_id, (0, 0))
            total, overdue = total + more, overdue + later
        found[mandate.pk] = (total, overdue)
    return found
