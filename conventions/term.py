"""The last day of an act."""

import datetime as dt

from common import calendar

from .models import Convention
from .modifying import finding


def end_of(convention: Convention) -> dt.date | None:
    """The last day of the term; None while the act has no date of effect. An act that changes
    another lasts as long as it: its term is counted from the day of the initial act."""
    first = (finding.initial_of(convention) or convention).starts_on
    return calendar.end_date(first, convention.duration_months) if first else None
