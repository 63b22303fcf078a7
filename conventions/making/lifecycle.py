"""Statuses of a version of a kind: described, tried on a sample, in use, retired.

The only module that writes ``ActKind.status``. A version in use never changes: acts begun with it
keep it, and another version takes its place.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from audit.actor import Actor
from common.lifecycle import Lifecycle, Refusal, by, column, move, system

from .. import permissions
from ..models import ActKind
from . import describing, gaps

S = ActKind.Status


class KindLifecycle(Lifecycle[ActKind]):
    """From the first description to the last act."""

    label = "cette nature d’acte"
    state = column(S)

    @state.transition(
        (S.DRAFT, S.TRIED),
        S.TRIED,
        permission=by(permissions.may_make_kinds),
        custom=move(sentence="a essayé la nature d’acte", system=True),
    )
    def record_trial(self, *, trial: dict[str, Any], of: str, **given: Any) -> None:
        """Every step was opened and closed, the document was produced."""
        self.record.trial = trial
        self.record.tried_of = of

    def guard_record_trial(self, *, of: str, **given: Any) -> Iterator[Refusal]:
        yield from gaps.refusals(self.record)
        if of != describing.fingerprint(self.record):
            yield Refusal("La nature d’acte a changé pendant l’essai : essayez-la de nouveau.")

    @state.transition(
        S.TRIED,
        S.DRAFT,
        permission=by(permissions.may_make_kinds),
        custom=move(sentence="a repris la nature d’acte", system=True),
    )
    def take_up(self, **given: Any) -> None:
        """Something changed since the trial."""

    @state.transition(
        S.TRIED,
        S.IN_USE,
        permission=by(permissions.may_make_kinds),
        custom=move("Publier", "a publié la nature d’acte"),
    )
    def publish(self, **given: Any) -> None:
        """New acts begin with this version."""

    def guard_publish(self, **given: Any) -> Iterator[Refusal]:
        yield from gaps.refusals(self.record)
        if self.record.tried_of != describing.fingerprint(self.record):
            yield Refusal(
                "La nature d’acte a changé depuis son dernier essai : essayez-la de nouveau."
            )
        model = describing.model_of(self.record)
        if model is not None and model.marks and not settings.DEMO:
            yield Refusal(
                f"Le modèle Word porte encore « [à confirmer] » ({model.marks}) : un juriste règle "
                "ces points dans Word, puis le modèle est déposé de nouveau."
            )

    @state.transition(
        S.IN_USE,
        S.RETIRED,
        permission=system,
        custom=move(sentence="remplacée par une version plus récente", system=True),
    )
    def replace(self, **given: Any) -> None:
        """Another version is published; acts under way keep this one."""

    @state.transition(
        (S.DRAFT, S.TRIED, S.IN_USE),
        S.RETIRED,
        permission=by(permissions.may_make_kinds),
        custom=move("Retirer", "a retiré la nature d’acte", reason=True),
    )
    def retire(self, **given: Any) -> None:
        """No act begins with it any more; those under way go on."""

    def not_yours(self, verb: str, actor: Actor) -> str:
        return permissions.NOT_A_MAKER
