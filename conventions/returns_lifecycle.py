"""What becomes of a returned text and of each of its corrections.

The only module that writes ``ReturnedText.status`` and ``ReturnedChange.status``.
"""

from collections.abc import Iterator
from typing import Any

from audit.actor import Actor
from common import clock, french
from common.lifecycle import Lifecycle, Refusal, by, column, move

from . import permissions
from .models import ReturnedChange, ReturnedText

C, T = ReturnedChange.Status, ReturnedText.Status


def _may_decide(actor: Actor, change: ReturnedChange) -> bool:
    return permissions.may_steer_or_law(actor, change.returned.convention)


def _may_examine(actor: Actor, returned: ReturnedText) -> bool:
    return permissions.may_steer_or_law(actor, returned.convention)


class ChangeLifecycle(Lifecycle[ReturnedChange]):
    """Accepted or refused, with a reason; reconsidered until the version is taken up."""

    label = "cette modification"
    state = column(C)

    @state.transition(
        (C.PENDING, C.REFUSED),
        C.ACCEPTED,
        permission=by(_may_decide),
        custom=move("Accepter", "a accepté la modification"),
    )
    def accept(self, *, actor: Actor, reason: str = "", **given: Any) -> None:
        """La correction entrera dans le texte."""
        self._decided(actor, reason)

    def guard_accept(self, **given: Any) -> Iterator[Refusal]:
        yield from self._open()
        note = self.record.kind == ReturnedChange.Kind.NOTE
        if self.record.obstacle and not note:
            yield Refusal(self.record.obstacle)

    @state.transition(
        (C.PENDING, C.ACCEPTED),
        C.REFUSED,
        permission=by(_may_decide),
        custom=move("Refuser", "a refusé la modification", reason=True),
    )
    def refuse(self, *, actor: Actor, reason: str = "", **given: Any) -> None:
        """Le texte reste ce qu'il était ; l'auteur saura pourquoi."""
        self._decided(actor, reason)

    def guard_refuse(self, **given: Any) -> Iterator[Refusal]:
        yield from self._open()

    def _open(self) -> Iterator[Refusal]:
        if self.record.returned.status == T.EXAMINED:
            yield Refusal("Cette version est déjà reportée dans l’acte : elle ne se décide plus.")

    def _decided(self, actor: Actor, reason: str) -> None:
        self.record.reason = reason
        self.record.decided_by = actor.title
        self.record.decided_at = clock.now()


class ReturnLifecycle(Lifecycle[ReturnedText]):
    """A returned text is examined change by change, then taken up once."""

    label = "cette version"
    state = column(T)

    @state.transition(
        T.TO_EXAMINE,
        T.EXAMINED,
        permission=by(_may_examine),
        custom=move("Reporter dans l’acte", "a reporté les modifications acceptées"),
    )
    def take_up(self, **given: Any) -> None:
        """Les modifications acceptées entrent dans le texte ; les refus partent à l'auteur."""
        self.record.examined_at = clock.now()

    def guard_take_up(self, **given: Any) -> Iterator[Refusal]:
        left = self.record.changes.filter(status=C.PENDING).count()
        if left:
            said = french.plural(left, "modification reste", "modifications restent")
            yield Refusal(f"{left} {said} à accepter ou à refuser.")
