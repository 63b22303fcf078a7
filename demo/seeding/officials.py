"""Invented people in office: mayors, presidents, inspectors, secretaries, and how to reach them."""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator

from audit.actor import SYSTEM
from audit.recording import recording
from common import clock
from demo import world as stage
from demo.people import CAST
from demo.world import APPOINTED, ELECTED, World
from governance import services
from governance.models import (
    Circonscription,
    ContactChannel,
    CouncilDate,
    Institution,
    Mandate,
    Person,
    School,
    SigningDelegation,
)
from governance.offices import Office

from . import invented, schools, territory
from .scale import Scale

BEFORE = dt.date(2020, 5, 28)
NEW_MAYORS = 40
SHARED = 4
"""Communes that one secretary serves."""
WITHOUT_DELEGATION = 2
"""Districts, the last ones, for which the DASEN signs on the inspector's visa (P9)."""
SILENT = "80Z03"
"""The village that has no electronic address at all: everything goes by paper and telephone."""


def bring_officials(scale: Scale, world: World) -> None:
    """A mayor in each commune that has a school, a president in each EPCI; forty are new."""
    bodies = [*voters(scale), *territory.groups(scale)]
    bodies += Institution.unscoped.filter(name=territory.SCHOOL_SYNDICATE)
    group = territory.places(scale).group
    president = next(each for each in CAST if each.place == "epci")
    stage.appoint(president, group)
    with recording(SYSTEM):
        names = _unused()
        held = set(
            Mandate.unscoped.filter(office=Office.EXECUTIVE).values_list("institution", flat=True)
        )
        rows = [body for body in bodies if body.pk not in held]
        mandates = []
        for rank, body in enumerate(rows):
            if rank < NEW_MAYORS:
                former = _person(next(names))
                mandates.append(_mandate(former, body, Office.EXECUTIVE, BEFORE, ends_on=ELECTED))
            mandates.append(_mandate(_person(next(names)), body, Office.EXECUTIVE, ELECTED))
        for rank in range(0, len(rows), SHARED):
            secretary = _person(next(names))
            mandates += [
                _mandate(secretary, body, Office.PREPARER, APPOINTED, title="secrétaire de mairie")
                for body in rows[rank : rank + SHARED]
                if body.kind == Institution.Kind.COMMUNE
            ]
        _store(mandates)


def bring_inspectors(world: World) -> None:
    """An inspector in each district; the DASEN delegates to most of them."""
    with recording(SYSTEM):
        names = _unused()
        held = Mandate.unscoped.filter(office=Office.INSPECTOR)
        known = set(held.values_list("circonscription", flat=True))
        _store(
            _mandate(_person(next(names)), world.dsden, Office.INSPECTOR, APPOINTED, area=area)
            for area in schools.areas(world)
            if area.pk not in known
        )
    for rank, area in enumerate(schools.areas(world)[1:-WITHOUT_DELEGATION], start=4):
        inspector = Mandate.unscoped.get(office=Office.INSPECTOR, circonscription=area)
        if not SigningDelegation.unscoped.filter(delegate=inspector).exists():
            stage.delegate(world.people["dasen"], inspector, number=f"2026-A{rank}")


def bring_heads(rows: Iterable[School]) -> None:
    """A head in each of these schools, employed by the State."""
    names = _unused()
    _store(
        _mandate(_person(next(names)), area.dsden, Office.SCHOOL_HEAD, APPOINTED, school=school)
        for school in rows
        if (area := school.circonscription_on(clock.today())) is not None
    )


def bring_sheets(scale: Scale, world: World) -> None:
    """The sheet that each possible signatory of the scenes signed by hand."""
    bodies = [*territory.invented_communes(), territory.places(scale).rural]
    bodies += Institution.unscoped.filter(name=territory.SCHOOL_SYNDICATE)
    signing = Mandate.unscoped.valid_on(clock.today()).filter(institution__in=bodies)
    inspecting = Mandate.unscoped.filter(office=Office.INSPECTOR)
    wanted = [*signing.filter(office=Office.EXECUTIVE).with_words(), *inspecting.with_words()]
    for mandate in wanted:
        if not mandate.sheets.filter(current=True).exists():
            silent = mandate.institution.insee_code == SILENT
            stage.file_sheet(mandate, "" if silent else _address(mandate.person))


