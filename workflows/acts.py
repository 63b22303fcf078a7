"""What the processes of all acts have in common: the act, who plays its parts, its signatures."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from audit.actor import SYSTEM
from circuits.models import Step
from circuits.services import Player
from conventions import participants
from conventions.lifecycle import ConventionLifecycle
from conventions.models import Convention


class ActFlow:
    """A process about one act (``artifact``), whose circuits the parties of the act play."""

    def begin(self, activation: Any, convention: Convention) -> None:
        activation.process.artifact = convention

    def complete_signatures(self, activation: Any) -> None:
        ConventionLifecycle.move(activation.process.artifact, "complete_signatures", actor=SYSTEM)

    def players(self, convention: Convention) -> Mapping[str, list[Player]]:
        return participants.players(convention)

    def due_on(self, convention: Convention, code: str) -> dt.date | None:
        """Circuits of acts say themselves when their steps are due."""
        return None

    def covered(self, convention: Convention) -> Callable[[Step], str]:
        return participants.covered(convention)
