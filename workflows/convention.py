"""The process of a convention, from its preparation to its entry into force.

Reads like its diagram: people's steps are circuits (rows), legal moves are lifecycles, and this
flow only says what comes next. Class and node names are stored as strings in rows: they keep
their names for ever; a removed node stays as ``flow.Obsolete()``.
"""

from typing import Any

from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.models import Process

from audit.actor import SYSTEM, Actor
from circuits import registry as circuit_registry
from circuits import services as circuits
from circuits.models import Circuit
from conventions import gates, kinds, participants
from conventions import registry as convention_registry
from conventions.lifecycle import ConventionLifecycle
from conventions.models import Convention, Status, Way
from conventions.modifying import rectifying

from . import runs
from .acts import ActFlow
from .entry_slip import EntrySlipFlow
from .nodes import CircuitNode

#: Verbs after which the process starts again at a node: the circuits under way are stopped.
RESTARTS = {
    "request_changes": "correct_again",
    "reopen_text": "correct_again",
    "reopen_mentions": "issue_again",
    "await_deliberation": "councils_again",
    "register_signed_elsewhere": "notify_registered",
    "register_early_signed": "regularise_registered",
    "discover_early_signature": "regularise_registered",
    "reopen_entry_slip": "correct_again",
}
#: Verbs that end the process.
ENDS = {
    "refuse",
    "withdraw",
    "record_annulment",
    "abandon_early_signed",
    "terminate",
    "expire_with",
    "terminate_with",
}
#: Verbs by which an act takes effect: the last thing that the process waits for.
EFFECTS = {"enter_into_force", "admit_school"}


class ConventionProcess(Process):
    """A run of the process about one convention (``artifact``)."""

    class Meta:
        proxy = True

    @property
    def awaits_councils(self) -> bool:
        """Assemblies have to vote: the framework délibérations do not cover the act."""
        return self.artifact.status == Status.IN_DELIBERATION


class ConventionFlow(ActFlow, flow.Flow):  # type: ignore[misc]
    """Convention."""

    process_class = ConventionProcess
    lock_impl = lock.select_for_update_lock
    process_title = "Convention"

    start = flow.StartHandle(this.begin).Next(this.prepare)
    correct_again = flow.StartHandle(this.begin).Next(this.correct)
    issue_again = flow.StartHandle(this.begin).Next(this.issue)
    councils_again = flow.StartHandle(this.begin).Next(this.councils)
    notify_registered = flow.StartHandle(this.begin).Next(this.notify)
    regularise_registered = flow.StartHandle(this.begin).Next(this.regularise)

    prepare = CircuitNode("convention.prepare").Next(this.review)
    correct = CircuitNode("convention.correct").Next(this.review)
    review = CircuitNode(this.review_code).Next(this.settle)
    settle = CircuitNode("convention.settle").Next(this.dispatch)
    dispatch = CircuitNode("convention.dispatch").Next(this.need_votes)
    need_votes = (
        flow.If(lambda activation: activation.process.awaits_councils)
        .Then(this.councils)
        .Else(this.issue)
    )
    councils = CircuitNode("convention.councils").Next(this.confirm)
    confirm = flow.Function(this.confirm_enforceable).Next(this.issue)
    issue = CircuitNode("convention.issue").Next(this.sign)
    sign = CircuitNode(this.sign_code).Next(this.close_signatures)
    close_signatures = flow.Function(this.complete_signatures).Next(this.notify)
    regularise = CircuitNode("convention.regularise").Next(this.notify)
    notify = CircuitNode("convention.notify").Next(this.in_force)
    in_force = flow.Handle().Next(this.end)
    end = flow.End()

    def review_code(self, activation: Any) -> str:
        return kinds.review_circuit(activation.process.artifact)

    def sign_code(self, activation: Any) -> str:
        return kinds.sign_circuit(activation.process.artifact)

    def confirm_enforceable(self, activation: Any) -> None:
        convention = activation.process.artifact
        if convention.status == Status.IN_DELIBERATION:
            ConventionLifecycle.move(convention, "confirm_enforceable", actor=SYSTEM)


FLOWS = {Way.ENTRY_SLIP: EntrySlipFlow}
"""The process of an act that changes another, where it is not that of a convention."""


def flow_of(convention: Convention) -> Any:
    """The process that an act follows, from its kind."""
    return FLOWS.get(convention.kind.way, ConventionFlow)


def open_runs(convention: Convention) -> list[Process]:
    """Runs of the process that still wait for something."""
    return runs.still_open(ConventionProcess, flow_of(convention), convention)


@convention_registry.on_moved
def follow(convention: Convention, verb: str, actor: Actor) -> None:
    """What the process does after each move, in the transaction of the move."""
    if verb == "create":
        flow_of(convention).start.run(convention=convention)
    elif verb in RESTARTS:
        circuits.stop_all(convention, actor=actor, reason=_said(convention, verb, actor))
        runs.cancel(open_runs(convention))
        getattr(flow_of(convention), RESTARTS[verb]).run(convention=convention)
    elif verb in ENDS:
        circuits.stop_all(convention, actor=actor, reason=_said(convention, verb, actor))
        runs.cancel(open_runs(convention))
    elif verb in EFFECTS:
        runs.go_past(open_runs(convention), flow_of(convention).in_force)
    else:
        circuits.fulfil(convention, verb, actor=actor)


def _said(convention: Convention, verb: str, actor: Actor) -> str:
    """The move as the history says it: what stopped the circuits under way."""
    return f"{actor.title} : {gates.words(convention, verb).sentence}"


@circuit_registry.on_closed(participants.CIRCUITS)
def _go_on(circuit: Circuit) -> None:
    """A circuit closed: the process, or the rectification, that waited for it goes on."""
    if circuit.kind == rectifying.CIRCUIT:
        rectifying.answered(circuit)
    else:
        runs.go_on(circuit)
