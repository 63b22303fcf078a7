"""Who is in the room at an instant, whether the instance may deliberate, and the sentence.

``room`` reads the facts of the attendance and the powers; the arithmetic is that of ``quorum``.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from common import french
from governance.models import Mandate

from . import agenda_order
from .explaining import Departure, quorum_sentence
from .members import Member, as_room, chairs, members_at
from .models import AgendaItem, Invitation, Meeting, Power, Presence
from .models.attendance import Fact, Sits
from .models.invitations import Answer
from .models.items import ItemStatus
from .quorum import Base, Mode, Quorum, Seat, attends, count
from .rules import Applied, applied

WAITING = (ItemStatus.PLACED, ItemStatus.UNDER_DISCUSSION)


@dataclass(frozen=True)
class Room:
    """The seats of a meeting at an instant, for a point or for none; members in the same order."""

    meeting: Meeting
    members: tuple[Member, ...]
    seats: tuple[Seat, ...]
    rules: Applied

    @property
    def quorum(self) -> Quorum:
        return count(
            self.seats,
            self.rules.quorum,
            per_holder=self.rules.per_holder,
            second_session=self.meeting.second_session_of_id is not None,
        )

    @property
    def by_college(self) -> bool:
        """Whether colleges count their quorum and vote apart."""
        return self.rules.quorum.base is Base.PER_COLLEGE

    def seat(self, key: str) -> Seat:
        return next(seat for seat in self.seats if seat.key == key)

    def person(self, seat: Seat) -> Mandate | None:
        """Who sits there now: the substitute in the absence of the holder."""
        member = next(m for m in self.members if str(m.seat.public_id) == seat.key)
        if seat.holder is None and seat.substitute is not None and member.substitute is not None:
            return member.substitute.sitting
        return member.sitting

    def presiding(self) -> Mandate | None:
        """Who presides: the chair chosen for the meeting when present, else the first office that
        the rules name and whose seat is occupied; None when nobody is there (art. 3.4)."""
        found = []
        for member in chairs(self.members, self.meeting.rules):
            seat = self.seat(str(member.seat.public_id))
            if attends(seat, self.rules.quorum):
                found.append(self.person(seat))
        planned = [each for each in found if each and each.pk == self.meeting.chair_id]
        return next(iter([*planned, *found]), None)


def room(meeting: Meeting, item: AgendaItem | None, at: dt.datetime) -> Room:
    """The room as the facts known at ``at`` (included) make it."""
    members = members_at(meeting.committee, meeting.day)
    occupied: dict[int, dict[str, Mode]] = defaultdict(dict)
    aside: dict[int, bool] = {}
    facts = Presence.unscoped.filter(meeting=meeting, at__lte=at).order_by("at", "pk")
    for fact in facts:
        place = "substitute" if fact.sits == Sits.SUBSTITUTE else "holder"
        if fact.fact == Fact.ARRIVE:
            occupied[fact.seat_id][place] = Mode(fact.mode)
        elif fact.fact == Fact.LEAVE:
            occupied[fact.seat_id].pop(place, None)
        elif item is not None and fact.item_id == item.pk:
            aside[fact.seat_id] = fact.fact == Fact.WITHDRAW
    given = powers(meeting, at)
    keys = {member.seat.pk: str(member.seat.public_id) for member in members}
    seats = tuple(
        replace(
            seat,
            holder=occupied[member.seat.pk].get("holder"),
            substitute=occupied[member.seat.pk].get("substitute"),
            interested=aside.get(member.seat.pk, False),
            proxy_to=keys.get(given.get(member.seat.pk, 0), ""),
        )
        for member, seat in zip(members, as_room(members), strict=True)
    )
    return Room(meeting, members, seats, applied(meeting.rules))


def powers(meeting: Meeting, at: dt.datetime) -> dict[int, int]:
    """Seat that gave a power → seat that received it, in force at ``at``.

    Before the opening, the powers given in the answers stand beside those handed in.
    """
    found: dict[int, int] = {}
    if meeting.opened_at is None:
        answers = Invitation.unscoped.filter(meeting=meeting, answer=Answer.POWER)
        rows = answers.exclude(power_to=None).order_by("answered_at", "pk")
        found = dict(rows.values_list("seat", "power_to"))
    for power in Power.unscoped.filter(meeting=meeting, received_at__lte=at):
        if power.ended_at is None or power.ended_at > at:
            found[power.giver_id] = power.receiver_id
        else:
            found.pop(power.giver_id, None)
    return found


def point_number(item: AgendaItem) -> str:
    """The number that people call ``item`` by at its meeting."""
    assert item.meeting is not None  # noqa: S101 only points of a meeting are counted
    rows = agenda_order.numbered(agenda_order.called(item.meeting))
    return next((row.number for row in rows if row.item.pk == item.pk), "")


def explain(here: Room, item: AgendaItem | None = None, departure: Departure | None = None) -> str:
    """The sentence of the quorum, with its source."""
    return quorum_sentence(
        here.quorum,
        here.rules.citations,
        point=point_number(item) if item is not None else "",
        departure=departure,
    )


def snapshot(quorum: Quorum, at: dt.datetime) -> dict[str, Any]:
    """What was counted, as plain values that are kept."""
    return {
        "at": at.isoformat(),
        "reached": quorum.reached,
        "counts": [
            {
                "college": each.college,
                "base": each.base,
                "present": each.present,
                "required": each.required,
            }
            for each in quorum.counts
        ],
        "proxies": list(quorum.proxies),
        "interested": list(quorum.interested),
        "voices": quorum.voices,
    }


def departed(
    meeting: Meeting, name: str, at: dt.datetime, points: Iterable[AgendaItem], *, private: bool
) -> Departure:
    """Who left, at the hour of the room, and the points that are put off then.

    Everybody reads the sentence of a meeting: the points held in private are named only in the
    one of such a point (``private``).
    """
    kept = {each.pk for each in points}
    rows = agenda_order.numbered(agenda_order.called(meeting))
    put_off = [row for row in rows if row.item.pk in kept and row.item.secret <= private]
    hour = french.time_fr(at.astimezone(meeting.zone))
    return Departure(hour, name, [row.number for row in put_off])


def still_to_decide(meeting: Meeting) -> list[AgendaItem]:
    return list(meeting.items.filter(status__in=WAITING).in_order())
