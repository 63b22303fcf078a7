"""The register: its list, one sheet, its file, the calls of the day."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common import clock
from common.lifecycle import NotYours
from governance.views import exporting
from governance.views.asking import load, ordered, paged
from governance.views.searching import code, matching

from .. import attached, permissions, places, telling, waiting
from ..forms import SheetFilter
from ..lifecycle import SheetLifecycle
from ..models import FieldSheet, SheetKind
from ..models.sheets import SheetStatus

SORTS = {
    "date": ("day",),
    "nature": ("kind__label", "day"),
    "echeance": ("due_on",),
    "etat": ("status", "day"),
}
EXPORTED = 5000
STATES = {
    "faites": SheetStatus.DONE,
    "abandonnees": SheetStatus.DROPPED,
}


def reader(request: Any) -> None:
    """403 with who reads the register, for the others."""
    if not permissions.may_read(request.actor):
        raise NotYours(
            "Le registre de terrain est ouvert au syndicat et à ses partenaires, chacun sur son "
            "territoire."
        )


@login_required
@require_safe
def sheets(request: Any) -> HttpResponse:
    """The sheets that one sees, filtered by the address; ``?format=csv`` and ``xlsx`` too."""
    reader(request)
    actor = request.actor
    form = SheetFilter(request.GET, actor=actor)
    asked = form.cleaned_data if form.is_valid() else {}
    every = FieldSheet.objects.visible_to(actor)
    place = places.named(asked.get("sur", ""), actor)
    rows = _filtered(every, asked, actor)
    if place is not None:
        rows = rows.about(place.record)
    rows = rows.with_words()
    if shape := request.GET.get("format"):
        found = list(ordered(request, rows, SORTS, "-date")[:EXPORTED])
        kind = SheetKind.objects.visible_to(actor).latest().filter(code=asked.get("nature")).first()
        head, lines = telling.table(found, kind, text=permissions.may_read_text(actor))
        return exporting.respond(shape, "fiches-de-terrain", head, lines)
    context = {
        "form": form,
        "place": place,
        "page": paged(request, rows, SORTS, "-date"),
        "any": every.exists(),
        "late": every.kept_by(actor).late(clock.today()).count(),
        "may_write": bool(places.kinds_for(actor)),
        "here": "list",
        **parts(request),
    }
    return render(request, "fieldwork/list.html", context)


def parts(request: Any) -> dict[str, Any]:
    """What the links between the parts of the register need."""
    return {"reads_kinds": permissions.may_read_kinds(request.actor)}


def _filtered(rows: Any, asked: dict[str, Any], actor: Any) -> Any:
    if text := asked.get("q"):
        rows = rows.filter(
            Q(school__uai=code(text))
            | matching(text, "school__name", "school__commune__name", "institution__name")
        )
    if asked.get("nature"):
        rows = rows.filter(kind__code=asked["nature"])
    if asked.get("circonscription"):
        rows = rows.filter(circonscription=asked["circonscription"])
    if asked.get("du"):
        rows = rows.filter(day__gte=asked["du"])
    if asked.get("au"):
        rows = rows.filter(day__lte=asked["au"])
    if asked.get("miennes"):
        rows = rows.kept_by(actor)
    match asked.get("etat"):
        case "afaire":
            return rows.to_do()
        case "retard":
            return rows.late(clock.today())
        case "faites" | "abandonnees" as state:
            return rows.filter(status=STATES[state])
    return rows


@login_required
@require_safe
def sheet(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """One sheet: what was written, what is left to do."""
    found = one(request, public_id)
    actor = request.actor
    reads = permissions.may_read_text(actor)
    keeps = permissions.may_keep(actor, found)
    moves = {verb for verb, _words in SheetLifecycle(found).available(actor)}
    context = {
        "sheet": found,
        "values": telling.values(found) if reads else [],
        "reads": reads,
        "subject": found.subject(actor),
        "situation": telling.situation(found),
        "keeps": keeps and found.status == SheetStatus.TODO,
        "completes": "complete_sheet" in moves,
        "drops": "drop_sheet" in moves,
        "reopens": "reopen_sheet" in moves,
    }
    return render(request, "fieldwork/sheet.html", context)


def one(request: Any, public_id: uuid.UUID) -> FieldSheet:
    rows = FieldSheet.objects.visible_to(request.actor).with_words()
    found: FieldSheet = get_object_or_404(rows, public_id=public_id)
    return found


@login_required
@require_safe
def file(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The file of a sheet, to keep."""
    found = load(FieldSheet, request, public_id)
    if not found.file or not permissions.may_read_text(request.actor):
        raise Http404
    content, kind, name = attached.content(found.file)
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@require_safe
def calls(request: Any) -> HttpResponse:
    """« Qui appeler ce matin »: the sheets that are calls, with their telephone."""
    reader(request)
    text = permissions.may_read_text(request.actor)
    rows = [telling.call(each, text=text) for each in waiting.to_call(request.actor)]
    return render(
        request, "fieldwork/calls.html", {"calls": rows, "here": "calls", **parts(request)}
    )
