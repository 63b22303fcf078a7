"""An instance of each shape: two colleges with a vacant seat, a new version of the rules, none."""

import datetime as dt
from typing import Any

from common import clock
from demo import world
from governance.committees import services
from governance.committees.models import Committee, CommitteeKind
from governance.offices import Office

Things = dict[str, tuple[Any, ...]]
STATE, AUTHORITIES = "Éducation nationale", "Collectivités"


def things(here: world.World) -> Things:
    manager, today = here.actor("chef-de-projet"), clock.today()
    ethics = _create(here, "ethics", "CE", "Comité d’éthique du programme ENT")
    steering = _create(here, "steering", "COPIL", "Comité de pilotage", circonscription=here.area)
    places = (
        (here.dsden, Office.DASEN, STATE),
        (here.academie, Office.RECTOR, STATE),
        (here.syndicate, Office.SYNDICATE_PRESIDENT, AUTHORITIES),
        (here.commune, Office.EXECUTIVE, AUTHORITIES),
    )
    seats = [
        services.add_seat(
            actor=manager, committee=ethics, institution=body, office=office, college=college,
            starts_on=today,
        )
        for body, office, college in places
    ]  # fmt: skip
    services.replace_substitute(
        actor=manager, seat=seats[0], starts_on=today, institution=here.dsden,
        office=Office.INSPECTOR, circonscription=here.area,
    )  # fmt: skip
    services.change_rules(
        actor=manager, owner=ethics, starts_on=today + dt.timedelta(days=30), notice_days=8,
        colleges=[STATE, AUTHORITIES], reason="Règlement intérieur modifié.",
    )  # fmt: skip
    return {
        "ethics": (ethics.public_id,),
        "steering": (steering.public_id,),
        "committee seat": (seats[0].public_id,),
        "committee rules": (ethics.rules.first().public_id,),
        "committee kind": (ethics.kind.public_id,),
    }


def _create(here: world.World, code: str, reference: str, name: str, **fields: Any) -> Committee:
    return services.create_committee(
        actor=here.actor("chef-de-projet"),
        kind=CommitteeKind.unscoped.get(code=code),
        reference=reference,
        name=name,
        named=f"le {name[0].lower()}{name[1:]}",
        host=here.syndicate,
        starts_on=clock.today(),
        **fields,
    )
