"""A meeting as an event that calendars read (RFC 5545, RFC 5546 for invitations).

No point of the agenda goes there: calendars are shared with people who may not read it.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

LAST = "PT2H"
"""How long calendars reserve: the rules of no instance bound a meeting."""
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


def write(event: CalendarEvent, method: Method) -> str:
    """The file, lines ended by CRLF and folded at 75 octets."""
    cancelled = method is Method.CANCEL
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Contreseing//Instances//FR",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{_utc(event.stamp)}",
        f"DTSTART:{_utc(event.start)}",
        f"DURATION:{LAST}",
        f"SUMMARY:{_text(event.summary)}",
        f"LOCATION:{_text(event.location)}",
        f"DESCRIPTION:{_text(event.description)}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
    ]
    if event.attendee:
        lines.append(f"ORGANIZER:mailto:{event.organizer}")
        lines.append(f"ATTENDEE;RSVP=FALSE:mailto:{event.attendee}")
    lines += ["END:VEVENT", "END:VCALENDAR"]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _utc(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    """A TEXT value (RFC 5545, § 3.3.11)."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(escaped.splitlines())


def _folded(line: str) -> list[str]:
    """At most 75 octets a line, no character cut (§ 3.1)."""
    found, size = [""], 0
    for letter in line:
        width = len(letter.encode())
        if size + width > 75:
            found.append(" ")
            size = 1
        found[-1] += letter
        size += width
    return found
