"""The financing of a campaign: its plans, what each body pays of each nature, the export."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, Sum

from audit.actor import Actor
from governance.views.searching import code, matching

from ..models import (
    Campaign,
    DecisionStatus,
    FinancingDecision,
    FinancingPlan,
    FinancingShare,
    Nature,
)

SORTS: dict[str, tuple[str, ...]] = {
    "ecole": ("entry__school__name",),
    "collectivite": ("entry__competent__name", "entry__school__name"),
    "exercice": ("budget_year", "entry__school__name"),
}
HEAD = (
    "UAI",
    "École",
    "Commune",
    "Collectivité compétente",
    "Exercice",
    "Nature",
    "Financeur",
    "Montant TTC",
    "Acte ou dossier",
    "État",
    "Décision",
    "Décidé le",
)


@dataclass(frozen=True, slots=True)
class Funder:
    """One who pays: by nature in the order of ``Nature``, and in all; euros, taxes included."""

    label: str
    amounts: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        return sum(self.amounts, Decimal(0))


def plans(actor: Actor, campaign: Campaign) -> Any:
    """The plans of a campaign that ``actor`` reads."""
    return FinancingPlan.objects.visible_to(actor).filter(entry__campaign=campaign)


def filtered(rows: Any, asked: Mapping[str, Any]) -> Any:
    """``rows`` narrowed to the answers of the form of filters."""
    if text := asked.get("q"):
        names = matching(text, "entry__school__name", "entry__competent__name")
        rows = rows.filter(Q(entry__school__uai=code(text)) | names)
    if status := asked.get("etat"):
        held = FinancingDecision.unscoped.filter(status=status)
        rows = rows.filter(entry__in=held.values("entry"))
    return rows


def with_words(rows: Any) -> Any:
    """What printing the lines needs: three queries more, whatever the number of rows."""
    current = FinancingDecision.unscoped.exclude(status=DecisionStatus.VOID)
    return rows.select_related("entry__school__commune", "entry__competent").prefetch_related(
        "items",
        "shares__institution",
        Prefetch("entry__financing_decisions", current.select_related("institution"), "asked"),
    )


def funders(actor: Actor, rows: Any) -> list[Funder]:
    """Who pays what of ``rows``, the largest first, then all of them together."""
    shares = FinancingShare.objects.visible_to(actor).filter(plan__in=rows.order_by().values("pk"))
    found: dict[tuple[str, bool], dict[str, Decimal]] = {}
    grouped = shares.order_by().values_list("institution__name", "european", "nature")
    for name, european, nature, amount in grouped.annotate(Sum("amount")):
        found.setdefault((name, european), {})[nature] = amount
    lines = [
        Funder(f"FEDER, par {name}" if european else name, _by_nature(amounts))
        for (name, european), amounts in found.items()
    ]
    return sorted(lines, key=lambda line: (-line.total, line.label))


def together(lines: list[Funder]) -> Funder:
    columns = zip(*(line.amounts for line in lines), strict=True)
    return Funder("Ensemble", tuple(sum(column, Decimal(0)) for column in columns))


def _by_nature(amounts: Mapping[str, Decimal]) -> tuple[Decimal, ...]:
    return tuple(amounts.get(nature, Decimal(0)) for nature in Nature)


def exported(plan: FinancingPlan) -> Iterator[list[Any]]:
    """A line per share; ``plan`` came from ``with_words``."""
    entry, school = plan.entry, plan.entry.school
    asked = {each.institution_id: each for each in entry.asked}  # type: ignore[attr-defined]
    for share in plan.shares.all():
        decision = None if share.european else asked.get(share.institution_id)
        yield [
            school.uai,
            school.name,
            school.commune.name,
            str(entry.competent) if entry.competent else "",
            plan.budget_year,
            share.get_nature_display(),
            share.funder,
            share.amount,
            share.reference,
            decision.get_status_display() if decision else "",
            decision.reference if decision else "",
            decision.decided_on if decision else None,
        ]
