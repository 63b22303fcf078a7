"""What the page of a meeting under way shows, whatever button led there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from common import clock
from common.french import time_fr
from common.lifecycle import Refusal
from governance import wording
from governance.forms import ReasonForm

from .. import agenda_order, chronicle, counting, deciding, guards, holding, permissions
from ..attending import HELD
from ..forms_sitting import AdjournForm, DecideForm, NoteForm, PastForm, PowerForm
from ..members import Member, members_at
from ..models import AgendaItem, Decision, Meeting, MeetingNote, Power, SecretThreshold
from ..models.decisions import Ballot, Nature
from ..models.items import ItemStatus, Purpose
from ..models.meetings import MeetingStatus
from ..quorum import Mode, Seat, attends

BUTTONS = (
    ("salle", "Présent"),
    ("distance", "À distance"),
    ("depart", "Part"),
    ("suppleant", "Suppléant"),
    ("depart-suppleant", "Le suppléant part"),
    ("retrait", "Se retire"),
    ("retour", "Revient"),
)
NATURES = {Purpose.DECISION: Nature.DECISION, Purpose.OPINION: Nature.OPINION}


@dataclass(frozen=True, slots=True)
class Row:
    """A member of the attendance: how they attend in words, and the buttons that make sense.

    ``hidden``: those that will, once one of the first is pressed; the script shows them while the
    network is away.
    """

    member: Member
    words: str
    present: bool
    buttons: Sequence[tuple[str, str]]
    hidden: Sequence[tuple[str, str]] = ()


def shown(
    request: Any,
    meeting: Meeting,
    refusals: Sequence[Refusal] = (),
    *,
    item: AgendaItem | None = None,
    asked: str = "",
    status: int = 200,
    typed: str | None = None,
    **forms: Any,
) -> HttpResponse:
    """The page on ``item``, or on the point ``asked`` for, or on the one under discussion.

    ``typed``: notes refused because somebody else saved; ``forms``: those that were refused.
    """
    points = AgendaItem.objects.visible_to(request.actor).select_related("decision")
    rows = _numbered(meeting, list(points.filter(meeting=meeting)))
    current = _current(rows, str(item.public_id) if item is not None else asked)
    point = current.item if current is not None else None
    here = counting.room(meeting, point, clock.now())
    open_now = meeting.status == MeetingStatus.OPEN
    debated = point is not None and point.status == ItemStatus.UNDER_DISCUSSION
    context = {
        "meeting": meeting,
        "refusals": refusals,
        "situation": _situation(meeting, here),
        "rows": rows,
        "current": current,
        "point": point,
        "quorum": _quorum(here, point, open_now=open_now),
        "open": open_now,
        "held": meeting.status in HELD,
        "reconvenes": permissions.may_prepare_meeting(request.actor, meeting)
        and meeting.status == MeetingStatus.NO_QUORUM
        and not list(guards.second_session(meeting, None)),
        "debated": debated and open_now,
        "informs": point is not None and (point.purpose == Purpose.INFORMATION or point.late),
        "decision": getattr(point, "decision", None),
        "attendance": [
            _row(here, member, seat, point if open_now else None)
            for member, seat in zip(here.members, here.seats, strict=True)
        ],
        "tally": _tally(here),
        "powers": _powers(request, meeting, here),
        "power_form": forms.get("power") or PowerForm(members=here.members, auto_id="power_%s"),
        "past_form": forms.get("past") or past_form(meeting),
        "adjourn_form": forms.get("adjourn") or AdjournForm(auto_id="adjourn_%s"),
        "chronicle": chronicle.entries(meeting, request.actor),
        **_notes(request, point, typed),
    }
    if open_now and point is not None and point.status in counting.WAITING:
        context["put_off_form"] = forms.get("put_off") or ReasonForm(auto_id="put_off_%s")
        context["decide_form"] = forms.get("decide") or decide_form(meeting, point)
        context["voices"] = len(deciding.voices(here))
    return render(request, "committees/hold.html", context, status=status)


def decide_form(meeting: Meeting, item: AgendaItem, data: Any = None) -> DecideForm:
    """The form of a decision with the voices expected now on ``item``."""
    here = counting.room(meeting, item, clock.now())
    rules = meeting.rules
    return DecideForm(
        data,
        people=holding.carriers(meeting),
        voices=deciding.voices(here),
        colleges=[each.college for each in here.quorum.counts],
        consensus=rules.consensus_first,
        secret=rules.secret_nominations or rules.secret_threshold != SecretThreshold.NONE,
        initial={
            "nature": NATURES.get(Purpose(item.purpose), Nature.RECOMMENDATION),
            "ballot": Ballot.CONSENSUS if rules.consensus_first else Ballot.PUBLIC,
        },
    )


def past_form(meeting: Meeting, data: Any = None) -> PastForm:
    return PastForm(data, members=members(meeting), auto_id="past_%s")


def members(meeting: Meeting) -> tuple[Member, ...]:
    return members_at(meeting.committee, meeting.day)


def _numbered(meeting: Meeting, seen: list[AgendaItem]) -> list[agenda_order.Numbered]:
    """The points that the reader sees, under the numbers of the meeting."""
    by_key = {each.pk: each for each in seen}
    rows = agenda_order.numbered(agenda_order.called(meeting))
    return [
        agenda_order.Numbered(row.number, by_key[row.item.pk])
        for row in rows
        if row.item.pk in by_key
    ]


def _current(rows: list[agenda_order.Numbered], asked: str) -> agenda_order.Numbered | None:
    by_status = {
        status: next((row for row in rows if row.item.status == status), None)
        for status in (ItemStatus.UNDER_DISCUSSION, ItemStatus.PLACED)
    }
    chosen = next((row for row in rows if str(row.item.public_id) == asked), None)
    first = rows[0] if rows else None
    return chosen or by_status[ItemStatus.UNDER_DISCUSSION] or by_status[ItemStatus.PLACED] or first


def _situation(meeting: Meeting, here: counting.Room) -> str:
    """The status as a sentence (tables, § 1.5)."""
    match meeting.status:
        case MeetingStatus.OPEN:
            assert meeting.opened_at is not None  # noqa: S101 written by the opening
            chair = meeting.chair.person.formal_name if meeting.chair is not None else ""
            hour = time_fr(meeting.opened_at.astimezone(meeting.zone))
            return f"Séance ouverte à {hour}, présidée par {chair}."
        case MeetingStatus.CONVENED:
            return f"Séance convoquée pour le {meeting.when}. {counting.explain(here)}"
        case MeetingStatus.ADJOURNED:
            why = "Séance suspendue." if meeting.resumes_at else meeting.quorum_sentence
            return f"{why} Notez les présents, puis ouvrez-la de nouveau."
        case MeetingStatus.NO_QUORUM:
            return f"{meeting.quorum_sentence} Les points non décidés attendent une autre séance."
    return chronicle.situation(meeting) or str(meeting.get_status_display())


def _quorum(here: counting.Room, point: AgendaItem | None, *, open_now: bool) -> str:
    """The sentence of the point: the one that was kept, or the room as it is now."""
    if point is None:
        return here.meeting.quorum_sentence
    if point.quorum_sentence:
        return point.quorum_sentence
    waits = point.status == ItemStatus.PLACED
    return counting.explain(here, point) if open_now and waits else ""


def _row(here: counting.Room, member: Member, seat: Seat, point: AgendaItem | None) -> Row:
    if seat.vacant:
        return Row(member, "siège vacant", present=False, buttons=())
    occupied = seat.holder is not None or seat.substitute is not None
    debated = point is not None and point.status in counting.WAITING
    makes_sense = {
        "salle": seat.holder is None,
        "distance": seat.holder is None,
        "depart": seat.holder is not None,
        "suppleant": seat.substitute is None and seat.holder is None,
        "depart-suppleant": seat.substitute is not None,
        "retrait": occupied and not seat.interested,
        "retour": occupied and seat.interested,
    }
    possible = [each for each in BUTTONS if _possible(each[0], here, member, debated=debated)]
    return Row(
        member,
        _words(here, member, seat),
        present=occupied,
        buttons=[each for each in possible if makes_sense[each[0]]],
        hidden=[each for each in possible if not makes_sense[each[0]]],
    )


def _possible(act: str, here: counting.Room, member: Member, *, debated: bool) -> bool:
    """Whether the rules, the seat and the point admit an act at all."""
    match act:
        case "distance":
            return here.rules.quorum.remote_counts or bool(here.meeting.remote_link)
        case "suppleant" | "depart-suppleant":
            return member.substitute is not None and not member.substitute.vacant
        case "retrait" | "retour":
            return debated
    return True


def _words(here: counting.Room, member: Member, seat: Seat) -> str:
    person = here.person(seat)
    assert person is not None  # noqa: S101 a vacant seat has no words of its own

    def agreed(masculine: str) -> str:
        return wording.agreed(person, masculine)

    if seat.interested:
        return f"{agreed('retiré')} pour ce point"
    if seat.holder is not None:
        where = "dans la salle"
        if seat.holder is Mode.REMOTE:
            admitted = here.rules.quorum.remote_counts
            where = "à distance" if admitted else "à distance, hors du décompte"
        if seat.substitute is None or member.substitute is None:
            return where
        return f"{where} ; {member.substitute.name} assiste sans compter"
    if seat.substitute is not None and member.substitute is not None:
        holder = member.sitting or person
        return f"{wording.agreed(holder, 'suppléé')} par {member.substitute.name}"
    if seat.proxy_to:
        return f"pouvoir à {here.seat(seat.proxy_to).name}"
    return agreed("absent")


def _tally(here: counting.Room) -> str:
    """« 15 présents, 3 pouvoirs, sur 25 en exercice »."""
    filled = [seat for seat in here.seats if not seat.vacant]
    present = sum(attends(seat, here.rules.quorum) for seat in filled)
    given = sum(bool(seat.proxy_to) for seat in filled)
    powers = f", {given} pouvoir{'s' if given > 1 else ''}" if given else ""
    return f"{present} présent{'s' if present > 1 else ''}{powers}, sur {len(filled)} en exercice."


def _powers(request: Any, meeting: Meeting, here: counting.Room) -> list[tuple[Power, str]]:
    """Powers in force with the names of both members."""
    names = {member.seat.pk: member.name for member in here.members}
    rows = Power.objects.visible_to(request.actor).filter(meeting=meeting, ended_at=None)
    return [
        (each, f"{names.get(each.giver_id, '')} à {names.get(each.receiver_id, '')}")
        for each in rows
    ]


def _notes(request: Any, point: AgendaItem | None, typed: str | None) -> dict[str, Any]:
    if point is None:
        return {}
    note = MeetingNote.objects.visible_to(request.actor).filter(item=point).first()
    stored, version = (note.text, note.version) if note is not None else ("", 0)
    text = stored if typed is None else typed
    return {
        "note_form": NoteForm(initial={"text": text, "version": version}, auto_id="note_%s"),
        "stored_note": stored if typed is not None else "",
    }


def decisions(request: Any, meeting: Meeting) -> list[Decision]:
    """The decisions that the reader sees, in the order in which they were taken."""
    rows = Decision.objects.visible_to(request.actor).filter(meeting=meeting)
    return list(rows.select_related("item", "responsible__person"))
