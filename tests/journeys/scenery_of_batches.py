"""Batches for the pages to show: one that is followed, one at work, a list, a list abandoned."""

from audit.actor import Actor
from conventions.batches import services
from conventions.models import Batch
from demo import world
from tests.conventions import communes
from tests.conventions.communes import in_batch, made, opened, send
from tests.journeys.scenery import Things


def batches(here: world.World) -> Things:
    manager = here.actor("chef-de-projet")
    batch = made(here, manager, 3)
    send(batch, "relecture", manager, acts=in_batch(batch)[:2])
    send(batch, "arreter", manager, acts=in_batch(batch)[:1])
    listed = _listed(here, manager)
    ready, unknown = listed.rows.get(position=1), listed.rows.get(position=2)
    abandoned = services.abandon(opened("Ailleurs", manager), actor=manager)
    return {
        "batch": (batch.public_id,),
        "batch under way": (_at_work(here, manager).public_id,),
        "send it": (batch.public_id, "relecture"),
        "nothing to send": (batch.public_id, "notifier"),
        "rows of a batch": (listed.public_id,),
        "rows abandoned": (abandoned.public_id,),
        "row ready": (listed.public_id, ready.public_id),
        "row unknown": (listed.public_id, unknown.public_id),
    }


def _listed(here: world.World, manager: Actor) -> Batch:
    """A list with a line of each finding that a page shows differently."""
    communes.invent(here, 2, first=10)
    batch = opened("Essai-010\nVille inconnue\n80Z01\nEssai-010\nEssai-011", manager)
    last = batch.rows.get(position=5)
    services.keep(batch, [last.public_id], included=False, actor=manager)
    wrong = {**batch.rows.get(position=5).values, "starts_on": "1999-01-01"}
    services.correct(last, wrong, actor=manager)
    return communes.fresh(batch)


def _at_work(here: world.World, manager: Actor) -> Batch:
    """A batch whose drafts are being made."""
    communes.invent(here, 1, first=20)
    batch = opened("Essai-020", manager)
    services.launch(batch, actor=manager)
    return communes.fresh(batch)
