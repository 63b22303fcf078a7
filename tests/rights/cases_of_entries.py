"""The cases of campaigns and of the entries of schools: A's is that of its school."""

from .answers import Answer, Build, Case, Own, plain, thing
from .people import ALL
from .scene import World

NOBODY: frozenset[str] = frozenset()
STAFF = frozenset(
    {
        "project_manager", "legal_officer", "accounts_officer", "support_officer",
        "syndicate_president", "syndicate_director", "dpo",
    }
)  # fmt: skip
#: Whoever reads the entry of A’s school (tables, § 2.2).
READERS = STAFF | {
    "executive", "authority_director", "preparer", "inspector", "digital_adviser", "dasen",
    "dsden_officer", "school_head", "teacher", "auditor", "admin",
}  # fmt: skip


MANAGER = frozenset({"project_manager"})
HEAD = frozenset({"school_head"})
#: Whoever sees entries, were it of other schools.
KNOWING = READERS | {"competent_executive"}


#: Whoever reads the project too.
OF_TEXTS = READERS - {"admin"}
AUTHORS = frozenset({"school_head", "teacher"})
INSPECTOR, ADVISER = frozenset({"inspector"}), frozenset({"digital_adviser"})
VISITORS = MANAGER | ADVISER
#: Whoever says what A’s commune decided.
PAYS = MANAGER | {"executive", "preparer"}


def hidden(may: frozenset[str], told: frozenset[str], build: Build, /, **data: object) -> Case:
    """A record that does not exist for others."""
    return Case(Answer.HIDDEN, build, data, Own(may, told))


def kept(build: Build, /, **data: object) -> Case:
    """An action of the project manager on a campaign that others know."""
    return Case(Answer.KEPT, build, data, Own(MANAGER, KNOWING - MANAGER))


def _text(may: frozenset[str], build: Build, /, **data: object) -> Case:
    """An action on what the readers of texts alone know."""
    return hidden(may, OF_TEXTS - may, build, **data)


def _taken_up(world: World) -> list[dict[str, object]]:
    return [{"public_id": world.id("entry"), "verb": "return_project"}]


def _refusal(world: World) -> list[dict[str, object]]:
    return [{"public_id": world.id("entry"), "verb": "refuse_school"}]


def own_rows(build: Build) -> Case:
    """A page known to all who see entries, which shows each of them theirs."""
    return Case(Answer.NAMES, build, {}, None)


#: Whoever reads the orders of A’s district; the provider and the DRANE, once they are decided.
ON_ORDERS = STAFF | {"inspector", "digital_adviser", "dasen", "dsden_officer", "admin"}
PREPARES = frozenset({"project_manager", "inspector", "dsden_officer"})


def _move(name: str, verb: str) -> Build:
    return lambda world: [{"public_id": world.id(name), "verb": verb}]


def _tick(world: World) -> list[dict[str, object]]:
    return [{"public_id": world.id("opening line"), "name": "dpia"}]


def _paper(name: str, /, **more: object) -> Build:
    return lambda world: [{"public_id": world.id(name), "shape": "docx", **more}]


def done_by(may: frozenset[str], build: Build, /, **data: object) -> Case:
    """An action on an order of A, by some of those who read it."""
    return hidden(may, ON_ORDERS - may, build, **data)


#: Whoever reads the batches of urgency with a school of A’s district.
ON_BATCHES = STAFF | {"inspector", "digital_adviser", "dasen", "dsden_officer", "admin"}
DIRECTOR = frozenset({"syndicate_director"})


def _of_batch(**data: object) -> Case:
    """An action of the project manager on a batch of A, that others only read."""
    return hidden(MANAGER, ON_BATCHES - MANAGER, thing("urgent batch"), **data)


