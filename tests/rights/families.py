"""The families' side of A’s school, and what is lent to it."""

from common import clock
from conventions.onboarding.families import services
from conventions.onboarding.lending import checks
from conventions.onboarding.lending import services as lending
from conventions.onboarding.models import ItemKind, LoanItem

from .scene import World


def families_of_a(world: World) -> None:
    head, manager, today = world.of_a["school_head"], world.of_a["project_manager"], clock.today()
    entry = world.things["entry"]
    services.inform(
        actor=head, entry=entry, informed_on=today, how="zqinformation", charter_on=today
    )
    world.things["counted class"] = services.count_class(
        actor=head, entry=entry, label="zqclassedeux", nursery=False, pupils=20, guardians=38,
        handed=30, declined=0,
    )  # fmt: skip
    world.things["family request"] = services.ask_help(
        actor=head, entry=entry, category="password", families=6, received_on=today,
        answered_on=None,
    )  # fmt: skip
    key = {"kind": ItemKind.KEY, "owner": world.things["syndicate"], "rows": [("zqcle", "")]}
    world.things["loan item"] = lending.bring(actor=manager, **key)[0]
    granted = lending.ask(actor=head, entry=entry, kind=ItemKind.KEY, quantity=1, need="zqbesoin")
    world.things["loan"] = lending.lend(
        actor=manager,
        request=granted,
        items=list(LoanItem.unscoped.all()),
        due_on=today,
        ticked=[*checks.OUT[ItemKind.KEY]],
    )[0]
    world.things["loan request"] = lending.ask(
        actor=head, entry=entry, kind=ItemKind.KEY, quantity=1, need="zqbesoin"
    )
