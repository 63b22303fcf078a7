"""The institutions and people that a convention needs, all invented and marked so.

Built through the same services as the pages, by the system, and only what is missing: run twice,
it changes nothing.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth import get_user_model

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import calendar, clock
from conventions import kinds, reference, register
from conventions import services as conventions
from conventions.lifecycle import ConventionLifecycle
from conventions.models import ACADEMIE, STATE, SYNDICATE, Convention
from documents import catalogue, store
from governance import acting, services
from governance.lifecycle import DeliberationLifecycle
from governance.models import (
    Circonscription,
    Deliberation,
    Institution,
    Mandate,
    Membership,
    Person,
    School,
    SigningDelegation,
)

from . import paper
from .people import CAST, Someone

ELECTED = dt.date(2026, 3, 28)
APPOINTED = dt.date(2024, 9, 1)
CREATED = dt.date(2007, 1, 1)
SYNDICATE_NAME = "Syndicat mixte des Vallées numériques (fictif)"
DSDEN = "Direction des services départementaux de l’Éducation nationale (fictive)"
CHAMBER = "Chambre régionale des comptes de Montval (fictive)"
CANOPE = "Atelier Canopé de Montval (fictif)"
COMMUNE = "Commune de Saint-Modèle (fictive)"
AREA = "Montval-Est (fictive)"
UAI = "0809001Z"
PASSWORD = "demonstration-sans-valeur"  # noqa: S105 accounts of the demonstration only


SIGNING = frozenset(
    {"executive", "syndicate_president", "inspector", "dasen", "rector", "canope_director"}
)
"""Offices of the cast that sign, hence whose holders filled in a signatory's sheet."""


@dataclass(frozen=True, slots=True)
class World:
    """Handles to the rows that scenes start from."""

    syndicate: Institution
    academie: Institution
    dsden: Institution
    commune: Institution
    area: Circonscription
    school: School
    people: dict[str, Mandate]

    def actor(self, slug: str) -> Actor:
        """Somebody of the cast, acting under their mandate."""
        return acting.actor_of(Mandate.unscoped.with_words().get(pk=self.people[slug].pk))


def build() -> World:
    """The world of the demonstration, built or found again."""
    reference.load(dt.date(2023, 1, 1))
    syndicate = institution(
        "mixed_syndicate",
        SYNDICATE_NAME,
        operator=True,
        short_name="Syndicat mixte des Vallées numériques",
        address="5 avenue du Gabarit",
        postal_code="80999",
        city="Montval",
        phone="01 99 00 00 01",
    )
    academie = institution("academie", "Académie de Montval (fictive)", city="Montval")
    dsden = institution(
        "dsden",
        DSDEN,
        parent=academie,
        address="8 rue du Spécimen",
        postal_code="80999",
        city="Montval",
        phone="01 99 00 00 02",
    )
    commune = institution(
        "commune",
        COMMUNE,
        insee_code="80Z01",
        population=480,
        address="1 place de la Mairie",
        postal_code="80999",
        city="Saint-Modèle",
        phone="01 99 00 00 03",
    )
    canope = institution(
        "canope",
        CANOPE,
        address="2 rue du Modèle",
        postal_code="80999",
        city="Montval",
        phone="01 99 00 00 04",
    )
    area = Circonscription.unscoped.filter(dsden=dsden, name=AREA).first() or (
        services.create_circonscription(actor=SYSTEM, dsden=dsden, name=AREA)
    )
    school = _school(UAI, "École Jean-Moulin (fictive)", commune, area, pupils=126)
    world = World(syndicate, academie, dsden, commune, area, school, {})
    places = {
        "syndicate": syndicate,
        "commune": commune,
        "dsden": dsden,
        "area": dsden,
        "school": dsden,
        "academie": academie,
        "canope": canope,
        "chamber": institution("other", CHAMBER, city="Montval"),
    }
    for someone in CAST:
        if someone.place in places:  # the others live in institutions that the seed brings
            world.people[someone.slug] = appoint(
                someone,
                places[someone.place],
                area if someone.place == "area" else None,
                school if someone.place == "school" else None,
            )
    _membership(commune, syndicate)
    _next_council(commune)
    _delegation(world)
    _mission(world)
    _framework_vote(world)
    _framework_convention(world)
    return world


def institution(kind: str, name: str, **fields: object) -> Institution:
    found = Institution.unscoped.filter(name=name).first()
    return found or services.create_institution(
        actor=SYSTEM, kind=kind, name=name, fictitious=True, starts_on=CREATED, **fields
    )


