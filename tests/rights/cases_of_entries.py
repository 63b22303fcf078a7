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


def hidden(may: frozenset[str], told: frozenset[str], build: Build, /, **data: object) -> Case:
    """A record that does not exist for others."""
    return Case(Answer.HIDDEN, build, data, Own(may, told))


def kept(build: Build, /, **data: object) -> Case:
    """An action of the project manager on a campaign that others know."""
    return Case(Answer.KEPT, build, data, Own(MANAGER, KNOWING - MANAGER))


def _refusal(world: World) -> list[dict[str, object]]:
    return [{"public_id": world.id("entry"), "verb": "refuse_school"}]


def own_rows(build: Build) -> Case:
    """A page known to all who see entries, which shows each of them theirs."""
    return Case(Answer.NAMES, build, {}, None)


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
        Answer.KEPT, thing("campaign"), {}, Own(frozenset({"school_head"}), KNOWING - HEAD)
    ),
    "onboarding:move": hidden(
        frozenset({"school_head", "inspector"}),
        READERS - {"school_head", "inspector"},
        _refusal,
        reason="",
    ),
    "onboarding:entry": hidden(READERS, NOBODY, thing("entry")),
}
