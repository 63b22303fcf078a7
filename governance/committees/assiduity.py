"""Attendance over the meetings held: each seat, then each college. Facts are read, not kept twice.

A seat counts for the meetings on whose day it was given to somebody; a vacant one is nobody's
absence.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from .members import members_at
from .models import Committee, Meeting, Power, Presence, Seat
from .models.attendance import Fact, Sits
from .models.meetings import MeetingStatus


@dataclass
class Line:
    """What one seat, or one college, did. ``meetings``: those at which it was expected."""

    name: str
    seat: str = ""
    college: str = ""
    meetings: int = 0
    holder: int = 0
    replaced: int = 0
    power: int = 0

    @property
    def absent(self) -> int:
        """Neither there, nor replaced, nor represented by a power."""
        return self.meetings - self.holder - self.replaced - self.power

    @property
    def rate(self) -> int:
        """Percentage of the meetings at which the seat was occupied, rounded."""
        return round(100 * (self.holder + self.replaced) / self.meetings) if self.meetings else 0

    def add(self, other: "Line") -> None:
        """Count the meetings of ``other`` too."""
        for name in ("meetings", "holder", "replaced", "power"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class Assiduity:
    """``lines`` in the order of the seats; ``colleges`` empty for an instance without any."""

    meetings: int
    lines: list[Line] = field(default_factory=list)
    colleges: list[Line] = field(default_factory=list)


def years(committee: Committee) -> list[int]:
    """The years in which meetings were held, the latest first."""
    return sorted({meeting.day.year for meeting in _held(committee)}, reverse=True)


def of(committee: Committee, year: int | None = None) -> Assiduity:
    """Attendance over the meetings closed, in ``year`` when one is given."""
    held = [m for m in _held(committee) if year is None or m.day.year == year]
    lines: dict[int, Line] = {}
    for meeting in held:
        came = _came(meeting)
        powers = set(Power.unscoped.filter(meeting=meeting).values_list("giver_id", flat=True))
        for member in members_at(committee, meeting.day):
            if member.vacant:
                continue
            line = lines.setdefault(member.seat.pk, _line(member.seat))
            line.name = member.name
            line.meetings += 1
            if (sits := came.get(member.seat.pk)) is not None:
                line.holder += sits == Sits.HOLDER
                line.replaced += sits != Sits.HOLDER
            else:
                line.power += member.seat.pk in powers
    ordered = sorted(lines.values(), key=lambda line: line.college)
    return Assiduity(len(held), ordered, _colleges(ordered))


def _held(committee: Committee) -> list[Meeting]:
    closed = [MeetingStatus.CLOSED, MeetingStatus.ARCHIVED]
    rows = committee.meetings.filter(status__in=closed).order_by("starts_at", "pk")
    return list(rows.select_related("committee__host"))


def _came(meeting: Meeting) -> dict[int, str]:
    """Key of the seat → who occupied it: the holder, if only for a while."""
    found: dict[int, str] = {}
    for fact in Presence.unscoped.filter(meeting=meeting, fact=Fact.ARRIVE).order_by("at", "pk"):
        if found.get(fact.seat_id) != Sits.HOLDER:
            found[fact.seat_id] = fact.sits
    return found


def _line(seat: Seat) -> Line:
    return Line(name="", seat=seat.words, college=seat.college)


def _colleges(lines: Iterable[Line]) -> list[Line]:
    found: dict[str, Line] = {}
    for line in lines:
        if line.college:
            found.setdefault(line.college, Line(line.college)).add(line)
    return list(found.values())
