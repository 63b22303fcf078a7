"""An ethics committee whose seats are those of the cast, and a convention that waits for it."""

from common import clock
from conventions import services as conventions
from conventions.models import Convention
from demo.people import CAST
from demo.seeding.decided import asked_of_the_committee
from demo.world import World, appoint, institution
from governance.committees import services
from governance.committees.models import Committee, CommitteeKind
from governance.offices import Office
from tests.circuits import acts

LEADS = "presidente-epci"
STATE, AUTHORITIES = "Éducation nationale", "Collectivités"


def composed(here: World) -> Committee:
    """Three seats of the State, four of the authorities."""
    manager, today = here.actor("chef-de-projet"), clock.today()
    leads = next(each for each in CAST if each.slug == LEADS)
    here.people[LEADS] = appoint(leads, institution("epci", "Communauté du Gabarit (fictive)"))
    found = services.create_committee(
        actor=manager,
        kind=CommitteeKind.unscoped.get(code="ethics"),
        reference="CE",
        name="Comité d’éthique du programme ENT",
        named="le comité d’éthique du programme ENT",
        host=here.syndicate,
        starts_on=today,
    )
    for slug, college in (
        ("dasen", STATE),
        ("rectrice", STATE),
        ("inspectrice", STATE),
        ("president", AUTHORITIES),
        ("maire", AUTHORITIES),
        (LEADS, AUTHORITIES),
        ("maire-voisin", AUTHORITIES),
    ):
        held = here.people[slug]
        district = held.circonscription if held.office == Office.INSPECTOR else None
        services.add_seat(
            actor=manager, committee=found, institution=held.institution, office=held.office,
            college=college, starts_on=today, circonscription=district,
        )  # fmt: skip
    return found


def waits(here: World) -> Convention:
    """Sent to review: its only step ends with the decision of the committee."""
    act = acts.draft(here)
    with asked_of_the_committee():
        conventions.submit(act, actor=here.actor("chef-de-projet"))
    return act
