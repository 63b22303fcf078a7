"""The instances of the programme: an ethics committee of two colleges, two steering committees, a
working group."""

from typing import Any

from common import articles, clock
from demo.world import World
from governance.committees import services
from governance.committees.models import Committee, CommitteeKind, Seat
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
