"""A rectification: written, proposed to each party, accepted by all or refused by one (P7).

The only module that writes ``Rectification.status``.
"""

from collections.abc import Iterator
from typing import Any

from audit.actor import Actor
from circuits.models import Circuit, Step
from common import clock
from common.lifecycle import Lifecycle, Refusal, by, column, move, system
from governance.models import Mandate

from .. import permissions
from ..models import Rectification
from . import answering, clerical, correcting, printing

R = Rectification.Status


def _steers(actor: Actor, record: Rectification) -> bool:
    return permissions.may_steer(actor, record.convention)


def awaited(actor: Actor, record: Rectification) -> bool:
    """Whether an answer of this actor is awaited."""
    return step_of(actor, record) is not None


def step_of(actor: Actor, record: Rectification) -> Step | None:
    """The open step of the circuit that waits for the actor; None when nothing does."""
    steps = permissions.open_steps(record.convention, actor)
    return next((step for step in steps if step.circuit_id == record.circuit_id), None)


def against(actor: Actor, record: Rectification) -> list[Refusal]:
    """Why the actor, whose answer is awaited, may not give it now; empty when they may."""
    step = step_of(actor, record)
    if step is None:
        return []
    mandate = Mandate.unscoped.with_words().get(pk=actor.mandate_id)
    return list(answering.against(record, step, mandate, clock.now()))


class RectificationLifecycle(Lifecycle[Rectification]):
    """From the draft to the answers of the parties, on screen or by letter."""

    label = "cette rectification"
    state = column(R)
    letter = ""

    @state.transition(
        R.DRAFT,
        R.PROPOSED,
        permission=by(_steers),
        custom=move(
            "Proposer une rectification", "a proposé une rectification d’erreur matérielle"
        ),
    )
    def propose_rectification(self, **given: Any) -> None:
        """Chaque partie est appelée à l'accepter, ou à la refuser en le motivant."""
        self.record.proposed_at = clock.now()

    def guard_propose_rectification(self, **given: Any) -> Iterator[Refusal]:
        yield from clerical.act_refusals(self.record.convention)
        yield from correcting.refusals(self.record)

    @state.transition(
        R.PROPOSED,
        R.ACCEPTED,
        permission=system,
        custom=move(sentence="rectification acceptée par toutes les parties", system=True),
    )
    def complete_acceptances(self, **given: Any) -> None:
        """La dernière partie l'a acceptée : le texte se lit rectifié, depuis la date de l'acte."""
        self.record.accepted_at = self.record.closed_at = clock.now()

    def guard_complete_acceptances(self, **given: Any) -> Iterator[Refusal]:
        circuit = self.record.circuit
        if circuit is None or circuit.status != Circuit.Status.COMPLETED:
            yield Refusal("Toutes les parties n’ont pas répondu.")

    @state.transition(
        R.PROPOSED,
        R.PROPOSED,
        permission=by(awaited),
        custom=move("Accepter la rectification", "a accepté la rectification"),
    )
    def accept_rectification(self, **given: Any) -> None:
        """Une partie l'accepte ; les autres répondent encore."""

    def guard_accept_rectification(self, *, actor: Actor, **given: Any) -> Iterator[Refusal]:
        yield from against(actor, self.record)

    @state.transition(
        R.PROPOSED,
        R.PROPOSED,
        permission=by(_steers),
        custom=move(
            "Enregistrer la réponse",
            "a enregistré l’acceptation d’une partie, reçue par courrier",
        ),
    )
    def record_acceptance(self, *, letter: answering.Letter, **given: Any) -> None:
        """Une partie l'a acceptée par courrier ; les autres répondent encore."""
        self.letter = letter.words

    def guard_record_acceptance(
        self, *, letter: answering.Letter, **given: Any
    ) -> Iterator[Refusal]:
        yield from answering.against_letter(self.record, letter)

    @state.transition(
        R.PROPOSED,
        R.REFUSED,
        permission=by(_steers),
        custom=move(
            "Enregistrer la réponse",
            "a enregistré le refus d’une partie, reçu par courrier",
            reason=True,
        ),
    )
    def record_refusal(self, *, letter: answering.Letter, reason: str, **given: Any) -> None:
        """Une partie l'a refusée par courrier : un avenant est proposé."""
        self.letter = letter.words
        self.record.closing_party_id = letter.step.institution_id
        self._close(reason)

    def guard_record_refusal(self, *, letter: answering.Letter, **given: Any) -> Iterator[Refusal]:
        yield from answering.against_letter(self.record, letter)

    @state.transition(
        R.PROPOSED,
        R.REFUSED,
        permission=by(awaited),
        custom=move("Refuser la rectification", "a refusé la rectification", reason=True),
    )
    def refuse_rectification(self, *, actor: Actor, reason: str, **given: Any) -> None:
        """Une partie estime qu'une obligation change : un avenant est proposé."""
        self.record.closing_party_id = actor.institution_id
        self._close(reason)

    def guard_refuse_rectification(self, *, actor: Actor, **given: Any) -> Iterator[Refusal]:
        yield from against(actor, self.record)

    @state.transition(
        (R.DRAFT, R.PROPOSED),
        R.WITHDRAWN,
        permission=by(_steers),
        custom=move("Retirer la rectification", "a retiré la rectification", reason=True),
    )
    def withdraw_rectification(self, *, reason: str, **given: Any) -> None:
        """Le syndicat y renonce, ou l'acte a pris fin."""
        self._close(reason)

    def _close(self, reason: str) -> None:
        self.record.closing_reason = reason
        self.record.closed_at = clock.now()

    def facts(self, verb: str) -> dict[str, Any]:
        told = {"reference": self.record.reference}
        return told | {"letter": self.letter} if self.letter else told

    def after(self, verb: str, **given: Any) -> None:
        if self.record.status == R.ACCEPTED:
            printing.ask(self.record.convention)
