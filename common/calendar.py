"""Legal dates: what the law counts in days, months, jours francs and jours ouvrés.

A *day* is a ``date`` in the time zone of the institution that it binds; an *instant* is an
aware ``datetime``, given back in UTC. Nothing here knows the current day. Durations are
parameters of the caller, who keeps their source. A « jour ouvré » is Monday to Friday,
public holidays of the territory excepted (Code du travail, art. L. 3133-1, L. 3134-13 and
L. 3422-2).
"""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from common.french import PARIS

ONE_DAY = timedelta(days=1)
SCHOOL_YEAR_STARTS = 9  # September, as the conventions do


class Territory(StrEnum):
    """Where a day may be a holiday that it is not elsewhere."""

    METROPOLE = "metropole"
    MOSELLE = "moselle"
    ALSACE = "alsace"
    GUADELOUPE = "guadeloupe"
    MARTINIQUE = "martinique"
    GUYANE = "guyane"
    REUNION = "reunion"
    SAINT_PIERRE_ET_MIQUELON = "saint_pierre_et_miquelon"
    MAYOTTE = "mayotte"
    SAINT_BARTHELEMY = "saint_barthelemy"
    SAINT_MARTIN = "saint_martin"
    WALLIS_ET_FUTUNA = "wallis_et_futuna"
    POLYNESIE_FRANCAISE = "polynesie_francaise"
    NOUVELLE_CALEDONIE = "nouvelle_caledonie"


_SUBDIVISIONS = {
    Territory.METROPOLE: None,
    Territory.MOSELLE: "57",
    Territory.ALSACE: "6AE",
    Territory.GUADELOUPE: "971",
    Territory.MARTINIQUE: "972",
    Territory.GUYANE: "973",
    Territory.REUNION: "974",
    Territory.SAINT_PIERRE_ET_MIQUELON: "PM",
    Territory.MAYOTTE: "976",
    Territory.SAINT_BARTHELEMY: "BL",
    Territory.SAINT_MARTIN: "MF",
    Territory.WALLIS_ET_FUTUNA: "WF",
    Territory.POLYNESIE_FRANCAISE: "PF",
    Territory.NOUVELLE_CALEDONIE: "NC",
}
_DEPARTEMENTS = {
    "57": Territory.MOSELLE,
    "67": Territory.ALSACE,
    "68": Territory.ALSACE,
    "971": Territory.GUADELOUPE,
    "972": Territory.MARTINIQUE,
    "973": Territory.GUYANE,
    "974": Territory.REUNION,
    "975": Territory.SAINT_PIERRE_ET_MIQUELON,
    "976": Territory.MAYOTTE,
    "977": Territory.SAINT_BARTHELEMY,
    "978": Territory.SAINT_MARTIN,
    "986": Territory.WALLIS_ET_FUTUNA,
    "987": Territory.POLYNESIE_FRANCAISE,
    "988": Territory.NOUVELLE_CALEDONIE,
}


def territory_of(departement: str) -> Territory:
    """The holidays that a département follows; « 80 » and unknown codes: métropole."""
    return _DEPARTEMENTS.get(departement, Territory.METROPOLE)


@cache
def _holidays(territory: Territory) -> holidays.HolidayBase:
    return holidays.country_holidays("FR", subdiv=_SUBDIVISIONS[territory], language="fr")


def holiday_name(day: date, territory: Territory = Territory.METROPOLE) -> str:
    """« Lundi de Pâques », or the empty string on an ordinary day."""
    return _holidays(territory).get(day) or ""


def is_working_day(day: date, territory: Territory = Territory.METROPOLE) -> bool:
    """Monday to Friday, and not a public holiday."""
    return day.weekday() < 5 and not holiday_name(day, territory)


def next_working_day(day: date, territory: Territory = Territory.METROPOLE) -> date:
    """The day itself when people work on it, else the first one after."""
    while not is_working_day(day, territory):
        day += ONE_DAY
    return day


def add_business_days(day: date, count: int, territory: Territory = Territory.METROPOLE) -> date:
    """The ``count``-th jour ouvré after ``day``, which is not counted; 0 gives ``day``."""
    if count < 0:
        raise ValueError(f"Un nombre de jours ouvrés ne peut être négatif : {count}.")
    for _ in range(count):
        day = next_working_day(day + ONE_DAY, territory)
    return day


def business_days_between(
    start: date, end: date, territory: Territory = Territory.METROPOLE
) -> int:
    """Jours ouvrés elapsed: ``start`` is not counted, ``end`` is. 0 when ``end`` is not after."""
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day, territory) for day in days)


