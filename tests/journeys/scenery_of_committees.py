"""An instance of each shape: two colleges with a vacant seat, a new version of the rules, none."""

import datetime as dt
from typing import Any

from audit.actor import SYSTEM
from audit.recording import recording
from common import clock
from demo import world
from governance.committees import (
    agenda,
    attending,
    cases,
    convening,
    followups,
    holding,
    meetings,
    services,
)
from governance.committees.deciding import Motion
from governance.committees.lifecycle import ItemLifecycle, MeetingLifecycle
from governance.committees.models import (
    Committee,
    CommitteeKind,
    Decision,
    FollowUp,
    Meeting,
    Minutes,
    MinutesRemark,
)
from governance.committees.models.attendance import Fact
from governance.committees.models.decisions import Ballot, Nature
from governance.committees.models.items import Purpose
from governance.offices import Office
from governance.services.store import store
from tests.circuits import acts

Things = dict[str, tuple[Any, ...]]
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
STATE, AUTHORITIES = "Éducation nationale", "Collectivités"


def things(here: world.World) -> Things:
    manager, today = here.actor("chef-de-projet"), clock.today()
    ethics = _create(here, "ethics", "CE", "Comité d’éthique du programme ENT")
    steering = _create(here, "steering", "COPIL", "Comité de pilotage", circonscription=here.area)
    places = (
        (here.dsden, Office.DASEN, STATE),
        (here.academie, Office.RECTOR, STATE),
        (here.syndicate, Office.SYNDICATE_PRESIDENT, AUTHORITIES),
        (here.commune, Office.EXECUTIVE, AUTHORITIES),
    )
    seats = [
        services.add_seat(
            actor=manager, committee=ethics, institution=body, office=office, college=college,
            starts_on=today,
        )
        for body, office, college in places
    ]  # fmt: skip
    services.replace_substitute(
        actor=manager, seat=seats[0], starts_on=today, institution=here.dsden,
        office=Office.INSPECTOR, circonscription=here.area,
    )  # fmt: skip
    services.change_rules(
        actor=manager, owner=ethics, starts_on=today + dt.timedelta(days=30), notice_days=8,
        colleges=[STATE, AUTHORITIES], reason="Règlement intérieur modifié.",
    )  # fmt: skip
    return {
        **_meetings(here, ethics, steering),
        "ethics": (ethics.public_id,),
        "steering": (steering.public_id,),
        "committee seat": (seats[0].public_id,),
        "committee rules": (ethics.rules.first().public_id,),
        "committee kind": (ethics.kind.public_id,),
    }


def _meetings(here: world.World, ethics: Committee, steering: Committee) -> Things:
    """One in preparation, with points of every sort; one convened, one cancelled."""
    manager, inspector = here.actor("chef-de-projet"), here.actor("inspectrice")
    for body, office, fields in (
        (here.dsden, Office.INSPECTOR, {"circonscription": here.area}),
        (here.commune, Office.EXECUTIVE, {}),
    ):
        services.add_seat(
            actor=manager, committee=steering, institution=body, office=office,
            starts_on=clock.today(), **fields,
        )  # fmt: skip
    planned = _meeting(manager, ethics, 40 * DAY)
    point = {"meeting": planned, "purpose": Purpose.INFORMATION}
    items = [
        agenda.add(actor=manager, title=title, **{**point, **fields})
        for title, fields in (
            ("Indicateurs d’usage", {"recurring": True}),
            (
                "Charte des messages",
                {"purpose": Purpose.DECISION, "rapporteur": "M. Hubert Lenoir"},
            ),
            ("Situation d’un prestataire", {"secret": True}),
        )
    ]
    waiting = agenda.ask(
        actor=manager, committee=ethics, title="Bilan des demandes", purpose=Purpose.OPINION
    )
    convened, cancelled = (_meeting(manager, steering, days * DAY) for days in (20, 25))
    agenda.add(actor=manager, title="Bilan", **{**point, "meeting": convened})
    convener = here.people["inspectrice"]
    MeetingLifecycle.move(convened, "convene", actor=inspector, convener=convener)
    agenda.add(actor=manager, title="Point tardif", **{**point, "meeting": convened})
    MeetingLifecycle.move(cancelled, "cancel_meeting", actor=manager, reason="Neige.")
    opened, decision = _held(here, steering)
    case, to_put = acts.draft(here), acts.draft(here)
    put = cases.put(
        actor=manager, record=case, committee=ethics, title=f"{case.reference}, {case.title}",
        purpose=Purpose.OPINION, question="Le périmètre convient-il ?",
    )  # fmt: skip
    drafted, circulated, point, remark = _minuted(here, steering)
    mayor = convened.invitations.get(mandate=here.people["maire"])
    return {
        "planned meeting": (planned.public_id,),
        "convened meeting": (convened.public_id,),
        "cancelled meeting": (cancelled.public_id,),
        "agenda item": (items[0].public_id,),
        "waiting item": (waiting.public_id,),
        "case item": (put.public_id,),
        "follow up": (_follow_up(here, decision).public_id,),
        "case to put": ("convention", to_put.public_id),
        "open meeting": (opened.public_id,),
        "drafted minutes": (drafted.public_id,),
        "circulated minutes": (circulated.public_id,),
        "minutes point": (point.public_id,),
        "minutes remark": (remark.public_id,),
        "meeting decision": (decision.public_id,),
        "convocation": (str(mayor.public_id),),
        "convocation link": (convening.token_of(mayor),),
    }


