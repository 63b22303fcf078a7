"""Two meetings held today: one closed, of a steering committee; one under way, of the group."""

import datetime as dt

from audit.actor import Actor
from common import clock, jobs
from demo.world import World
from governance import acting
from governance.committees import agenda, attending, guards, holding, meetings, papers, writing
from governance.committees.confirming import RecordLifecycle
from governance.committees.counting import room
from governance.committees.deciding import Choice, Motion, voices
from governance.committees.lifecycle import ItemLifecycle, MeetingLifecycle
from governance.committees.minutes_lifecycle import MinutesLifecycle
from governance.committees.models import AgendaItem, Committee, Meeting
from governance.committees.models.attendance import Fact
from governance.committees.models.decisions import Ballot, Nature
from governance.committees.models.items import Purpose
from governance.committees.models.meetings import MeetingStatus
from governance.committees.models.papers import Copy, PaperKind

PLAN, VISITS, DATES = "Plan de formation", "Visites d’école", "Dates des prochaines séances"


HELD = {"COPIL-1": True, "GT-MESSAGES": False}
"""Reference of the instance → whether its meeting is closed."""


def convene_sittings(world: World, starts_at: dt.datetime) -> None:
    """Both meetings, for ``starts_at``; nothing where an instance is not there."""
    manager = world.actor("chef-de-projet")
    for committee in Committee.unscoped.filter(reference__in=HELD).order_by("reference"):
        found = meetings.plan(
            actor=manager,
            committee=committee,
            starts_at=starts_at,
            place="Mairie de Saint-Modèle, salle du conseil",
        )
        for title, purpose in (
            (PLAN, Purpose.OPINION),
            (VISITS, Purpose.OPINION),
            (DATES, Purpose.INFORMATION),
        ):
            agenda.add(actor=manager, meeting=found, title=title, purpose=purpose)
        convener = guards.competent(found)[0].sitting
        if convener is not None:
            chair = acting.actor_of(convener)
            MeetingLifecycle.move(found, "convene", actor=chair, convener=convener)


def bring_sittings() -> None:
    """Hold them, once their hour has come."""
    convened = Meeting.unscoped.filter(
        committee__reference__in=HELD, status=MeetingStatus.CONVENED, starts_at__lte=clock.now()
    )
    for found in convened.order_by("committee__reference"):
        _hold(found, close=HELD[found.committee.reference])


def _hold(found: Meeting, *, close: bool) -> None:
    """A vote on each point that asks for one; with ``close``, to the record of decisions."""
    convener = found.convener
    assert convener is not None  # noqa: S101 a convened meeting has one
    chair = acting.actor_of(convener)
    plan, visits, dates = found.items.order_by("position")
    arrive(found, chair)
    found = MeetingLifecycle.move(found, "open_meeting", actor=chair)
    call(plan, chair)
    agreed = Motion(
        Nature.OPINION, "Avis favorable au plan de formation.", Ballot.CONSENSUS,
        responsible=convener, due_on=clock.today() + dt.timedelta(days=30),
    )  # fmt: skip
    ItemLifecycle.move(plan, "decide", actor=chair, motion=agreed)
    call(visits, chair)
    holding.save_note(
        actor=chair, item=visits, text="Trois écoles demandent une visite.", version=0
    )
    if not close:
        return
    said = voices(room(found, visits, clock.now()))
    votes = {
        each.key: Choice.AGAINST if rank == 1 else Choice.FOR for rank, each in enumerate(said)
    }
    voted = Motion(
        Nature.RECOMMENDATION, "Une visite par trimestre est recommandée.", Ballot.PUBLIC,
        votes=votes, responsible=convener, due_on=clock.today() + dt.timedelta(days=60),
    )  # fmt: skip
    ItemLifecycle.move(visits, "decide", actor=chair, motion=voted)
    call(dates, chair)
    ItemLifecycle.move(dates, "decide", actor=chair)
    closed = MeetingLifecycle.move(found, "close_after_loss", actor=chair)
    RecordLifecycle.move(closed.records.get(), "confirm_decisions", actor=chair)
    circulate(closed)


def circulate(meeting: Meeting) -> None:
    """The draft minutes, given out by the secretary of the meeting; left to be drafted where no
    LibreOffice prints them."""
    assert meeting.secretary is not None  # noqa: S101 filled by the opening
    secretary = acting.actor_of(meeting.secretary)
    jobs.run(writing.produce(actor=secretary, minutes=meeting.minutes).pk)
    if papers.latest(meeting, PaperKind.MINUTES, Copy.SHARED) is not None:
        MinutesLifecycle.move(meeting.minutes, "circulate_minutes", actor=secretary)


def arrive(meeting: Meeting, chair: Actor) -> None:
    """Everybody but the last member, who is away."""
    here = room(meeting, None, clock.now())
    seated = [member for member in here.members if not member.vacant]
    for member in seated[: max(2, len(seated) - 1)]:
        attending.note(actor=chair, meeting=meeting, seat=member.seat, fact=Fact.ARRIVE)


def call(item: AgendaItem, chair: Actor) -> None:
    ItemLifecycle.move(item, "call", actor=chair)
