"""A batch while it is a list: opened, previewed row by row, corrected, then made into drafts."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from audit.actor import Actor
from common import clock, french
from common.lifecycle import NotYours, Refused
from governance.models import Institution

from .. import explaining, finding, permissions, prospect
from ..batches import drafts, lifecycle, parts, places, reading, services, summary
from ..batches.places import Place
from ..forms_batches import BatchForm, CommonForm, ListForm
from ..forms_creation import DraftForm, SearchForm
from ..models import ActKind, Batch, BatchRow
from .batches import batch_of, followers_only, last_work
from .creation import NO_OTHER, _only_cost
from .loading import page

PER_PAGE = 50


# --- the list --------------------------------------------------------------------------------
@page
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Name a batch, give its list and what all its acts share; then it is examined."""
    followers_only(request)
    actor = request.actor  # type: ignore[attr-defined]
    if not permissions.may_prepare(actor):
        raise NotYours(NO_OTHER)
    offered = parts.kinds(actor)
    code = request.GET.get("nature", "")
    kind = next((each for each in offered if not code or each.code == code), None)
    if kind is None:
        raise Http404
    posted = request.method == "POST"
    form = BatchForm(
        request.POST if posted else None, request.FILES if posted else None, kind=kind, actor=actor
    )
    common = CommonForm(request.POST if posted else None, kind=kind, actor=actor)
    if posted and form.is_valid() and common.is_valid():
        try:
            found = _places(form, kind, actor, common.cleaned_data.get("starts_on"))
            made = services.open_batch(
                kind,
                form.cleaned_data["label"],
                found,
                common=drafts.sent(common),
                bodies=form.bodies(),
                actor=actor,
            )
        except Refused as refused:
            form.add_error(None, [each.sentence for each in refused.refusals])
        else:
            return redirect("conventions:batch_rows", made.public_id)
    context = {
        "kind": kind,
        "others": [each for each in offered if each != kind],
        "form": form,
        "common": common,
    }
    return render(request, "conventions/batches/new.html", context, status=422 if posted else 200)


def _places(
    form: ListForm, kind: ActKind, actor: Actor, starts_on: Any = None, others: int = 0
) -> list[Place]:
    """The rows that a list gives: lines pasted, then those of the file, then the territory."""
    data = form.cleaned_data
    lines = reading.pasted(data["pasted"])
    if data.get("file"):
        lines += reading.from_file(data["file"][0])
    day = starts_on or prospect.next_school_year(clock.today())
    reading.check_length(len(lines) + others)
    found = places.named(lines, actor=actor, day=day, with_schools=parts.proposes(kind))
    known = {(each.body, each.area) for each in found}
    territory = form.territory()
    if territory:
        every = places.within(territory, day=day)
        found += [each for each in every if (each.body, each.area) not in known]
    reading.check(len(found), others)
    return found


@page
@require_http_methods(["GET", "HEAD", "POST"])
def rows(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The preview: what each row would become and what it needs; rows are left out or kept."""
    batch = batch_of(request, public_id, runs=True)
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        chosen = [key for key in map(_uuid, request.POST.getlist("ligne")) if key]
        changed = services.keep(batch, chosen, included="inclure" in request.POST, actor=actor)
        _say_kept(request, changed, "inclure" in request.POST)
        return redirect(f"{request.path}?{request.GET.urlencode()}".rstrip("?"))
    wanted = request.GET.get("constat", "")
    found = batch.rows.filter(convention=None).select_related("institution", "circonscription")
    if wanted in BatchRow.Finding.values:
        found = found.filter(finding=wanted)
    counts = summary.findings(batch)
    ready = lifecycle.to_create(batch).count()
    left = sum(number for _finding, _words, number in counts) - ready
    context = {
        "batch": batch,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "counts": counts,
        "wanted": wanted,
        "ready": ready,
        "left": left,
        "work": last_work(batch),
        "busy": lifecycle.busy(batch),
        "composing": batch.status == Batch.Status.COMPOSING,
        "abandoned": batch.status == Batch.Status.ABANDONED,
    }
    return render(request, "conventions/batches/rows.html", context)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _say_kept(request: HttpRequest, changed: int, included: bool) -> None:
    words = french.plural(changed, "ligne", "lignes")
    done = french.plural(changed, "incluse", "incluses")
    if not included:
        done = french.plural(changed, "écartée", "écartées")
    if changed:
        messages.success(request, f"{changed} {words} {done}.")
    else:
        messages.info(
            request,
            "Aucune ligne n’a changé : cochez-en une dont un acte peut être fait.",
        )


@page
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Lengthen the list of a batch."""
    batch = batch_of(request, public_id, runs=True)
    actor = request.actor  # type: ignore[attr-defined]
    posted = request.method == "POST"
    form = ListForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        actor=actor,
        territory=parts.proposes(batch.kind),
    )
    if posted and form.is_valid():
        try:
            starts_on = drafts.day(batch.common.get("starts_on", ""))
            found = _places(form, batch.kind, actor, starts_on, batch.rows.count())
            services.add_rows(batch, found, actor=actor)
        except Refused as refused:
            form.add_error(None, [each.sentence for each in refused.refusals])
        else:
            return redirect("conventions:batch_rows", batch.public_id)
    context = {"batch": batch, "form": form}
    return render(request, "conventions/batches/add.html", context, status=422 if posted else 200)


