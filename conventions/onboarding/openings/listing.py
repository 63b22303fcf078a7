"""Orders and their lines as pages and files show them: masked counts, the annex, who is awaited."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from audit.actor import Actor
from common import clock
from common.french import date_fr
from governance.offices import Office

from ..models import BaseOpeningOrder, LineStatus, OpeningLine, OrderStatus, Profile
from . import permissions

FEW = 5
"""A number of accounts below this one is not shown as it is (tables, § 2.2)."""
HEAD = (
    "UAI",
    "École",
    "Commune",
    "Classes",
    "Nature",
    "Date d’effet",
    "Décision",
    "Statut",
    *(f"Comptes {profile.label.lower()}" for profile in Profile),
)
SORTS: dict[str, tuple[str, ...]] = {
    "effet": ("effective_on",),
    "reference": ("reference",),
    "circonscription": ("circonscription__name", "effective_on"),
    "statut": ("status", "effective_on"),
}


def number(count: int | None) -> str:
    """« 126 », « moins de 5 », «» when it is not known."""
    if count is None:
        return ""
    return "moins de 5" if 0 < count < FEW else str(count)


def counts(line: OpeningLine) -> list[tuple[str, str]]:
    """Accounts by profile, in words."""
    return [(label, number(count)) for label, count in line.by_profile]


def orders(actor: Actor) -> Any:
    """The orders that ``actor`` reads, with how many schools each lists and has done."""
    listed = ~Q(lines__status=LineStatus.LEFT_OUT)
    return (
        BaseOpeningOrder.objects.visible_to(actor)
        .select_related("circonscription")
        .annotate(
            schools=Count("lines", filter=listed),
            done=Count("lines", filter=Q(lines__status=LineStatus.IMPORTED)),
        )
    )


def lines(actor: Actor, order: BaseOpeningOrder) -> Any:
    """The schools of the list."""
    rows = OpeningLine.objects.visible_to(actor).filter(order=order)
    return rows.select_related("order", "entry__school__commune", "entry__campaign").order_by(
        "entry__school__name", "pk"
    )


def exported(line: OpeningLine) -> list[Any]:
    """A line of the file for the provider and the DSI."""
    school, order = line.entry.school, line.order
    given = [number(line.counts.get(profile)) for profile in Profile]
    return [
        school.uai,
        school.name,
        school.commune.name,
        line.entry.perimeter,
        order.get_kind_display(),
        order.effective_on,
        order.decision_reference,
        line.get_status_display(),
        *given,
    ]


def situation(order: BaseOpeningOrder) -> str:
    """Where the order stands, as a sentence."""
    what = "L’ouverture" if order.opens else "La fermeture"
    match order.status:
        case OrderStatus.LIST_DRAFT:
            return "La liste est en préparation : l’inspection demandera la décision."
        case OrderStatus.REQUESTED_ORDER:
            return f"Décision demandée au DASEN le {date_fr(order.requested_on)}."
        case OrderStatus.LIST_RETURNED:
            return f"La liste est à corriger : {order.reason}"
        case OrderStatus.DECIDED:
            return (
                f"{what} est décidée le {date_fr(order.decided_on)} ; exécution à partir du "
                f"{date_fr(order.effective_on)}."
            )
        case OrderStatus.EXECUTING:
            return f"Exécution en cours ; compte rendu attendu le {date_fr(order.report_due)}."
        case OrderStatus.EXECUTED:
            return "Chaque école est traitée, ou écartée."
    return f"L’ordre est retiré : {order.reason}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order that waits for somebody: what for, by when and why."""

    order: BaseOpeningOrder
    verb: str
    button: str
    due: dt.date
    reason: str


ASKED = {
    Office.DASEN: (OrderStatus.REQUESTED_ORDER,),
    Office.INSPECTOR: (OrderStatus.LIST_DRAFT, OrderStatus.LIST_RETURNED),
    Office.DIGITAL_ADVISER: (OrderStatus.DECIDED, OrderStatus.EXECUTING),
    Office.DRANE: (OrderStatus.DECIDED, OrderStatus.EXECUTING),
    Office.PROVIDER: (OrderStatus.DECIDED, OrderStatus.EXECUTING),
}
"""Office → statuses in which an order is its task."""


def waiting(actor: Actor) -> Iterator[Waiting]:
    """What orders ask of ``actor`` today; one query, none for offices that are never asked."""
    statuses = ASKED.get(Office(actor.office)) if actor.office else None
    if actor.mandate_id is None or statuses is None:
        return
    rows = BaseOpeningOrder.objects.visible_to(actor).filter(status__in=statuses)
    for order in rows.select_related("circonscription__dsden").order_by("effective_on", "pk"):
        if found := _asked(actor, order):
            yield found


def _asked(actor: Actor, order: BaseOpeningOrder) -> Waiting | None:
    effect = f"Date d’effet : {date_fr(order.effective_on)}."
    act = "l’ouverture" if order.opens else "la fermeture"
    match order.status:
        case OrderStatus.REQUESTED_ORDER:
            return Waiting(
                order, f"Décider {act} de bases", "Lire la liste", order.effective_on, effect
            )
        case OrderStatus.LIST_RETURNED:
            return Waiting(
                order, "Corriger une liste", "Voir le motif", order.effective_on, order.reason
            )
        case OrderStatus.LIST_DRAFT:
            rows = order.lines.exclude(status=LineStatus.LEFT_OUT)
            if not rows.exists() or rows.filter(status=LineStatus.WAITING).exists():
                return None
            return Waiting(
                order, f"Demander {act} de bases", "Ouvrir la liste", order.effective_on,
                "Chaque école de la liste réunit ses préalables.",
            )  # fmt: skip
    if order.effective_on > clock.today() or not permissions.may_execute(actor, order):
        return None
    due = order.report_due
    return Waiting(
        order, f"Exécuter {act} de bases", "Ouvrir l’ordre", due, "Compte rendu attendu ce jour."
    )
