"""What the people of a body have to do, for whoever keeps its papers without acting for them."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db.models import Count, Q

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


def counts(mandates: Sequence[Mandate], on: dt.date) -> Mapping[int, tuple[int, int]]:
    """By mandate: how many tasks wait, their own and their officials', and how many are late."""
    late = Count("pk", filter=Q(due_on__lt=on))
    own = Assignment.unscoped.open().filter(mandate__in=mandates).order_by()
    mine = {
        key: (total, overdue)
        for key, total, overdue in own.values_list("mandate_id").annotate(
            total=Count("pk"), late=late
        )
    }
    theirs = {
        key: (total, overdue)
        for key, total, overdue in watched(mandates)
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
