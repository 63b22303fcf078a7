"""Statuses of a record of decisions, and the moves between them.

The only module that writes ``DecisionRecord.status``; the close of the meeting makes it
provisional (tables, § 1.5; practice, § 3).
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from audit.actor import Actor
from common import clock
from common.lifecycle import Lifecycle, Refusal, by, column, move
from governance.models import Mandate
from governance.services.store import store

from . import effects, papers, permissions
from .models import Decision, DecisionRecord
from .models.records import RecordStatus as R


class RecordLifecycle(Lifecycle[DecisionRecord]):
    """Provisional until who presided confirms it."""

    state = column(R)
    label: ClassVar[str] = "le relevé de décisions"

    @state.transition(
        R.PROVISIONAL,
        R.CONFIRMED,
        permission=by(permissions.may_confirm),
        custom=move("Confirmer le relevé", "a confirmé le relevé de décisions"),
    )
    def confirm_decisions(self, *, actor: Actor, **given: Any) -> None:
        """Each decision takes effect."""
        self.record.confirmed_at = clock.now()
        self.record.confirmed_by = Mandate.unscoped.get(pk=actor.mandate_id)

    def guard_confirm_decisions(self, **given: Any) -> Iterator[Refusal]:
        for each in Decision.unscoped.filter(meeting=self.record.meeting):
            if each.responsible is None:
                yield Refusal(f"La décision {each.number} n’a pas de responsable.")
            if each.due_on is None:
                yield Refusal(f"La décision {each.number} n’a pas d’échéance.")
        if self.record.meeting.secretary is None:
            yield Refusal("La séance n’a pas de secrétaire : désignez-le, il figure au relevé.")

    @state.transition(
        R.CONFIRMED,
        R.CORRECTED,
        permission=by(permissions.may_confirm),
        custom=move("Corriger le relevé", "a remplacé le relevé de décisions", reason=True),
    )
    def correct_decisions(self, **given: Any) -> None:
        """Another record follows it, provisional; both are kept (règlement intérieur, 9.3)."""

    def after(self, verb: str, *, actor: Actor, reason: str, **given: Any) -> None:
        """Its decisions take effect, then its copies are made; what took effect stays so."""
        if verb == "correct_decisions":
            follower = DecisionRecord(
                meeting=self.record.meeting,
                rank=self.record.rank + 1,
                replaces=self.record,
                reason=reason.strip(),
            )
            store(follower, "make_record")
            return
        effects.apply(self.record.meeting, actor)
        label = f"Relevé de décisions {self.record.reference}"
        papers.queue(papers.of_record(self.record), label, actor=actor)

    def facts(self, verb: str) -> dict[str, Any]:
        return {"meeting": self.record.meeting.number}
