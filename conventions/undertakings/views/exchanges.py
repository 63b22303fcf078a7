"""Connectors and périscolaire projects: the list, one of them, its description, its papers."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from audit.actor import Actor
from common.lifecycle import NotYours, Refused
from documents import store
from documents.models import StoredFile
from governance.views.asking import editing, seen

from ...models import Convention, DataExchange
from ...views.loading import convention_of, page
from .. import exchange_guards as guards
from .. import exchanges, permissions
from ..exchange_lifecycle import HELD, WRITTEN, ExchangeLifecycle
from ..forms_exchanges import DescriptionForm, ListForm, said_of

PER_PAGE = 50
NATURES = {"connecteur": DataExchange.Nature.CONNECTOR, "projet": DataExchange.Nature.PROJECT}
PAPERS = {"aipd": "aipd_file", "test": "test_file"}


@page
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The exchanges of the acts that the reader follows; what waits for a visa comes first."""
    rows = DataExchange.objects.visible_to(_actor(request)).with_words()
    form = ListForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    if asked.get("nature"):
        rows = rows.filter(nature=asked["nature"])
    if asked.get("etat"):
        rows = rows.filter(status=asked["etat"])
    context = {
        "form": form,
        "page": Paginator(rows.waiting_first(), PER_PAGE).get_page(request.GET.get("page")),
        "waiting": rows.waiting_for_visa().count(),
        "filtered": any(asked.values()),
    }
    return render(request, "conventions/undertakings/exchanges.html", context)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, public_id: uuid.UUID, nature: str) -> HttpResponse:
    """Describe a connector or a project for the first time."""
    actor = _actor(request)
    convention = convention_of(request, public_id, needs="T")
    if nature not in NATURES:
        raise Http404
    if not permissions.may_keep_exchanges(actor, convention):
        raise NotYours(exchanges.NOT_A_KEEPER)
    kind = NATURES[nature]
    closed = list(guards.opening(convention, kind))
    form = DescriptionForm(request.POST or None, nature=kind)
    if closed or request.method != "POST":
        return _described(request, convention, form, kind.label, closed, 409 if closed else 200)
    if not form.is_valid():
        return _described(request, convention, form, kind.label, status=422)
    try:
        made = exchanges.create(convention, kind, form.cleaned_data, actor=actor)
    except Refused as refused:
        return _described(request, convention, form, kind.label, refused.refusals, 409)
    messages.success(request, "La fiche est enregistrée. Voici ce qu’il reste à faire.")
    return redirect(made)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: HttpRequest, public_id: uuid.UUID, exchange_id: uuid.UUID) -> HttpResponse:
    """Write the description again; once approved, a change takes the visa back."""
    actor = _actor(request)
    exchange = exchange_of(request, public_id, exchange_id)
    if not permissions.may_keep_exchange(actor, exchange):
        raise NotYours(exchanges.NOT_A_KEEPER)
    if exchange.status not in (*WRITTEN, *HELD):
        raise Refused(ExchangeLifecycle(exchange).wrong_state("describe_exchange"))
    form = DescriptionForm(request.POST or None, initial=said_of(exchange), nature=exchange.nature)
    words = exchange.get_nature_display()
    if request.method != "POST":
        return _described(request, exchange.convention, form, words, exchange=exchange)
    if not form.is_valid():
        return _described(request, exchange.convention, form, words, status=422, exchange=exchange)
    try:
        done = exchanges.describe(exchange, form.cleaned_data, actor=actor, seen=seen(request))
    except Refused as refused:
        return _described(
            request, exchange.convention, form, words, refused.refusals, 409, exchange
        )
    messages.success(request, _told(done, exchange.status))
    return redirect(done)


def _told(done: DataExchange, before: str) -> str:
    if done.status == before:
        return "La description est enregistrée."
    if done.visa_taken_back:
        return "La description a changé : le visa est repris, rien n’est plus en service."
    return "La description a changé : l’échange revient en préparation, rien n’est plus en service."


def _described(
    request: HttpRequest,
    convention: Convention,
    form: DescriptionForm,
    nature: str,
    refusals: Any = (),
    status: int = 200,
    exchange: DataExchange | None = None,
) -> HttpResponse:
    context = {
        "convention": convention,
        "form": form,
        "nature": nature,
        "refusals": refusals,
        "exchange": exchange,
        "held": exchange is not None and exchange.status in HELD,
        "back": exchange.get_absolute_url() if exchange else convention.get_absolute_url(),
    }
    if exchange is not None:
        context |= editing(request, form, exchange.edition, refusals)
    return render(
        request, "conventions/undertakings/describe_exchange.html", context, status=status
    )


@page
@require_safe
def paper(
    request: HttpRequest, public_id: uuid.UUID, exchange_id: uuid.UUID, which: str
) -> HttpResponse:
    """The analysis, or the report of the test, as it was handed in."""
    exchange = exchange_of(request, public_id, exchange_id)
    sha256 = getattr(exchange, PAPERS.get(which, ""), "")
    if not sha256:
        raise Http404
    kind = get_object_or_404(StoredFile, sha256=sha256).kind
    response = HttpResponse(store.read(sha256), content_type=kind)
    name = f"{exchange.convention.reference}-{which}.{kind.rsplit('/')[-1]}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def exchange_of(request: HttpRequest, public_id: uuid.UUID, exchange_id: uuid.UUID) -> DataExchange:
    """The exchange of the act of the address, for whoever reads it; unseen is 404."""
    convention = convention_of(request, public_id, needs="T")
    rows = DataExchange.objects.visible_to(_actor(request)).filter(convention=convention)
    found: DataExchange = get_object_or_404(rows, public_id=exchange_id)
    found.convention = convention
    return found


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
