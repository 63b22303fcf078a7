"""A correction asked on one clause or one value: to correct, corrected, resolved.

The only module that writes ``Remark.status``. While it is to correct, that clause or that value
alone is open to whoever must correct it; the rest of the act stays as it was read.
"""

from collections.abc import Iterator
from typing import Any

from audit.actor import Actor
from common import clock
from common.lifecycle import Lifecycle, Refusal, by, column, move

from . import permissions
from .models import Remark, Status

R = Remark.Status
OPEN_TO_CORRECTION = (Status.UNDER_REVIEW, Status.CHANGES_REQUESTED)


class RemarkLifecycle(Lifecycle[Remark]):
    """One thread a clause, until who asked is satisfied, or the jurist says so."""

    label = "cette demande"
    state = column(R)

    @state.transition(
        R.TO_CORRECT,
        R.CORRECTED,
        permission=by(permissions.may_correct),
        custom=move("Enregistrer la correction", "a corrigé"),
    )
    def correct(self, **given: Any) -> None:
        """La clause, ou la valeur, est corrigée ; qui l'a demandé doit le constater."""
        self.record.answered_at = clock.now()

    def guard_correct(self, **given: Any) -> Iterator[Refusal]:
        if self.record.convention.status not in OPEN_TO_CORRECTION:
            yield Refusal("Le texte de cet acte est arrêté : plus rien ne s’y corrige.")

    @state.transition(
        R.CORRECTED,
        R.TO_CORRECT,
        permission=by(permissions.may_resolve),
        custom=move("Demander encore", "n’est pas satisfait de la correction", reason=True),
    )
    def ask_again(self, **given: Any) -> None:
        """La correction ne répond pas à la demande."""
        self.record.answered_at = None

    @state.transition(
        (R.TO_CORRECT, R.CORRECTED),
        R.RESOLVED,
        permission=by(permissions.may_resolve),
        custom=move("Constater que c’est résolu", "a constaté que la demande est résolue"),
    )
    def resolve(self, *, actor: Actor, **given: Any) -> None:
        """Qui l'a demandé est satisfait, ou le juriste clôt la demande."""
        self.record.resolved_by = actor.title
        self.record.resolved_at = clock.now()
