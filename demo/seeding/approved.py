"""The first meeting of the ethics committee: its minutes, approved at the next one and signed by
whoever presided and by its secretary."""

import datetime as dt

from audit.actor import Actor
from audit.recording import recording
from common import clock, jobs
from common.models import Job
from demo import paper
from demo.world import World
from documents import store
from governance import acting
from governance.committees import (
    agenda,
    guards,
    holding,
    meetings,
    minutes_guards,
    minutes_signing,
    papers,
)
from governance.committees.confirming import RecordLifecycle
from governance.committees.counting import room
from governance.committees.deciding import Choice, Motion, voices
from governance.committees.lifecycle import ItemLifecycle, MeetingLifecycle
from governance.committees.models import AgendaItem, Committee, Meeting, Minutes
from governance.committees.models.decisions import Ballot, Nature
from governance.committees.models.items import Purpose
from governance.committees.models.meetings import MeetingStatus
from governance.committees.models.minutes import MinutesStatus
from governance.committees.models.papers import PaperKind

from .sittings import arrive, call, circulate

ETHICS = "CE"
HOURS, WORK = "Heures d’envoi des messages aux familles", "Calendrier des travaux du comité"
NOTES = (
    "Un membre craint que cette règle ne gêne les écoles rurales. Un autre rappelle que les "
    "urgences passent par le téléphone. Le comité retient la règle pour toutes les écoles."
)
GIVEN = 120
"""Days to carry out what was decided: it is still under way in the demonstration."""


def convene_first(world: World, starts_at: dt.datetime) -> None:
    """The first meeting, convened for ``starts_at``; nothing once the committee met."""
    ethics = Committee.unscoped.filter(reference=ETHICS).first()
    if ethics is None or ethics.meetings.exists() or starts_at <= clock.now():
        return
    manager = world.actor("chef-de-projet")
    found = meetings.plan(
        actor=manager,
        committee=ethics,
        starts_at=starts_at,
        place="Syndicat mixte, salle des assemblées",
    )
    agenda.add(actor=manager, meeting=found, title=WORK, purpose=Purpose.INFORMATION)
    item = agenda.add(actor=manager, meeting=found, title=HOURS, purpose=Purpose.DECISION)
    report(item, manager)
    convener = guards.competent(found)[0].sitting
    assert convener is not None  # noqa: S101 the DASEN and the president are in office
    chair = acting.actor_of(convener)
    MeetingLifecycle.move(found, "convene", actor=chair, convener=convener)


def report(item: AgendaItem, actor: Actor) -> None:
    """The file that the members read before they decide."""
    sheet = paper.sheet("RAPPORT AU COMITÉ D’ÉTHIQUE", item.title)
    with store.prepared((sheet, store.PDF)) as (file,), recording(actor):
        agenda.change(actor=actor, item=item, report=file.keep().sha256)


def hold_first(world: World) -> None:
    """Its hour has come: one vote, the record confirmed, the draft of the minutes given out."""
    found = Meeting.unscoped.filter(
        committee__reference=ETHICS, status=MeetingStatus.CONVENED, starts_at__lte=clock.now()
    ).first()
    if found is None or found.convener is None:
        return
    chair = acting.actor_of(found.convener)
    work, hours = found.items.order_by("position")
    arrive(found, chair)
    found = MeetingLifecycle.move(found, "open_meeting", actor=chair)
    call(work, chair)
    ItemLifecycle.move(work, "decide", actor=chair)
    call(hours, chair)
    holding.save_note(actor=chair, item=hours, text=NOTES, version=0)
    said = voices(room(found, hours, clock.now()))
    voted = Motion(
        Nature.DECISION,
        "Aucun message n’est envoyé aux familles entre 20 h et 7 h, ni le dimanche.",
        Ballot.PUBLIC,
        votes={each.key: Choice.FOR for each in said},
        responsible=world.people["dpo"],
        due_on=clock.today() + dt.timedelta(days=GIVEN),
    )
    ItemLifecycle.move(hours, "decide", actor=chair, motion=voted)
    closed = MeetingLifecycle.move(found, "close_after_loss", actor=chair)
    assert closed.chair is not None  # noqa: S101 an open meeting has one
    presided = acting.actor_of(closed.chair)
    RecordLifecycle.move(closed.records.get(), "confirm_decisions", actor=presided)
    circulate(closed)


def approve(item: AgendaItem, chair: Actor) -> None:
    """The vote of the next meeting; put off where no LibreOffice printed the draft."""
    minutes: Minutes = item.approves_minutes_of.minutes
    if minutes.status != MinutesStatus.CIRCULATED:
        ItemLifecycle.move(
            item, "defer", actor=chair, reason="le procès-verbal n’est pas encore diffusé"
        )
        return
    call(item, chair)
    agreed = Motion(
        Nature.DECISION,
        "Le procès-verbal est approuvé sans modification.",
        Ballot.CONSENSUS,
        responsible=minutes.meeting.secretary,
        due_on=clock.today() + dt.timedelta(days=15),
    )
    ItemLifecycle.move(item, "decide", actor=chair, motion=agreed)


def sign(meeting: Meeting) -> None:
    """The approved text printed, sealed, then signed by both from their accounts; it waits for
    its seal where the site has none."""
    minutes = Minutes.unscoped.get(meeting=meeting)
    if minutes.status != MinutesStatus.APPROVED:
        return
    asked = Job.objects.filter(
        kind=papers.JOB,
        items__payload__meeting=meeting.pk,
        items__payload__kind=PaperKind.MINUTES,
        state=Job.State.WAITING,
    )
    for job in asked.distinct():
        jobs.run(job.pk)
    chair, secretary = (acting.actor_of(each) for each in (meeting.chair, meeting.secretary))
    jobs.run(minutes_signing.ask_seal(actor=secretary, minutes=minutes).pk)
    if not minutes_guards.envelopes(minutes):
        return
    for officer in (chair, secretary):
        minutes_signing.sign(actor=officer, minutes=minutes, consent=True)
