"""An act in force around which people write to parents and data is exchanged."""

from typing import Any

from common import clock
from conventions.models import Convention
from conventions.undertakings import exchanges, messages
from demo import world
from tests.conventions.undertakings import exchanging
from tests.conventions.undertakings.scene import in_force

Things = dict[str, tuple[Any, ...]]


def things(here: world.World) -> Things:
    act, mayor = in_force(here), here.actor("maire")
    secretary, today = here.people["secretaire"], clock.today()
    sender, _ = messages.authorise(
        act, ["ENF-01", "ENF-02"], [secretary], starts_on=today, actor=mayor
    )
    reports = [
        messages.report(
            act,
            writer="authority",
            category="Restauration",
            sent_on=today,
            ground="commercial",
            text="Annonce d’une vente à la cantine.",
            actor=here.actor("inspectrice"),
        )
        for _ in range(2)
    ]
    messages.answer(reports[0], text="Message retiré le jour même.", actor=mayor)
    messages.examine(
        reports[1],
        outcome="withdrawal",
        conclusion="Le message sort de l’article 6.3 ; il a été retiré.",
        examined_on=today,
        actor=here.actor("chef-de-projet"),
    )
    return {
        "in force": (act.public_id,),
        "sender": (act.public_id, sender.public_id),
        "report": (act.public_id, reports[0].public_id),
        "examined report": (act.public_id, reports[1].public_id),
        **_exchanges(act, here),
    }


def _exchanges(act: Convention, here: world.World) -> Things:
    """One exchange of data at each stage that has its own page."""
    status = exchanging.S
    taken_back = exchanges.describe(
        exchanging.brought(act, here, status.IN_SERVICE),
        exchanging.CONNECTOR | {"version": "5.0"},
        actor=here.actor("maire"),
    )
    found = {
        "exchange without analysis": exchanging.prepared(act, here, "project"),
        "exchange to approve": exchanging.brought(act, here, status.SUBMITTED, "project"),
        "exchange sent back": exchanging.brought(act, here, status.TO_REVISE),
        "exchange in service": exchanging.brought(act, here, status.IN_SERVICE),
        "exchange taken back": taken_back,
    }
    return {
        "new connector": (act.public_id, "connecteur"),
        "new project": (act.public_id, "projet"),
        **{name: (act.public_id, each.public_id) for name, each in found.items()},
    }
