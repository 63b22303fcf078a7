"""What financing says of a school's file: its plan, the decisions, what the assembly ratified."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch

from common.french import NBSP, list_fr
from common.lifecycle import Refusal
from governance.models import Deliberation

from .. import facts
from ..models import (
    DecisionStatus,
    FinancingDecision,
    FinancingPlan,
    FinancingShare,
    Ground,
    SchoolEntry,
)
from . import checks

READ = (
    "items",
    Prefetch("shares", FinancingShare.unscoped.select_related("institution")),
    "agreements",
)
"""What checking a plan reads."""


def plan_of(entry: SchoolEntry) -> FinancingPlan | None:
    """The plan of ``entry`` as it is stored now."""
    rows = FinancingPlan.unscoped.filter(entry=entry.pk).select_related("entry__school")
    found: FinancingPlan | None = rows.prefetch_related(*READ).first()
    return found


def decisions(entry: SchoolEntry) -> list[FinancingDecision]:
    """What each body is asked, or decided; those without object left out."""
    rows = FinancingDecision.unscoped.filter(entry=entry.pk).exclude(status=DecisionStatus.VOID)
    return list(rows.select_related("institution", "deliberation", "ratification").order_by("pk"))


@facts.provides("financing_plan")
def planned(entry: SchoolEntry, **given: Any) -> Iterator[Refusal]:
    """The plan adds up, nature by nature, and may be asked."""
    plan = plan_of(entry)
    if plan is None:
        yield facts.absent("financing_plan")
    else:
        yield from checks.refusals(plan)


@facts.provides("financing_decision")
def decided(entry: SchoolEntry, **given: Any) -> Iterator[Refusal]:
    """Every body asked has granted its part."""
    found = decisions(entry)
    waiting = [each for each in found if each.status != DecisionStatus.GRANTED]
    if not found:
        yield facts.absent("financing_decision")
    elif waiting:
        names = list_fr([str(each.institution) for each in waiting])
        sentence, source = facts.FACTS["financing_decision"]
        yield Refusal(
            f"{sentence} Décision attendue{NBSP}: {names}.", source, "entry.financing_decision"
        )


@facts.provides("deliberation")
def deliberated(entry: SchoolEntry, **given: Any) -> Iterator[Refusal]:
    """The assembly of the competent body voted, and its vote may be applied (P3)."""
    if not any(_applies(vote) for vote in _votes(entry)):
        yield facts.absent("deliberation")


@facts.provides("financing_ratification")
def ratified(entry: SchoolEntry, **given: Any) -> Iterator[Refusal]:
    """Every decision that the executive took alone was taken over by the assembly; a text of
    urgency in force that day gave it the power to decide."""
    found = decisions(entry)
    if not found:
        yield facts.absent("financing_ratification")
    for each in found:
        alone = each.status == DecisionStatus.GRANTED and each.ground == Ground.DELEGATION
        if alone and not _applies(each.ratification):
            yield facts.absent("financing_ratification")
            return


def _votes(entry: SchoolEntry) -> Iterator[Deliberation | None]:
    for each in decisions(entry):
        if each.institution_id == entry.competent_id:
            yield each.deliberation
            yield each.ratification


def _applies(vote: Deliberation | None) -> bool:
    """Enforceable, be it challenged: a challenge does not suspend."""
    states = (Deliberation.Status.ENFORCEABLE, Deliberation.Status.CHALLENGED)
    return vote is not None and vote.status in states
