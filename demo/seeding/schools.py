"""The invented schools: where they are, who answers for them, in which district."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from audit.actor import SYSTEM
from audit.recording import recording
from common import articles
from demo.world import CREATED, World
from governance import services
from governance.models import (
    Circonscription,
    CirconscriptionLink,
    Competence,
    Institution,
    School,
)

from . import invented, territory
from .scale import Scale

REDRAWN = dt.date(2019, 9, 1)
AROUND_TOWN = 3
"""Districts that share the schools of the largest town."""


@dataclass(frozen=True, slots=True)
class Place:
    """One school to come: its commune, the body that answers for it, its district."""

    commune: Institution
    competent: Institution
    area: Circonscription


def bring_areas(world: World) -> list[Circonscription]:
    """Eleven districts, the inspector of the cast in the first."""
    known = {each.name: each for each in Circonscription.unscoped.filter(dsden=world.dsden)}
    for name in invented.AREAS:
        if name + invented.MARK not in known:
            services.create_circonscription(
                actor=SYSTEM, dsden=world.dsden, name=name + invented.MARK
            )
    return areas(world)


def areas(world: World) -> list[Circonscription]:
    """Districts in the order of their creation."""
    return list(Circonscription.unscoped.filter(dsden=world.dsden).order_by("pk"))


def bring_schools(scale: Scale, world: World) -> None:
    """Schools with their key, « (fictive) » in each name, pupils that sum to the programme's."""
    syndicate = territory.bring_school_syndicate(scale)
    plan = list(_plan(scale, world, syndicate))[: scale.schools - 1]
    pupils = shared_out(scale.pupils - 126, len(plan))
    with recording(SYSTEM):
        named: dict[int, int] = {}
        crowded = _crowded(plan)
        rows = []
        for rank, (place, count) in enumerate(zip(plan, pupils, strict=True), start=2):
            nth = named[place.commune.pk] = named.get(place.commune.pk, 0) + 1
            rows.append(
                School(
                    uai=invented.uai(rank),
                    name=_name(place.commune, nth, place.commune.pk in crowded),
                    commune=place.commune,
                    kinds=["elementaire"] if rank % 4 == 0 else ["elementaire", "maternelle"],
                    pupils=count,
                    postal_code=place.commune.postal_code,
                    city=str(place.commune).removesuffix(invented.MARK),
                    phone=invented.phone(rank),
                )
            )
        schools = School.unscoped.bulk_create_recorded(rows)
        Competence.unscoped.bulk_create_recorded(
            [
                Competence(institution=place.competent, school=school, starts_on=CREATED)
                for school, place in zip(schools, plan, strict=True)
            ]
        )
        CirconscriptionLink.unscoped.bulk_create_recorded(
            [
                CirconscriptionLink(school=school, circonscription=place.area, starts_on=REDRAWN)
                for school, place in zip(schools, plan, strict=True)
            ]
        )


def _plan(scale: Scale, world: World, syndicate: Institution) -> Iterator[Place]:
    here, districts = territory.places(scale), areas(world)
    order = {each.pk: rank for rank, each in enumerate(territory.groups(scale))}

    def district(commune: Institution) -> Circonscription:
        return districts[(order.get(commune.parent_id, 0) + 1) % len(districts)]

    yield Place(here.rural, here.rural, districts[0])
    entering = set(territory.entering())
    for rank, commune in enumerate(territory.invented_communes()[1:]):
        area = districts[0 if commune in entering else rank % len(districts)]
        yield Place(commune, commune, area)
    for nth in range(scale.town):
        yield Place(here.town, here.town, districts[1 + nth * AROUND_TOWN // scale.town])
    for nth in range(scale.group):
        commune = here.group_members[nth % len(here.group_members)]
        yield Place(commune, here.group, districts[4])
    for nth in range(scale.syndicate):
        commune = here.syndicate_members[nth % len(here.syndicate_members)]
        yield Place(commune, syndicate, districts[5])
    for turn in range(scale.schools):
        for commune in here.others[: max(1, scale.schools * 3 // (5 * (turn + 1)))]:
            yield Place(commune, commune, district(commune))


def _crowded(plan: list[Place]) -> set[int]:
    """Communes with more than one school: theirs bear a name of their own."""
    count = Counter(place.commune.pk for place in plan)
    return {commune for commune, schools in count.items() if schools > 1}


def _name(commune: Institution, nth: int, crowded: bool) -> str:
    if crowded:
        rank = (nth - 1 + commune.pk) % len(invented.SCHOOLS)
        return f"École {invented.SCHOOLS[rank]}{invented.MARK}"
    return f"École {articles.of_place(str(commune).removesuffix(invented.MARK))}{invented.MARK}"


def shared_out(total: int, count: int) -> list[int]:
    """``total`` pupils in ``count`` schools of unequal size, to the last one."""
    weights = [30 + 37 * rank % 121 for rank in range(count)]
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    for rank in range(total - sum(shares)):
        shares[rank % count] += 1
    return shares
