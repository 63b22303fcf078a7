"""Statuses of a decision of financing, and the moves between them.

The only module that writes ``FinancingDecision.status``; call ``move``. A decision is expected
once it is asked (``services.ask``); when every body asked has granted its part, the file of the
school is financed in the same transaction.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from audit.actor import Actor
from common.lifecycle import Lifecycle, Refusal, by, column, move, system
from governance.authority import Authority
from governance.models import Deliberation

from .. import guards as of_entries
from .. import registry
from ..lifecycle import SchoolEntryLifecycle
from ..models import DecisionStatus, EntryStatus, FinancingDecision, Ground, SchoolEntry
from . import facts, guards, permissions

D = DecisionStatus
WRITTEN = (
    "ground", "reference", "decided_on", "file", "delegation_reference", "legal_text", "text_from",
    "text_to", "deliberation", "conditions", "budget_year", "budget_line", "valid_until",
)  # fmt: skip
"""What the act says, as it is recorded."""


class DecisionLifecycle(Lifecycle[FinancingDecision]):
    """Asked of one body, then granted or declined; void when it has no object any more."""

    state = column(D)
    label = "la décision de financement"

    @state.transition(
        D.EXPECTED,
        D.GRANTED,
        permission=by(permissions.may_record),
        custom=move("Enregistrer l’accord", "a enregistré l’accord de financement"),
    )
    def grant(self, **given: Any) -> None:
        """L'organe compétent accorde le financement, hors de ce site."""
        for name in WRITTEN:
            if name in given:
                setattr(self.record, name, given[name])
        if self.record.ground != Ground.DELIBERATION:
            held = guards.executive(
                self.record.institution, self.record.amount, given["decided_on"]
            )
            self.record.authority = held.as_dict() if isinstance(held, Authority) else {}

    def guard_grant(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.granted(self.record, given)

    @state.transition(
        D.EXPECTED,
        D.DECLINED,
        permission=by(permissions.may_decline),
        custom=move("Enregistrer le refus", "a enregistré le refus de financer", reason=True),
    )
    def decline(
        self, *, reason: str, category: str, decided_on: dt.date | None = None, **given: Any
    ) -> None:
        """La collectivité ne paie pas cette part : le plan est à revoir."""
        self.record.reason, self.record.category = reason.strip(), category
        self.record.decided_on = decided_on

    def guard_decline(self, *, category: str = "", **given: Any) -> Iterator[Refusal]:
        yield from of_entries.category(category)

    @state.transition(
        D.GRANTED,
        D.GRANTED,
        permission=by(permissions.may_record),
        custom=move("Enregistrer la ratification", "a enregistré la ratification du financement"),
    )
    def ratify(self, *, deliberation: Deliberation, **given: Any) -> None:
        """L'assemblée reprend à son compte une décision prise sans elle."""
        self.record.ratification = deliberation

    def guard_ratify(
        self, *, deliberation: Deliberation | None = None, **given: Any
    ) -> Iterator[Refusal]:
        yield from guards.ratified(self.record, deliberation)

    @state.transition(
        (D.EXPECTED, D.GRANTED, D.DECLINED),
        D.VOID,
        permission=system,
        custom=move(sentence="n’a plus d’objet", system=True),
    )
    def void(self, **given: Any) -> None:
        """Le plan a changé, ou l'école ne poursuit pas."""

    def after(self, verb: str, *, actor: Actor, reason: str, **given: Any) -> None:
        entry = SchoolEntry.unscoped.get(pk=self.record.entry_id)
        if verb == "ratify":
            registry.moved(entry, "ratify_financing", actor)
        elif (
            verb == "grant"
            and entry.status == EntryStatus.FINANCING_REQUESTED
            and not list(facts.decided(entry))
        ):
            SchoolEntryLifecycle.move(entry, "record_financing", actor=actor)
