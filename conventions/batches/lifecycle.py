"""A batch: composed, launched as many times as rows remain, or abandoned before any act.

The only module that writes ``Batch.status``.
"""

import uuid
from collections.abc import Iterator
from typing import Any

from common.lifecycle import Lifecycle, Refusal, by, column, move
from common.models import Job

from .. import permissions
from ..models import Batch, BatchRow

B = Batch.Status
BUSY = Refusal(
    "Un travail est en cours sur ce lot : attendez sa fin, puis recommencez.", key="batch.busy"
)


def busy(batch: Batch) -> bool:
    """Whether a work on the batch is not finished."""
    states = (Job.State.WAITING, Job.State.RUNNING)
    return (
        batch.job is not None and Job.objects.filter(public_id=batch.job, state__in=states).exists()
    )


def to_create(batch: Batch) -> Any:
    """The rows kept of which an act may be made, in the order of the list."""
    return batch.rows.filter(convention=None, included=True, finding__in=BatchRow.CREATABLE)


class BatchLifecycle(Lifecycle[Batch]):
    """From the list to its acts."""

    label = "ce lot"
    state = column(B)

    @state.transition(
        (B.COMPOSING, B.LAUNCHED),
        B.LAUNCHED,
        permission=by(permissions.may_run_batch),
        custom=move("Créer les brouillons", "a demandé la création des actes du lot"),
    )
    def launch(self, *, job: uuid.UUID, **given: Any) -> None:
        """Les lignes retenues deviennent des brouillons ; rien n'est envoyé."""
        self.record.job = job

    def guard_launch(self, **given: Any) -> Iterator[Refusal]:
        if not to_create(self.record).exists():
            yield Refusal(
                "Aucune ligne retenue ne peut devenir un acte. Corrigez ou incluez une ligne."
            )

    @state.transition(
        B.COMPOSING,
        B.ABANDONED,
        permission=by(permissions.may_run_batch),
        custom=move("Abandonner ce lot", "a abandonné le lot"),
    )
    def abandon(self, **given: Any) -> None:
        """Aucun acte n'en a été fait."""

    def guard_abandon(self, **given: Any) -> Iterator[Refusal]:
        if busy(self.record):
            yield BUSY
