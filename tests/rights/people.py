"""The bodies and people of both worlds, and what the directory holds about A."""

import datetime as dt
from typing import Any

from audit.actor import NOBODY, SYSTEM, Actor
from audit.recording import recording
from common import clock
from governance.models import (
    Circonscription,
    ContactChannel,
    CouncilDate,
    InstitutionKind,
    LegalParameter,
    SchoolEvent,
    SchoolEventLine,
    SignatorySheet,
)
from governance.offices import Office
from tests import factories

from .files import stored
from .scene import World

#: offices that act for A, and where their mandate is held
OF_A = {
    Office.PROJECT_MANAGER: "syndicate",
    Office.LEGAL_OFFICER: "syndicate",
    Office.ACCOUNTS_OFFICER: "syndicate",
    Office.SUPPORT_OFFICER: "syndicate",
    Office.SYNDICATE_PRESIDENT: "syndicate",
    Office.SYNDICATE_DIRECTOR: "syndicate",
    Office.DPO: "syndicate",
    Office.COMMITTEE_SECRETARY: "syndicate",
    Office.COMMITTEE_CHAIR: "syndicate",
    Office.ADMIN: "syndicate",
    Office.EXECUTIVE: "commune",
    Office.DEPUTY: "commune",
    Office.AUTHORITY_DIRECTOR: "commune",
    Office.PREPARER: "commune",
    Office.INSPECTOR: "area",
    Office.DIGITAL_ADVISER: "area",
    Office.SCHOOL_HEAD: "school",
    Office.TEACHER: "school",
    Office.DASEN: "dsden",
    Office.DSDEN_OFFICER: "dsden",
    Office.RECTOR: "academie",
    Office.DRANE: "academie",
}
#: and all those who act for A or examine it
ALL = frozenset({*map(str, OF_A), "competent_executive", "auditor"})


def bodies(world: World) -> None:
    things = world.things
    things["syndicate"] = factories.syndicate()
    things["academie"] = factories.academie()
    things["dsden"] = factories.dsden()
    things["commune"] = factories.commune("Zqcommune")
    things["epci"] = factories.institution(InstitutionKind.EPCI, "Communauté Zqepci")
    things["area"] = factories.circonscription("Zqcirco")
    things["school"] = factories.school(things["commune"], "École Zqecole", area=things["area"])
    things["school_of_epci"] = factories.school(
        things["commune"], "École Zqecoledeux", area=things["area"], competent=things["epci"]
    )
    things["b.commune"] = factories.commune("Brumont")
    things["b.academie"] = factories.institution(InstitutionKind.ACADEMIE, "Académie du Nord")
    things["b.dsden"] = factories.institution(
        InstitutionKind.DSDEN, "DSDEN du Nord", parent=things["b.academie"]
    )
    things["b.area"] = factories.recorded(
        Circonscription(name="Brumont-Nord", dsden=things["b.dsden"])
    )
    things["b.school"] = factories.school(things["b.commune"], area=things["b.area"])
    # Next door: the same département and commune as A, another district and another school.
    things["next.area"] = factories.recorded(
        Circonscription(name="Montval-Sud", dsden=things["dsden"])
    )
    things["next.school"] = factories.school(things["commune"], "École du Pont")
    event = SchoolEvent(
        kind="closure", takes_effect_on=dt.date(2030, 9, 1), act_reference="zqevenement"
    )
    things["school event"] = factories.recorded(event)
    factories.recorded(
        SchoolEventLine(event=event, school=things["school"], takes_effect_on=event.takes_effect_on)
    )


def cast_of_a(world: World) -> None:
    things = world.things
    things["mayor"] = factories.person(last_name="Zqmaire", first_name="Anne", civility="madam")
    for office, place in OF_A.items():
        fields: dict[str, Any] = {}
        body = things["dsden"] if place in ("area", "school") else things[place]
        if place == "area":
            fields["circonscription"] = things["area"]
        if place == "school":
            fields["school"] = things["school"]
        if office == Office.EXECUTIVE:
            fields["who"] = things["mayor"]
        world.of_a[str(office)] = factories.actor(office, body, **fields)
    world.of_a["competent_executive"] = factories.actor(Office.EXECUTIVE, things["epci"])
    auditors = factories.institution(InstitutionKind.OTHER, "Chambre des comptes du Val")
    world.of_a["auditor"] = factories.actor(Office.AUDITOR, auditors)
    things["auditor"] = factories.mandate_of(world.of_a["auditor"])
    things["mission"] = factories.mission(
        things["auditor"], things["commune"], reference="zqlettre", file=stored("Lettre de mission")
    )
    things["mandate"] = factories.mandate_of(world.of_a["executive"])


