"""Attendance noted during a meeting: arrivals, departures, withdrawals, powers.

Each fact is added and dated, the quorum is counted again at once, and kept with its sentence.
"""

import datetime as dt
from typing import Any

from django.db.models import Q

from audit.actor import Actor
from audit.recording import recording
from common import clock
from common.french import NBSP, time_fr
from common.lifecycle import Refusal, Refused
from governance.models import Mandate
from governance.services.store import require, store

from . import guards, late, permissions
from .citations import parenthesis
from .counting import Room, departed, explain, powers, room, snapshot, still_to_decide
from .explaining import proxy_excess
from .lifecycle import MeetingLifecycle
from .models import AgendaItem, Meeting, Power, Presence, Seat
from .models.attendance import Fact, Sits
from .models.items import ItemStatus
from .models.meetings import MeetingStatus
from .quorum import Mode, attends

HELD = (
    MeetingStatus.CONVENED,
    MeetingStatus.OPEN,
    MeetingStatus.ADJOURNED,
    MeetingStatus.NO_QUORUM,
)
"""From the convocation to the close: the attendance may be noted."""


def note(
    *,
    actor: Actor,
    meeting: Meeting,
    seat: Seat,
    fact: Fact,
    sits: Sits = Sits.HOLDER,
    mode: Mode = Mode.ROOM,
    item: AgendaItem | None = None,
    at: dt.datetime | None = None,
) -> Presence:
    """One fact about ``seat``, at its true hour. ``sits`` tells its holder, or who acts for them,
    from the substitute. Refused (409) when the room says otherwise (leaves without having come,
    …), and for an hour before a vote that it would change."""
    require(permissions.may_run(actor, meeting), permissions.RUNS)
    with recording(actor):
        found = _held(meeting)
        at = late.hour(found, at)
        here = room(found, item, at)
        person = _person(here, seat, sits)
        _refuse_impossible(here, seat, fact, sits, item)
        standing = late.standing(found, at)
        added = store(
            Presence(
                meeting=found,
                seat=seat,
                mandate=person,
                sits=_quality(here, seat, sits),
                mode=mode.value,
                fact=fact,
                item=item,
                at=at,
            ),
            "note_presence",
            person=person.person.formal_name,
        )
        if fact == Fact.ARRIVE:
            _end_powers_of(found, seat, at)
        late.refuse_changed(found, at, standing)
        leaving = person.person.formal_name if fact in (Fact.LEAVE, Fact.WITHDRAW) else ""
        recount(found, at, leaving=leaving, item=item)
        if fact == Fact.LEAVE and person.pk == found.chair_id:
            _hand_over(actor, found, person, at)
    return added


def give_power(
    *, actor: Actor, meeting: Meeting, giver: Seat, receiver: Seat, at: dt.datetime | None = None
) -> Power:
    """A power handed in: of a member away, to one of the same college, within the limit."""
    require(permissions.may_run(actor, meeting), permissions.RUNS)
    with recording(actor):
        found = _held(meeting)
        at = late.hour(found, at)
        _refuse_power(room(found, None, at), giver, receiver, at)
        standing = late.standing(found, at)
        power = store(
            Power(meeting=found, giver=giver, receiver=receiver, received_at=at), "give_power"
        )
        late.refuse_changed(found, at, standing)
        recount(found, at)
    return power


def end_power(*, actor: Actor, power: Power, reason: str, at: dt.datetime | None = None) -> Power:
    """Taken back, or void; refused (409) when it has ended already."""
    require(permissions.may_run(actor, power.meeting), permissions.RUNS)
    with recording(actor):
        found = _held(power.meeting)
        kept: Power = Power.unscoped.select_for_update().get(pk=power.pk)
        if kept.ended_at is not None:
            raise Refused(Refusal("Ce pouvoir a déjà pris fin."))
        at = max(late.hour(found, at), kept.received_at)
        standing = late.standing(found, at)
        kept.ended_at, kept.end_reason = at, reason[:200]
        store(kept, "end_power", reason=reason)
        late.refuse_changed(found, at, standing)
        recount(found, at)
    return kept


