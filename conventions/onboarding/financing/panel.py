"""The financing of a school on the page of its file, and on the page of its plan."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from audit.actor import Actor
from common import clock
from common.french import euros
from governance import parameters
from governance.models import CouncilDate

from .. import sections
from ..models import (
    EquipmentItem,
    FinancingDecision,
    FinancingPlan,
    FinancingShare,
    Nature,
    SchoolEntry,
)
from . import checks, docdata, permissions, services
from . import facts as of_entries


@dataclass(frozen=True, slots=True)
class Cost:
    """A nature: what it costs, what is shared out."""

    label: str
    cost: Decimal
    shared: Decimal

    @property
    def balanced(self) -> bool:
        return self.cost == self.shared


@dataclass(frozen=True, slots=True)
class Agreed:
    """A side of the choice of equipment: whether it agreed to it as it stands."""

    label: str
    held: bool


def shown(request: Any, entry: SchoolEntry) -> dict[str, Any]:
    """What both pages say of the plan and of its decisions, as far as the reader sees them."""
    actor: Actor = request.actor
    plans = FinancingPlan.objects.visible_to(actor).filter(entry=entry)
    plan = plans.prefetch_related(*of_entries.READ).first()
    rows = FinancingDecision.objects.visible_to(actor).filter(entry=entry).exclude(status="void")
    decisions = list(rows.select_related("institution", "deliberation", "ratification"))
    changes = services.editable(entry, decisions)
    found: dict[str, Any] = {
        "plan": plan,
        "decisions": decisions,
        "may_prepare": permissions.may_prepare(actor, entry) and changes,
        "may_record": any(each.open and permissions.may_record(actor, each) for each in decisions),
        "may_decline": any(
            each.open and permissions.may_decline(actor, each) for each in decisions
        ),
        "council": _council(entry) if decisions else None,
        "requests": [each for each in decisions if docdata.known(each, plan)],
    }
    found["projects"] = [each for each in found["requests"] if docdata.undecided(each)]
    found["to_sign"] = [each for each in found["projects"] if permissions.decides(actor, each)]
    if plan is None:
        return found
    plan.entry = entry
    found["refusals"] = list(checks.refusals(plan)) if changes else []
    return found | _of_plan(actor, plan)


def _of_plan(actor: Actor, plan: FinancingPlan) -> dict[str, Any]:
    shares: list[FinancingShare] = list(plan.shares.all())
    items: list[EquipmentItem] = list(plan.items.all())
    costs, given = plan.costs, checks.shared(plan)
    waiting = checks.undecided(plan) if items else []
    side = permissions.side_of(actor, plan) if items else ""
    parts = checks.rates([share.amount for share in shares], plan.total)
    return {
        "shares": list(zip(shares, parts, strict=True)),
        "items": items,
        "total": plan.total,
        "costs": [
            Cost(nature.label, costs.get(nature, Decimal(0)), given.get(nature, Decimal(0)))
            for nature in Nature
            if nature in costs or nature in given
        ],
        "sides": [Agreed(each.label, each not in waiting) for each in checks.Side] if items else [],
        "may_agree": side in [str(each) for each in waiting],
        "price_note": price_note(plan),
    }


def price_note(plan: FinancingPlan) -> str:
    """The programme aims at less than that price: said, never refused (M23)."""
    row = parameters.find("price.alert", on=clock.today())
    if plan.unit_price <= Decimal(str(row.value)):
        return ""
    return (
        f"Le tarif dépasse le prix cible du programme, {euros(Decimal(str(row.value)))} TTC par "
        f"élève et par an ({row.source})."
    )


def _council(entry: SchoolEntry) -> CouncilDate | None:
    """The next meeting announced by the competent body."""
    if entry.competent_id is None:
        return None
    rows = CouncilDate.unscoped.filter(institution=entry.competent_id, date__gte=clock.today())
    found: CouncilDate | None = rows.order_by("date").first()
    return found


def facts(request: Any, entry: SchoolEntry) -> dict[str, Any] | None:
    """Nothing for those who read no text, nor before anybody prepared anything."""
    found = shown(request, entry)
    if found["plan"] is None and not found["decisions"] and not found["may_prepare"]:
        return None
    return found


sections.register("financing", order=30, template="onboarding/financing_panel.html", facts=facts)
