"""Statuses of a circuit and of its steps, and the moves between them.

Steps are moved by ``circuits.services``, which knows the group rule and the assignments.
"""

from collections.abc import Iterator
from typing import Any

from audit.actor import Actor
from common import clock
from common.lifecycle import Lifecycle, Refusal, by, column, move, system

from . import permissions, registry
from .models import Circuit, SigningCode, SigningLink, Step, StepKind

C = Circuit.Status
S = Step.Status
L = SigningLink.Status
K = SigningCode.Status


class CircuitLifecycle(Lifecycle[Circuit]):
    """One run of a template."""

    label = "ce circuit"
    state = column(C)

    @state.transition(
        C.PLANNED,
        C.RUNNING,
        permission=system,
        custom=move(sentence="circuit commencé", system=True),
    )
    def start(self, **given: Any) -> None:
        self.record.opened_at = clock.now()

    @state.transition(
        C.RUNNING,
        C.PAUSED,
        permission=by(permissions.may_steer),
        custom=move("Suspendre", "a suspendu le circuit", reason=True),
    )
    def pause(self, *, reason: str, **given: Any) -> None:
        """Reminders stop."""
        self.record.reason = reason

    @state.transition(
        C.PAUSED,
        C.RUNNING,
        permission=by(permissions.may_steer),
        custom=move("Reprendre", "a repris le circuit", reason=True),
    )
    def resume(self, *, reason: str, **given: Any) -> None:
        self.record.reason = reason

    @state.transition(
        C.RUNNING,
        C.COMPLETED,
        permission=system,
        custom=move(sentence="circuit terminé", system=True),
    )
    def finish(self, **given: Any) -> None:
        self.record.closed_at = clock.now()

    @state.transition(
        (C.PLANNED, C.RUNNING, C.PAUSED),
        C.STOPPED,
        permission=by(permissions.may_steer),
        custom=move("Arrêter le circuit", "a arrêté le circuit", reason=True),
    )
    def stop(self, *, reason: str, **given: Any) -> None:
        self.record.closed_at = clock.now()
        self.record.reason = reason