def recount(
    meeting: Meeting, at: dt.datetime, *, leaving: str = "", item: AgendaItem | None = None
) -> None:
    """Count again, as the room is now, for an open meeting and each point under discussion.

    ``leaving``: who left the table at ``at``, for all points or for ``item`` alone.
    """
    if meeting.status != MeetingStatus.OPEN:
        return
    waiting = still_to_decide(meeting)
    lost_for_all = False
    now = clock.now()
    if item is None:
        here = room(meeting, None, now)
        lost_for_all = not here.quorum.reached
        _keep(meeting, here, at, leaving, waiting)
    for point in waiting:
        concerned = item is None or point.pk == item.pk
        if point.status == ItemStatus.UNDER_DISCUSSION and concerned:
            put_off = waiting if lost_for_all else [point]
            _keep(point, room(meeting, point, now), at, leaving, put_off)


def _keep(record: Any, here: Room, at: dt.datetime, leaving: str, points: list[AgendaItem]) -> None:
    """The count and its sentence; « quorum perdu » when this departure lost it."""
    quorum = here.quorum
    before = record.quorum.get("reached", True)
    lost = leaving and before and not quorum.reached
    item = record if isinstance(record, AgendaItem) else None
    private = item is not None and item.secret
    departure = departed(here.meeting, leaving, at, points, private=private) if lost else None
    if departure is not None or quorum.reached or before:
        record.quorum_sentence = explain(here, item, departure)
    record.quorum = snapshot(quorum, clock.now())
    store(record, "count_quorum")


def _hand_over(actor: Actor, meeting: Meeting, left: Mandate, at: dt.datetime) -> None:
    """Whoever presided left: the first office that the rules name and whose seat is occupied
    takes the chair; without any, the meeting is suspended."""
    meeting = guards.current(meeting)
    if meeting.status != MeetingStatus.OPEN:
        return
    here = room(meeting, None, clock.now())
    successor = here.presiding()
    if successor is None:
        hour = time_fr(at.astimezone(meeting.zone))
        cited = parenthesis(here.rules.citations, "quorum.no_chair")
        sentence = (
            f"Séance suspendue à {hour}{NBSP}: {left.person.formal_name}, qui présidait, l’a "
            f"quittée, et ni président ni remplaçant n’est présent{cited}."
        )
        MeetingLifecycle.move(meeting, "lose_chair", actor=actor, sentence=sentence)
        return
    meeting.chair = successor
    store(meeting, "take_chair", person=successor.person.formal_name)
    seat = next(s for s in here.seats if here.person(s) == successor)
    place = next(m.seat for m in here.members if str(m.seat.public_id) == seat.key)
    store(
        Presence(
            meeting=meeting, seat=place, mandate=successor, fact=Fact.PRESIDE, at=at,
            sits=Sits.SUBSTITUTE if seat.holder is None else _quality(here, place, Sits.HOLDER),
        ),
        "preside",
    )  # fmt: skip


def _held(meeting: Meeting) -> Meeting:
    """``meeting`` as stored, held; refused outside its convocation and its close."""
    found = guards.current(meeting)
    if found.status not in HELD:
        raise Refused(
            Refusal(
                f"La séance {found.number} est « {found.get_status_display()} »{NBSP}: la "
                "présence se note de la convocation à la clôture."
            )
        )
    return found


def _person(here: Room, seat: Seat, sits: Sits) -> Mandate:
    member = next((m for m in here.members if m.seat.pk == seat.pk), None)
    place = member.substitute if member is not None and sits == Sits.SUBSTITUTE else member
    if place is None or place.sitting is None:
        raise Refused(Refusal("Personne n’occupe ce siège le jour de la séance."))
    return place.sitting


