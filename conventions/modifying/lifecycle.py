"""The moves of an act that changes another, besides those that it shares with a convention.

Writes ``Convention.status`` as ``conventions.lifecycle`` does, through the same gate.
"""

from collections.abc import Iterator
from typing import Any

from audit.actor import Actor
from common import clock
from common.lifecycle import Lifecycle, Move, Refusal, by, column, move, system
from documents.models import Envelope

from .. import permissions, registry
from ..models import Convention, Status
from . import carrying, finding, paths, slip_guards

S = Status
SIGNED = (S.SIGNED, S.SIGNED_SUBJECT_TO_DELIBERATION, S.NOTIFIED, S.IN_FORCE)


class ModificationLifecycle(Lifecycle[Convention]):
    """The short path of a slip; and the end of any of them, which is that of the act changed."""

    label = "cet acte"
    state = column(S)

    # --- a school enters (P7) -----------------------------------------------------------------
    @state.transition(
        S.DRAFT,
        S.AWAITING_SIGNATURE,
        permission=by(permissions.may_steer),
        custom=move("Émettre le bulletin d’entrée", "a émis le bulletin d’entrée scellé"),
    )
    def issue_entry_slip(
        self, *, envelope: Envelope, snapshot: dict[str, Any], text_hash: str, **given: Any
    ) -> None:
        """Le bulletin scellé est soumis à la signature de l'exécutif, puis au visa."""
        self.record.snapshot, self.record.text_hash = snapshot, text_hash
        self.record.envelope = envelope
        self.record.text_settled_at = self.record.issued_at = clock.now()

    def guard_issue_entry_slip(self, **given: Any) -> Iterator[Refusal]:
        yield from slip_guards.issue(self.record)

    @state.transition(
        S.AWAITING_SIGNATURE,
        S.DRAFT,
        permission=by(permissions.may_steer),
        custom=move("Reprendre le bulletin", "a repris le bulletin après émission", reason=True),
    )
    def reopen_entry_slip(self, **given: Any) -> None:
        """Le bulletin émis est remplacé : il sera corrigé, puis émis de nouveau."""
        self.record.snapshot, self.record.text_hash = {}, ""
        self.record.text_settled_at = None

    @state.transition(
        S.SIGNED,
        S.IN_FORCE,
        permission=system,
        custom=move(sentence="l’école est entrée dans la convention", system=True),
    )
    def admit_school(self, **given: Any) -> None:
        """Au plus tard de la signature, du visa et de la date d'entrée."""
        self.record.in_force_on = slip_guards.entry_date(self.record)

    def guard_admit_school(self, **given: Any) -> Iterator[Refusal]:
        yield from slip_guards.admit(self.record)

    # --- with the act -------------------------------------------------------------------------

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

    # --- common effects -----------------------------------------------------------------------
    def available(self, actor: Actor) -> list[tuple[str, Move]]:
        offered = super().available(actor)
        return [each for each in offered if paths.is_open(self.record, each[0])]

    def refusals(self, verb: str, *, actor: Actor, reason: str = "", **given: Any) -> list[Refusal]:
        if not paths.is_open(self.record, verb):
            return [paths.closed(self.record)]
        return super().refusals(verb, actor=actor, reason=reason, **given)

    def facts(self, verb: str) -> dict[str, Any]:
        return {"text_hash": self.record.text_hash, "register_number": self.record.register_number}

    def after(self, verb: str, *, actor: Actor, reason: str, **given: Any) -> None:
        carrying.moved(self.record)
        registry.moved(self.record, verb, actor)
