"""Decisions to carry out: a task for whoever is responsible, until they say what was done.

They are made when the record of decisions is confirmed (règlement intérieur, art. 9).
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from circuits import registry, services
from circuits.models import Circuit, Step
from common import clock
from common.lifecycle import Lifecycle, Refusal, by, column, move
from governance.models import Mandate
from governance.services.store import store

from . import permissions
from .models import Decision, FollowUp
from .models.followups import FollowUpStatus as S

CIRCUIT = "committee.follow_up"


@registry.on_closed("committee")
def closed(circuit: Circuit) -> None:
    """A decision is carried out: nothing else waits for that."""


class FollowUpLifecycle(Lifecycle[FollowUp]):
    """Open, then carried out."""

    state = column(S)
    label: ClassVar[str] = "cette suite"

    @state.transition(
        S.OPEN,
        S.DONE,
        permission=by(permissions.may_carry_out),
        custom=move("Déclarer exécutée", "a déclaré la décision exécutée"),
    )
    def carry_out(self, *, actor: Actor, note: str, evidence: str = "", **given: Any) -> None:
        """``note``: what was done; ``evidence``: SHA-256 of a file kept."""
        self.record.note, self.record.evidence = note.strip(), evidence
        self.record.done_at = clock.now()
        self.record.done_by = Mandate.unscoped.get(pk=actor.mandate_id)

    def guard_carry_out(self, *, note: str = "", **given: Any) -> Iterator[Refusal]:
        if not note.strip():
            yield Refusal("Dites ce qui a été fait : l’instance le lira.", key="followup.note")

    def after(self, verb: str, *, actor: Actor, reason: str, **given: Any) -> None:
        services.fulfil(self.record, verb, actor=actor)


def begin(decision: Decision) -> FollowUp | None:
    """The task of an adopted decision, inside the transaction that confirms it; once, and again
    for whom and when a corrected record says.

    None for a decision rejected, and for the approval of minutes, which their signature follows.
    """
    responsible = decision.responsible
    if not decision.adopted or decision.item.approves_minutes or responsible is None:
        return None
    made = FollowUp.unscoped.select_for_update().filter(decision=decision).first()
    with recording(SYSTEM):
        if made is None:
            made = store(FollowUp(decision=decision), "begin_follow_up")
        elif _corrected(made, decision):
            services.stop_all(made, actor=SYSTEM, reason="relevé corrigé")
        else:
            return None
        services.open_circuit(
            CIRCUIT,
            made,
            players={
                "responsible": [services.Player(responsible.institution, mandate=responsible)]
            },
            url=made.get_absolute_url(),
            due_on=decision.due_on,
        )
    return made


def _corrected(made: FollowUp, decision: Decision) -> bool:
    """The task still waits, for another person or another day than the decision says now."""
    asked = Step.unscoped.filter(
        circuit__subject_type=made._meta.label_lower,
        circuit__subject_id=made.pk,
        status=Step.Status.OPEN,
    )
    due = f"{services.ON}:{decision.due_on}"
    return made.status == S.OPEN and any(
        (step.addressee_id, step.due) != (decision.responsible_id, due) for step in asked
    )
