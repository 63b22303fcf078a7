"""A variant of a clause: proposed by the staff, approved by the jurist, retired.

The only module that writes ``ClauseVariant.status``.
"""

from typing import Any

from audit.actor import Actor
from common import clock
from common.lifecycle import Lifecycle, by, column, move

from . import permissions
from .models import ClauseVariant

V = ClauseVariant.Status


class VariantLifecycle(Lifecycle[ClauseVariant]):
    """Only an approved variant enters an act; those already in acts stay there."""

    label = "cette variante"
    state = column(V)

    @state.transition(
        (V.PROPOSED, V.RETIRED),
        V.APPROVED,
        permission=by(permissions.may_approve_variant),
        custom=move("Approuver", "a approuvé la variante"),
    )
    def approve(self, *, actor: Actor, **given: Any) -> None:
        """Le juriste l'admet dans les actes."""
        self._decided(actor)

    @state.transition(
        (V.PROPOSED, V.APPROVED),
        V.RETIRED,
        permission=by(permissions.may_approve_variant),
        custom=move("Retirer", "a retiré la variante", reason=True),
    )
    def retire(self, *, actor: Actor, **given: Any) -> None:
        """Elle n'entre plus dans aucun acte."""
        self._decided(actor)

    def _decided(self, actor: Actor) -> None:
        self.record.decided_by = actor.title
        self.record.decided_at = clock.now()