@page
@require_POST
def examine(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Look again at the rows: the directory was completed since."""
    batch = batch_of(request, public_id, runs=True)
    services.examine_again(batch, actor=request.actor)  # type: ignore[attr-defined]
    return redirect("conventions:batch_rows", batch.public_id)


@page
@require_POST
def launch(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Make the drafts: the preview was the confirmation."""
    batch = batch_of(request, public_id, runs=True)
    services.launch(batch, actor=request.actor)  # type: ignore[attr-defined]
    return redirect(f"{reverse('conventions:batch', args=[batch.public_id])}#travail")


@page
@require_http_methods(["GET", "HEAD", "POST"])
def abandon(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Set the list aside, once the consequence was read."""
    batch = batch_of(request, public_id, runs=True)
    if request.method == "POST":
        services.abandon(batch, actor=request.actor)  # type: ignore[attr-defined]
        messages.success(
            request, f"Le lot « {batch.label} » est abandonné. Aucun acte n’en est né."
        )
        return redirect("conventions:batches")
    context = {
        "title": "Abandonner ce lot",
        "consequence": f"La liste « {batch.label} » reste lisible, aucun acte n’en sera fait.",
        "verb": "Abandonner ce lot",
        "cancel_url": reverse("conventions:batch_rows", args=[batch.public_id]),
    }
    return render(request, "ui/confirm.html", context)


# --- one row ---------------------------------------------------------------------------------
def _row(batch: Batch, row_id: uuid.UUID) -> BatchRow:
    found: BatchRow = get_object_or_404(
        batch.rows.select_related("institution", "circonscription", "convention"), public_id=row_id
    )
    found.batch = batch
    return found


@page
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: HttpRequest, public_id: uuid.UUID, row_id: uuid.UUID) -> HttpResponse:
    """One row: whom it means, and the act as it would be, to correct before it is made."""
    batch = batch_of(request, public_id, runs=True)
    found = _row(batch, row_id)
    actor = request.actor  # type: ignore[attr-defined]
    if found.convention is not None:
        return redirect(found.convention)
    draft = drafts.of(found, actor) if found.institution is not None else None
    if draft is None:
        return _show_row(request, batch, found, None, None)
    posted = request.method == "POST"
    form = draft.form(request.POST if posted else found.values or draft.proposed())
    if not posted or "recalculer" in request.POST:
        form.is_valid()
        return _show_row(request, batch, found, draft, form)
    if not form.is_valid():
        return _show_row(request, batch, found, draft, form, status=422)
    try:
        kept = services.correct(found, drafts.sent(form), actor=actor)
    except Refused as refused:
        return _show_row(request, batch, found, draft, form, refused.refusals, status=409)
    messages.success(
        request, f"La ligne {kept.position} est enregistrée : {kept.get_finding_display().lower()}."
    )
    return redirect("conventions:batch_rows", batch.public_id)


def _show_row(
    request: HttpRequest,
    batch: Batch,
    row: BatchRow,
    draft: drafts.Draft | None,
    form: DraftForm | None,
    refusals: Any = (),
    status: int = 200,
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    search = SearchForm({"q": request.GET.get("q", "" if row.institution else row.typed)})
    query = search.cleaned_data["q"].strip() if search.is_valid() else ""
    found = draft.found if draft else None
    context = {
        "batch": batch,
        "row": row,
        "form": form,
        "found": found,
        "refusals": refusals,
        "warnings": explaining.explained(found.warnings) if found else (),
        "years": form.simulation() if form is not None and found is not None else (),
        "simulation_url": request.get_full_path(),
        "search": search,
        "query": query,
        "answers": [
            each
            for each in (finding.find(query, actor=actor) if query else [])
            if each.kind != "school"
        ],
    }
    if form is not None and _only_cost(request):
        return render(request, "conventions/parts/cost.html", context)
    return render(request, "conventions/batches/row.html", context, status=status)


@page
@require_POST
def choose_body(request: HttpRequest, public_id: uuid.UUID, row_id: uuid.UUID) -> HttpResponse:
    """Say whom the row means."""
    batch = batch_of(request, public_id, runs=True)
    found = _row(batch, row_id)
    actor = request.actor  # type: ignore[attr-defined]
    key = _uuid(request.POST.get("institution", ""))
    body = Institution.objects.visible_to(actor).filter(public_id=key).first()
    if body is None:
        messages.error(request, "Choisissez une collectivité parmi les réponses.")
        return redirect("conventions:batch_row", batch.public_id, found.public_id)
    chosen = services.choose_body(found, body, actor=actor)
    messages.success(
        request,
        f"Ligne {chosen.position} : {chosen.institution}, {chosen.get_finding_display().lower()}.",
    )
    return redirect("conventions:batch_row", batch.public_id, chosen.public_id)
