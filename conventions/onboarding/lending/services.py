"""Bring items to the stock, ask for some, lend them."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from audit.actor import Actor
from audit.recording import recording
from common import clock, numbering
from common.french import date_fr
from common.lifecycle import Refusal, Refused
from governance.models import Institution, Mandate
from governance.services.store import lock, require, store

from ..models import Loan, LoanItem, LoanRequest, SchoolEntry
from ..models.loans import LoanStatus
from . import checks, permissions
from .lifecycle import RequestLifecycle

SERIES = "BP"


def bring(
    *, actor: Actor, kind: str, owner: Institution, rows: Iterable[tuple[str, str]],
    subscription_ends_on: dt.date | None = None, monthly_cost: Decimal | None = None,
) -> list[LoanItem]:  # fmt: skip
    """Items of one kind join the stock; ``rows``: their number and their identifier.

    All or none: a number that is there already is said, and nothing is stored.
    """
    require(permissions.may_keep_stock(actor), permissions.LENDS)
    with recording(actor):
        return [
            store(
                LoanItem(
                    kind=kind,
                    number=number,
                    identifier=identifier,
                    owner=owner,
                    subscription_ends_on=subscription_ends_on,
                    monthly_cost=monthly_cost,
                ),
                "bring_item",
            )
            for number, identifier in rows
        ]


def take_out(*, actor: Actor, item: LoanItem, reason: str) -> LoanItem:
    """The item leaves the stock: broken, given, its subscription ended."""
    require(permissions.may_keep_stock(actor), permissions.LENDS)
    with recording(actor):
        lock(item)
        item.refresh_from_db()
        loan = Loan.unscoped.filter(item=item, status=LoanStatus.LENT).first()
        if loan is not None:
            raise Refused(
                Refusal(f"{item} est prêté (bon {loan.slip}) : enregistrez d’abord son retour.")
            )
        item.out_on, item.out_reason = clock.today(), reason.strip()
        return store(item, "take_out")


def ask(*, actor: Actor, entry: SchoolEntry, kind: str, quantity: int, need: str) -> LoanRequest:
    """The head asks for some items of a kind."""
    require(permissions.may_ask(actor, entry), permissions.ASKS)
    with recording(actor):
        asked_by = Mandate.unscoped.get(pk=actor.mandate_id)
        return store(
            LoanRequest(
                entry=entry, kind=kind, quantity=quantity, need=need.strip(), asked_by=asked_by
            ),
            "ask_loan",
        )


def lend(
    *, actor: Actor, request: LoanRequest, items: Sequence[LoanItem], due_on: dt.date,
    ticked: Sequence[str],
) -> list[Loan]:  # fmt: skip
    """Each item goes to the school with its own slip, once everything is verified."""
    require(permissions.may_lend(actor, request), permissions.LENDS)
    with recording(actor):
        for item in sorted(items, key=lambda each: each.pk):
            lock(item)
        if refusals := list(_refusals(request, items, due_on, ticked)):
            raise Refused(*refusals)
        today = clock.today()
        loans = [
            store(
                Loan(
                    request=request,
                    entry=request.entry,
                    item=item,
                    slip=f"{SERIES}-{today.year}-{numbering.allot('loan', today.year):04d}",
                    lent_on=today,
                    due_on=due_on,
                    checks_out=list(ticked),
                ),
                "lend_item",
            )
            for item in items
        ]
        RequestLifecycle.move(request, "grant", actor=actor)
    return loans


def _refusals(
    request: LoanRequest, items: Sequence[LoanItem], due_on: dt.date, ticked: Sequence[str]
) -> Iterator[Refusal]:
    yield from checks.missing(checks.OUT[request.kind], ticked, "avant le prêt")
    if due_on < clock.today():
        yield Refusal("La date de retour est passée : donnez-en une à venir.", key="loan.due")
    if len(items) > request.quantity:
        yield Refusal(
            f"L’école a demandé {request.quantity} : vous en avez coché {len(items)}.",
            key="loan.quantity",
        )
    free = set(LoanItem.unscoped.free().filter(pk__in=[each.pk for each in items]).values_list("pk",
               flat=True))  # fmt: skip
    for item in items:
        if item.kind != request.kind or item.pk not in free:
            yield Refusal(f"{item} n’est pas libre : choisissez-en un autre.", key="loan.free")
        elif item.subscription_ends_on and item.subscription_ends_on < due_on:
            yield Refusal(
                f"L’abonnement de {item} se termine le {date_fr(item.subscription_ends_on)}, avant "
                f"la date de retour.",
                "M43",
                "loan.subscription",
            )
