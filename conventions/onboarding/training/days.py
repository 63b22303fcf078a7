"""The days of a session: holidays of the zone, public holidays, what the school calendar knows.

A day of which the school calendar says nothing is not refused: the page says that it is unknown.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

from common import calendar
from common.french import NBSP
from common.school_calendar import CalendarUnknown, Zone
from governance import school_years
from governance.models import Circonscription, Institution, School


def zone_of(dsden: Institution, area: Circonscription | None) -> Zone | None:
    """The zone of the schools of the district, else that of the DSDEN; None when none is known."""
    schools = School.unscoped.filter(circonscription_links__circonscription__dsden=dsden)
    if area is not None:
        schools = schools.filter(circonscription_links__circonscription=area)
    school = schools.order_by("uai").first()
    found = school_years.zone_of_school(school) if school is not None else None
    return found or school_years.zone_of(dsden)


def off(day: dt.date, dsden: Institution, area: Circonscription | None) -> str:
    """« pendant les vacances (Zone B, vacances de la Toussaint) », « férié (Armistice 1918) »;
    empty on an ordinary day, and on a day that the calendar does not know."""
    if name := calendar.holiday_name(day, dsden.territory):
        return f"férié ({name})"
    zone = zone_of(dsden, area)
    if zone is None:
        return ""
    try:
        name = school_years.calendar_of(zone).holiday_on(day)
    except CalendarUnknown:
        return ""
    return f"pendant les vacances ({zone.label}, {name[:1].lower()}{name[1:]})" if name else ""


def unknown(day: dt.date, dsden: Institution, area: Circonscription | None) -> str:
    """What the page says of a day past the last known school calendar; empty otherwise."""
    zone = zone_of(dsden, area)
    if zone is None:
        return f"Zone de vacances inconnue{NBSP}: vérifiez que ce jour est un jour de classe."
    try:
        school_years.calendar_of(zone).holiday_on(day)
    except CalendarUnknown as said:
        return f"{said} Vérifiez que ce jour est hors des vacances."
    return ""


def instant(day: dt.date, hour: dt.time, zone: ZoneInfo) -> dt.datetime:
    """The instant of ``hour`` on the clocks of ``zone``; an hour that the change to summer time
    skips is refused, one that comes twice in autumn is the first."""
    found = dt.datetime.combine(day, hour, zone)
    if found.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None) != found.replace(tzinfo=None):
        raise ValidationError(
            "Cette heure n’existe pas ce jour-là : les horloges passent à l’heure d’été."
        )
    return found
