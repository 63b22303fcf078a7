"""Orders that open or close bases: the list, one order, one school of it."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common.lifecycle import Refusal, Refused
from documents import store
from documents.models import StoredFile
from governance.views import exporting
from governance.views.asking import allowed, ask, kept, load, paged

from ..models import BaseOpeningOrder, CheckName, LineStatus, OpeningLine, OrderStatus
from ..openings import checks, docdata, guards, listing, permissions, services
from ..openings.forms import (
    AddForm,
    LineMoveForm,
    OrderFilter,
    OrderMoveForm,
    PrepareForm,
    TickForm,
)
from ..openings.lifecycle import LineLifecycle, OrderLifecycle
from .papers import DRAFT_MARK, sent

DECIDES = "le DASEN, ou qui le remplace ou a reçu sa délégation"
NOT_ASKED = "L’inspection la demande quand chaque école réunit ses préalables."
READS = "qui prépare, décide ou exécute l’ouverture des bases"
ORDER = ("circonscription__dsden", "owner__person", "provider", "requested_by__person")
LINE = (
    "order__circonscription__dsden",
    "order__owner",
    "entry__school__commune",
    "entry__campaign",
)
WAYS_OUT = frozenset({"return_list", "withdraw_order", "report_anomaly", "leave_out"})


@login_required
@require_safe
def orders(request: Any) -> HttpResponse:
    """The orders that one reads, the latest first."""
    allowed(permissions.may_read(request.actor), READS)
    form = OrderFilter(request.GET)
    rows = listing.orders(request.actor)
    asked = form.cleaned_data if form.is_valid() else {}
    if kind := asked.get("nature"):
        rows = rows.filter(kind=kind)
    if status := asked.get("statut"):
        rows = rows.filter(status=status)
    context = {
        "page": paged(request, rows, listing.SORTS, "-effet"),
        "form": form,
        "may_prepare": permissions.may_prepare_somewhere(request.actor),
    }
    return render(request, "onboarding/orders.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def prepare_order(request: Any) -> HttpResponse:
    """A new list: its kind, its district, its date."""
    allowed(permissions.may_prepare_somewhere(request.actor), permissions.PREPARES)
    return ask(
        request,
        PrepareForm(request.POST or None, actor=request.actor),
        lambda given: services.prepare(actor=request.actor, **given).get_absolute_url(),
        title="Préparer un ordre d’ouverture ou de fermeture",
        verb="Préparer la liste",
        back=reverse("onboarding:orders"),
        done="La liste est en préparation : ajoutez-y des écoles.",
    )


@login_required
@require_safe
def order(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """One order and its schools; ``?format=csv`` and ``xlsx`` give them once it is decided."""
    found = load(BaseOpeningOrder, request, public_id, *ORDER)
    rows = listing.lines(request.actor, found)
    if shape := request.GET.get("format"):
        if not found.decided:
            raise Refused(Refusal("La liste se télécharge une fois la décision enregistrée."))
        cells = (listing.exported(line) for line in rows)
        return exporting.respond(shape, f"{found.reference.lower()}-ecoles", listing.HEAD, cells)
    flow = OrderLifecycle(found)
    offers = [
        (
            verb,
            words,
            [] if verb in OrderMoveForm.ASKS else flow.refusals(verb, actor=request.actor),
        )
        for verb, words in flow.available(request.actor)
    ]
    context = {
        "order": found,
        "title": f"{found.get_kind_display()} de bases, {found.circonscription}",
        "situation": listing.situation(found),
        "lines": [(line, listing.counts(line)) for line in rows],
        "forward": [offer for offer in offers if offer[0] not in WAYS_OUT],
        "ways_out": [offer for offer in offers if offer[0] in WAYS_OUT],
        "may_add": found.status in guards.EDITABLE and permissions.authored(request.actor, found),
        "whole": permissions.may_read_whole(request.actor),
        "printable": docdata.undecided(found) and rows.exclude(status=LineStatus.LEFT_OUT).exists(),
        "may_sign": found.status == OrderStatus.REQUESTED_ORDER
        and permissions.may_decide(request.actor, found),
    }
    return render(request, "onboarding/order.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add_lines(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Schools of the district join the list."""
    found = load(BaseOpeningOrder, request, public_id, *ORDER)
    allowed(permissions.authored(request.actor, found), "qui a préparé la liste")

    def act(given: dict[str, Any]) -> None:
        for entry in given["entries"]:
            services.add_line(actor=request.actor, order=found, entry=entry)

    return ask(
        request,
        AddForm(request.POST or None, actor=request.actor, order=found),
        act,
        title=f"Ajouter des écoles à l’ordre {found.reference}",
        verb="Ajouter ces écoles",
        back=found.get_absolute_url(),
        done="Les écoles sont sur la liste.",
        template="onboarding/order_add.html",
        order=found,
    )


