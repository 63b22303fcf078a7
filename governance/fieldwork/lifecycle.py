"""Statuses of a sheet, and the moves between them: to do, done, dropped, opened again.

The only module that writes ``FieldSheet.status``; a sheet is written by ``services.write``.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any, ClassVar

from common import clock
from common.lifecycle import Lifecycle, Refusal, by, column, move

from . import permissions
from .models import FieldSheet
from .models.sheets import SheetStatus as S


class SheetLifecycle(Lifecycle[FieldSheet]):
    """To do, then done or dropped; a closed sheet may be opened again."""

    state = column(S)
    label: ClassVar[str] = "cette fiche"

    @state.transition(
        S.TODO,
        S.DONE,
        permission=by(permissions.may_keep),
        custom=move("Déclarer faite", "a déclaré la fiche faite"),
    )
    def complete_sheet(self, *, outcome: str = "", **given: Any) -> None:
        """``outcome``: what was done; it may stay empty when the sheet says it."""
        self.record.outcome, self.record.closed_on = outcome.strip(), clock.today()

    def guard_complete_sheet(self, **given: Any) -> Iterator[Refusal]:
        if self.record.day > clock.today():
            yield Refusal(
                "La date de cette fiche est à venir : elle ne peut pas être faite. Corrigez la "
                "date, puis recommencez.",
                key="sheet.future",
            )

    @state.transition(
        S.TODO,
        S.DROPPED,
        permission=by(permissions.may_keep),
        custom=move("Abandonner", "a abandonné la fiche", reason=True),
    )
    def drop_sheet(self, *, reason: str, **given: Any) -> None:
        """Nothing will be done; the reason says why."""
        self.record.outcome, self.record.closed_on = reason.strip(), clock.today()

    @state.transition(
        (S.DONE, S.DROPPED),
        S.TODO,
        permission=by(permissions.may_keep),
        custom=move("Rouvrir", "a rouvert la fiche", reason=True),
    )
    def reopen_sheet(self, *, due_on: dt.date | None = None, **given: Any) -> None:
        """Something is left to do, by ``due_on``."""
        self.record.due_on, self.record.outcome, self.record.closed_on = due_on, "", None

    def guard_reopen_sheet(
        self, *, due_on: dt.date | None = None, **given: Any
    ) -> Iterator[Refusal]:
        if due_on is None or due_on < clock.today():
            yield Refusal("Donnez une échéance, aujourd’hui ou plus tard.", key="sheet.due")
