"""The steering committee of A's district, where the mayor of A has a seat."""

from governance.offices import Office
from tests import factories

from .scene import World


def instances_of_a(world: World) -> None:
    committee = factories.committee(
        "steering", circonscription=world.things["area"], name="Comité zqinstance"
    )
    world.things["committee"] = committee
    world.things["committee kind"] = committee.kind
    world.things["committee rules"] = committee.rules.get()
    world.things["committee seat"] = factories.seat(
        committee, world.things["commune"], Office.EXECUTIVE, act_reference="zqdesignation"
    )
