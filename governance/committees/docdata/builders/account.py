"""Who was at a meeting, told once for its sheet and its minutes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from common import french
from governance import wording
from governance.committees import counting
from governance.committees.members import Member
from governance.committees.models import Invitation, Meeting, MinutesItem, Power, Presence
from governance.committees.models.attendance import Fact, Sits
from governance.committees.models.invitations import Answer
from governance.committees.quorum import Mode
from governance.models import Mandate

from .. import AttendanceData
from ..rows import CollegePresence, CollegeSheet
from ..rows import Member as Line
from . import common, convocation


@dataclass
class Stay:
    """How one person attended: hours of arrival and departure, and from where."""

    mandate: Mandate
    sits: str
    remote: bool = False
    hours: list[tuple[str, dt.datetime]] = field(default_factory=list)


@dataclass(frozen=True)
class Attendance:
    """Everything noted of who came, left and gave power, to the close of the meeting."""

    meeting: Meeting
    here: counting.Room
    stays: dict[int, list[Stay]]
    powers: Sequence[Power]
    excused: frozenset[int]

    def name(self, seat: int) -> str:
        """Who holds the seat, the person who came rather than the holder away."""
        if self.stays.get(seat):
            return self.stays[seat][-1].mandate.person.formal_name
        return next((m.name for m in self.here.members if m.seat.pk == seat), "")


def of(meeting: Meeting) -> Attendance:
    at = meeting.closed_at or meeting.starts_at
    stays: dict[int, list[Stay]] = defaultdict(list)
    rows = Presence.unscoped.filter(meeting=meeting, item=None).order_by("at", "pk")
    for fact in rows.select_related("mandate__person", "mandate__institution"):
        own = stays[fact.seat_id]
        stay = next((each for each in own if each.mandate.pk == fact.mandate_id), None)
        if stay is None:
            stay = Stay(fact.mandate, fact.sits)
            own.append(stay)
        if fact.fact == Fact.ARRIVE:
            stay.remote = fact.mode == Mode.REMOTE.value
        stay.hours.append((fact.fact, fact.at))
    excused = Invitation.unscoped.filter(meeting=meeting, answer=Answer.EXCUSED)
    return Attendance(
        meeting,
        counting.room(meeting, None, at),
        dict(stays),
        list(Power.unscoped.filter(meeting=meeting).order_by("received_at", "pk")),
        frozenset(excused.values_list("seat", flat=True)),
    )


def sheet(meeting: Meeting) -> AttendanceData:
    """The sheet as it was noted, from the first arrival to the close."""
    found = of(meeting)
    groups = tuple(
        CollegeSheet(
            label=label,
            in_office=base,
            required=required,
            members=tuple(line for member in group for line in _lines(found, member)),
        )
        for label, base, required, group in convocation.sheets(found.here)
    )
    return AttendanceData(
        **common.recorded(meeting),
        meeting_time=french.time_fr(meeting.local),
        meeting_place=meeting.place,
        groups=groups,
        guests=convocation.guests(meeting),
        opened_at=common.hour(meeting.opened_at, meeting),
        closed_at=common.hour(meeting.closed_at, meeting),
        quorum_rule=common.source(
            meeting.rules, "quorum.reached_colleges", "quorum.reached", "quorum.none"
        ),
    )


def _lines(found: Attendance, member: Member) -> Iterator[Line]:
    stays = found.stays.get(member.seat.pk, [])
    for stay in stays:
        where = ", à distance" if stay.remote else ""
        yield Line(
            full_name=stay.mandate.person.formal_name,
            office=wording.quality(stay.mandate),
            seat_label=_seat(member, stay),
            status_label=f"{wording.agreed(stay.mandate, 'présent')}{where}",
            proxy_to=_proxy(found, member),
            arrived_at=_hours(found, stay, Fact.ARRIVE),
            left_at=_hours(found, stay, Fact.LEAVE),
        )
    if not stays and member.sitting is not None:
        yield Line(
            full_name=member.name,
            office=wording.quality(member.sitting),
            seat_label="titulaire",
            status_label=_away(found, member, member.sitting),
            proxy_to=_proxy(found, member),
        )


def _seat(member: Member, stay: Stay) -> str:
    if stay.sits == Sits.SUBSTITUTE:
        return convocation.substitute_of(member, stay.mandate)
    return f"remplace {member.holder.person.formal_name}" if _replaces(member) else "titulaire"


def _replaces(member: Member) -> bool:
    return member.replacement is not None and member.holder is not None


def _away(found: Attendance, member: Member, mandate: Mandate) -> str:
    if any(power.giver_id == member.seat.pk for power in found.powers):
        return wording.agreed(mandate, "représenté")
    excused = member.seat.pk in found.excused
    return wording.agreed(mandate, "excusé" if excused else "absent")


def _proxy(found: Attendance, member: Member) -> str:
    given = [power for power in found.powers if power.giver_id == member.seat.pk]
    return french.list_fr(dict.fromkeys(found.name(power.receiver_id) for power in given))


def _hours(found: Attendance, stay: Stay, fact: Fact) -> str:
    hours = (common.hour(at, found.meeting) for what, at in stay.hours if what == fact)
    return french.list_fr(dict.fromkeys(hours))


def groups(found: Attendance) -> tuple[CollegePresence, ...]:
    """The colleges as the minutes name them: who came, who did not, who voted for whom."""
    told = []
    for label, base, _required, members in convocation.sheets(found.here):
        keys = {member.seat.pk for member in members}
        present = [
            _named(member, stay)
            for member in members
            for stay in found.stays.get(member.seat.pk, [])
        ]
        away = [
            member.name for member in members if not found.stays.get(member.seat.pk) and member.name
        ]
        given = [_given(found, power) for power in found.powers if power.giver_id in keys]
        told.append(
            CollegePresence(
                label=label,
                in_office=base,
                present_names=", ".join(present) or "aucun",
                excused_names=", ".join(away),
                proxies_text=" ; ".join(given),
            )
        )
    return tuple(told)


def _named(member: Member, stay: Stay) -> str:
    """« Mme Jo Martin, suppléante de M. Roy », « M. Roy, à distance »."""
    said = [stay.mandate.person.formal_name]
    if stay.sits != Sits.HOLDER:
        said.append(_seat(member, stay))
    if stay.remote:
        said.append("à distance")
    return f"{said[0]} ({', '.join(said[1:])})" if said[1:] else said[0]


def _given(found: Attendance, power: Power) -> str:
    until = ""
    if power.ended_at is not None:
        until = f" (jusqu’à {common.hour(power.ended_at, found.meeting)})"
    giver = next((m.name for m in found.here.members if m.seat.pk == power.giver_id), "")
    return f"{giver} à {found.name(power.receiver_id)}{until}"


def movements(meeting: Meeting, points: Sequence[MinutesItem]) -> dict[int, str]:
    """Key of the point → who came, left or stood aside during it.

    ``points``: those of the copy, in order: what happened during one that it leaves out is told
    with the next one.
    """
    said: dict[int, list[str]] = defaultdict(list)
    timed = sorted((each for each in points if each.ended_at), key=lambda each: each.ended_at)
    last = timed[-1] if timed else None
    facts = Presence.unscoped.filter(meeting=meeting).order_by("at", "pk")
    by_item = {each.item_id: each for each in points}
    for fact in facts.select_related("mandate__person"):
        if fact.item_id is not None:
            point = by_item.get(fact.item_id)
        elif meeting.opened_at is None or fact.at <= meeting.opened_at:
            continue
        else:
            point = next((each for each in timed if each.ended_at >= fact.at), last)
        if point is not None:
            said[point.pk].append(_movement(fact, meeting))
    return {key: " ".join(words) for key, words in said.items()}


def _movement(fact: Presence, meeting: Meeting) -> str:
    name, at = fact.mandate.person.formal_name, common.hour(fact.at, meeting)
    match fact.fact:
        case Fact.ARRIVE:
            how = " en visioconférence" if fact.mode == Mode.REMOTE.value else ""
            return f"{name} arrive{how} à {at}."
        case Fact.LEAVE:
            return f"{name} quitte la séance à {at}."
        case Fact.WITHDRAW:
            said = wording.agreed(fact.mandate, "intéressé")
            return f"{name}, {said} à l’affaire, se retire à {at}."
        case Fact.PRESIDE:
            return f"{name} prend la présidence à {at}."
    return f"{name} revient à {at}."
