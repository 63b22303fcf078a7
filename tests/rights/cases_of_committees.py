"""The cases of instances: A's is the steering committee of its district."""

from .answers import Answer, Build, Case, Own, act, plain, thing
from .people import ALL
from .scene import World
from .visible import readers

NOBODY: frozenset[str] = frozenset()
KEEPERS = frozenset({"project_manager", "legal_officer", "committee_secretary", "admin"})
SYNDICATE = KEEPERS | {
    "accounts_officer", "support_officer", "syndicate_president", "syndicate_director", "dpo",
    "committee_chair",
}  # fmt: skip
#: The syndicate, the mayor who has a seat, the State where it steers.
READERS = SYNDICATE | {"executive", "inspector", "digital_adviser", "dasen", "dsden_officer"}


def _hidden(may: frozenset[str], told: frozenset[str], build: Build, /, **data: object) -> Case:
    """A record that does not exist for others."""
    return Case(Answer.HIDDEN, build, data, Own(may, told))


def _kept(build: Build, /, **data: object) -> Case:
    """An action of those who keep instances; the others of A see the instance, or nothing."""
    return _hidden(KEEPERS, READERS - KEEPERS, build, **data)


#: Whoever prepares a meeting: the secretary, the project manager, the inspector who convenes.
PREPARERS = frozenset({"project_manager", "committee_secretary", "inspector"})


def _prepared(build: Build, /, **data: object) -> Case:
    """An action of those who prepare meetings."""
    return _hidden(PREPARERS, READERS - PREPARERS, build, **data)


def _keys(world: World) -> list[dict[str, object]]:
    """The number of the mayor's convocation, then the token of her mail."""
    return [
        {"key": str(world.id("invitation"))},
        {"key": world.things["invitation key"]},
    ]


def _own_key(world: World) -> list[dict[str, object]]:
    """Her number alone: whoever presses the button of her mail reads her convocation."""
    return _keys(world)[:1]


def _reports(world: World) -> list[dict[str, object]]:
    return [{**key, "public_id": world.id("convened item")} for key in _keys(world)]


def _files(world: World) -> list[dict[str, object]]:
    return [{"public_id": world.id("paper"), "form": "pdf"}]


def _copies(world: World) -> list[dict[str, object]]:
    """Nothing is sealed there yet."""
    return [{"public_id": world.id("minutes"), "which": "shared"}]


#: Whoever keeps the instance writes its minutes.
PENS = frozenset({"project_manager", "committee_secretary"})


def _addressed(build: Build, /, **data: object) -> Case:
    """The convocation of the mayor: her own, and who prepares the meeting notes her answer."""
    return Case(Answer.ADDRESSED, build, data, Own(PREPARERS | {"executive"}, NOBODY))


#: Who may ask the instance of the district about an act in review.
PUTTERS = frozenset({"project_manager", "executive", "inspector"})

