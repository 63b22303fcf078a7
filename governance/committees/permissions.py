"""Who may do what with instances; one predicate serves the service, the page and the button."""

from typing import TYPE_CHECKING

from audit.actor import Actor
from circuits.models import Assignment
from common import clock
from governance.models import covers, renewed, theirs
from governance.offices import Office

from .models.scopes import OVERSEERS, held_by

if TYPE_CHECKING:
    from .models import AgendaItem, Committee, Decision, DecisionRecord, FollowUp, Meeting, Minutes

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
    """Whoever presided over that meeting confirms its record of decisions, and nobody else: under
    the mandate of that day, or a later one of the same person."""
    chair = record.meeting.chair
    return actor.mandate_id is not None and chair is not None and chair.person_id == actor.person_id


WRITES = "secrétaire de l’instance ou de la séance"


def may_write_minutes(actor: Actor, minutes: "Minutes") -> bool:
    """Whoever keeps the instance, or held the pen of that meeting, even replaced since."""
    if actor.mandate_id is None:
        return False
    secretary = minutes.meeting.secretary
    own = secretary is not None and secretary.person_id == actor.person_id
    return own or actor.office in PREPARERS


def may_circulate(actor: Actor, minutes: "Minutes") -> bool:
    """The secretary of the instance, or that of the meeting."""
    return may_write_minutes(actor, minutes)


def may_observe(actor: Actor, minutes: "Minutes") -> bool:
    """Who was convened to that meeting, or came to it."""
    if actor.mandate_id is None:
        return False
    meeting = minutes.meeting
    mine = {"mandate__in": renewed(actor)}
    convened = meeting.invitations.filter(**mine).exists()
    return bool(convened or meeting.presences.filter(**mine).exists())


def may_approve(actor: Actor, minutes: "Minutes") -> bool:
    """The vote of the next meeting does it; in writing, whoever may preside finds it."""
    return actor.system or presides(actor, minutes.meeting)


def signs_as(actor: Actor, minutes: "Minutes") -> list[str]:
    """« chair », « secretary »: of that meeting, in person, whoever holds the office since."""
    meeting = minutes.meeting
    officers = {"chair": meeting.chair, "secretary": meeting.secretary}
    return [
        name
        for name, mandate in officers.items()
        if mandate is not None
        and actor.person_id is not None
        and mandate.person_id == actor.person_id
    ]


def may_sign_minutes(actor: Actor, minutes: "Minutes") -> bool:
    """Its two officers alone (CGCT, art. L. 2121-15)."""
    return actor.mandate_id is not None and bool(signs_as(actor, minutes))


def may_extract(actor: Actor, decision: "Decision") -> bool:
    """Whoever keeps the instance issues extracts, which they sign; the caller saw the decision."""
    return actor.mandate_id is not None and (
        actor.office in PREPARERS or convenes(actor, decision.meeting.committee)
    )


CARRIES_OUT = "qui est responsable de la décision ou prépare les séances"


def may_carry_out(actor: Actor, follow_up: "FollowUp") -> bool:
    """Whoever is responsible, or holds their task since; who prepares the meetings notes it for
    them."""
    if actor.mandate_id is None:
        return False
    if theirs(actor, follow_up.decision.responsible):
        return True
    tasks = Assignment.unscoped.open().about(follow_up)
    heir = bool(tasks.filter(mandate=actor.mandate_id).exists())
    return heir or may_prepare(actor, follow_up.decision.meeting.committee)


READS_ATTENDANCE = "qui prépare les séances ou préside l’instance"


def may_read_attendance(actor: Actor, committee: "Committee") -> bool:
    """Attendance over meetings tells of people: whoever prepares them, or may preside."""
    if may_prepare(actor, committee):
        return True
    rules = committee.rules_on(clock.today())
    if rules is None or actor.office not in rules.chairs:
        return False
    return bool(committee.seats.filter(covers(clock.today()), held_by(actor)).exists())


def presides(actor: Actor, meeting: "Meeting") -> bool:
    """The chair of the meeting, or who holds a seat of an office that its rules let preside."""
    if theirs(actor, meeting.chair):
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
