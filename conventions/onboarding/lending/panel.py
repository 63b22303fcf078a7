"""What a school asked for and what it has, on the page of its file."""

from typing import Any

from common import clock

from .. import sections
from ..lifecycle import OPENED
from ..models import Loan, LoanRequest, SchoolEntry
from ..models.loans import RequestStatus
from . import permissions


def facts(request: Any, entry: SchoolEntry) -> dict[str, Any] | None:
    """Nothing before the base is open, unless something was asked."""
    asked = list(LoanRequest.objects.visible_to(request.actor).filter(entry=entry))
    if entry.status not in OPENED and not asked:
        return None
    loans = Loan.objects.visible_to(request.actor).filter(entry=entry).select_related("item")
    if not asked:
        loans = loans.none()
    today = clock.today()
    return {
        "asked": [each for each in asked if each.status != RequestStatus.GRANTED],
        "loans": [(each, each.late(today)) for each in loans],
        "may_ask": permissions.may_ask(request.actor, entry),
        "may_lend": permissions.may_keep_stock(request.actor),
    }


sections.register("loans", order=85, template="onboarding/loans_panel.html", facts=facts)
