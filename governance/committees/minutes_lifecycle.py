"""Statuses of the minutes of a meeting, and the moves between them.

The only module that writes ``Minutes.status``; the close of the meeting makes them (tables,
§ 1.5; CGCT, art. L. 2121-15, by analogy for an instance that is not an assembly).
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any, ClassVar

from audit.actor import Actor
from common import clock, outbox
from common.french import date_full_fr
from common.lifecycle import Lifecycle, Refusal, by, column, move

from . import minutes_guards, papers, permissions
from .models import Decision, Minutes
from .models.invitations import Way
from .models.minutes import Approval
from .models.minutes import MinutesStatus as S

CIRCULATED = "committees.minutes"


class MinutesLifecycle(Lifecycle[Minutes]):
    """From the draft to the signatures; an observation sends it back to its secretary."""

    state = column(S)
    label: ClassVar[str] = "le procès-verbal"

    @state.transition(
        (S.DRAFTING, S.CONTESTED),
        S.CIRCULATED,
        permission=by(permissions.may_circulate),
        custom=move("Diffuser le PV projet", "a diffusé le PV projet"),
    )
    def circulate_minutes(self, **given: Any) -> None:
        """The members read it; observations are awaited until a day."""
        now, meeting = clock.now(), self.record.meeting
        self.record.circulated_at = now
        days = meeting.rules.written_approval_days or meeting.rules.minutes_days
        self.record.observations_until = clock.today(
            meeting.committee.host.time_zone
        ) + dt.timedelta(days=days)

    def guard_circulate_minutes(self, **given: Any) -> Iterator[Refusal]:
        yield from minutes_guards.circulation(self.record)

    @state.transition(
        (S.CIRCULATED, S.CONTESTED),
        S.CONTESTED,
        permission=by(permissions.may_observe),
        custom=move("Faire une observation", "a fait une observation sur le PV projet"),
    )
    def contest_minutes(self, **given: Any) -> None:
        """What was read stays; the observation is examined, and told at the end of the text."""

    def guard_contest_minutes(self, *, text: str = "", **given: Any) -> Iterator[Refusal]:
        if not text.strip():
            yield Refusal("Écrivez votre observation, et le point qu’elle concerne.")

    @state.transition(
        S.CIRCULATED,
        S.APPROVED,
        permission=by(permissions.may_approve),
        custom=move("Constater l’approbation", "a constaté l’approbation du PV"),
    )
    def approve_minutes(self, *, decision: Decision | None = None, **given: Any) -> None:
        """By a decision of the next meeting; in writing where the rules say so."""
        self.record.approved_in = decision
        self.record.approval = Approval.MEETING if decision else Approval.WRITTEN
        meeting = decision.meeting if decision is not None else self.record.meeting
        self.record.approved_on = clock.today(meeting.committee.host.time_zone)

    def guard_approve_minutes(
        self, *, decision: Decision | None = None, **given: Any
    ) -> Iterator[Refusal]:
        yield from minutes_guards.approval(self.record, decision)

    @state.transition(
        S.APPROVED,
        S.SIGNED,
        permission=by(permissions.may_sign_minutes),
        custom=move("Signer le PV", "a signé le PV, le dernier des deux"),
    )
    def sign_minutes(self, **given: Any) -> None:
        """Its chair and its secretary validated it."""
        self.record.signed_at = clock.now()

    def guard_sign_minutes(self, **given: Any) -> Iterator[Refusal]:
        if not minutes_guards.signed(self.record):
            yield Refusal(
                "Le PV se signe par le président et le secrétaire de la séance du "
                f"{date_full_fr(self.record.meeting.day)}."
            )

    def facts(self, verb: str) -> dict[str, Any]:
        facts: dict[str, Any] = {"meeting": self.record.meeting.number}
        if self.record.approved_in is not None:
            facts["decision"] = self.record.approved_in.number
        return facts

    def not_yours(self, verb: str, actor: Actor) -> str:
        if verb == "sign_minutes":
            day = date_full_fr(self.record.meeting.day)
            return f"Le PV se signe par le président et le secrétaire de la séance du {day}."
        return super().not_yours(verb, actor)

    def after(self, verb: str, *, actor: Actor, reason: str, **given: Any) -> None:
        meeting = self.record.meeting
        if verb == "circulate_minutes":
            papers.release(meeting)
            for invitation in meeting.invitations.filter(way=Way.MAIL):
                outbox.post(
                    CIRCULATED,
                    {"invitation": invitation.pk, "minutes": self.record.pk},
                    recipient=str(invitation.mandate),
                    about=invitation,
                )
        elif verb == "approve_minutes":
            wanted = papers.of_minutes(meeting)
            papers.queue(wanted, f"Procès-verbal {self.record.reference}", actor=actor)
