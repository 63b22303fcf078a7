"""The moves of an act that changes another, besides those that it shares with a convention.

Writes ``Convention.status`` as ``conventions.lifecycle`` does, through the same gate.
"""

from collections.abc import Iterator
from typing import Any

from audit.actor import Actor
from common import clock
from common.lifecycle import Lifecycle, Refusal, column, move, system

from .. import registry
from ..models import Convention, Status
from . import finding

S = Status
SIGNED = (S.SIGNED, S.SIGNED_SUBJECT_TO_DELIBERATION, S.NOTIFIED, S.IN_FORCE)


class ModificationLifecycle(Lifecycle[Convention]):
    """Its end, which is that of the act that it changes."""

    label = "cet acte"
    state = column(S)

    @state.transition(
        SIGNED,
        S.EXPIRED,
        permission=system,
        custom=move(sentence="a pris fin avec l’acte modifié", system=True, reason=True),
    )
    def expire_with(self, *, reason: str, **given: Any) -> None:
        """L'acte modifié est arrivé à son terme, ou un autre lui succède."""
        self._close(reason)

    def guard_expire_with(self, **given: Any) -> Iterator[Refusal]:
        yield from self._unless(S.EXPIRED, S.SUPERSEDED)

    @state.transition(
        SIGNED,
        S.TERMINATED,
        permission=system,
        custom=move(sentence="résilié avec l’acte modifié", system=True, reason=True),
    )
    def terminate_with(self, *, reason: str, **given: Any) -> None:
        """L'acte modifié est résilié, ou annulé par le juge."""
        self._close(reason)

    def guard_terminate_with(self, **given: Any) -> Iterator[Refusal]:
        yield from self._unless(S.TERMINATED, S.ANNULLED)

    def _unless(self, *ends: Status) -> Iterator[Refusal]:
        initial = finding.initial_of(self.record)
        if initial is None or initial.status not in ends:
            yield Refusal("L’acte modifié n’a pas pris fin ainsi.")

    def _close(self, reason: str) -> None:
        initial = finding.initial_of(self.record)
        self.record.closing_reason = reason
        self.record.closed_on = (initial and initial.closed_on) or clock.today()

    def facts(self, verb: str) -> dict[str, Any]:
        return {"text_hash": self.record.text_hash, "register_number": self.record.register_number}

    def after(self, verb: str, *, actor: Actor, reason: str, **given: Any) -> None:
        registry.moved(self.record, verb, actor)
