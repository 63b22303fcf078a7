"""The clause library: each clause of a model with its reason, and its variants."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import clock
from common.lifecycle import Refused

from .. import library, permissions, services
from ..forms_clauses import VariantForm
from ..library_lifecycle import VariantLifecycle
from ..models import ActKind, ClauseVariant, LibraryClause
from .loading import page

VERBS = {
    "approuver": ("approve", "La variante est approuvée : elle peut entrer dans un acte."),
    "retirer": ("retire", "La variante est retirée : elle n’entre plus dans aucun acte."),
}


@page
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every clause, model by model."""
    rows = _clauses(request).at(clock.now())
    by_key: dict[tuple[str, str], list[ClauseVariant]] = {}
    for each in ClauseVariant.objects.visible_to(request.actor).select_related("clause"):  # type: ignore[attr-defined]
        by_key.setdefault((each.clause.model_code, each.clause.key), []).append(each)
    kinds = ActKind.objects.visible_to(request.actor).in_use()  # type: ignore[attr-defined]
    titles = dict(kinds.values_list("model_code", "label"))
    models: dict[str, list[Any]] = {}
    for row in rows:
        variants = by_key.get((row.model_code, row.key), [])
        approved = [v for v in variants if v.status == v.Status.APPROVED]
        proposed = [v for v in variants if v.status == v.Status.PROPOSED]
        label = titles.get(row.model_code, row.model_code)
        models.setdefault(label, []).append((row, len(approved), len(proposed)))
    return render(request, "conventions/library.html", {"models": models.items()})


@page
@require_http_methods(["GET", "HEAD", "POST"])
def clause(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A clause, why it is there, its variants; one may be proposed."""
    row = get_object_or_404(_clauses(request), public_id=public_id)
    form = VariantForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        actor = request.actor  # type: ignore[attr-defined]
        services.propose_variant(row, actor=actor, **form.cleaned_data)
        messages.success(request, "La variante est proposée : le juriste l’approuve ou la retire.")
        return redirect("conventions:library_clause", row.public_id)
    if request.method == "POST":
        status = 422
    return _show(request, row, form, status=status)


@page
@require_POST
def decide(request: HttpRequest, public_id: uuid.UUID, verb: str) -> HttpResponse:
    """The jurist approves or retires a variant."""
    actor = request.actor  # type: ignore[attr-defined]
    variant = get_object_or_404(ClauseVariant.objects.visible_to(actor), public_id=public_id)
    if verb not in VERBS:
        raise Http404
    name, said = VERBS[verb]
    reason = request.POST.get("reason", "").strip()
    try:
        VariantLifecycle.move(variant, name, actor=actor, reason=reason)
    except Refused as refused:
        return _show(request, variant.clause, VariantForm(), refused.refusals, status=409)
    messages.success(request, said)
    return redirect("conventions:library_clause", variant.clause.public_id)


def _clauses(request: HttpRequest) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    if not permissions.may_propose_variant(actor):
        raise Http404
    return LibraryClause.objects.visible_to(actor)


def _show(
    request: HttpRequest, row: LibraryClause, form: Any, refusals: Any = (), status: int = 200
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    variants = list(library.variants(row))
    context = {
        "clause": row,
        "variants": [(v, permissions.may_approve_variant(actor, v)) for v in variants],
        "form": form,
        "refusals": refusals,
    }
    return render(request, "conventions/library_clause.html", context, status=status)
