"""The stock as its page and its file show it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q

from audit.actor import Actor

from ..models import Loan, LoanItem
from ..models.loans import LoanStatus

SORTS: dict[str, tuple[str, ...]] = {
    "numero": ("number",),
    "nature": ("kind", "number"),
    "abonnement": ("subscription_ends_on", "number"),
}
HEAD = ("Nature", "Numéro", "Identifiant", "Propriétaire", "Abonnement jusqu’au", "État", "École")


def items(actor: Actor, asked: Mapping[str, Any]) -> Any:
    """What ``actor`` sees of the stock, by ``nature`` and ``etat`` (libre, prete, sorti)."""
    rows = LoanItem.objects.visible_to(actor).select_related("owner")
    if kind := asked.get("nature"):
        rows = rows.filter(kind=kind)
    match asked.get("etat"):
        case "libre":
            return rows.free()
        case "prete":
            return rows.filter(_loan(LoanStatus.LENT))
        case "sorti":
            return rows.filter(Q(out_on__isnull=False) | Q(_loan(LoanStatus.LOST)))
    return rows


def _loan(status: str) -> Exists:
    return Exists(Loan.unscoped.filter(item=OuterRef("pk"), status=status))


def with_loans(rows: Any) -> list[tuple[LoanItem, Loan | None]]:
    """Each item beside the loan that keeps it away."""
    found = list(rows)
    away = Loan.unscoped.filter(item__in=found).exclude(status=LoanStatus.BACK)
    loans = {each.item_id: each for each in away.select_related("entry__school")}
    return [(item, loans.get(item.pk)) for item in found]


def exported(item: LoanItem, loan: Loan | None) -> list[Any]:
    """A line of the file."""
    state = loan.get_status_display() if loan else ("Sorti" if item.out_on else "En stock")
    return [
        item.get_kind_display(),
        item.number,
        item.identifier,
        str(item.owner),
        item.subscription_ends_on,
        state,
        loan.entry.school.name if loan else "",
    ]