def _school(
    uai: str, name: str, commune: Institution, area: Circonscription, *, pupils: int
) -> School:
    found = School.unscoped.filter(uai=uai).first()
    if found is not None:
        return found
    school = services.create_school(
        actor=SYSTEM,
        uai=uai,
        name=name,
        commune=commune,
        kinds=["maternelle", "elementaire"],
        pupils=pupils,
        city=commune.city,
    )
    services.record_competence(actor=SYSTEM, institution=commune, school=school, starts_on=CREATED)
    services.link_school(
        actor=SYSTEM, school=school, circonscription=area, starts_on=dt.date(2019, 9, 1)
    )
    return school


def appoint(
    someone: Someone,
    body: Institution,
    area: Circonscription | None = None,
    school: School | None = None,
) -> Mandate:
    """The mandate of somebody of the cast at ``body``, with their account and sheet."""
    found = Mandate.unscoped.filter(
        institution=body, office=someone.office, person__last_name=someone.last_name
    ).first()
    if found is not None:
        return found
    users = get_user_model().objects
    user = users.filter(email=someone.email).first() or users.create_user(someone.email, PASSWORD)
    person = Person.unscoped.filter(user=user).first() or services.create_person(
        actor=SYSTEM,
        civility=someone.civility,
        last_name=someone.last_name,
        first_name=someone.first_name,
        user=user,
    )
    elected = someone.office in ("executive", "syndicate_president")
    mandate = services.record_mandate(
        actor=SYSTEM,
        person=person,
        institution=body,
        office=someone.office,
        starts_on=ELECTED if elected else APPOINTED,
        act_kind="election" if elected else "appointment",
        act_reference="procès-verbal d’élection" if elected else "arrêté de nomination",
        act_date=ELECTED if elected else APPOINTED,
        circonscription=area,
        school=school,
        title=someone.title,
    )
    if someone.office in SIGNING:
        file_sheet(mandate, someone.own_address, someone.mobile)
    return mandate


def file_sheet(mandate: Mandate, email: str, mobile: str = "") -> None:
    """The page signed by hand once per mandate, the personal address and mobile for codes, which
    the syndicate checked by telephone.

    Without an address the signatory signs on paper.
    """
    with store.prepared((paper.signatory_sheet(mandate), store.PDF)) as (file,), recording(SYSTEM):
        scan = file.keep()
        sheet = services.register_sheet(
            actor=SYSTEM,
            mandate=mandate,
            scan=scan.sha256,
            signed_on=max(mandate.starts_on, dt.date(2026, 4, 2))
            if mandate.starts_on <= clock.today()
            else clock.today(),
            email=email,
            mobile=mobile,
            accepts_process=bool(email),
        )
        for channel in sheet.channels.filter(checked_at=None):
            services.check_channel(
                actor=SYSTEM, channel=channel, how="Coordonnée relue au téléphone avec la personne."
            )


def _membership(commune: Institution, syndicate: Institution) -> None:
    if not Membership.unscoped.filter(institution=commune).exists():
        services.record_membership(
            actor=SYSTEM, institution=commune, kind="member", starts_on=dt.date(2020, 1, 1)
        )


def council_day(day: dt.date) -> dt.date:
    """The first evening on which a council may meet: no day off, nor between the two feasts."""
    if (day.month, day.day) >= (12, 21) or (day.month, day.day) <= (1, 3):
        day = dt.date(day.year + (day.month == 12), 1, 4)
    return calendar.next_working_day(day)


def _next_council(body: Institution) -> None:
    """A council announced in a fortnight, unless one is already known."""
    today = clock.today()
    if not body.council_dates.filter(date__gte=today).exists():
        services.announce_council(
            actor=SYSTEM,
            institution=body,
            date=council_day(today + dt.timedelta(days=14)),
            source="appel à la mairie",
            confirmed=True,
        )


def _delegation(world: World) -> None:
    """The DASEN delegates to the inspector, who then binds the State (P9)."""
    dasen, inspector = world.people["dasen"], world.people["inspectrice"]
    if SigningDelegation.unscoped.filter(delegate=inspector).exists():
        return
    delegate(dasen, inspector, number="2026-A3")


