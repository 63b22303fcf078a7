"""The real communes and EPCI, the invented communes, how each is served by the syndicate."""

import datetime as dt
from dataclasses import dataclass

from audit.actor import SYSTEM
from audit.recording import recording
from demo.world import CREATED
from governance import services
from governance.imports.territories import import_territories
from governance.models import Institution, Membership

from . import invented
from .scale import Scale

JOINED = dt.date(2020, 1, 1)
RURAL = "Cerisy"
SERVED = (0, 2, 4, 5)
"""Ranks, among the communes of ``entering``, of those under convention since last year."""
SCHOOL_SYNDICATE = "SIVOS des Trois-Clochers (fictif)"


def bring_communes(scale: Scale) -> None:
    """The official list of the département, then the communes that exist on no map."""
    import_territories(scale.departement)
    with recording(SYSTEM):
        known = set(Institution.unscoped.values_list("insee_code", flat=True))
        rows = []
        for rank in range(2, scale.invented + 1):
            code, name = invented.commune(rank)
            if code not in known:
                rows.append(
                    Institution(
                        kind=Institution.Kind.COMMUNE,
                        name=name,
                        insee_code=code,
                        fictitious=True,
                        population=312 if rank == 3 else 150 + 67 * (rank % 19),
                        address=f"{rank} place de la Mairie",
                        postal_code="80999",
                        city=name.removesuffix(invented.MARK),
                        starts_on=CREATED,
                    )
                )
        Institution.unscoped.bulk_create_recorded(rows)


def bring_members(scale: Scale) -> None:
    """EPCI are members, communes are served through theirs; an invented one is a member."""
    with recording(SYSTEM):
        known = set(Membership.unscoped.values_list("institution_id", flat=True))
        rows = []
        for body in [*groups(scale), *_communes(scale), *invented_communes()]:
            through = body.parent if body.kind == Institution.Kind.COMMUNE else None
            kind = Membership.Kind.THROUGH_EPCI if through else Membership.Kind.MEMBER
            if body.pk not in known:
                rows.append(
                    Membership(institution=body, kind=kind, through=through, starts_on=JOINED)
                )
        Membership.unscoped.bulk_create_recorded(rows)


def bring_school_syndicate(scale: Scale) -> Institution:
    """A syndicate of neighbouring communes that has the competence for their schools (P10)."""
    found = Institution.unscoped.filter(name=SCHOOL_SYNDICATE).first()
    return found or services.create_institution(
        actor=SYSTEM,
        kind=Institution.Kind.SCHOOL_SYNDICATE,
        name=SCHOOL_SYNDICATE,
        short_name="SIVOS des Trois-Clochers",
        fictitious=True,
        address="3 rue des Clochers",
        postal_code="80999",
        city="Montval",
        phone="01 99 00 00 90",
        starts_on=CREATED,
    )


@dataclass(frozen=True, slots=True)
class Places:
    """The real bodies that have a part: the town, the EPCI with the competence, the village."""

    town: Institution
    group: Institution
    group_members: list[Institution]
    syndicate_members: list[Institution]
    rural: Institution
    others: list[Institution]


def places(scale: Scale) -> Places:
    """Chosen by population, so that any département of the list gives them."""
    ordered = sorted(_communes(scale), key=lambda each: (-(each.population or 0), each.pk))
    town = ordered[0]
    rural = next((each for each in ordered if each.name == RURAL), ordered[-1])
    apart = {town.parent_id, rural.parent_id}
    small = sorted(groups(scale), key=lambda each: (each.population or 0, each.pk))
    small = [each for each in small if each.pk not in apart] or small
    group, neighbours = small[0], small[-1]
    members = [each for each in ordered if each.parent_id == group.pk and each != rural]
    villages = [
        each for each in ordered if each.parent_id == neighbours.pk and each not in (town, rural)
    ]
    taken = {town.pk, rural.pk, *(each.pk for each in members), *(v.pk for v in villages[-4:])}
    others = [each for each in ordered if each.pk not in taken]
    return Places(town, group, members, villages[-4:], rural, others)


def groups(scale: Scale) -> list[Institution]:
    """EPCI of the département; its code is among the other names of their parent."""
    rows = Institution.unscoped.filter(kind=Institution.Kind.EPCI, ends_on=None)
    return [
        each
        for each in rows.select_related("parent")
        if each.parent is not None and scale.departement in each.parent.aliases
    ]


def _communes(scale: Scale) -> list[Institution]:
    return list(
        Institution.unscoped.filter(
            kind=Institution.Kind.COMMUNE,
            fictitious=False,
            ends_on=None,
            insee_code__startswith=scale.departement,
        ).select_related("parent")
    )


def invented_communes() -> list[Institution]:
    """Communes of the range 80Z, in the order of their codes."""
    rows = Institution.unscoped.filter(kind=Institution.Kind.COMMUNE, insee_code__startswith="80Z")
    return list(rows.select_related("parent").order_by("insee_code"))


def entering() -> list[Institution]:
    """Those whose schools enter this year: no other scene is set there. All in one district."""
    return invented_communes()[-12:-4]


def served() -> list[Institution]:
    """Those among them that have a convention in force."""
    return [each for rank, each in enumerate(entering()) if rank in SERVED]
