"""Who may act on a circuit or a step."""

from audit.actor import Actor
from governance import permissions as governance

from .models import Circuit, Step, StepKind


def may_steer(actor: Actor, circuit: Circuit) -> bool:
    """Pause, resume, stop: the owner's side, or the system."""
    return actor.system or governance.is_manager(actor)


def may_act(actor: Actor, step: Step) -> bool:
    """The office that the step addresses, in its institution; the system for its own effects.

    A signature is done by ``circuits.signing``, which asks ``governance.authority`` as well; the
    circuit's own rule is the same: an office of the institution, or a valid delegate of it.
    """
    if actor.system:
        return True
    if actor.institution_id != step.institution_id:
        return False
    return actor.office in step.offices or (
        step.kind == StepKind.SIGNATURE and actor.office == "deputy"
    )
