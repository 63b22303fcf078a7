"""Statuses of what is kept around an act in force, and the moves between them.

The only module that writes the ``status`` of a sender or of a report. Nothing here approves a
message: none waits for anybody (article 6.2).
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from audit.actor import Actor
from common import clock
from common.lifecycle import Lifecycle, Refusal, by, column, move

from ..models import MessageReport, MessageSender
from . import guards, permissions

S = MessageSender.Status
R = MessageReport.Status


class SenderLifecycle(Lifecycle[MessageSender]):
    """From the day when somebody may write to the day when they may not."""

    label = "cette habilitation"
    state = column(S)

    @state.transition(
        S.AUTHORISED,
        S.ENDED,
        permission=by(permissions.may_end_sender),
        custom=move(
            "Clore l’habilitation", "a clos une habilitation à écrire aux parents", reason=True
        ),
    )
    def end_sender(self, **given: Any) -> None:
        """La personne n'écrit plus dans cette catégorie à partir d'aujourd'hui."""
        sender, today = self.record, clock.today()
        if sender.ends_on is None or sender.ends_on > today:
            sender.ends_on = max(today, sender.starts_on)


class ReportLifecycle(Lifecycle[MessageReport]):
    """Told, answered by whoever wrote the message, examined by the committee afterwards."""

    label = "ce signalement"
    state = column(R)

    @state.transition(
        R.RECORDED,
        R.RECORDED,
        permission=by(permissions.may_answer),
        custom=move("Donner des observations", "a donné ses observations sur un signalement"),
    )
    def answer_report(self, *, actor: Actor, text: str, **given: Any) -> None:
        """Le côté qui a écrit le message s'explique, ou dit ce qu'il en a fait."""
        self.record.answer = text.strip()
        self.record.answered_by = actor.title
        self.record.answered_at = clock.now()

    def guard_answer_report(self, *, text: str = "", **given: Any) -> Iterator[Refusal]:
        if not text.strip():
            yield Refusal("Écrivez vos observations, ou ce qui a été fait du message.")

    @state.transition(
        R.RECORDED,
        R.EXAMINED,
        permission=by(permissions.may_examine),
        custom=move(
            "Enregistrer l’examen du comité", "a enregistré l’examen d’un signalement en comité"
        ),
    )
    def examine_report(
        self, *, outcome: str, conclusion: str, examined_on: dt.date, **given: Any
    ) -> None:
        """Le comité de pilotage l'a examiné après coup (article 6.4)."""
        self.record.outcome = outcome
        self.record.conclusion = conclusion.strip()
        self.record.examined_on = examined_on

    def guard_examine_report(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.examine(self.record, **given)
