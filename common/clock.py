"""The only clock of the site.

Moved by tests, by ``tick --now`` and ``run_circuit`` in demonstration, and by the seed, which
plays its years in order so that recorded instants only grow. A legal date (``effective_on``) is
a field typed by someone; a recording instant comes from here.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings

_shift: ContextVar[dt.timedelta] = ContextVar("clock_shift", default=dt.timedelta(0))


def now() -> dt.datetime:
    """The present instant, aware, in UTC."""
    return dt.datetime.now(dt.UTC) + _shift.get()


def today(zone: str = "") -> dt.date:
    """The present day in ``zone`` (an IANA name); the syndicate's own by default."""
    return now().astimezone(ZoneInfo(zone or settings.TIME_ZONE)).date()


@contextmanager
def at(instant: dt.datetime) -> Iterator[None]:
    """Inside the block the clock starts at ``instant`` (aware) and runs on from there."""
    token = _shift.set(instant - dt.datetime.now(dt.UTC))
    try:
        yield
    finally:
        _shift.reset(token)
