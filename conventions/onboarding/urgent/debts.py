"""What the urgent track skipped: a debt for each fact that is missing, settled by that fact."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import calendar, clock
from common.lifecycle import Refusal
from governance import parameters
from governance.services.store import store

from .. import facts, registry
from ..guards import SETTLED_BY
from ..lifecycle import DebtLifecycle
from ..models import DebtKind, DebtStatus, EntryDebt, EntryStatus, SchoolEntry
from . import guards

PARAMETER = "urgent.debt"
OWN = ("settle_", "date_")
"""What this module says of a debt: it settles none."""


def due(resumes_on: dt.date) -> dt.date:
    """The last day to settle a debt: so many months after the return to class."""
    return calendar.end_date(resumes_on, parameters.value(PARAMETER, on=clock.today()))


def skipped(entry: SchoolEntry) -> list[DebtKind]:
    """The kinds of which ``entry`` lacks the fact today."""
    return [kind for kind, fact in SETTLED_BY.items() if facts.missing(fact, entry)]


@facts.provides("urgency")
def urgency(entry: SchoolEntry, **given: Any) -> Iterable[Refusal]:
    """Two decisions and a plan of accompaniment, for that very school."""
    return guards.urgency(entry)


@registry.on_moved
def follow(entry: SchoolEntry, verb: str, actor: Actor) -> None:
    """Debts are opened with the school, and settled as their facts come true."""
    if verb == "open_urgently":
        _open(entry, actor)
    elif entry.status == EntryStatus.URGENT_OPEN and not verb.startswith(OWN):
        settle_met(entry)


def _open(entry: SchoolEntry, actor: Actor) -> None:
    row = guards.row_of(entry)
    if row is None:
        return
    day = due(row.batch.resumes_on)
    with recording(actor):
        for kind in skipped(entry):
            store(EntryDebt(entry=entry, kind=kind, due_on=day), "open_debt")


def settle_met(entry: SchoolEntry) -> list[EntryDebt]:
    """Settle the debts whose fact is there now."""
    settled = []
    for debt in EntryDebt.unscoped.filter(entry=entry.pk, status=DebtStatus.OPEN):
        if not facts.missing(SETTLED_BY[DebtKind(debt.kind)], entry):
            settled.append(DebtLifecycle.move(debt, "settle", actor=SYSTEM))
    return settled


def date_again(entries: Any, day: dt.date, *, actor: Actor) -> int:
    """The debts of ``entries`` that are still open are due on ``day``; returns how many."""
    changed = 0
    with recording(actor):
        waiting = EntryDebt.unscoped.filter(entry__in=entries, status=DebtStatus.OPEN)
        for debt in waiting.exclude(due_on=day):
            debt.due_on = day
            store(debt, "date_debt")
            registry.moved(debt.entry, f"date_{debt.kind}", actor)
            changed += 1
    return changed
