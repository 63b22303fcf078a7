"""Technical traces that the site erases by itself: the data dictionary says after how long."""

import datetime as dt
from importlib import import_module

from django.conf import settings
from django_tasks_db.models import DBTaskResult

TRACE = dt.timedelta(days=14)
"""How long the execution of a background task is kept; its job and result stay with the file."""


def forget(now: dt.datetime) -> int:
    """Erase expired sessions and old traces of execution; how many of these."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    old = DBTaskResult.objects.finished().filter(finished_at__lt=now - TRACE)
    erased: int = old.delete()[0]
    return erased
