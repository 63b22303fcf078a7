"""Returns on paper under examination: which ones stand, what agents read on them.

An agent compares each page with the act and reads what is written by hand; some returns need two
of them (P14). Who they are is the business of ``circuits``.
"""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import F, Max, Q, QuerySet

from ..models import PaperReturn, Slot

NOON = dt.time(12)


@dataclass(frozen=True, slots=True)
class Reading:
    """What an agent reads on a paper, and says of it.

    ``mandate_id``: under which the person signed. ``time``: None when no hour is written.
    ``holder``: who keeps the original and where. ``doubt``: why a second agent should look too.
    """

    mandate_id: int
    day: dt.date
    time: dt.time | None
    holder: str
    remarks: str = ""
    doubt: str = ""

    def instant(self, zone: ZoneInfo, received: dt.datetime) -> dt.datetime:
        """When the paper says that it was signed. Without an hour: noon of that day, or when it
        was ``received`` if that came first."""
        noon = dt.datetime.combine(self.day, self.time or NOON, zone)
        return noon if self.time else min(noon, received)

    def ends_of_day(self, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
        """The first and the last instant of the day written."""
        return (
            dt.datetime.combine(self.day, dt.time.min, zone),
            dt.datetime.combine(self.day, dt.time.max, zone),
        )


def standing() -> QuerySet[PaperReturn]:
    """The returns that wait for an agent or were certified: the last one of each signature.

    One that an agent set aside no longer holds its pages.
    """
    found: QuerySet[PaperReturn] = (
        PaperReturn.objects.filter(
            slot__status__in=(Slot.Status.TO_CHECK, Slot.Status.ACCEPTED),
            slot__mode=Slot.Mode.PAPER,
        )
        .annotate(last=Max("slot__paper_returns__pk"))
        .filter(pk=F("last"))
        .select_related("slot__envelope__document", "file")
    )
    return found


def waiting() -> QuerySet[PaperReturn]:
    """Those that wait for an agent, oldest first."""
    return standing().filter(slot__status=Slot.Status.TO_CHECK)


def not_read_by(person_id: int | None) -> Q:
    """What narrows returns to those on which an agent has said nothing yet."""
    return ~Q(checks__person_id=person_id)
