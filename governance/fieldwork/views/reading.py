"""What the register says as a whole: indicators, and the catalogue of the programme."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common import clock
from common.lifecycle import NotYours
from governance.views import exporting

from .. import catalogue as published
from .. import counting, permissions
from ..forms import CountFilter
from ..models import FieldSheet, SheetKind
from .sheets import parts, reader


@login_required
@require_safe
def indicators(request: Any) -> HttpResponse:
    """Sheets by district and month, the sums of a kind; ``?format=csv`` and ``xlsx`` too."""
    reader(request)
    actor = request.actor
    form = CountFilter(request.GET, actor=actor)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = FieldSheet.objects.visible_to(actor).select_related("kind", "circonscription")
    if asked.get("nature"):
        rows = rows.filter(kind__code=asked["nature"])
    if asked.get("du"):
        rows = rows.filter(day__gte=asked["du"])
    if asked.get("au"):
        rows = rows.filter(day__lte=asked["au"])
    found = list(rows)
    kind = SheetKind.objects.visible_to(actor).latest().filter(code=asked.get("nature")).first()
    board = counting.by_month(found)
    sums = None
    if kind is not None and found and permissions.may_read_text(actor):
        sums = counting.sums(found, kind, clock.today())
    if shape := request.GET.get("format"):
        return exporting.respond(shape, "indicateurs-de-terrain", *_sheet(board, sums))
    context = {
        "form": form,
        "kind": kind,
        "count": len(found),
        "board": board,
        "kinds": counting.by_kind(found),
        "sums": sums,
        "here": "indicators",
        **parts(request),
    }
    return render(request, "fieldwork/indicators.html", context)


def _sheet(board: counting.Board, sums: counting.Board | None) -> tuple[list[str], list[list[Any]]]:
    """Both tables side by side: they have the same districts."""
    heads = ["Circonscription", *board.heads, *(sums.heads if sums else ())]
    left = (*board.rows, board.total)
    right = (*sums.rows, sums.total) if sums else ()
    lines = []
    for rank, row in enumerate(left):
        beside = right[rank].cells if right else ()
        lines.append([row.name, *(_cell(each) for each in (*row.cells, *beside))])
    return heads, lines


def _cell(words: str) -> Any:
    """A number again, when it is not masked."""
    digits = "".join(words.split())
    return int(digits) if digits.isdigit() else words


@login_required
@require_safe
def catalogue(request: Any) -> HttpResponse:
    """What was found of resources, for everybody; ``?format=csv`` and ``xlsx`` for one kind."""
    if not permissions.may_read_catalogue(request.actor):
        raise NotYours("Le catalogue est ouvert aux personnes qui ont un mandat en cours.")
    pages = published.pages()
    if shape := request.GET.get("format"):
        page = next((each for each in pages if each.kind.code == request.GET.get("nature")), None)
        if page is None:
            raise Http404
        lines = [[sheet.day, *cells] for sheet, cells in page.lines]
        return exporting.respond(shape, "catalogue", ["Date", *page.heads], lines)
    context = {"pages": pages, "here": "catalogue", "reads": permissions.may_read(request.actor)}
    return render(request, "fieldwork/catalogue.html", {**context, **parts(request)})
