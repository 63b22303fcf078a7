"""What orders say of a school's file: its preconditions, its report, the closing of its base."""

from collections.abc import Iterator
from typing import Any

from common.french import NBSP, list_fr
from common.lifecycle import Refusal

from .. import facts
from ..models import LineStatus, OpeningLine, OrderKind, SchoolEntry
from ..models.openings import DECIDED
from . import checks


@facts.provides("opening_preconditions")
def preconditions(entry: SchoolEntry, **given: Any) -> Iterator[Refusal]:
    """The school is on a list, and each of its preconditions holds."""
    line = checks.current(entry.pk)
    if line is None:
        yield facts.absent("opening_preconditions")
    elif names := checks.missing(line):
        yield Refusal(
            f"Il manque avant l’ouverture{NBSP}: {list_fr(names)}.",
            "S3",
            "entry.opening_preconditions",
        )


@facts.provides("opening_report")
def report(entry: SchoolEntry, **given: Any) -> Iterator[Refusal]:
    """A line of an opening order is imported, with its counts."""
    rows = OpeningLine.unscoped.filter(entry=entry, order__kind=OrderKind.OPEN)
    if not rows.filter(status=LineStatus.IMPORTED).exists():
        yield facts.absent("opening_report")


@facts.provides("closing_order")
def closing(entry: SchoolEntry, **given: Any) -> Iterator[Refusal]:
    """The school is on a closing order that is decided (M72)."""
    rows = OpeningLine.unscoped.filter(entry=entry, order__kind=OrderKind.CLOSE)
    rows = rows.filter(order__status__in=DECIDED).exclude(status=LineStatus.LEFT_OUT)
    if not rows.exists():
        yield facts.absent("closing_order")