def cast_of_b(world: World) -> None:
    things, cast = world.things, world.of_b
    commune, area = things["b.commune"], things["b.area"]
    for office in (Office.EXECUTIVE, Office.DEPUTY, Office.AUTHORITY_DIRECTOR, Office.PREPARER):
        cast[str(office)] = factories.actor(office, commune)
    cast["dpo"] = factories.actor(Office.DPO, commune)
    for office in (Office.INSPECTOR, Office.DIGITAL_ADVISER):
        cast[str(office)] = factories.actor(office, things["b.dsden"], circonscription=area)
    for office in (Office.SCHOOL_HEAD, Office.TEACHER):
        cast[str(office)] = factories.actor(office, things["b.dsden"], school=things["b.school"])
    for office in (Office.INSPECTOR, Office.DIGITAL_ADVISER):
        next_door = factories.actor(office, things["dsden"], circonscription=things["next.area"])
        cast[f"{office} next door"] = next_door
    for office in (Office.SCHOOL_HEAD, Office.TEACHER):
        next_door = factories.actor(office, things["dsden"], school=things["next.school"])
        cast[f"{office} next door"] = next_door
    for office in (Office.DASEN, Office.DSDEN_OFFICER):
        cast[str(office)] = factories.actor(office, things["b.dsden"])
    for office in (Office.RECTOR, Office.DRANE):
        cast[str(office)] = factories.actor(office, things["b.academie"])
    canope = factories.institution(InstitutionKind.CANOPE, "Réseau Canopé du Val")
    for office in (Office.CANOPE_DIRECTOR, Office.CANOPE_OFFICER):
        cast[str(office)] = factories.actor(office, canope)
    company = factories.institution(InstitutionKind.PROVIDER, "Édite-École SAS")
    cast["provider"] = factories.actor(Office.PROVIDER, company)
    auditors = factories.institution(InstitutionKind.OTHER, "Autorité de gestion du Nord")
    cast["auditor"] = factories.actor(Office.AUDITOR, auditors)
    factories.mission(factories.mandate_of(cast["auditor"]), things["b.commune"])
    cast["auditor without mission"] = factories.actor(Office.AUDITOR, auditors)
    parents = factories.institution(InstitutionKind.OTHER, "Association de parents")
    cast["parent_rep"] = factories.actor(Office.PARENT_REP, parents)
    ended = factories.mandate(
        Office.DEPUTY, things["commune"], ends_on=clock.today(), status="ended"
    )
    cast["without mandate"] = Actor("Sans mandat", "", user_id=factories.person().user_id)
    cast["ended mandate"] = Actor("Ancien adjoint", "", user_id=ended.person.user_id)
    cast["signed out"] = NOBODY


def directory_of_a(world: World) -> None:
    things = world.things
    commune, mayor = things["commune"], things["mandate"]
    things["scan"] = stored("Fiche signataire")
    with recording(SYSTEM):
        personal = ContactChannel(
            kind="email",
            value="zqadresse@courriel.example",
            scope="personal",
            person=things["mayor"],
            starts_on=factories.START,
        )
        personal.save()
        sheet = SignatorySheet(
            mandate=mayor,
            scan=things["scan"],
            signed_on=factories.START,
            starts_on=factories.START,
            email="zqsigner@courriel.example",
            accepts_process=True,
        )
        sheet.save()
        signing = ContactChannel(
            kind="email",
            value="zqsigner@courriel.example",
            scope="signing",
            person=things["mayor"],
            sheet=sheet,
            starts_on=factories.START,
        )
        signing.save()
        CouncilDate(institution=commune, date=clock.today() + dt.timedelta(days=9)).save()
    things["channel"], things["sheet"] = personal, sheet
    things["signing channel"] = signing
    director = factories.mandate_of(world.of_a["authority_director"])
    deputy = factories.mandate_of(world.of_a["deputy"])
    things["delegation"] = factories.delegation(
        mayor, director, act_number="zqarrete", published_at=None
    )
    things["published"] = factories.delegation(mayor, deputy)
    things["absence"] = factories.absence(mayor)
    things["substitution"] = factories.substitution(mayor, deputy, reason="zqmotif")
    # The DASEN of A lets both inspectors of the département sign, each in their own district.
    academic = factories.mandate_of(world.of_a["dasen"])
    for cast, name in ((world.of_a, "inspector"), (world.of_b, "inspector next door")):
        factories.delegation(academic, factories.mandate_of(cast[name]))
    things["vote"] = factories.deliberation(
        commune,
        number="zqvote",
        object="zqobjet",
        secretary="zqsignataire",
        file=stored("zqdeliberation"),
    )
    things["parameter"] = LegalParameter.unscoped.order_by("pk").first()
    things["syndicate_vote"] = factories.deliberation(things["syndicate"], text_hash="c" * 64)
