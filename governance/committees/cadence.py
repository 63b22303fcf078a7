"""How often an instance meets, and by when it should meet again. Pure arithmetic on dates."""

import datetime as dt

from common import calendar

MONTHS = 12


def next_due(per_year: int, last: dt.date) -> dt.date | None:
    """The day by which the next meeting is due after ``last`` (the latest meeting, or the day the
    instance began); None when no rule asks for a number of meetings a year."""
    return calendar.end_date(last, MONTHS // per_year) if per_year else None
