"""What the parties of A undertake: who writes to parents, what was reported, data exchanged."""

from common import clock
from conventions.models import Convention, DataExchange, MessageReport, MessageSender
from tests import factories

from .files import stored
from .scene import World


def around(world: World, convention: Convention) -> None:
    """A sender, a report and an exchange of A's act in force; the inspector made the report."""
    inspector = factories.mandate_of(world.of_a["inspector"])
    world.things["sender"] = factories.recorded(
        MessageSender(
            convention=convention,
            category="ENF-01",
            label="Restauration",
            mandate=factories.mandate_of(world.of_a["authority_director"]),
            starts_on=clock.today(),
            authorised_by="zqexpediteur",
        )
    )
    world.things["report"] = factories.recorded(
        MessageReport(
            convention=convention,
            writer=MessageReport.Writer.AUTHORITY,
            sent_on=clock.today(),
            ground="commercial",
            text="zqsignale",
            author="zqexpediteur",
            author_mandate=inspector,
            institution=inspector.institution,
        )
    )
    world.things["exchange"] = factories.recorded(
        DataExchange(
            convention=convention,
            nature=DataExchange.Nature.CONNECTOR,
            label="zqechange",
            purpose="Restauration",
            contact="zqcontact",
            author="zqexpediteur",
            test_file=stored("zqessai"),
        )
    )
