"""A meeting or a session as an event that calendars read (RFC 5545, RFC 5546 for invitations).

Nothing of what is dealt with there: calendars are shared with people who may not read it.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from icalendar import Calendar, Event, vCalAddress

LASTS = dt.timedelta(hours=2)
"""How long calendars reserve when no end is known."""
KIND = "text/calendar"


class Method(StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """``uid`` never changes, ``sequence`` grows with each change; instants are aware.

    ``organizer`` and ``attendee`` are addresses; without an attendee the file is only published.
    """

    uid: str
    sequence: int
    stamp: dt.datetime
    start: dt.datetime
    summary: str
    location: str
    description: str
    organizer: str = ""
    attendee: str = ""
    lasts: dt.timedelta = LASTS


def write(event: CalendarEvent, method: Method) -> str:
    """The file, its instants in UTC."""
    found = Event()
    found.add("uid", event.uid)
    found.add("sequence", event.sequence)
    found.add("dtstamp", event.stamp.astimezone(dt.UTC))
    found.add("dtstart", event.start.astimezone(dt.UTC))
    found.add("duration", event.lasts)
    found.add("summary", event.summary)
    found.add("location", event.location)
    found.add("description", event.description)
    found.add("status", "CANCELLED" if method is Method.CANCEL else "CONFIRMED")
    if event.attendee:
        found.add("organizer", vCalAddress(f"mailto:{event.organizer}"))
        invited = vCalAddress(f"mailto:{event.attendee}")
        invited.params["rsvp"] = "FALSE"
        found.add("attendee", invited)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Contreseing//FR")
    calendar.add("method", method)
    calendar.add_component(found)
    return str(calendar.to_ical().decode())
