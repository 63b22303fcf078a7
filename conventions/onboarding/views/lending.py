"""The stock of equipment, what schools ask for, and each loan."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from governance.views import exporting
from governance.views.asking import allowed, ask, load, paged

from ..forms import ReasonForm
from ..lending import checks, listing, permissions, services
from ..lending.forms import AskForm, BringForm, LendForm, ReturnForm, StockFilter
from ..lending.lifecycle import LoanLifecycle, RequestLifecycle
from ..models import Loan, LoanItem, LoanRequest, SchoolEntry
from ..models.loans import RequestStatus
from .entries import RELATED

LOAN = ("item", "entry__school__commune", "entry__campaign", "request")


@login_required
@require_safe
def stock(request: Any) -> HttpResponse:
    """What is in stock, what is lent and where; ``?format=csv`` and ``xlsx`` give the list."""
    allowed(permissions.may_read_stock(request.actor), "du syndicat")
    form = StockFilter(request.GET)
    rows = listing.items(request.actor, form.cleaned_data if form.is_valid() else {})
    if shape := request.GET.get("format"):
        cells = (listing.exported(item, loan) for item, loan in listing.with_loans(rows))
        return exporting.respond(shape, "materiels", listing.HEAD, cells)
    page = paged(request, rows, listing.SORTS, "nature")
    waiting = LoanRequest.objects.visible_to(request.actor).filter(status=RequestStatus.ASKED)
    context = {
        "page": page,
        "lines": listing.with_loans(page.object_list),
        "form": form,
        "waiting": waiting.select_related("entry__school", "entry__campaign")[:50],
        "may_keep": permissions.may_keep_stock(request.actor),
    }
    return render(request, "onboarding/stock.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def bring(request: Any) -> HttpResponse:
    """Items join the stock."""
    allowed(permissions.may_keep_stock(request.actor), permissions.LENDS)

    def act(given: dict[str, Any]) -> None:
        services.bring(actor=request.actor, rows=given.pop("lines"), **given)

    return ask(
        request,
        BringForm(request.POST or None, actor=request.actor),
        act,
        title="Ajouter du matériel au stock",
        verb="Ajouter au stock",
        back=reverse("onboarding:stock"),
        done="Le matériel est en stock.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def take_out(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """An item leaves the stock, and why."""
    item = load(LoanItem, request, public_id)
    allowed(permissions.may_keep_stock(request.actor), permissions.LENDS)
    return ask(
        request,
        ReasonForm(request.POST or None),
        lambda given: services.take_out(actor=request.actor, item=item, **given) and None,
        title=f"Sortir du stock : {item}",
        verb="Sortir du stock",
        back=reverse("onboarding:stock"),
        done="Le matériel est sorti du stock.",
        refuse=True,
    )


@login_required
@require_http_methods(["GET", "POST"])
def ask_loan(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The head asks for equipment."""
    found = load(SchoolEntry, request, public_id, *RELATED)
    allowed(permissions.may_ask(request.actor, found), permissions.ASKS)
    form = AskForm(request.POST or None)
    return ask(
        request,
        form,
        lambda given: services.ask(actor=request.actor, entry=found, **given) and None,
        title=f"Demander un prêt : {found.school.name}",
        verb="Demander",
        back=found.get_absolute_url(),
        done="La demande est transmise au syndicat.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def lend(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Items leave, each with its slip."""
    found = load(LoanRequest, request, public_id, "entry__school", "entry__campaign")
    allowed(permissions.may_lend(request.actor, found), permissions.LENDS)
    return ask(
        request,
        LendForm(request.POST or None, actor=request.actor, request=found),
        lambda given: (
            services.lend(
                actor=request.actor,
                request=found,
                items=list(given["items"]),
                due_on=given["due_on"],
                ticked=given["ticked"],
            )
            and None
        ),
        title=f"Prêter à {found.entry.school.name} : {found.get_kind_display().lower()}, "
        f"{found.quantity} demandés",
        verb="Prêter",
        back=found.get_absolute_url(),
        done="Le prêt est enregistré : imprimez les bons.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def decline(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """No equipment for that request, and why."""
    found = load(LoanRequest, request, public_id, "entry__school", "entry__campaign")
    allowed(permissions.may_lend(request.actor, found), permissions.LENDS)
    return ask(
        request,
        ReasonForm(request.POST or None),
        lambda given: (
            RequestLifecycle.move(found, "decline", actor=request.actor, **given) and None
        ),
        title=f"Refuser le prêt : {found.entry.school.name}",
        verb="Refuser le prêt",
        back=found.get_absolute_url(),
        done="Le refus est enregistré, avec son motif.",
        refuse=True,
    )


@login_required
@require_safe
def loan(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The slip: what is lent, what was verified; it prints on one page."""
    found = load(Loan, request, public_id, *LOAN)
    context = {
        "loan": found,
        "late": found.late(clock.today()),
        "checks_out": checks.words(checks.OUT[found.item.kind], found.checks_out),
        "checks_back": checks.words(checks.BACK[found.item.kind], found.checks_back),
        "offers": LoanLifecycle(found).available(request.actor),
    }
    return render(request, "onboarding/loan.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def give_back(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """It came back, verified."""
    found = load(Loan, request, public_id, *LOAN)
    allowed(permissions.may_take_back(request.actor, found), "qui reprend le matériel")
    return ask(
        request,
        ReturnForm(
            request.POST or None, kind=found.item.kind, initial={"returned_on": clock.today()}
        ),
        lambda given: LoanLifecycle.move(found, "give_back", actor=request.actor, **given) and None,
        title=f"Retour : {found}",
        verb="Enregistrer le retour",
        back=found.get_absolute_url(),
        done="Le matériel est rendu.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def lose(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """It does not come back, and why."""
    found = load(Loan, request, public_id, *LOAN)
    allowed(permissions.may_declare(request.actor, found), "qui suit ce prêt")
    return ask(
        request,
        ReasonForm(request.POST or None),
        lambda given: (
            LoanLifecycle.move(found, "declare_lost", actor=request.actor, **given) and None
        ),
        title=f"Déclarer non rendu : {found}",
        verb="Déclarer non rendu",
        back=found.get_absolute_url(),
        done="Le matériel est déclaré non rendu : arrêtez son abonnement.",
        refuse=True,
    )
