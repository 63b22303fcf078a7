"""Who may act on a circuit or a step."""

from audit.actor import Actor
from governance.models import Mandate
from governance.offices import AREA_OFFICES, SCHOOL_OFFICES, Office

from . import addressing
from .models import Circuit, Step, StepKind


def may_steer(actor: Actor, circuit: Circuit) -> bool:
    """Pause, resume, stop: the owner's side, or the system."""
    return actor.system or actor.office == Office.PROJECT_MANAGER


def may_act(actor: Actor, step: Step) -> bool:
    """The office that the step addresses, in its institution, or whoever replaces its holder;
    the system for its own effects.

    A signature is done by ``circuits.signing``, which asks ``governance.authority`` as well; the
    circuit's own rule is the same: an office of the institution, or a valid delegate of it.
    """
    if actor.system:
        return True
    if not _within_reach(actor, step):
        return False
    if actor.office in step.offices:
        return True
    if step.kind == StepKind.SIGNATURE:
        return actor.office == Office.DEPUTY
    return addressing.replaces(actor.mandate_id, step)


def _within_reach(actor: Actor, step: Step) -> bool:
    """The actor's body is the step's; an inspector's district too."""
    if actor.institution_id != step.institution_id:
        return False
    if step.circonscription_id is None or actor.office not in AREA_OFFICES:
        return True
    held = Mandate.unscoped.filter(pk=actor.mandate_id)
    return held.filter(circonscription_id=step.circonscription_id).exists()


def may_reach_signature(actor: Actor, step: Step) -> bool:
    """The page of a signature exists for the step's body and district; whether the person may
    sign is another question. Schools depend on the State's service and have no part in it."""
    return _within_reach(actor, step) and actor.office not in SCHOOL_OFFICES


def may_deem(actor: Actor, step: Step) -> bool:
    """Find a step met beforehand: the system on evidence, or the jurist."""
    return actor.system or actor.office == Office.LEGAL_OFFICER
