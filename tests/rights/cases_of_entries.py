"""The cases of campaigns and of the entries of schools: A's is that of its school."""

from .answers import Answer, Build, Case, Own, plain, thing

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


def hidden(may: frozenset[str], told: frozenset[str], build: Build, /, **data: object) -> Case:
    """A record that does not exist for others."""
    return Case(Answer.HIDDEN, build, data, Own(may, told))


def own_rows(build: Build) -> Case:
    """A page known to all who see entries, which shows each of them theirs."""
    return Case(Answer.NAMES, build, {}, None)


CASES = {
    "onboarding:list": own_rows(plain),
    "onboarding:campaign": own_rows(thing("campaign")),
    "onboarding:entry": hidden(READERS, NOBODY, thing("entry")),
}