CASES = {
    "committees:item": _hidden(READERS, NOBODY, thing("item")),
    "committees:follow_ups": _hidden(READERS, NOBODY, thing("committee")),
    "committees:attendance": _prepared(thing("committee")),
    "committees:follow_up": _hidden(READERS, NOBODY, thing("follow up")),
    "committees:carry_out": _prepared(thing("follow up"), note="essai"),
    "committees:evidence": _hidden(READERS, NOBODY, thing("follow up")),
    "committees:bring_back": _prepared(thing("meeting"), suite="essai"),
    "committees:put_case": _hidden(
        PUTTERS,
        readers("under_review") - PUTTERS,
        act("under_review", code="convention"),
        title="essai",
    ),
    "committees:change_kind": _hidden(
        KEEPERS, SYNDICATE - KEEPERS, thing("committee kind"), examines=["convention"]
    ),
    "committees:list": Case(Answer.NAMES, plain, {}, None),
    "committees:create": Case(Answer.KEPT, plain, {"name": "essai"}, Own(KEEPERS, ALL)),
    "committees:detail": _hidden(READERS, NOBODY, thing("committee")),
    "committees:version": _hidden(READERS, NOBODY, thing("committee rules")),
    "committees:change": _kept(thing("committee"), name="essai"),
    "committees:close": _kept(thing("committee"), on="2030-01-01", reason="essai"),
    "committees:change_rules": _kept(thing("committee"), reason="essai"),
    "committees:add_seat": _kept(thing("committee"), office="executive"),
    "committees:substitute": _kept(thing("committee seat"), office="executive"),
    "committees:end_seat": _kept(thing("committee seat"), on="2030-01-01", reason="essai"),
    "committees:plan": _prepared(thing("committee"), place="essai"),
    "committees:meeting": _hidden(READERS, NOBODY, thing("meeting")),
    "committees:calendar": _hidden(READERS, NOBODY, thing("meeting")),
    "committees:report": _hidden(READERS, NOBODY, thing("item")),
    "committees:change_meeting": _prepared(thing("meeting"), place="essai"),
    "committees:convene": _prepared(thing("meeting"), urgency_reason="essai"),
    "committees:reconvene": _prepared(thing("meeting"), place="essai"),
    "committees:cancel_meeting": _prepared(thing("meeting"), reason=""),
    "committees:add_item": _prepared(thing("meeting"), title="essai"),
    "committees:change_item": _prepared(thing("item"), title="essai"),
    "committees:place_item": _prepared(thing("item"), seance="essai"),
    "committees:order_item": _prepared(thing("item"), vers="monter"),
    "committees:withdraw_item": _prepared(thing("item"), reason=""),
    "committees:defer_item": _prepared(thing("item"), reason=""),
    "committees:sitting": _prepared(thing("meeting")),
    "committees:run": _prepared(thing("meeting"), verb="open_meeting"),
    "committees:presence": _prepared(thing("meeting"), act="salle"),
    "committees:power": _prepared(thing("meeting"), giver="essai"),
    "committees:call_item": _prepared(thing("item")),
    "committees:decide_item": _prepared(thing("item"), text="essai"),
    "committees:put_off": _prepared(thing("item"), verb="defer", reason=""),
    "committees:notes": _prepared(thing("item"), text="essai", version="0"),
    "committees:carry": _prepared(thing("decision"), responsible="", due_on=""),
    "committees:confirm_record": _hidden(NOBODY, READERS, thing("decision record")),
    "committees:papers": _hidden(READERS, NOBODY, thing("meeting")),
    "committees:secretary": _hidden(
        frozenset({"committee_secretary", "inspector"}),
        READERS - {"committee_secretary", "inspector"},
        thing("meeting"),
        secretary="",
    ),
    "committees:extract": _prepared(thing("decision"), recipient=""),
    "committees:paper": _hidden(READERS, NOBODY, _files),
    "committees:correct_record": _hidden(NOBODY, READERS, thing("decision record"), reason=""),
    "committees:register": _prepared(thing("committee"), year=""),
    "committees:edit_paper": _hidden(NOBODY, READERS, thing("paper")),
    "committees:minutes": _hidden(READERS, NOBODY, thing("minutes")),
    "committees:minutes_copy": _hidden(NOBODY, NOBODY, _copies),
    "committees:run_minutes": _hidden(PENS, READERS - PENS, thing("minutes"), verb="produce"),
    "committees:observe_minutes": _hidden(
        frozenset({"executive", "inspector"}),
        READERS - {"executive", "inspector"},
        thing("minutes"),
        text="",
    ),
    "committees:minutes_point": _hidden(PENS, READERS - PENS, thing("minutes item"), text=""),
    "committees:answer_remark": _hidden(PENS, READERS - PENS, thing("minutes remark"), words=""),
    "committees:ask_item": _hidden(
        PREPARERS | {"executive"},
        READERS - PREPARERS - {"executive"},
        thing("committee"),
        title="essai",
    ),
    "committees:answer": _addressed(_keys, answer="present"),
    "committees:open_convocation": _addressed(_own_key),
    "committees:answer_calendar": _addressed(_keys),
    "committees:answer_report": _addressed(_reports),
    "committees:kinds": _hidden(SYNDICATE, NOBODY, plain),
    "committees:kind": _hidden(SYNDICATE, NOBODY, thing("committee kind")),
    "committees:create_kind": Case(Answer.KEPT, plain, {"label": "essai"}, Own(KEEPERS, ALL)),
    "committees:change_kind_rules": _hidden(
        KEEPERS, SYNDICATE - KEEPERS, thing("committee kind"), reason="essai"
    ),
}
