"""Entries of the page of a meeting: done once, at the hour at which they were made.

A tablet without network keeps what is entered and sends it later, perhaps twice: the answer to
the first sending may have been lost. Each entry carries a key of its own and two instants of the
tablet's clock, when it was made and when it leaves. Only the time between both is believed.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from audit.actor import Actor
from common import clock
from common.french import NBSP, plural

from .models import Meeting, ReceivedEntry

AT_ONCE = dt.timedelta(seconds=3)
"""Sent as it was made: the clock of the site is the better one."""
LATENCY = dt.timedelta(minutes=1)
"""Two entries of one tablet never swap their order for a network slower once than the next time."""
SKEW = dt.timedelta(minutes=2)
"""A clock that far from the site's is told."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a page says of an entry: its key, when it was made, when it left (tablet's clock)."""

    key: uuid.UUID
    made: dt.datetime
    sent: dt.datetime

    def at(self, now: dt.datetime) -> dt.datetime:
        """The hour of the entry on the site's clock, never to come."""
        waited = max(self.sent - self.made, dt.timedelta(0))
        return now if waited < AT_ONCE else now - waited

    def clock_words(self, now: dt.datetime) -> str:
        """How far the tablet's clock is; empty when it is right."""
        off = self.sent - now
        if abs(off) < SKEW:
            return ""
        minutes = round(abs(off) / dt.timedelta(minutes=1))
        way = "avance" if off > dt.timedelta(0) else "retarde"
        said = f"{minutes}{NBSP}{plural(minutes, 'minute', 'minutes')}"
        return (
            f"L’horloge de cet appareil {way} de {said}{NBSP}: les heures notées sont celles du "
            "site."
        )


def once(
    *, actor: Actor, meeting: Meeting, stamp: Stamp | None, act: Callable[[dt.datetime], Any]
) -> bool:
    """Do ``act`` at the hour of the entry; False when it was done by a sending before this one.

    What ``act`` refuses leaves no trace: the entry, corrected, may come again under another key.
    Without ``stamp`` (a page without script) nothing tells two sendings apart.
    """
    now = clock.now()
    if stamp is None:
        act(now)
        return True
    with transaction.atomic():
        at = _in_order(actor, meeting, stamp.at(now))
        _row, fresh = ReceivedEntry.objects.get_or_create(
            meeting=meeting,
            key=stamp.key,
            defaults={"sender": actor.mandate_id, "at": at, "received_at": now},
        )
        if fresh:
            act(at)
    return fresh


def done(meeting: Meeting, stamp: Stamp) -> bool:
    """Whether the entry is recorded already."""
    return ReceivedEntry.objects.filter(meeting=meeting, key=stamp.key).exists()


def _in_order(actor: Actor, meeting: Meeting, at: dt.datetime) -> dt.datetime:
    own = ReceivedEntry.objects.filter(meeting=meeting, sender=actor.mandate_id)
    last = own.order_by("-at").values_list("at", flat=True).first()
    if last is not None and at <= last < at + LATENCY:
        return last + dt.timedelta(microseconds=1)
    return at
