"""Who may do what with instances; one predicate serves the service, the page and the button."""

from typing import TYPE_CHECKING

from audit.actor import Actor
from common import clock
from governance.models import covers
from governance.offices import Office

from .models.scopes import OVERSEERS, held_by

if TYPE_CHECKING:
    from .models import AgendaItem, Committee, Decision, DecisionRecord, Meeting

KEEPERS = frozenset(
    {Office.PROJECT_MANAGER, Office.LEGAL_OFFICER, Office.COMMITTEE_SECRETARY, Office.ADMIN}
)
PREPARERS = frozenset({Office.COMMITTEE_SECRETARY, Office.PROJECT_MANAGER})
PREPARES = "secrétaire d’instance, au chef de projet ou à qui convoque"
WHOSE = "la juriste, au chef de projet, au secrétaire d’instance ou à l’administrateur"


def may_keep(actor: Actor) -> bool:
    """Create instances and their kinds, change rules, give seats and end them."""
    return actor.system or (actor.mandate_id is not None and actor.office in KEEPERS)


def may_read_kinds(actor: Actor) -> bool:
    """Kinds of instances are a matter of the syndicate."""
    return actor.mandate_id is not None and actor.office in OVERSEERS


def may_read(actor: Actor) -> bool:
    """Who acts under a mandate has a list of instances, were it empty."""
    return actor.mandate_id is not None


def may_prepare(actor: Actor, committee: "Committee") -> bool:
    """Plan a meeting, keep its agenda: the secretary, the project manager, who convenes it."""
    if actor.system:
        return True
    if actor.mandate_id is None:
        return False
    return actor.office in PREPARERS or convenes(actor, committee)


def convenes(actor: Actor, committee: "Committee") -> bool:
    """Holds today a seat of an office that the rules let convene."""
    rules = committee.rules_on(clock.today())
    if rules is None or actor.office not in rules.conveners:
        return False
    return bool(committee.seats.filter(covers(clock.today()), held_by(actor)).exists())


def may_prepare_meeting(actor: Actor, meeting: "Meeting") -> bool:
    return may_prepare(actor, meeting.committee)


RUNS = "qui préside la séance ou en tient le secrétariat"


def may_run(actor: Actor, meeting: "Meeting") -> bool:
    """Open a meeting, note who is there, call its points, close it: who presides or may preside,
    and whoever holds the pen for them."""
    if actor.system:
        return True
    if actor.mandate_id is None:
        return False
    return actor.office in PREPARERS or presides(actor, meeting)


CONFIRMS = "qui a présidé la séance"


def may_confirm(actor: Actor, record: "DecisionRecord") -> bool:
    """Whoever presided over that meeting confirms its record of decisions, and nobody else."""
    return actor.mandate_id is not None and actor.mandate_id == record.meeting.chair_id


def may_extract(actor: Actor, decision: "Decision") -> bool:
    """Whoever keeps the instance issues extracts, which they sign; the caller saw the decision."""
    return actor.mandate_id is not None and (
        actor.office in PREPARERS or convenes(actor, decision.meeting.committee)
    )


def presides(actor: Actor, meeting: "Meeting") -> bool:
    """The chair of the meeting, or who holds a seat of an office that its rules let preside."""
    if actor.mandate_id is not None and actor.mandate_id == meeting.chair_id:
        return True
    if actor.office not in meeting.rules.chairs:
        return False
    return bool(meeting.committee.seats.filter(covers(clock.today()), held_by(actor)).exists())


def may_run_item(actor: Actor, item: "AgendaItem") -> bool:
    """Call, decide, put off a point during its meeting."""
    return item.meeting is not None and may_run(actor, item.meeting)


def may_put_off(actor: Actor, item: "AgendaItem") -> bool:
    """Before the meeting, who prepares it; during it, who runs it too."""
    return may_keep_item(actor, item) or may_run_item(actor, item)


def may_keep_item(actor: Actor, item: "AgendaItem") -> bool:
    """Place, change, defer or withdraw a point: whoever prepares the meetings of the instance."""
    return may_prepare(actor, item.committee)


def may_ask_item(actor: Actor, committee: "Committee") -> bool:
    """Any member asks for a point, holder or substitute; so does who prepares the meeting."""
    if may_prepare(actor, committee):
        return True
    if actor.mandate_id is None:
        return False
    return bool(committee.seats.filter(covers(clock.today()), held_by(actor)).exists())