class StepLifecycle(Lifecycle[Step]):
    """One thing asked from one office."""

    label = "cette étape"
    state = column(S)

    @state.transition(
        S.PENDING,
        S.OPEN,
        permission=system,
        custom=move(sentence="étape ouverte", system=True),
    )
    def open_step(self, **given: Any) -> None:
        self.record.opened_at = clock.now()

    @state.transition(
        (S.PENDING, S.OPEN),
        S.DEEMED_MET,
        permission=by(permissions.may_deem),
        custom=move("Constater la couverture", "a constaté que l'étape est couverte"),
    )
    def deem_met(self, *, ground: str, **given: Any) -> None:
        self._close(ground)

    def guard_deem_met(self, *, actor: Actor, **given: Any) -> Iterator[Refusal]:
        if self.record.kind == StepKind.COMMITTEE and not actor.system:
            yield registry.NO_PROOF

    @state.transition(
        S.OPEN, S.DONE, permission=by(permissions.may_act), custom=move("Faire", "a fait l'étape")
    )
    def complete(
        self, *, actor: Actor, outcome: str = "", by: Actor | None = None, **given: Any
    ) -> None:
        """``by``: the person whose act ends the step, when the system draws the consequence."""
        self._close(outcome, by or actor)
        self.record.authority = given.get("authority", {})

    def guard_complete(self, *, proof: object = None, **given: Any) -> Iterator[Refusal]:
        if self.record.kind == StepKind.COMMITTEE:
            yield from registry.unproved(self.record, proof)

    @state.transition(
        S.OPEN,
        S.DONE,
        permission=system,
        custom=move(sentence="réponse donnée par courrier", system=True),
    )
    def answer_by_letter(self, *, signer: Actor, outcome: str, **given: Any) -> None:
        """``signer`` answered on paper, which an agent recorded: the step is not the agent's."""
        self._close(outcome, signer)

    def guard_answer_by_letter(self, **given: Any) -> Iterator[Refusal]:
        if self.record.kind != StepKind.ACKNOWLEDGEMENT:
            yield Refusal(
                "Seul un accusé de réception se donne par courrier : ni une signature, ni un visa, "
                "ni un avis."
            )

    @state.transition(
        S.OPEN,
        S.DONE_WITH_RESERVES,
        permission=by(permissions.may_act),
        custom=move("Viser avec réserves", "a visé avec réserves", reason=True),
    )
    def complete_with_reserves(self, *, actor: Actor, reason: str, **given: Any) -> None:
        self._close(reason, actor)

    def guard_complete_with_reserves(self, **given: Any) -> Iterator[Refusal]:
        if self.record.kind not in (StepKind.VISA, StepKind.OPINION):
            yield Refusal("Seul un visa ou un avis peut porter une réserve.")

    @state.transition(
        S.OPEN,
        S.DECLINED,
        permission=by(permissions.may_act),
        custom=move("Refuser", "a refusé", reason=True),
    )
    def decline(self, *, actor: Actor, reason: str, **given: Any) -> None:
        self._close(reason, actor)

    def guard_decline(self, **given: Any) -> Iterator[Refusal]:
        if self.record.kind == StepKind.COMMITTEE:
            yield registry.NO_PROOF

    @state.transition(
        S.OPEN,
        S.UNANSWERED,
        permission=system,
        custom=move(sentence="sans observation", system=True),
    )
    def close_unanswered(self, **given: Any) -> None:
        self._close(f"Sans observation au {clock.today():%d/%m/%Y}.")

    def guard_close_unanswered(self, **given: Any) -> Iterator[Refusal]:
        """Silence closes a review; it is never a signature, a visa, an opinion or a vote (P5)."""
        if self.record.kind != StepKind.REVIEW:
            yield Refusal("Seule une relecture se clôt sans réponse.")
        elif self.record.due_on is not None and self.record.due_on >= clock.today():
            yield Refusal("Le délai de relecture court encore.")

    @state.transition(
        (S.PENDING, S.OPEN),
        S.CANCELLED,
        permission=system,
        custom=move(sentence="étape sans objet", system=True),
    )
    def cancel_step(self, *, reason: str = "", **given: Any) -> None:
        self._close(reason)

    def _close(self, outcome: str, actor: Actor | None = None) -> None:
        self.record.closed_at = clock.now()
        self.record.outcome = outcome
        self.record.done_by = actor.label if actor is not None and not actor.system else ""


class LinkLifecycle(Lifecycle[SigningLink]):
    """A personal way to one signature."""

    label = "ce lien"
    state = column(L)

    @state.transition(
        L.LIVE, L.EXPIRED, permission=None, custom=move(sentence="lien expiré", system=True)
    )
    def expire_link(self, **given: Any) -> None:
        self.record.closed_at = clock.now()

    @state.transition(
        L.LIVE, L.CONSUMED, permission=None, custom=move(sentence="lien utilisé", system=True)
    )
    def consume(self, **given: Any) -> None:
        self.record.closed_at = clock.now()

    @state.transition(
        (L.LIVE, L.EXPIRED),
        L.REVOKED,
        permission=None,
        custom=move(sentence="lien révoqué", system=True),
    )
    def revoke_link(self, *, reason: str = "", **given: Any) -> None:
        self.record.closed_at = clock.now()
        self.record.closed_reason = reason

    @state.transition(
        L.EXPIRED,
        L.REVOKED,
        permission=None,
        custom=move("Recevoir un nouveau lien", "a demandé un nouveau lien"),
    )
    def renew_link(self, **given: Any) -> None:
        self.record.closed_at = clock.now()
        self.record.closed_reason = "remplacé par un nouveau lien"


class CodeLifecycle(Lifecycle[SigningCode]):
    """A one-time code."""

    label = "ce code"
    state = column(K)

    @state.transition(
        K.SENT, K.USED, permission=None, custom=move(sentence="code utilisé", system=True)
    )
    def enter_code(self, **given: Any) -> None:
        """The right code was typed in time."""

    @state.transition(
        K.SENT, K.EXPIRED, permission=None, custom=move(sentence="code expiré", system=True)
    )
    def expire_code(self, **given: Any) -> None:
        """Ten minutes passed, or a newer code replaces it."""

    @state.transition(
        K.SENT, K.LOCKED, permission=None, custom=move(sentence="code bloqué", system=True)
    )
    def lock_code(self, **given: Any) -> None:
        """Five wrong tries."""
