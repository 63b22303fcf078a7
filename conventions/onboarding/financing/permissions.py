"""Who prepares a plan, agrees to equipment, records a decision: one predicate per action."""

from typing import TYPE_CHECKING

from audit.actor import Actor
from governance.offices import Office

from .. import permissions as of_entries

if TYPE_CHECKING:
    from ..models import FinancingDecision, FinancingPlan, SchoolEntry

PREPARES = "chef de projet du syndicat"
DECIDES = "la collectivité saisie (exécutif ou préparateur), ou au chef de projet"
AGREES = "la direction de l’école, à l’exécutif de la collectivité ou au chef de projet"
DECIDING = (Office.EXECUTIVE, Office.PREPARER)


def may_prepare(actor: Actor, entry: "SchoolEntry") -> bool:
    """The plan is the work of the project manager."""
    return of_entries.may_steer(actor, entry)


def side_of(actor: Actor, plan: "FinancingPlan") -> str:
    """For which side ``actor`` may agree to the equipment; empty for none (M15)."""
    entry = plan.entry
    if of_entries.may_keep(actor):
        return "syndicate"
    if of_entries.heads(actor, entry.school):
        return "school"
    own = entry.competent_id is not None and actor.institution_id == entry.competent_id
    if own and actor.mandate_id is not None and actor.office == Office.EXECUTIVE:
        return "authority"
    return ""


def may_record(actor: Actor, decision: "FinancingDecision") -> bool:
    """Say what that body decided: its own people, or the project manager."""
    return of_entries.may_keep(actor) or decides(actor, decision)


def may_decline(actor: Actor, decision: "FinancingDecision") -> bool:
    """A body that pays beside the competent one. The refusal of the competent body is that of the
    file (``refuse_authority``), which tells this decision."""
    if actor.system:
        return True
    beside = decision.institution_id != decision.entry.competent_id
    return beside and may_record(actor, decision)


def decides(actor: Actor, decision: "FinancingDecision") -> bool:
    """Whoever takes or prepares the act of that very body."""
    return (
        actor.mandate_id is not None
        and actor.office in DECIDING
        and actor.institution_id == decision.institution_id
    )
