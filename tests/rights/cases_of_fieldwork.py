"""The cases of the field register: A's sheets are those of its district."""

from .answers import Answer, Build, Case, Kwargs, Own, plain, thing
from .people import ALL
from .scene import World

NOBODY: frozenset[str] = frozenset()
STAFF = frozenset(
    {
        "project_manager", "legal_officer", "accounts_officer", "support_officer",
        "syndicate_president", "syndicate_director", "dpo", "committee_secretary",
    }
)  # fmt: skip
ADMIN = frozenset({"admin"})
LOCAL = frozenset({"executive", "authority_director", "preparer"})
#: Who reads a sheet about A's school: its text, or its state alone for the administrator.
TEXT = STAFF | LOCAL | {"inspector", "digital_adviser", "school_head"}
SEEN = TEXT | ADMIN
#: Who keeps it: its author, and the project manager.
KEEPERS = frozenset({"inspector", "project_manager"})
KIND_KEEPERS = frozenset({"admin", "project_manager"})
#: Who may write on their territory; the others have no register.
WRITERS = TEXT | {"competent_executive"}


def _sheets(world: World) -> list[Kwargs]:
    """About the school, then about a body of A, then the call."""
    names = ("field sheet", "field sheet of the body", "field call")
    return [{"public_id": world.id(name)} for name in names]


def _steps(world: World) -> list[Kwargs]:
    words = ("terminer", "abandonner", "rouvrir")
    return [{"public_id": world.id("field sheet"), "word": word} for word in words]


def _code(world: World) -> list[Kwargs]:
    return [{"code": world.things["sheet kind"].code}]


def _kept(build: Build, /, **data: object) -> Case:
    return Case(Answer.HIDDEN, build, data, Own(KEEPERS, SEEN - KEEPERS))


def _kind(may: frozenset[str], build: Build, /, **data: object) -> Case:
    readers = STAFF | ADMIN
    return Case(Answer.HIDDEN, build, data, Own(may, readers - may))


CASES = {
    "fieldwork:list": Case(Answer.NAMES, plain, {}, Own(WRITERS | ADMIN, ALL)),
    "fieldwork:choose": Case(Answer.NAMES, plain, {}, Own(WRITERS | ADMIN, ALL)),
    "fieldwork:write": Case(Answer.NAMES, _code, {"text": "essai"}, Own(WRITERS, ALL - WRITERS)),
    "fieldwork:sheet": Case(Answer.HIDDEN, _sheets, {}, Own(SEEN, NOBODY)),
    "fieldwork:change": _kept(thing("field sheet"), text="essai"),
    "fieldwork:file": Case(Answer.HIDDEN, thing("field sheet"), {}, Own(TEXT, NOBODY)),
    "fieldwork:step": _kept(_steps, reason=""),
    "fieldwork:calls": Case(Answer.NAMES, plain, {}, Own(WRITERS | ADMIN, ALL)),
    "fieldwork:indicators": Case(Answer.NAMES, plain, {}, Own(WRITERS | ADMIN, ALL)),
    "fieldwork:catalogue": Case(Answer.NAMES, plain, {}, Own(ALL, NOBODY)),
    "fieldwork:kinds": _kind(STAFF | ADMIN, plain),
    "fieldwork:create_kind": _kind(KIND_KEEPERS, plain, label="essai"),
    "fieldwork:kind": _kind(STAFF | ADMIN, thing("sheet kind")),
    "fieldwork:change_kind": _kind(KIND_KEEPERS, thing("sheet kind"), label="essai"),
    "fieldwork:retire_kind": _kind(KIND_KEEPERS, thing("sheet kind")),
}
