"""The acts under way on one board: those of a batch, or all of them; the moves made together."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import jobs, spreadsheets
from common.lifecycle import NotYours, Refused

from .. import permissions
from ..batches import board, lifecycle, moving, services, summary
from ..forms_batches import BoardForm
from ..models import Batch
from ..visibility import STAFF
from .loading import page

PER_PAGE = 50
MOST_EXPORTED = 5000


def batch_of(request: HttpRequest, public_id: uuid.UUID, *, runs: bool = False) -> Batch:
    """The batch, if the actor may see it; ``runs``: refused to whoever only follows it."""
    actor = request.actor  # type: ignore[attr-defined]
    batch: Batch = get_object_or_404(
        Batch.objects.visible_to(actor).select_related(
            "kind", "owner__institution", "owner__person"
        ),
        public_id=public_id,
    )
    if runs and not permissions.may_run_batch(actor, batch):
        raise NotYours(services.NOT_YOURS)
    return batch


def followers_only(request: HttpRequest) -> None:
    """A page of the syndicate: it does not exist for anybody else."""
    if not permissions.may_follow(request.actor):  # type: ignore[attr-defined]
        raise Http404


# --- the boards ------------------------------------------------------------------------------
@page
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The batches, latest first, each with what its acts have become."""
    followers_only(request)
    actor = request.actor  # type: ignore[attr-defined]
    found = Batch.objects.visible_to(actor).select_related("kind", "owner__person")
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": shown,
        "rows": summary.of_batches(list(shown), actor),
        "may_prepare": permissions.may_prepare(actor),
    }
    return render(request, "conventions/batches/list.html", context)


@page
@require_safe
def follow(request: HttpRequest) -> HttpResponse:
    """Every act under way that the reader may see; CSV and XLSX of the same."""
    followers_only(request)
    return _board(request, None, {})


@page
@require_safe
def batch(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The acts of one batch; while there is none, its list."""
    actor = request.actor  # type: ignore[attr-defined]
    found = batch_of(request, public_id)
    if found.status != Batch.Status.LAUNCHED:
        return redirect("conventions:batch_rows", found.public_id)
    runs = permissions.may_run_batch(actor, found)
    more = {
        "batch": found,
        "runs": runs,
        "remaining": found.rows.filter(convention=None).count() if runs else 0,
        "work": last_work(found) if actor.office in STAFF else None,
    }
    return _board(request, found, more)


def _board(request: HttpRequest, batch: Batch | None, more: dict[str, Any]) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    every = board.acts(actor, batch)
    form = BoardForm(request.GET, choices=board.choices(every, actor))
    filters = form.cleaned_data if form.is_valid() else {}
    whatever_state = board.narrowed(every, {**filters, "etat": ""})
    found = board.narrowed(whatever_state, {"etat": filters.get("etat")})
    in_order = board.with_parties(board.ordered(found, request.GET.get("tri", "")))
    export = request.GET.get("format", "")
    if export in spreadsheets.FORMATS:
        name = "suivi-des-actes" if batch is None else f"lot-{batch.pk}"
        lines = board.lines(in_order[:MOST_EXPORTED], whole=found)
        return spreadsheets.response(export, name, board.COLUMNS, map(board.as_row, lines))
    shown = Paginator(in_order, PER_PAGE).get_page(request.GET.get("page"))
    counts = board.counts(whatever_state)
    total = sum(number for state, _words, number in counts if state != board.LATE)
    context = {
        **more,
        "form": form,
        "page": shown,
        "lines": board.lines(shown),
        "state": filters.get("etat", ""),
        "states": [
            (_with(request, etat=state), state, words, number)
            for state, words, number in [("", "Tous", total), *counts]
        ],
        "total": total,
        "late": next((number for state, _w, number in counts if state == board.LATE), 0),
        "moves": summary.moves_offered(counts) if more.get("runs") else (),
        "filtered": any(filters.values()),
        "query": request.GET.urlencode(),
        "others": _with(request, etat=""),
    }
    return render(request, "conventions/batches/board.html", context)


def _with(request: HttpRequest, etat: str) -> str:
    """The address of the same board in another state, its other filters kept."""
    query = request.GET.copy()
    for name in ("etat", "page", "format"):
        query.pop(name, None)
    if etat:
        query["etat"] = etat
    return f"?{query.urlencode()}"


def last_work(batch: Batch) -> dict[str, Any] | None:
    """The bar and the rows of the last work; None when nothing was asked."""
    job = services.work(batch)
    return jobs.shown(job) if job is not None else None


@page
@require_safe
def work(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The bar alone, asked again by the page; once finished, the page is asked for anew."""
    found = batch_of(request, public_id)
    if request.actor.office not in STAFF:  # type: ignore[attr-defined]
        raise Http404
    shown = last_work(found)
    if not request.headers.get("HX-Request"):
        return redirect(found)
    response = render(
        request, "conventions/batches/work.html", {"batch": found, "work": shown, "runs": False}
    )
    if shown is None or shown["finished"]:
        response["HX-Refresh"] = "true"
    return response


@page
@require_POST
def retry(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Do again the lines of the last work that failed, and only these."""
    found = batch_of(request, public_id, runs=True)
    services.retry(found, actor=request.actor)  # type: ignore[attr-defined]
    return redirect(found)


# --- many acts at once -----------------------------------------------------------------------
@page
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, public_id: uuid.UUID, step: str) -> HttpResponse:
    """Choose the acts that make one move together, check them, send them."""
    found, move = batch_of(request, public_id, runs=True), moving.MOVES.get(step)
    if move is None:
        raise Http404
    actor = request.actor  # type: ignore[attr-defined]
    every = board.acts(actor, found).filter(status__in=move.sources)
    form = BoardForm(request.GET, choices=board.choices(every, actor))
    filters = {**form.cleaned_data, "etat": ""} if form.is_valid() else {}
    acts = board.with_parties(board.narrowed(every, filters).order_by("reference"))
    refusals: Any = ()
    chosen: set[str] | None = None
    if request.method == "POST":
        chosen = set(request.POST.getlist("acte"))
        try:
            services.send(
                found,
                move,
                [act for act in acts if str(act.public_id) in chosen],
                dry="verifier" in request.POST,
                actor=actor,
            )
        except Refused as refused:
            refusals = refused.refusals
        else:
            return redirect(f"{reverse('conventions:batch', args=[found.public_id])}#travail")
    lines = board.lines(acts, whole=acts)
    context = {
        "batch": found,
        "move": move,
        "form": form,
        "lines": lines,
        "ticked": {each.act.pk for each in lines if _ticked(each, chosen)},
        "refusals": refusals,
        "busy": lifecycle.busy(found),
    }
    status = 200 if not refusals else 409 if chosen else 422
    return render(request, "conventions/batches/send.html", context, status=status)


def _ticked(line: board.Line, chosen: set[str] | None) -> bool:
    return chosen is None or str(line.act.public_id) in chosen
