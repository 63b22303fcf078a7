"""Statuses of a batch of urgency. The only module that writes ``UrgentBatch.status``."""

import uuid
from collections.abc import Iterator
from typing import Any

from common import clock
from common.lifecycle import Lifecycle, Refusal, by, column, move

from ..models import UrgentBatch, UrgentStatus
from . import guards, permissions


class BatchLifecycle(Lifecycle[UrgentBatch]):
    """Prepared, then launched as a work with a result per school, or abandoned."""

    state = column(UrgentStatus)
    label = "le lot d’urgence"

    @state.transition(
        UrgentStatus.PREPARING,
        UrgentStatus.LAUNCHED,
        permission=by(permissions.may_run),
        custom=move("Ouvrir ces écoles en urgence", "a lancé l’ouverture en urgence"),
    )
    def launch(self, *, job: uuid.UUID | None = None, **given: Any) -> None:
        """Chaque école est ouverte pour elle-même."""
        self.record.launched_on, self.record.job = clock.today(), job

    def guard_launch(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.complete(self.record)

    @state.transition(
        UrgentStatus.PREPARING,
        UrgentStatus.ABANDONED,
        permission=by(permissions.may_run),
        custom=move("Abandonner le lot", "a abandonné le lot", reason=True),
    )
    def abandon(self, **given: Any) -> None:
        """Aucune école n'est ouverte par ce lot."""