def _held(here: world.World, steering: Committee) -> tuple[Meeting, Decision]:
    """A meeting under way: an opinion given by consensus, another point under discussion."""
    inspector = here.actor("inspectrice")
    with clock.at(clock.now() - HOUR):
        found = _meeting(here.actor("chef-de-projet"), steering, HOUR)
        first, second = (
            agenda.add(actor=inspector, meeting=found, title=title, purpose=Purpose.OPINION)
            for title in ("Plan de formation", "Calendrier des visites")
        )
        convener = here.people["inspectrice"]
        found = MeetingLifecycle.move(found, "convene", actor=inspector, convener=convener)
    for seat in steering.seats.all():
        attending.note(actor=inspector, meeting=found, seat=seat, fact=Fact.ARRIVE)
    found = MeetingLifecycle.move(found, "open_meeting", actor=inspector)
    ItemLifecycle.move(first, "call", actor=inspector)
    motion = Motion(Nature.OPINION, "Avis favorable.", Ballot.CONSENSUS)
    decided = ItemLifecycle.move(first, "decide", actor=inspector, motion=motion)
    ItemLifecycle.move(second, "call", actor=inspector)
    holding.save_note(actor=inspector, item=second, text="Trois visites par an.", version=0)
    return found, decided.decision


def _minuted(here: world.World, steering: Committee) -> tuple[Any, ...]:
    """The minutes of two meetings closed: one to be written, one given out and observed on."""
    drafted, circulated = (_closed(here, steering) for _ in range(2))
    circulated.status = Minutes.Status.CONTESTED
    circulated.circulated_at = clock.now()
    circulated.observations_until = clock.today() + 15 * DAY
    point = drafted.points.first()
    with recording(SYSTEM):
        store(circulated, "change")
        author = here.people["maire"]
        text = "Lire « trois visites »."
        remark = store(MinutesRemark(minutes=circulated, author=author, text=text), "change")
    return drafted, circulated, point, remark


def _closed(here: world.World, steering: Committee) -> Minutes:
    inspector = here.actor("inspectrice")
    with clock.at(clock.now() - HOUR):
        found = _meeting(here.actor("chef-de-projet"), steering, HOUR)
        for item in found.items.exclude(approves_minutes_of=None):
            ItemLifecycle.move(item, "withdraw_item", actor=inspector, reason="Sans objet.")
        item = agenda.add(
            actor=inspector, meeting=found, title="Visites", purpose=Purpose.INFORMATION
        )
        convener = here.people["inspectrice"]
        found = MeetingLifecycle.move(found, "convene", actor=inspector, convener=convener)
    for seat in steering.seats.all():
        attending.note(actor=inspector, meeting=found, seat=seat, fact=Fact.ARRIVE)
    found = MeetingLifecycle.move(found, "open_meeting", actor=inspector)
    ItemLifecycle.move(item, "call", actor=inspector)
    ItemLifecycle.move(item, "decide", actor=inspector)
    return MeetingLifecycle.move(found, "close_after_loss", actor=inspector).minutes


def _follow_up(here: world.World, decision: Decision) -> FollowUp:
    """That of a decision, late since yesterday."""
    with recording(here.actor("inspectrice")):
        decision.responsible = here.people["inspectrice"]
        decision.due_on = clock.today() - DAY
        decision.save()
        made = followups.begin(decision)
    assert made is not None
    return made


def _meeting(manager: Any, committee: Committee, ahead: dt.timedelta) -> Meeting:
    return meetings.plan(
        actor=manager,
        committee=committee,
        starts_at=clock.now() + ahead,
        place="Syndicat mixte, salle des assemblées",
        remote_link="https://visio.demonstration.example/seance",
    )


def _create(here: world.World, code: str, reference: str, name: str, **fields: Any) -> Committee:
    return services.create_committee(
        actor=here.actor("chef-de-projet"),
        kind=CommitteeKind.unscoped.get(code=code),
        reference=reference,
        name=name,
        named=f"le {name[0].lower()}{name[1:]}",
        host=here.syndicate,
        starts_on=clock.today(),
        **fields,
    )
