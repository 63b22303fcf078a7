"""The order of an agenda and the numbers of its points: 1, 2, 3 in public, H1, H2 in private."""

from collections.abc import Iterable
from dataclasses import dataclass

from .models import AgendaItem, Meeting
from .models.items import ItemStatus

PRIVATE = "H"
OFF = (ItemStatus.WITHDRAWN, ItemStatus.PENDING, ItemStatus.DEFERRED)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A point with the number that people call it by."""

    number: str
    item: AgendaItem


def on_agenda(meeting: Meeting) -> list[AgendaItem]:
    """Every point of ``meeting`` that was not taken off, in order; nobody's page reads it."""
    return list(meeting.items.exclude(status__in=OFF).in_order())


def called(meeting: Meeting) -> list[AgendaItem]:
    """Every point that ``meeting`` was opened with, those put off since included: the numbers
    that people call stay the same to its end."""
    if meeting.opened_at is None:
        return on_agenda(meeting)
    rows = meeting.items.exclude(status=ItemStatus.PENDING)
    return list(rows.exclude(status=ItemStatus.WITHDRAWN, put_off_reason="").in_order())


def numbered(items: Iterable[AgendaItem]) -> list[Numbered]:
    """Points in the order given, each series with its own numbers.

    A reader who does not see the private points finds no hole in the numbers of the others.
    """
    public = private = 0
    found = []
    for item in items:
        if item.secret:
            private += 1
            found.append(Numbered(f"{PRIVATE}{private}", item))
        else:
            public += 1
            found.append(Numbered(str(public), item))
    return found


def last_position(meeting: Meeting) -> int:
    """The highest rank given on the agenda of ``meeting``, 0 when it is empty."""
    found = meeting.items.order_by("-position").values_list("position", flat=True).first()
    return found or 0
