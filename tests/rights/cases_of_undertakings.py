"""The cases of what parties undertake: roles, messages to parents, exchanges of data."""

from .answers import Answer, Build, Case, Own, act
from .visible import readers

NOBODY: frozenset[str] = frozenset()
AUTHORS = frozenset({"project_manager"})


def _hidden(may: frozenset[str], told: frozenset[str], build: Build, /, **data: object) -> Case:
    """A record that does not exist for others."""
    return Case(Answer.HIDDEN, build, data, Own(may, told))


def _of_the_act(name: str, thing: str, **more: object) -> Build:
    """A thing of A through A's act in force, then through the reader's own act."""
    return lambda world: [
        {"public_id": parent.public_id, name: world.id(thing), **more}
        for parent in (world.conventions["in_force"], world.own)
    ]


#: Who reads the text of an act in force; who keeps its list of senders; who follows reports.
READERS = readers("in_force", "T")
KEEPERS = frozenset({"executive", "deputy", "authority_director", "preparer", "project_manager"})
FOLLOWERS = frozenset(
    {
        "project_manager", "legal_officer", "dpo", "syndicate_director", "syndicate_president",
        "executive", "deputy", "authority_director", "inspector", "dasen", "dsden_officer",
        "auditor",
    }
)  # fmt: skip

#: Who reads the exchanges of data of an act in force: the staff, and those of its parties.
OF_PARTIES = frozenset(
    {
        "project_manager", "legal_officer", "dpo", "syndicate_director", "syndicate_president",
        "executive", "deputy", "authority_director", "preparer", "inspector", "dasen",
        "dsden_officer",
    }
)  # fmt: skip

CASES = {
    "conventions:roles": _hidden(readers("in_force", "T"), NOBODY, act("in_force", "draft")),
    "conventions:adjust_roles": _hidden(
        AUTHORS, readers("draft"), act("draft", "in_force"), activity_0="Essai"
    ),
    "conventions:adjust_list": _hidden(
        AUTHORS,
        readers("draft"),
        act("draft", "in_force", name="training_sessions"),
        lines="1",
        title_0="Essai",
    ),
    "conventions:adjust_categories": _hidden(
        AUTHORS, readers("draft"), act("draft", "in_force"), label_0="Essai"
    ),
    "conventions:messages": _hidden(READERS, NOBODY, act("in_force", "draft")),
    "conventions:authorise_sender": _hidden(
        KEEPERS, READERS - KEEPERS, act("in_force"), codes="ENF-01"
    ),
    "conventions:end_sender": _hidden(
        KEEPERS, READERS - KEEPERS, _of_the_act("sender_id", "sender"), reason="essai"
    ),
    "conventions:report_message": _hidden(READERS, NOBODY, act("in_force"), text="essai"),
    "conventions:report": _hidden(FOLLOWERS, NOBODY, _of_the_act("report_id", "report")),
    "conventions:act_on_report": _hidden(
        AUTHORS,
        FOLLOWERS - AUTHORS,
        _of_the_act("report_id", "report", verb="examen"),
        conclusion="essai",
    ),
    "conventions:exchanges": Case(Answer.LIST, lambda world: [{}], {}, None),
    "conventions:create_exchange": _hidden(
        KEEPERS, READERS - KEEPERS, act("in_force", nature="connecteur"), label="essai"
    ),
    "conventions:exchange": _hidden(OF_PARTIES, NOBODY, _of_the_act("exchange_id", "exchange")),
    "conventions:describe_exchange": _hidden(
        KEEPERS, OF_PARTIES - KEEPERS, _of_the_act("exchange_id", "exchange"), label="essai"
    ),
    "conventions:exchange_paper": _hidden(
        OF_PARTIES, NOBODY, _of_the_act("exchange_id", "exchange", which="test")
    ),
    "conventions:act_on_exchange": _hidden(
        KEEPERS,
        OF_PARTIES - KEEPERS,
        _of_the_act("exchange_id", "exchange", what="clore"),
        reason="essai",
    ),
}
