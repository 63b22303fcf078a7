"""The cases of the families' side of A’s school, and of what is lent to it."""

from .answers import Answer, Build, Case, Own, plain, thing
from .cases_of_entries import ADVISER, AUTHORS, HEAD, MANAGER, NOBODY, READERS, STAFF, hidden
from .people import ALL
from .scene import World

COUNT = MANAGER | ADVISER | HEAD
#: Whoever reads the stock of the syndicate.
ON_STOCK = STAFF | {"admin"}


def _sheet(world: World) -> list[dict[str, object]]:
    return [{"public_id": world.id("entry"), "shape": "docx"}]


def done_by(may: frozenset[str], build: Build, /, **data: object) -> Case:
    """An action on the file of A’s school, by some of those who read it."""
    return hidden(may, READERS - may, build, **data)


CASES = {
    "onboarding:distribution": hidden(READERS, NOBODY, thing("entry")),
    "onboarding:families_paper": hidden(READERS, NOBODY, _sheet),
    "onboarding:inform": done_by(AUTHORS, thing("entry"), informed_on="essai"),
    "onboarding:add_class": done_by(AUTHORS, thing("entry"), label=""),
    "onboarding:count_class": done_by(AUTHORS, thing("counted class"), label=""),
    "onboarding:activation": done_by(COUNT, thing("entry"), read_on="essai"),
    "onboarding:ask_help": done_by(COUNT | AUTHORS, thing("entry"), category="essai"),
    "onboarding:answer_help": done_by(
        COUNT | AUTHORS, thing("family request"), answered_on="essai"
    ),
    "onboarding:stock": Case(Answer.KEPT, plain, {}, Own(ON_STOCK, ALL - ON_STOCK)),
    "onboarding:bring": Case(Answer.KEPT, plain, {"lines": ""}, Own(MANAGER, ALL - MANAGER)),
    "onboarding:take_out": hidden(MANAGER, ON_STOCK - MANAGER, thing("loan item"), reason=""),
    "onboarding:ask_loan": done_by(HEAD, thing("entry"), quantity="essai"),
    "onboarding:lend": done_by(MANAGER, thing("loan request"), due_on="essai"),
    "onboarding:decline_loan": done_by(MANAGER, thing("loan request"), reason=""),
    "onboarding:loan": hidden(READERS, NOBODY, thing("loan")),
    "onboarding:give_back": done_by(MANAGER | ADVISER, thing("loan"), returned_on="essai"),
    "onboarding:lose": done_by(COUNT, thing("loan"), reason=""),
}
