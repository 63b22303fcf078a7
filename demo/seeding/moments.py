"""When each chapter happens: in order, and never before what the journal already holds."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from audit.models import Event
from common import clock
from demo.world import ELECTED

REACH = dt.timedelta(days=90)
SETTLED = dt.timedelta(days=10)


def beginning(now: dt.datetime) -> dt.datetime:
    """The day the platform opened: ninety days ago, once the newly elected were in office."""
    elected = dt.datetime.combine(ELECTED + SETTLED, dt.time(8), dt.UTC)
    return min(now, max(now - REACH, elected))


@contextmanager
def playing(instant: dt.datetime) -> Iterator[None]:
    """Inside the block the clock runs from ``instant``, or from the last event when later."""
    last = Event.objects.order_by("-sequence").values_list("at", flat=True).first()
    start = instant if last is None else max(instant, last + dt.timedelta(seconds=1))
    with clock.at(min(start, clock.now())):
        yield


def days_ago(days: int, now: dt.datetime) -> dt.datetime:
    """A morning, ``days`` before ``now``, and not before the platform opened."""
    morning = (now - dt.timedelta(days=days)).replace(hour=8, minute=30, second=0, microsecond=0)
    return max(min(morning, now), beginning(now))
