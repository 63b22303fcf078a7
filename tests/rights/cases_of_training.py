"""The cases of training: A’s session covers its school, and calls its head."""

from .answers import Answer, Build, Case, Own, plain, thing
from .cases_of_entries import NOBODY, READERS, STAFF, hidden, own_rows
from .people import ALL
from .scene import World

STATE = frozenset({"digital_adviser", "dsden_officer"})
ADVISER = frozenset({"digital_adviser"})
#: Whoever reads who is called: the head, here.
OF_PEOPLE = READERS - {"executive", "authority_director", "preparer", "admin", "teacher"}
#: Whoever reads the plan of A’s district.
OF_PLANS = STAFF | {"inspector", "digital_adviser", "dasen", "dsden_officer", "admin"}
PRINTS = STATE | {"inspector"}


def _move(name: str, verb: str) -> Build:
    return lambda world: [{"public_id": world.id(name), "verb": verb}]


def _paper(world: World) -> list[dict[str, object]]:
    return [{"public_id": world.id("training participant"), "name": "attestation"}]


def _plan_paper(world: World) -> list[dict[str, object]]:
    return [{"public_id": world.id("training plan"), "shape": "docx"}]


def on_session(may: frozenset[str], build: Build, /, **data: object) -> Case:
    """An action on A’s session, by some of those who read it."""
    return hidden(may, READERS - may, build, **data)


def on_plan(may: frozenset[str], build: Build, /, **data: object) -> Case:
    return hidden(may, OF_PLANS - may, build, **data)


def _campaign(world: World) -> list[dict[str, object]]:
    return [{"public_id": world.id("campaign")}]


CASES = {
    "onboarding:sessions": own_rows(plain),
    "onboarding:plan_session": Case(Answer.NAMES, plain, {"kind": "uses"}, Own(STATE, ALL - STATE)),
    "onboarding:session": hidden(READERS, NOBODY, thing("session")),
    "onboarding:session_ics": hidden(READERS, NOBODY, thing("session")),
    "onboarding:session_sheet": on_session(PRINTS, thing("session")),
    "onboarding:change_session": on_session(ADVISER, thing("session"), title=""),
    "onboarding:cover_session": on_session(STATE, thing("session"), entries="essai"),
    "onboarding:move_session": on_session(ADVISER, _move("session", "cancel_session"), reason=""),
    "onboarding:attestation": hidden(OF_PEOPLE, NOBODY, thing("training participant")),
    "onboarding:training_paper": hidden(OF_PEOPLE, NOBODY, _paper),
    "onboarding:coverage": own_rows(_campaign),
    "onboarding:plans": own_rows(plain),
    "onboarding:begin_plan": Case(Answer.NAMES, plain, {}, Own(STATE, ALL - STATE)),
    "onboarding:plan": hidden(OF_PLANS, NOBODY, thing("training plan")),
    "onboarding:plan_paper": hidden(OF_PLANS, NOBODY, _plan_paper),
    "onboarding:write_plan": on_plan(STATE, thing("training plan"), tender_on="essai"),
    "onboarding:move_plan": on_plan(STATE, _move("training plan", "submit_plan"), essai="essai"),
}
