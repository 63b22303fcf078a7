"""The cases of schools: their calendar, their events."""

from .answers import Answer, Case, Own, plain, thing
from .people import ALL

DIRECTORY_KEEPERS = frozenset({"admin", "project_manager"})
#: A closure that is prepared is known to the syndicate, nobody else.
PREPARING = frozenset(
    {
        "admin", "project_manager", "legal_officer", "accounts_officer", "syndicate_president",
        "syndicate_director", "dpo", "support_officer",
    }
)  # fmt: skip


def _hidden(may: frozenset[str], **data: object) -> Case:
    """On an event that is prepared, which does not exist for those outside."""
    return Case(Answer.HIDDEN, thing("school event"), data, Own(may, PREPARING - may))


def _kept(**data: object) -> Case:
    return Case(Answer.KEPT, plain, data, Own(DIRECTORY_KEEPERS, ALL))


CASES: dict[str, Case] = {
    "governance:school_years": Case(Answer.NAMES, plain, {}, None),
    "governance:import_school_years": _kept(),
    "governance:store_school_years": _kept(token="essai"),
    "governance:record_school_year": _kept(label="essai"),
    "governance:school_events": Case(Answer.NAMES, plain, {}, None),
    "governance:prepare_school_event": Case(
        Answer.KEPT, lambda world: [{"kind": "closure"}], {}, Own(DIRECTORY_KEEPERS, ALL)
    ),
    "governance:school_event": _hidden(PREPARING),
    "governance:school_event_progress": _hidden(PREPARING),
    "governance:withdraw_school_event": _hidden(DIRECTORY_KEEPERS, reason="essai"),
    "governance:decide_school_event": Case(
        Answer.HIDDEN,
        lambda world: [{"public_id": world.id("school event"), "verb": "apply"}],
        {},
        Own(DIRECTORY_KEEPERS, PREPARING - DIRECTORY_KEEPERS),
    ),
}
