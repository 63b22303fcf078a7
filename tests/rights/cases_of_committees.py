"""The cases of instances: A's is the steering committee of its district."""

from .answers import Answer, Build, Case, Own, plain, thing
from .people import ALL

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


CASES = {
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
    "committees:kinds": _hidden(SYNDICATE, NOBODY, plain),
    "committees:kind": _hidden(SYNDICATE, NOBODY, thing("committee kind")),
    "committees:create_kind": Case(Answer.KEPT, plain, {"label": "essai"}, Own(KEEPERS, ALL)),
    "committees:change_kind_rules": _hidden(
        KEEPERS, SYNDICATE - KEEPERS, thing("committee kind"), reason="essai"
    ),
}
