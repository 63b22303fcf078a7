"""Events of schools: one prepared, one applied, a redrawing with a row left aside."""

import datetime as dt

from demo import world
from governance import services as directory
from governance.models import School
from governance.schooling import reading, services

Things = dict[str, tuple[object, ...]]
DAY = dt.date(2027, 9, 1)


def events(here: world.World) -> Things:
    manager = here.actor("chef-de-projet")
    first, second, third = School.unscoped.filter(
        ends_on=None, circonscription_links__ends_on=None
    ).order_by("-uai")[:3]
    area = directory.create_circonscription(
        actor=manager, dsden=here.dsden, name="Montval-Ouest (inventée)"
    )
    given = {"actor": manager, "takes_effect_on": DAY}
    closure = services.prepare(kind="closure", act_reference="Arrêté A", schools=[first], **given)
    closed = services.prepare(kind="closure", act_reference="Arrêté B", schools=[second], **given)
    services.move_event(actor=manager, event=closed, verb="apply")
    batch = reading.Batch([reading.Move(third, area, DAY)], ["Ligne 3 : UAI inconnu."])
    redrawing = services.prepare_redrawing(act_reference="Arrêté C", batch=batch, **given)
    return {
        "school event": (closure.public_id,),
        "applied event": (closed.public_id,),
        "redrawing": (redrawing.public_id,),
        "closure": ("closure",),
        "merger": ("merger",),
        "redrawing kind": ("redrawing",),
    }
