"""A class counted, help asked, keys in stock, one lent, two asked for."""

from typing import Any

from common import clock
from conventions.onboarding.families import services
from conventions.onboarding.lending import checks
from conventions.onboarding.lending import services as lending
from conventions.onboarding.models import ItemKind, SchoolEntry
from demo import world


def things(here: world.World, entry: SchoolEntry) -> dict[str, tuple[Any, ...]]:
    head, manager, today = here.actor("directrice"), here.actor("chef-de-projet"), clock.today()
    services.inform(
        actor=head, entry=entry, informed_on=today, how="réunion de rentrée", charter_on=today
    )
    counted = services.count_class(
        actor=head, entry=entry, label="Petite section", nursery=True, pupils=22, guardians=40,
        handed=31, declined=1,
    )  # fmt: skip
    services.count_activations(
        actor=head, entry=entry, read_on=today,
        counts={"pupils": 12, "guardians": 20, "teachers": 6, "heads": 1},
    )  # fmt: skip
    asked = services.ask_help(
        actor=head, entry=entry, category="linking", families=6, received_on=today,
        answered_on=None,
    )  # fmt: skip
    keys = lending.bring(
        actor=manager, kind=ItemKind.KEY, owner=here.syndicate,
        rows=[(f"CLE-{rank:03d}", f"35693803564380{rank}") for rank in range(1, 5)],
    )  # fmt: skip
    need = "familles sans connexion"

    def request() -> Any:
        return lending.ask(actor=head, entry=entry, kind=ItemKind.KEY, quantity=2, need=need)

    loans = lending.lend(
        actor=manager, request=request(), items=keys[:1], due_on=today,
        ticked=[*checks.OUT[ItemKind.KEY]],
    )  # fmt: skip
    return {
        "counted class": (counted.public_id,),
        "family request": (asked.public_id,),
        "loan item": (keys[3].public_id,),
        "loan request": (request().public_id,),
        "loan": (loans[0].public_id,),
    }
