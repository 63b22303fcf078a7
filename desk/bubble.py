"""The number beside « À faire » in the menu of every page, counted again once something changed.

Each change of state writes its line in the journal, whose last hash therefore names one state of
the whole site; what waits also depends on the hour. The page of the inbox itself always counts.
"""

from django.core.cache import caches

from audit import chain
from audit.actor import Actor
from common import clock

from . import inbox

KEPT = 60
"""Seconds for which a number is kept."""


def count(actor: Actor) -> int:
    """How many tasks wait for ``actor``, at most a minute ago and since the last change."""
    sequence, head = chain.head()
    if not sequence:
        return inbox.count(actor)
    minute = int(clock.now().timestamp()) // KEPT
    key = f"waiting:{actor.user_id}:{actor.mandate_id}:{minute}:{head}"
    found: int = caches["counts"].get_or_set(key, lambda: inbox.count(actor), KEPT)
    return found
