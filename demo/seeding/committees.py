"""The instances of the programme: an ethics committee of two colleges, two steering committees, a
working group."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from common import articles, clock
from demo.world import World
from governance import acting
from governance.committees import agenda, answering, guards, meetings, services
from governance.committees.lifecycle import MeetingLifecycle
from governance.committees.models import Committee, CommitteeKind, Meeting, Seat
from governance.committees.models.invitations import Answer
from governance.committees.models.items import Purpose
from governance.models import Circonscription, Institution, Mandate
from governance.offices import Office

from . import schools, territory
from .succession import REPLACED

STATE, AUTHORITIES = "Éducation nationale", "Collectivités"
INSPECTORS, MAYORS = 4, 5


def bring_committees(world: World) -> None:
    """Once: an instance that is there already is left as it is."""
    _ethics(world)
    for area, reference in zip(schools.areas(world)[:2], ("COPIL-1", "COPIL-2"), strict=True):
        _steering(world, area, reference)
    _working_group(world)


def bring_meetings(world: World) -> None:
    """One convened by the inspector, half answered; one in preparation with a point asked for."""
    steering = Committee.unscoped.filter(reference="COPIL-1").first()
    ethics = Committee.unscoped.filter(reference="CE").first()
    if steering is None or ethics is None or ethics.meetings.ahead().exists():
        return
    manager = world.actor("chef-de-projet")
    convened = _meeting(world, steering, 21, "Mairie de Saint-Modèle, salle du conseil")
    for title in ("Bilan de la rentrée", "Calendrier des formations", "Questions diverses"):
        agenda.add(actor=manager, meeting=convened, title=title, purpose=Purpose.INFORMATION)
    convener = guards.competent(convened)[0].sitting
    if convener is not None:
        MeetingLifecycle.move(
            convened, "convene", actor=acting.actor_of(convener), convener=convener
        )
    answers = convened.invitations.select_related("mandate__person", "mandate__institution")
    for invitation in answers[:2]:
        actor = acting.actor_of(invitation.mandate)
        answering.answer(actor=actor, invitation=invitation, answer=Answer.PRESENT)
    planned = _meeting(world, ethics, 45, "Syndicat mixte, salle des assemblées")
    agenda.add(
        actor=manager, meeting=planned, title="Indicateurs d’usage", purpose=Purpose.INFORMATION,
        recurring=True,
    )  # fmt: skip
    agenda.add(
        actor=manager, meeting=planned, title="Charte des messages", purpose=Purpose.DECISION,
        rapporteur="le délégué à la protection des données",
    )  # fmt: skip
    agenda.ask(
        actor=manager, committee=ethics, title="Bilan des demandes des familles",
        purpose=Purpose.OPINION,
    )  # fmt: skip


def _meeting(world: World, committee: Committee, days: int, place: str) -> Meeting:
    day = clock.today() + dt.timedelta(days=days - clock.today().weekday())
    start = dt.datetime.combine(day, dt.time(17, 30), ZoneInfo(committee.host.time_zone))
    return meetings.plan(
        actor=world.actor("chef-de-projet"),
        committee=committee,
        starts_at=start,
        place=place,
        remote_link="https://visio.demonstration.example/seance",
    )


def _create(world: World, code: str, reference: str, name: str, **fields: Any) -> Committee | None:
    """A new instance, held by the syndicate; None when it is there already."""
    if Committee.unscoped.filter(reference=reference).exists():
        return None
    return services.create_committee(
        actor=world.actor("chef-de-projet"),
        kind=CommitteeKind.unscoped.get(code=code),
        reference=reference,
        name=name,
        named=articles.the(name[:1].lower() + name[1:], feminine=False),
        host=world.syndicate,
        starts_on=clock.today(),
        **fields,
    )


def _seat(
    world: World, committee: Committee, body: Institution, office: str, **fields: Any
) -> Seat:
    return services.add_seat(
        actor=world.actor("chef-de-projet"),
        committee=committee,
        institution=body,
        office=office,
        starts_on=clock.today(),
        **fields,
    )


def _substitute(world: World, seat: Seat, body: Institution, office: str, **fields: Any) -> None:
    services.replace_substitute(
        actor=world.actor("chef-de-projet"),
        seat=seat,
        institution=body,
        office=office,
        starts_on=clock.today(),
        act_reference="désignation par l’institution",
        **fields,
    )


def _ethics(world: World) -> None:
    committee = _create(world, "ethics", "CE", "Comité d’éthique du programme ENT")
    if committee is None:
        return
    _seat(world, committee, world.dsden, Office.DASEN, college=STATE)
    _seat(world, committee, world.academie, Office.RECTOR, college=STATE)
    areas = schools.areas(world)
    for area, other in zip(areas[:INSPECTORS], areas[INSPECTORS:], strict=False):
        seat = _seat(
            world, committee, world.dsden, Office.INSPECTOR, college=STATE, circonscription=area
        )
        _substitute(world, seat, world.dsden, Office.INSPECTOR, circonscription=other)
    _seat(world, committee, world.syndicate, Office.SYNDICATE_PRESIDENT, college=AUTHORITIES)
    villages = territory.invented_communes()
    for village, neighbour in zip(villages[:MAYORS], villages[REPLACED + 2 :], strict=False):
        seat = _seat(world, committee, village, Office.EXECUTIVE, college=AUTHORITIES)
        _substitute(world, seat, neighbour, Office.EXECUTIVE)
    _named_mayor(world, committee, villages[REPLACED])


def _named_mayor(world: World, committee: Committee, village: Institution) -> None:
    """A mayor designated by name: the seat falls vacant when she leaves her office."""
    mayors = Mandate.unscoped.valid_on(clock.today())
    mayor = mayors.filter(institution=village, office=Office.EXECUTIVE).first()
    if mayor is not None:
        _seat(
            world, committee, village, Office.EXECUTIVE, college=AUTHORITIES, mandate=mayor,
            act_reference="délibération du comité syndical n° 2026-14",
        )  # fmt: skip


def _steering(world: World, area: Circonscription, reference: str) -> None:
    name = f"Comité de pilotage {articles.of(area.name)}"
    committee = _create(world, "steering", reference, name, circonscription=area)
    if committee is None:
        return
    _seat(world, committee, world.dsden, Office.INSPECTOR, circonscription=area)
    manager = world.people["chef-de-projet"]
    _seat(world, committee, world.syndicate, Office.PROJECT_MANAGER, mandate=manager)
    if area == world.area:  # the communes concerned are invited
        _seat(world, committee, world.commune, Office.EXECUTIVE, voting=False)


def _working_group(world: World) -> None:
    name = "Groupe de travail sur les messages aux parents"
    committee = _create(world, "working_group", "GT-MESSAGES", name)
    if committee is None:
        return
    for slug, voting in (("chef-de-projet", True), ("dpo", False), ("juriste", False)):
        mandate = world.people[slug]
        _seat(world, committee, world.syndicate, mandate.office, mandate=mandate, voting=voting)
    _seat(world, committee, world.dsden, Office.INSPECTOR, circonscription=world.area)
    _seat(world, committee, world.commune, Office.EXECUTIVE)
