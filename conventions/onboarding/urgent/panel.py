"""What an urgent opening left to settle, on the page of the file of a school."""

import datetime as dt
from typing import Any

from common import clock

from .. import facts, permissions, sections
from ..guards import SETTLED_BY
from ..models import DebtKind, DebtStatus, EntryDebt, SchoolEntry, UrgentBatch, UrgentRow


def of_entry(request: Any, entry: SchoolEntry) -> dict[str, Any] | None:
    """The debts of a school opened in urgency; nothing for the others."""
    debts = list(EntryDebt.objects.visible_to(request.actor).filter(entry=entry))
    row = UrgentRow.unscoped.filter(entry=entry).select_related("batch").last()
    if not debts and row is None:
        return None
    batch = row.batch if row is not None else None
    seen = batch is not None and UrgentBatch.objects.visible_to(request.actor).filter(
        pk=batch.pk
    ).exists()  # fmt: skip
    today = clock.today()
    return {
        "debts": [_shown(request, debt, today) for debt in debts],
        "batch": batch,
        "opens": seen,
    }


def _shown(request: Any, debt: EntryDebt, today: dt.date) -> dict[str, Any]:
    waiting = debt.status == DebtStatus.OPEN
    return {
        "debt": debt,
        "late": debt.late(today),
        "lacks": facts.absent(SETTLED_BY[DebtKind(debt.kind)]).sentence if waiting else "",
        "may_settle": waiting and permissions.may_settle(request.actor, debt),
        "may_waive": waiting and permissions.may_waive(request.actor, debt),
    }


sections.register("urgent", order=5, template="onboarding/urgent_panel.html", facts=of_entry)