def bring_secretary(world: World) -> None:
    """The secretary of the cast serves three communes, one switch at the top (P13)."""
    person = world.people["secretaire"].person
    others = Institution.unscoped.filter(insee_code__in=["80Z02", "80Z04"])
    for body in others:
        if not Mandate.unscoped.filter(person=person, institution=body).exists():
            services.record_mandate(
                actor=SYSTEM,
                person=person,
                institution=body,
                office=Office.PREPARER,
                starts_on=APPOINTED,
                act_kind="appointment",
                act_reference="arrêté de nomination",
                act_date=APPOINTED,
                title="secrétaire de mairie",
            )


def bring_desks(scale: Scale) -> None:
    """Telephone, address and mail of each body that may act, and its next council."""
    bodies = [*voters(scale), *territory.groups(scale)]
    today = clock.today()
    with recording(SYSTEM):
        for rank, body in enumerate(bodies):
            body.phone = body.phone or invented.phone(rank)
            body.city = body.city or body.name
            body.address = body.address or "1 place de la Mairie"
        Institution.unscoped.bulk_update_recorded(bodies, ["phone", "city", "address"])
        known = set(ContactChannel.unscoped.values_list("institution", flat=True))
        ContactChannel.unscoped.bulk_create_recorded(
            [
                ContactChannel(
                    kind=ContactChannel.Kind.EMAIL,
                    value=f"mairie.{body.insee_code or body.siren}@collectivites.example".lower(),
                    scope=ContactChannel.Scope.INSTITUTIONAL,
                    institution=body,
                    starts_on=today,
                )
                for body in bodies
                if body.pk not in known and body.insee_code != SILENT
            ]
        )


def bring_councils(scale: Scale, today: dt.date) -> None:
    """The next council of each assembly, in two to eight weeks."""
    with recording(SYSTEM):
        coming = CouncilDate.unscoped.filter(date__gte=today)
        known = set(coming.values_list("institution", flat=True))
        CouncilDate.unscoped.bulk_create_recorded(
            [
                CouncilDate(
                    institution=body,
                    date=stage.council_day(today + dt.timedelta(days=14 + rank * 5 % 43)),
                    source="appel à la mairie",
                    confirmed=rank % 3 != 0,
                )
                for rank, body in enumerate([*voters(scale), *territory.groups(scale)])
                if body.pk not in known
            ]
        )


def voters(scale: Scale) -> list[Institution]:
    """Communes that have a school, invented ones included."""
    with_school = School.unscoped.values("commune_id")
    return list(
        Institution.unscoped.filter(pk__in=with_school).select_related("parent").order_by("pk")
    )


def _unused() -> Iterator[tuple[str, str, str]]:
    """Names that nobody bears yet."""
    taken = set(Person.unscoped.values_list("first_name", "last_name"))
    return (each for each in invented.people() if each[1:] not in taken)


def _person(name: tuple[str, str, str]) -> Person:
    civility, first, last = name
    return Person(civility=civility, first_name=first, last_name=last)


def _mandate(
    person: Person,
    body: Institution,
    office: Office,
    starts_on: dt.date,
    *,
    ends_on: dt.date | None = None,
    title: str = "",
    area: Circonscription | None = None,
    school: School | None = None,
) -> Mandate:
    elected = office == Office.EXECUTIVE
    return Mandate(
        person=person,
        institution=body,
        office=office,
        starts_on=starts_on,
        ends_on=ends_on,
        title=title,
        circonscription=area,
        school=school,
        act_kind="election" if elected else "appointment",
        act_reference="procès-verbal d’élection" if elected else "arrêté de nomination",
        act_date=starts_on,
        confirmed_at=clock.now(),
    )


def _store(mandates: Iterable[Mandate]) -> None:
    """Persons once each, then their mandates; those that are due begin at once."""
    rows = list(mandates)
    people = {id(each.person): each.person for each in rows}
    Person.unscoped.bulk_create_recorded(list(people.values()))
    for row in rows:
        row.person_id = row.person.pk
    Mandate.unscoped.bulk_create_recorded(rows)
    services.roll_mandates(clock.now())


def _address(person: Person) -> str:
    plain = unicodedata.normalize("NFKD", f"{person.first_name}.{person.last_name}".lower())
    return f"{plain.encode('ascii', 'ignore').decode()}@personnel.example"
