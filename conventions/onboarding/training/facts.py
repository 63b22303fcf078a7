"""What training says of a school's file: a session that covers it, enough teachers trained."""

from collections.abc import Iterator
from typing import Any

from common.lifecycle import Refusal

from .. import facts
from ..models import CoveredSchool, SchoolEntry, SessionStatus
from . import coverage, kinds


@facts.provides("training_session")
def session(entry: SchoolEntry, **given: Any) -> Iterator[Refusal]:
    """A session of teachers, held or to come, covers the school."""
    rows = CoveredSchool.unscoped.filter(entry=entry, session__kind__in=kinds.for_teachers())
    if not rows.exclude(session__status=SessionStatus.CANCELLED_SESSION).exists():
        yield facts.absent("training_session")


@facts.provides("training_coverage")
def covered(entry: SchoolEntry, **given: Any) -> Iterator[Refusal]:
    """Enough of its teachers came once at least (parameter ``training.coverage``)."""
    found = coverage.of(entry)
    if found is None:
        yield facts.absent("training_coverage")
    elif found.percent < (required := coverage.required()):
        yield Refusal(
            f"{found.percent} % des enseignants formés, {required} % requis.",
            "4.3",
            "entry.training_coverage",
        )