def delegate(dasen: Mandate, inspector: Mandate, *, number: str) -> None:
    """The arrêté by which the DASEN lets an inspector sign, published the day before it starts."""
    delegation = services.record_delegation(
        actor=SYSTEM,
        delegator=dasen,
        delegate=inspector,
        objects_covered=["convention"],
        starts_on=dt.date(2026, 2, 6),
        ends_on=dt.date(2032, 1, 1),
        act_number=number,
        act_date=dt.date(2026, 2, 2),
    )
    services.publish_delegation(
        actor=SYSTEM,
        delegation=delegation,
        published_at=dt.datetime(2026, 2, 5, 9, tzinfo=dt.UTC),
    )


def _mission(world: World) -> None:
    """The chamber examines the acts of the syndicate, over the three years that end this one."""
    auditor, today = world.people["auditrice"], clock.today()
    if auditor.missions.exists():
        return
    day = max(auditor.starts_on, today - dt.timedelta(days=30))
    letter = paper.letter_of_mission(auditor, day)
    with store.prepared((letter, store.PDF)) as (file,), recording(SYSTEM):
        services.record_mission(
            actor=SYSTEM,
            mandate=auditor,
            reference=f"CTRL-{day.year}-07",
            letter_date=day,
            file=file.keep().sha256,
            examined_from=dt.date(today.year - 2, 1, 1),
            examined_to=dt.date(today.year, 12, 31),
            subjects=["convention", "deliberation"],
            starts_on=day,
            institutions=[world.syndicate],
        )


def _framework_vote(world: World) -> None:
    """The syndicate's council approves the model, a ceiling and a duration once for all (P5)."""
    model = catalogue.in_use("convention-tripartite", clock.today())
    votes = (
        ("2026-12", "framework", "Délibération-cadre : conventions tripartites"),
        ("2026-05", "tariff", "Tarif de l’espace numérique de travail"),
    )
    for number, kind, words in votes:
        if Deliberation.unscoped.filter(institution=world.syndicate, number=number).exists():
            continue
        vote = services.record_deliberation(
            actor=SYSTEM,
            institution=world.syndicate,
            kind=kind,
            number=number,
            voted_on=dt.date(2026, 3, 9),
            object=words,
            body="comité syndical",
            votes_for=25,
            votes_against=0,
            votes_abstain=0,
            max_unit_price=Decimal("10.00") if kind == "framework" else Decimal("9.87"),
            max_amount=Decimal("50000") if kind == "framework" else None,
            duration_months=36 if kind == "framework" else None,
            model_code=model.code if kind == "framework" else "",
            model_version=model.version if kind == "framework" else "",
        )
        prove(vote, on=dt.date(2026, 3, 12))


def prove(vote: Deliberation, *, on: dt.date) -> Deliberation:
    """The stamp of the prefecture, with its dates."""
    with store.prepared((paper.stamped(vote, on), store.PDF)) as (file,), recording(SYSTEM):
        kept = file.keep()
        return DeliberationLifecycle.move(
            vote,
            "prove",
            actor=SYSTEM,
            proof="stamp",
            proof_file=kept.sha256,
            published_on=on,
            received_on=on,
            received_time=dt.time(15, 58),
            published_time=dt.time(10, 0),
        )


def case_reference(year: int) -> str:
    """The next case reference of a year, for an act entered after the event."""
    return register.case_reference("CONV", year)


def _framework_convention(world: World) -> None:
    """The agreement with the académie, signed before the platform and registered with its file."""
    if Convention.unscoped.filter(kind__code=ACADEMIE).exists():
        return
    manager = world.actor("chef-de-projet")
    with store.prepared((paper.framework_agreement(), store.PDF)) as (file,), recording(manager):
        convention = Convention(
            kind=kinds.current(ACADEMIE),
            reference=case_reference(2025),
            title="Convention-cadre entre l’académie et le syndicat",
            owner=world.people["chef-de-projet"],
            starts_on=dt.date(2025, 9, 1),
            ends_on=dt.date(2029, 8, 31),
            duration_months=48,
        )
        convention.save()
        vote = Deliberation.unscoped.filter(institution=world.syndicate, kind="framework").first()
        bodies = {STATE: world.academie, SYNDICATE: world.syndicate}
        for party in kinds.parties(convention, bodies):
            party.transmission = "not_needed"
            party.deliberation = vote if party.votes else None
            party.save()
        conventions.register_signed(
            convention,
            "register_signed_elsewhere",
            file=file,
            file_name="convention-cadre.pdf",
            signed_at=dt.datetime(2026, 3, 20, 10, tzinfo=dt.UTC),
            actor=manager,
        )
        ConventionLifecycle.move(convention, "notify", actor=manager)
        ConventionLifecycle.move(convention, "enter_into_force", actor=SYSTEM)