CASES = {
    "onboarding:list": own_rows(plain),
    "onboarding:campaign": own_rows(thing("campaign")),
    "onboarding:schools": own_rows(thing("campaign")),
    "onboarding:open_campaign": Case(
        Answer.KEPT, plain, {"school_year": "2031-2032"}, Own(MANAGER, ALL - MANAGER)
    ),
    "onboarding:step": kept(thing("campaign step"), source="essai"),
    "onboarding:enrol": kept(thing("campaign"), pasted="essai"),
    "onboarding:carry_over": kept(thing("campaign"), essai="essai"),
    "onboarding:enrol_own": Case(
        Answer.OWN_ACTION, thing("campaign"), {}, Own(frozenset({"school_head"}), KNOWING - HEAD)
    ),
    "onboarding:move": hidden(
        frozenset({"school_head", "inspector"}),
        READERS - {"school_head", "inspector"},
        _refusal,
        reason="",
    ),
    # The project, the visit, the opinion
    "onboarding:desk": own_rows(plain),
    "onboarding:project": hidden(OF_TEXTS, NOBODY, thing("entry")),
    "onboarding:autosave_project": _text(AUTHORS, thing("entry"), goals="essai"),
    "onboarding:submit_project": _text(HEAD, thing("entry"), essai="essai"),
    "onboarding:council_extract": _text(HEAD, thing("entry"), essai="essai"),
    "onboarding:council_file": hidden(OF_TEXTS, NOBODY, thing("entry")),
    "onboarding:move_project": _text(INSPECTOR | MANAGER, _taken_up, reason=""),
    "onboarding:visit": hidden(VISITORS, READERS - VISITORS, thing("entry"), findings="essai"),
    "onboarding:waive_visit": hidden(MANAGER, READERS - MANAGER, thing("entry"), reason=""),
    "onboarding:add_photo": hidden(VISITORS, READERS - VISITORS, thing("entry"), caption="essai"),
    "onboarding:photo": hidden(OF_TEXTS, NOBODY, thing("visit photo")),
    "onboarding:lift": _text(INSPECTOR | ADVISER, thing("opinion"), note=""),
    "onboarding:harden": _text(INSPECTOR, thing("opinion"), essai="essai"),
    "onboarding:project_paper": hidden(OF_TEXTS, NOBODY, _paper("entry")),
    "onboarding:opinion_paper": hidden(OF_TEXTS, NOBODY, _paper("opinion")),
    "onboarding:visit_paper": hidden(OF_TEXTS, NOBODY, _paper("entry")),
    "onboarding:entry": hidden(READERS, NOBODY, thing("entry")),
    # The financing
    "onboarding:campaign_financing": own_rows(thing("campaign")),
    "onboarding:financing": hidden(OF_TEXTS, NOBODY, thing("entry")),
    "onboarding:prepare_financing": _text(MANAGER, thing("entry"), accounts="essai"),
    "onboarding:add_share": _text(MANAGER, thing("entry"), amount="essai"),
    "onboarding:remove_share": _text(MANAGER, thing("financing share"), essai="essai"),
    "onboarding:add_item": _text(MANAGER, thing("entry"), quantity="essai"),
    "onboarding:remove_item": _text(MANAGER, thing("equipment item"), essai="essai"),
    "onboarding:agree_equipment": _text(
        MANAGER | HEAD | {"executive"}, thing("entry"), essai="essai"
    ),
    "onboarding:ask_financing_again": _text(MANAGER, thing("entry"), essai="essai"),
    "onboarding:decide_financing": _text(PAYS, thing("entry"), reference=""),
    "onboarding:decline_financing": _text(PAYS, thing("entry"), reason=""),
    "onboarding:ratify_financing": _text(PAYS, thing("entry"), number=""),
    "onboarding:financing_file": hidden(OF_TEXTS, NOBODY, thing("financing decision")),
    "onboarding:financing_paper": hidden(
        OF_TEXTS, NOBODY, _paper("financing decision", name="demande")
    ),
    "onboarding:refusal_paper": hidden(OF_TEXTS, NOBODY, _paper("entry refused", name="ecole")),
    # The urgent track
    "onboarding:urgents": Case(Answer.NAMES, plain, {}, Own(ON_BATCHES, ALL - ON_BATCHES)),
    "onboarding:prepare_urgent": kept(thing("campaign"), label="essai"),
    "onboarding:urgent": hidden(ON_BATCHES, NOBODY, thing("urgent batch")),
    "onboarding:change_urgent": _of_batch(label="essai"),
    "onboarding:join_decision": _of_batch(reference="essai"),
    "onboarding:add_urgent_rows": _of_batch(entries="essai"),
    "onboarding:launch_urgent": _of_batch(essai="essai"),
    "onboarding:abandon_urgent": _of_batch(reason=""),
    "onboarding:set_return": _of_batch(resumes_on="essai"),
    "onboarding:urgent_work": _of_batch(),
    "onboarding:retry_urgent": _of_batch(essai="essai"),
    "onboarding:urgent_file": hidden(ON_BATCHES, NOBODY, thing("urgent decision")),
    "onboarding:remove_urgent_row": hidden(
        MANAGER, READERS - MANAGER, thing("urgent row"), essai="essai"
    ),
    "onboarding:move_debt": hidden(
        DIRECTOR, READERS - DIRECTOR, _move("entry debt", "waive"), reason=""
    ),
    "onboarding:orders": own_rows(plain),
    "onboarding:prepare_order": Case(
        Answer.NAMES, plain, {"kind": "open"}, Own(PREPARES, ALL - PREPARES)
    ),
    "onboarding:order": hidden(ON_ORDERS, NOBODY, thing("order")),
    "onboarding:order_decision": hidden(ON_ORDERS | {"drane"}, NOBODY, thing("order decided")),
    "onboarding:order_paper": hidden(ON_ORDERS, NOBODY, _paper("order", name="projet")),
    "onboarding:add_lines": done_by(MANAGER, thing("order"), entries="essai"),
    "onboarding:move_order": done_by(MANAGER, _move("order", "withdraw_order"), reason=""),
    "onboarding:line": hidden(ON_ORDERS, NOBODY, thing("opening line")),
    "onboarding:tick": done_by(MANAGER | {"inspector", "digital_adviser"}, _tick, on="essai"),
    "onboarding:move_line": done_by(
        MANAGER | {"dasen"}, _move("opening line", "leave_out"), reason=""
    ),
}
