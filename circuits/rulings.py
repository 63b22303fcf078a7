"""A step that waits for a committee: ended by its decision, or sent back to its owner (N12)."""

from collections.abc import Sequence

from django.db.models import Model

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import clock
from governance.models import Mandate

from . import services
from .addressing import addressees
from .lifecycle import StepLifecycle
from .models import Circuit, Step, StepKind

REASON = 150
"""Length of the reason of an assignment."""


def end(step: Step, *, actor: Actor, outcome: str, proof: object, key: str) -> Step:
    """The instance decided: the step is done and its circuit goes on, in the caller's transaction.

    ``proof`` is judged by the committees; ``key`` names it on the step. ``actor``: whose act
    makes the decision take effect. Raises ``Refused`` (409) when it proves nothing.
    """
    return services.complete(
        step, actor=SYSTEM, by=actor, outcome=outcome, proof=proof, authority={"decision": key}
    )


def send_back(step: Step, to: Mandate, *, reason: str, by: Actor, private: bool = False) -> None:
    """Nothing was adopted: whose case it is, or who holds their office since, takes it up; the
    step still waits. A ``private`` reason is theirs alone: the history of the case has none."""
    same = Mandate.unscoped.filter(institution=to.institution_id, office=to.office)
    heirs = [to] if to.is_valid(clock.now()) else list(same.valid_on(clock.today()).order_by("pk"))
    _ask(step, heirs, reason[:REASON])
    services.tell(step, "send_back_committee", actor=by, reason="" if private else reason)


def ask_again(step: Step) -> None:
    """The case goes to the instance once more: its secretariat is asked."""
    _ask(step, addressees(step), "")


def _ask(step: Step, mandates: Sequence[Mandate], reason: str) -> None:
    with recording(SYSTEM):
        services.close_assignments(step)
        services.set_due(step)
        step.save()
        services.assign(step, mandates, reason=reason)


def waiting(record: Model) -> list[Step]:
    """The open steps about ``record`` that wait for a committee, whose circuit was not stopped."""
    running = Circuit.unscoped.about(record).under_way()
    found = Step.unscoped.filter(circuit__in=running, kind=StepKind.COMMITTEE)
    return list(found.filter(status=Step.Status.OPEN).select_related("circuit", "institution"))


def deem_met(step: Step, *, ground: str) -> None:
    """The system finds an open step met by ``ground``, then the circuit goes on."""
    with recording(SYSTEM):
        StepLifecycle.move(step, "deem_met", actor=SYSTEM, ground=ground)
        services.close_assignments(step)
        services.advance(Circuit.unscoped.select_for_update().get(pk=step.circuit_id))
