"""The one node of ours: a step of a process that waits for a circuit of people."""

from collections.abc import Callable
from typing import Any

from viewflow import this
from viewflow.this_object import ThisObject
from viewflow.workflow.nodes.handle import Handle, HandleActivation

from circuits import services
from circuits.models import Circuit


class CircuitActivation(HandleActivation):
    """Opens the circuit when the process reaches the node; waits until it closes."""

    @HandleActivation.status.super()
    def activate(self) -> None:
        self.flow_task.open(self)


class CircuitNode(Handle):  # type: ignore[misc]
    """Open a circuit about the process's record, go on when it closes.

    ``code``: a template code, or ``this.<method>`` of the flow that chooses one from the
    activation. The flow's ``players(activation)`` and ``covered(activation)`` say who plays each
    party and which steps are met beforehand; ``due_on(record, code)`` the day of the steps that
    have none of their own, or None.
    """

    task_type = "HUMAN"
    activation_class = CircuitActivation

    def __init__(self, code: str | ThisObject, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._code = code

    def open(self, activation: CircuitActivation) -> Circuit:
        flow = self.flow_class.instance
        chosen: str | Callable[[Any], str] = this.resolve(flow, self._code)
        record = activation.process.artifact
        code = chosen if isinstance(chosen, str) else chosen(activation)
        return services.open_circuit(
            code,
            record,
            players=flow.players(record),
            url=record.get_absolute_url(),
            flow_task_id=activation.task.pk,
            covered=flow.covered(record),
            due_on=flow.due_on(record, code),
        )
