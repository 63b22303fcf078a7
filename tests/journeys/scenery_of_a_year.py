"""Who takes part in the entry of a school, who stands beside it and sees nothing of it, and how far
other schools have come before a story begins."""

import dataclasses
import datetime as dt
from decimal import Decimal

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import calendar, clock
from conventions import gates
from conventions.models import Convention
from conventions.onboarding import enrolling, services
from conventions.onboarding.financing import services as financing
from conventions.onboarding.lifecycle import SchoolEntryLifecycle
from conventions.onboarding.models import Campaign, PedagogicalProject, SchoolEntry
from conventions.onboarding.projects import services as projects
from conventions.onboarding.projects import writing
from conventions.onboarding.projects.lifecycle import OpinionLifecycle
from demo.people import Someone
from demo.world import World, appoint, institution
from governance import acting
from governance import services as directory
from governance.models import School
from tests.circuits import acts
from tests.conventions.modifying import signed
from tests.conventions.onboarding.written import WRITTEN

BESIDE = "prend part à l’entrée d’une école"
NEXT_DOOR = "d’un autre ressort"
PROVIDER, OTHER_PROVIDER = "Édite-École SAS (fictive)", "Autre-ENT SARL (fictive)"


def _one(slug: str, civility: str, first: str, last: str, office: str) -> Someone:
    where = NEXT_DOOR if slug.endswith(("voisin", "voisine")) else BESIDE
    return Someone(slug, civility, first, last, office, "", where, where)


def everybody(here: World) -> None:
    """Those whom the cast lacks; then their likes of another school, district, département."""
    west = directory.create_circonscription(
        actor=SYSTEM, dsden=here.dsden, name="Montval-Ouest (fictive)"
    )
    brumont = institution("commune", "Commune de Brumont (fictive)")
    school = signed.another_school(dataclasses.replace(here, commune=brumont, area=west), 960)
    elsewhere = institution("dsden", "DSDEN de Valnord (fictive)", parent=here.academie)
    state = here.dsden
    appoint(_one("enseignant", "sir", "Léopold", "Brasseur", "teacher"), state, None, here.school)
    appoint(_one("dsden", "madam", "Irma", "Delcourt", "dsden_officer"), state)
    appoint(
        _one("directrice-voisine", "madam", "Aline", "Roux", "school_head"), state, None, school
    )
    appoint(_one("erun-voisin", "sir", "Félix", "Aubert", "digital_adviser"), state, west)
    appoint(_one("inspecteur-voisin", "sir", "Odon", "Picard", "inspector"), state, west)
    appoint(_one("dasen-voisine", "madam", "Berthe", "Colin", "dasen"), elsewhere)
    for slug, last, name in (
        ("prestataire", "Lenoir", PROVIDER),
        ("prestataire-voisin", "Fabre", OTHER_PROVIDER),
    ):
        appoint(_one(slug, "sir", "Ulysse", last, "provider"), institution("provider", name))


def agreed(here: World) -> Convention:
    """The convention of the commune, with its school: signed and notified, in force from the
    rentrée of the next year."""
    made = acts.sign_all(acts.issued(here, title="Convention de Saint-Modèle (fictive)"))
    with recording(SYSTEM):
        for party in made.parties.filter(votes=True):
            party.transmission = "not_needed"
            party.save()
    return gates.move(made, "notify", actor=here.actor("chef-de-projet"))


# --- schools on their way -------------------------------------------------------------------------
def school_of(here: World, number: int, name: str, slug: str, last_name: str) -> School:
    """Another school of the commune and of the district, with its head."""
    made = signed.another_school(here, number, name)
    appoint(_one(slug, "madam", "Louise", last_name, "school_head"), here.dsden, None, made)
    return made


def entered(here: World, school: School) -> SchoolEntry:
    """The file of ``school`` in the campaign of the coming school year."""
    today, manager = clock.today(), here.actor("chef-de-projet")
    year = calendar.school_year(calendar.school_year_bounds(calendar.school_year(today))[1])
    campaign = Campaign.unscoped.filter(school_year=year).first() or services.open_campaign(
        actor=manager,
        territory=here.syndicate,
        school_year=year,
        opens_on=today,
        closes_on=today + dt.timedelta(days=90),
    )
    return enrolling.enrol(actor=manager, campaign=campaign, school=school)


def head_of(school: School) -> Actor:
    held = school.mandates.filter(office="school_head").with_words().get()
    return acting.actor_of(held)


def written(here: World, school: School, **changes: str) -> SchoolEntry:
    """Its project is complete, and not deposited."""
    entry, head = entered(here, school), head_of(school)
    project = writing.start(actor=head, entry=entry)
    writing.save(actor=head, project=project, given={**WRITTEN, **changes}, version=project.version)
    return entry


def submitted(here: World, school: School, **changes: str) -> SchoolEntry:
    """Its project is deposited, the school visited, the opinion asked."""
    entry, manager = written(here, school, **changes), here.actor("chef-de-projet")
    project = PedagogicalProject.unscoped.get(entry=entry)
    projects.submit(actor=head_of(school), project=project, no_name=False)
    projects.record_visit(
        actor=manager, entry=entry, visited_on=clock.today(), internet_access="fibre",
        room_rows=[{"label": "classe 1", "network": "prise murale"}], findings="réseau à compléter",
    )  # fmt: skip
    return _moved(entry, "request_opinion", manager)


def asked_to_the_commune(here: World, school: School) -> SchoolEntry:
    """The opinion is favourable, the commune is asked for all of the subscription."""
    entry, manager = submitted(here, school), here.actor("chef-de-projet")
    opinion = PedagogicalProject.unscoped.get(entry=entry).opinion
    OpinionLifecycle.move(opinion, "give_favourable", actor=here.actor("inspectrice"), reason="")
    entry = SchoolEntry.unscoped.get(pk=entry.pk)
    plan = financing.prepare(
        actor=manager, entry=entry, budget_year=2027, accounts=126, unit_price=Decimal("9.87"),
        training_cost=Decimal(0),
    )  # fmt: skip
    financing.add_share(
        actor=manager, plan=plan, nature="subscription", institution=here.commune,
        amount=Decimal("1243.62"),
    )  # fmt: skip
    return _moved(entry, "request_financing", manager)


def _moved(entry: SchoolEntry, verb: str, actor: Actor) -> SchoolEntry:
    return SchoolEntryLifecycle.move(SchoolEntry.unscoped.get(pk=entry.pk), verb, actor=actor)
