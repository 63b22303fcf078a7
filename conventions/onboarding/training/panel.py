"""The training of a school, on the page of its file."""

from typing import Any

from .. import sections
from ..models import CoveredSchool, SchoolEntry, TrainingSession
from . import coverage, listing


def facts(request: Any, entry: SchoolEntry) -> dict[str, Any] | None:
    """The sessions that cover the school and how much of it is trained; nothing without one."""
    rows = CoveredSchool.unscoped.filter(entry=entry).order_by("session__starts_at", "pk")
    rows = list(rows.select_related("session__dsden", "session__campaign"))
    if not rows:
        return None
    seen = TrainingSession.objects.visible_to(request.actor).filter(
        pk__in=[row.session_id for row in rows]
    )
    opens = set(seen.values_list("pk", flat=True))
    return {
        "sessions": [
            (row, row.session_id in opens, listing.hours(row.session)) for row in rows
        ],
        "coverage": coverage.of(entry),
        "required": coverage.required(),
    }  # fmt: skip


sections.register("training", order=70, template="onboarding/training_panel.html", facts=facts)