@login_required
@require_http_methods(["GET", "POST"])
def move_order(request: Any, public_id: uuid.UUID, verb: str) -> HttpResponse:
    """One move of an order, then its page again."""
    found = load(BaseOpeningOrder, request, public_id, *ORDER)
    words = _words(OrderLifecycle, found, verb, request.actor)
    form = OrderMoveForm(
        request.POST if request.method == "POST" else None, request.FILES or None, verb=verb
    )

    def act(given: dict[str, Any]) -> None:
        def moved(file: str) -> None:
            more = {**given, "file": file} if verb == "decide" else given
            OrderLifecycle.move(found, verb, actor=request.actor, **more)

        kept(given.pop("file", None), moved)

    return ask(
        request,
        form,
        act,
        title=f"{words.button} : {found}",
        verb=words.button,
        back=found.get_absolute_url(),
        done="C’est enregistré.",
        refuse=verb in WAYS_OUT,
    )


@login_required
@require_safe
def decision(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The copy of the decision, for those who read the whole order."""
    found = load(BaseOpeningOrder, request, public_id)
    if not found.decision_file or not permissions.may_read_whole(request.actor):
        raise Http404
    kind = StoredFile.objects.get(sha256=found.decision_file).kind
    response = HttpResponse(store.read(found.decision_file), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="decision-{found.reference}"'
    return response


@login_required
@require_safe
def paper(request: Any, public_id: uuid.UUID, name: str, shape: str) -> HttpResponse:
    """The text to decide, before it is: « projet » for those who read the whole order,
    « a-signer » for whoever decides."""
    found = load(BaseOpeningOrder, request, public_id, *ORDER)
    whole = permissions.may_read_whole(request.actor) and docdata.undecided(found)
    if not whole or name not in ("projet", "a-signer"):
        raise Http404
    decider = request.actor if name == "a-signer" else None
    if decider is not None:
        allowed(permissions.may_decide(decider, found), DECIDES)
        if found.status != OrderStatus.REQUESTED_ORDER:
            raise Refused(Refusal(f"La décision n’est pas encore demandée. {NOT_ASKED}"))
    return sent(
        docdata.MODELS[found.kind],
        docdata.build(found, decider=decider),
        shape=shape,
        name=f"{found.reference.lower()}-{name}",
        mark="" if decider else DRAFT_MARK,
    )


@login_required
@require_safe
def line(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """One school of a list: its preconditions one by one, then its report."""
    found = load(OpeningLine, request, public_id, *LINE)
    whole = permissions.may_read_whole(request.actor)
    context = {
        "line": found,
        "order": found.order,
        "checks": list(checks.shown(found)) if whole else [],
        "counts": listing.counts(found),
        "may_tick": permissions.may_check(request.actor, found)
        and not list(checks.not_ticked(found, CheckName.FAMILIES)),
        "offers": [
            (verb, words, verb in WAYS_OUT)
            for verb, words in LineLifecycle(found).available(request.actor)
        ],
        "whole": whole,
    }
    return render(request, "onboarding/line.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def tick(request: Any, public_id: uuid.UUID, name: str) -> HttpResponse:
    """A precondition is acquired."""
    found = load(OpeningLine, request, public_id, *LINE)
    allowed(permissions.may_check(request.actor, found), "qui prépare l’ouverture de cette école")
    if name not in CheckName.values:
        raise Http404
    label = CheckName(name).label
    return ask(
        request,
        TickForm(request.POST or None, name=name),
        lambda given: services.tick(
            actor=request.actor, line=found, name=name, **given
        ).get_absolute_url(),
        title=f"{label} : {found.entry.school.name}",
        verb="Enregistrer ce préalable",
        back=found.get_absolute_url(),
        done=f"Le préalable « {label} » est enregistré.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def move_line(request: Any, public_id: uuid.UUID, verb: str) -> HttpResponse:
    """The report of a school, its anomaly, or its leaving the list."""
    found = load(OpeningLine, request, public_id, *LINE)
    words = _words(LineLifecycle, found, verb, request.actor)
    form = LineMoveForm(request.POST if request.method == "POST" else None, verb=verb)
    return ask(
        request,
        form,
        lambda given: LineLifecycle.move(
            found, verb, actor=request.actor, **form.given(verb)
        ).order.get_absolute_url(),
        title=f"{words.button} : {found.entry.school.name}",
        verb=words.button,
        back=found.get_absolute_url(),
        done="C’est enregistré.",
        refuse=verb in WAYS_OUT,
    )


def _words(lifecycle: Any, record: Any, verb: str, actor: Any) -> Any:
    """The words of a move that a person makes; 404 when there is none, 403 when not theirs."""
    if verb not in lifecycle.verbs():
        raise Http404
    transition = next(iter(getattr(lifecycle, verb).get_transitions()))
    words = transition.custom["move"]
    if words.system:
        raise Http404
    allowed(transition.has_perm(lifecycle(record), actor), "qui mène cette étape de l’ordre")
    return words
