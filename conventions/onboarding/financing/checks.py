"""What must be true of a plan before it is asked to those who pay: the sum, the natures, the rest.

Amounts are in euros, taxes included. The plan is cross-checked nature by nature: what costs is
exactly what is shared out, to the cent.
"""

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal

from common import clock
from common.french import NBSP, euros, list_fr, percent
from common.lifecycle import Refusal
from governance import parameters
from governance.models import Institution

from .. import facts
from ..models import FinancingPlan, Nature, SchoolEntry, Side

BEFORE_EQUIPMENT = Refusal(
    "Aucun matériel ne peut être demandé pour cette école : son projet pédagogique n’a pas encore "
    "reçu l’avis de l’inspectrice. Le projet précède l’équipement.",
    "S0, M13",
    "financing.project_first",
)
WHOLE = Decimal(100)
SYNDICATE_SCOPE = "S"


def shared(plan: FinancingPlan) -> dict[str, Decimal]:
    """Nature → what its shares add up to."""
    found: dict[str, Decimal] = {}
    for share in plan.shares.all():
        found[share.nature] = found.get(share.nature, Decimal(0)) + share.amount
    return found


def rates(amounts: list[Decimal], total: Decimal) -> list[Decimal]:
    """The part of each amount in ``total``, in percent to a tenth.

    When they are all of it, the printed parts add up to exactly 100: what rounding leaves goes to
    the largest.
    """
    if not total:
        return [Decimal(0)] * len(amounts)
    found = [round(amount * WHOLE / total, 1) for amount in amounts]
    if amounts and sum(amounts) == total:
        largest = max(range(len(amounts)), key=lambda rank: amounts[rank])
        found[largest] += WHOLE - sum(found)
    return found


def refusals(plan: FinancingPlan) -> Iterator[Refusal]:
    """Everything that keeps ``plan`` from being asked."""
    yield from balanced(plan)
    yield from equipment(plan)
    yield from european(plan)
    yield from committed(plan)


def balanced(plan: FinancingPlan) -> Iterator[Refusal]:
    """Σ = 100 %, in each nature (M24)."""
    costs, given, total = plan.costs, shared(plan), plan.total
    if not total:
        yield Refusal(
            "Le plan ne prévoit aucune dépense : indiquez ce que coûte l’entrée de l’école.",
            "M24",
            "financing.empty",
        )
        return
    amount = sum(given.values(), Decimal(0))
    if amount != total:
        yield Refusal(
            f"Le plan de financement totalise {percent(_seen(amount, total), 1)} : "
            f"{euros(amount)} répartis pour {euros(total)} à financer.",
            "S0, M24",
            "financing.sum",
        )
    for nature in Nature:
        cost, part = costs.get(nature, Decimal(0)), given.get(nature, Decimal(0))
        if cost != part:
            yield Refusal(
                f"{nature.label}{NBSP}: {euros(cost)} à financer, {euros(part)} répartis. "
                + (
                    f"Il manque {euros(cost - part)}."
                    if cost > part
                    else f"C’est {euros(part - cost)} de trop."
                ),
                "M24",
                "financing.nature",
            )


def _seen(amount: Decimal, total: Decimal) -> Decimal:
    """The share in percent to a tenth, never shown as 100 when it is not."""
    rate = round(amount * WHOLE / total, 1)
    if rate != WHOLE:
        return rate
    return rate - Decimal("0.1") if amount < total else rate + Decimal("0.1")


def project_first(entry: SchoolEntry) -> Iterator[Refusal]:
    """No equipment before a favourable opinion (M13)."""
    if facts.missing("favourable_opinion", entry):
        yield BEFORE_EQUIPMENT


def equipment(plan: FinancingPlan) -> Iterator[Refusal]:
    """Equipment comes after the project, and is chosen by the three sides (M13, M15)."""
    if not plan.items.all():
        return
    yield from project_first(plan.entry)
    if waiting := [side.label.lower() for side in undecided(plan)]:
        yield Refusal(
            "L’équipement se choisit à trois, école, collectivité et syndicat. Il manque l’accord"
            f"{NBSP}: {list_fr(waiting)}.",
            "S4, M15",
            "financing.choice",
        )


def choice(plan: FinancingPlan) -> str:
    """The fingerprint of the equipment chosen, to see that it changed since an agreement."""
    items = [[item.label, item.quantity, f"{item.unit_price:.2f}"] for item in plan.items.all()]
    return hashlib.sha256(json.dumps(items, ensure_ascii=False).encode()).hexdigest()


def undecided(plan: FinancingPlan) -> list[Side]:
    """The sides that have not agreed to the equipment as it stands."""
    present = choice(plan)
    agreed = {each.side for each in plan.agreements.all() if each.choice == present}
    return [side for side in Side if side not in agreed]


def european(plan: FinancingPlan) -> Iterator[Refusal]:
    """A European fund pays no more than the rate of the programme (domain, § 3.10)."""
    asked = sum((each.amount for each in plan.shares.all() if each.european), Decimal(0))
    if not asked:
        return
    row = parameters.find("feder.rate", on=clock.today(), scope=SYNDICATE_SCOPE)
    if asked * WHOLE > plan.total * Decimal(str(row.value)):
        rate = percent(_seen(asked, plan.total), 1) if plan.total else "plus"
        yield Refusal(
            f"La part du FEDER est de {rate} ; le programme en prévoit {row.value} % au plus.",
            row.source,
            "financing.european",
        )


def committed(plan: FinancingPlan) -> Iterator[Refusal]:
    """Who is not asked for a decision here has an act that commits them."""
    for share in plan.shares.all():
        if not share.reference.strip() and (share.european or not decides(share.institution)):
            yield Refusal(
                f"Indiquez l’acte ou le dossier qui engage {share.funder} : convention, décision, "
                "numéro de dossier.",
                "M24, M25",
                "financing.commitment",
            )


def decides(institution: Institution) -> bool:
    """A body whose assembly is asked for its decision: any but the syndicate, which proposes."""
    return institution.votes and not institution.operator