def clear_days(sent: date, meeting: date) -> int:
    """Jours francs between a convocation and its meeting, neither day counted, never below 0."""
    return max(0, (meeting - sent).days - 1)


def last_sending_day(meeting: date, clear_days: int) -> date:
    """The last day to send a convocation; week-ends count (CGCT, art. L. 2121-11 and 12).

    Without any jour franc, the day of the meeting itself.
    """
    return meeting - timedelta(days=clear_days + 1) if clear_days else meeting


def second_convocation(meeting: date, gap: int) -> date:
    """The first day to meet again without quorum, ``gap`` full days apart (L. 2121-17)."""
    return meeting + timedelta(days=gap + 1)


def minutes_draft(meeting: date, days: int) -> date:
    """The last day to circulate the draft minutes."""
    return meeting + timedelta(days=days)


def standstill(sent: date, days: int) -> date:
    """The first day to sign a market after the letters of rejection (CCP, art. R. 2182-1).

    Calendar days; it may be a Sunday.
    """
    return sent + timedelta(days=days)


def bid_period(sent: date, days: int, territory: Territory = Territory.METROPOLE) -> date:
    """The earliest last day for bids; moved to a working day (CCP, art. R. 2161-2 and 3)."""
    return next_working_day(sent + timedelta(days=days), territory)


def _shift_months(day: date, months: int) -> tuple[date, bool]:
    """The same-number day ``months`` away, or the month's last and True when it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)), day.day > last


def end_date(start: date, months: int) -> date:
    """The last day of a duration, included: the eve of the same-number day.

    When that number does not exist, the month's last day.
    """
    if months < 1:
        raise ValueError(f"Une durée compte au moins un mois : {months}.")
    reached, shortened = _shift_months(start, months)
    return reached if shortened else reached - ONE_DAY


def months_before(day: date, months: int) -> date:
    """The last day, still in time, to act ``months`` before ``day`` (notice of a convention)."""
    return _shift_months(day, -months)[0]


def clear_months(published: date, months: int, territory: Territory = Territory.METROPOLE) -> date:
    """The last day of a délai franc in months; moved to a working day (CPC, art. 642)."""
    return next_working_day(_shift_months(published, months)[0] + ONE_DAY, territory)


def two_clear_months(published: date, territory: Territory = Territory.METROPOLE) -> date:
    """The last day to challenge an act before the court (CJA, art. R. 421-1)."""
    return clear_months(published, 2, territory)


def reminder_date(
    sent: date,
    days: int,
    territory: Territory = Territory.METROPOLE,
    quiet_month: int | None = 8,
) -> date:
    """When to remind: a working day, never in the quiet month (August: put off to September)."""
    day = next_working_day(sent + timedelta(days=days), territory)
    if day.month == quiet_month:
        first_after = _shift_months(day.replace(day=1), 1)[0]
        day = next_working_day(first_after, territory)
    return day


def unsigned_question(issued: date, days: int) -> date:
    """When a person is asked whether to withdraw or extend an act still unsigned."""
    return issued + timedelta(days=days)


def end_of_day(day: date, tz: str) -> datetime:
    """« Jusqu'au … inclus » at a place: the first instant, in UTC, that is too late."""
    return datetime.combine(day + ONE_DAY, time(), ZoneInfo(tz)).astimezone(UTC)


def act_date(signed_at: datetime, tz: str = PARIS) -> date:
    """The date that an act bears: the day in the syndicate's zone, wherever one signs."""
    return _aware(signed_at).astimezone(ZoneInfo(tz)).date()


def code_expiry(issued_at: datetime, minutes: int) -> datetime:
    """The instant, in UTC, from which a code is dead; minutes really elapsed."""
    return _aware(issued_at).astimezone(UTC) + timedelta(minutes=minutes)


def school_year(day: date) -> str:
    """« 2026-2027 » for a day from 1 September 2026 to 31 August 2027."""
    first = day.year if day.month >= SCHOOL_YEAR_STARTS else day.year - 1
    return f"{first}-{first + 1}"


def school_year_bounds(label: str) -> tuple[date, date]:
    """First day of a parsed school year, and first day of the next (half-open period)."""
    first = int(label[:4])
    return date(first, SCHOOL_YEAR_STARTS, 1), date(first + 1, SCHOOL_YEAR_STARTS, 1)


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("Un instant sans fuseau horaire ne désigne aucun jour.")
    return instant