def _quality(here: Room, seat: Seat, sits: Sits) -> Sits:
    """The holder, or who acts for them that day."""
    member = next(m for m in here.members if m.seat.pk == seat.pk)
    if sits == Sits.SUBSTITUTE:
        return sits
    return Sits.REPLACEMENT if member.replacement is not None else Sits.HOLDER


def _refuse_impossible(
    here: Room, seat: Seat, fact: Fact, sits: Sits, item: AgendaItem | None
) -> None:
    shown = here.seat(str(seat.public_id))
    there = shown.substitute if sits == Sits.SUBSTITUTE else shown.holder
    words = ""
    if fact == Fact.ARRIVE and there is not None:
        words = "Cette personne est déjà notée présente."
    elif fact == Fact.LEAVE and there is None:
        words = "Cette personne n’est pas notée présente."
    elif fact in (Fact.WITHDRAW, Fact.RETURN):
        words = _withdrawal(here, item, aside=shown.interested, leaves=fact == Fact.WITHDRAW)
    if words:
        raise Refused(Refusal(words))


def _withdrawal(here: Room, item: AgendaItem | None, *, aside: bool, leaves: bool) -> str:
    if item is None or item.meeting_id != here.meeting.pk:
        return "Choisissez le point dont cette personne se retire."
    if item.status not in (ItemStatus.PLACED, ItemStatus.UNDER_DISCUSSION):
        return "Ce point n’est plus en débat."
    if aside == leaves:
        return "C’est déjà noté."
    return ""


def _end_powers_of(meeting: Meeting, seat: Seat, at: dt.datetime) -> None:
    """A power falls for good when its giver, or the giver’s substitute, arrives; one that was
    received since, while they were there, has never been worth anything."""
    in_force = Q(ended_at=None) | Q(ended_at__gt=at)
    for power in Power.unscoped.filter(in_force, meeting=meeting, giver=seat):
        end = max(at, power.received_at)
        here = room(meeting, None, end)
        if not attends(here.seat(str(seat.public_id)), here.rules.quorum):
            continue
        power.ended_at, power.end_reason = end, "le mandant ou son suppléant est arrivé"
        store(power, "end_power", reason=power.end_reason)


def _refuse_power(here: Room, giver: Seat, receiver: Seat, at: dt.datetime) -> None:
    by_key = {m.seat.pk: m for m in here.members}
    source, target = by_key.get(giver.pk), by_key.get(receiver.pk)
    cited = guards.source(here.meeting.rules, "vote.proxy_excess")
    words = ""
    if source is None or target is None or giver.pk == receiver.pk:
        words = "Choisissez deux membres différents de l’instance."
    elif not here.rules.per_holder:
        words = "Les règles de l’instance n’admettent pas de pouvoir."
    elif source.vacant or target.vacant or not (source.voting and target.voting):
        words = "Un pouvoir va d’un membre à voix délibérative à un autre."
    elif here.by_college and source.college != target.college:
        words = f"{target.name} n’est pas du collège de {source.name}{NBSP}: le pouvoir se donne "
        words += "dans un même collège."
    elif attends(here.seat(str(giver.public_id)), here.rules.quorum):
        words = f"Le siège de {source.name} est occupé{NBSP}: il vote lui-même, sans pouvoir."
    if words:
        raise Refused(Refusal(words, cited))
    given = powers(here.meeting, at)
    if giver.pk in given:
        raise Refused(
            Refusal(f"{by_key[giver.pk].name} a déjà donné pouvoir{NBSP}: mettez-y fin d’abord.")
        )
    held = sum(1 for to in given.values() if to == receiver.pk)
    if held >= here.rules.per_holder:
        name = by_key[receiver.pk].name
        raise Refused(
            Refusal(proxy_excess(name, held, here.rules.citations), cited, key="vote.proxy_excess")
        )
