"""The pages on which scans are dropped, read, sorted and registered."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common import french
from common.lifecycle import Refusal, Refused
from documents import store
from documents.models import ScanDeposit, ScannedPage
from documents.paper import deposits, scanning, sorting
from documents.pdf.errors import PdfRefused

from . import scans
from .forms import DepositForm, PlaceForm, media

PER_PAGE = 20
WIDTH = 1000
MOVABLE = (sorting.Place.BLANK, sorting.Place.ASIDE)
"""Of the pages that ask for nothing: those that an agent may still put somewhere."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest) -> HttpResponse:
    """Drop files; under it, the deposits already made."""
    actor = request.actor  # type: ignore[attr-defined]
    if not scans.may_deposit(actor):
        raise Http404
    form, refusals, status, target = _dropped(request, None)
    if target is not None:
        return target
    page = Paginator(scans.visible(actor), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "refusals": refusals, "page": page}
    return render(request, "circuits/paper/drop.html", context, status=status)


def _dropped(
    request: HttpRequest, to: ScanDeposit | None
) -> tuple[DepositForm, Any, int, HttpResponse | None]:
    """The form of files and what came of it; a response once they are kept."""
    if request.method != "POST":
        return DepositForm(), (), 200, None
    form = DepositForm(request.POST, request.FILES)
    if not form.is_valid():
        return form, (), 422, None
    given = []
    for upload in form.cleaned_data["files"]:
        upload.seek(0)
        given.append(deposits.Given(upload.checked.safe_name, upload.read(), media(upload)))
    actor = request.actor  # type: ignore[attr-defined]
    try:
        kept = scans.deposit(given, actor=actor, to=to)
    except Refused as refused:
        return form, refused.refusals, 409, None
    except OSError as failure:
        return form, [_not_stored(failure)], 503, None
    return form, (), 200, redirect("circuits:scans", public_id=kept.public_id)


def _not_stored(failure: OSError) -> Refusal:
    return Refusal(
        f"Rien n’a été enregistré : {french.os_error(failure)}. Réessayez dans quelques minutes, "
        "ou prévenez l’administrateur ; gardez le papier."
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def scanned(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One deposit: its reading under way, then each copy, what lacks, and every page."""
    found = _found(request, public_id)
    verb = request.POST.get("verb", "")
    form, refusals, status = DepositForm(), (), 200
    wrong: dict[str, PlaceForm] = {}
    if verb == "add":
        form, refusals, status, target = _dropped(request, found)
        if target is not None:
            return target
    elif request.method == "POST":
        try:
            _act(request, verb, found, wrong)
        except Refused as refused:
            refusals, status = refused.refusals, 409
        except OSError as failure:
            refusals, status = [_not_stored(failure)], 503
        else:
            if not wrong:
                return redirect("circuits:scans", public_id=found.public_id)
            status = 422
    return _page(request, found, {"form": form, "refusals": refusals}, wrong, status)


def _page(
    request: HttpRequest,
    found: ScanDeposit,
    context: dict[str, Any],
    wrong: dict[str, PlaceForm],
    status: int = 200,
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    working = deposits.reading_now(found)
    if request.headers.get("HX-Request") and not working:
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    told = sorting.sort(found, scans.Reader(actor))
    copies = () if working else scans.copies(found, actor)
    read = ScannedPage.objects.filter(file__deposit=found).count()
    context |= {
        "deposit": found,
        "working": bool(working),
        "read": read,
        "total": sum(found.files.values_list("pages", flat=True)),
        "unread": deposits.unread(found),
        "piles": told.piles,
        "strays": [(sheet, _form_of(sheet, copies, wrong)) for sheet in told.strays],
        "ignored": [
            (sheet, _form_of(sheet, copies, wrong) if sheet.place in MOVABLE else None)
            for sheet in told.ignored
        ],
        "wrong": list(wrong.values()),
        "address": reverse("circuits:scans", args=[found.public_id]),
    }
    name = "progress" if request.headers.get("HX-Request") else "deposit"
    return render(request, f"circuits/paper/{name}.html", context, status=status)


def _form_of(sheet: sorting.Sheet, copies: Any, wrong: dict[str, PlaceForm]) -> PlaceForm:
    return wrong.get(str(sheet.scanned.public_id)) or PlaceForm(
        copies=copies,
        prefix=str(sheet.scanned.public_id),
        initial={"page": sheet.page or None, "turn": sheet.turn},
    )


def _act(request: HttpRequest, verb: str, found: ScanDeposit, wrong: dict[str, PlaceForm]) -> None:
    actor = request.actor  # type: ignore[attr-defined]
    if verb == "retry":
        scans.retry(found)
    elif verb == "register":
        scans.register(found, _uuid(request.POST.get("slot", "")), actor=actor)
    elif verb in ("place", "aside"):
        page = _scanned(found, _uuid(request.POST.get("scanned", "")))
        if verb == "aside":
            scans.place(page, None, page=0, turn=page.turn, actor=actor)
        else:
            _place(request, found, page, wrong)
    else:
        raise Http404


def _place(
    request: HttpRequest, found: ScanDeposit, page: ScannedPage, wrong: dict[str, PlaceForm]
) -> None:
    actor = request.actor  # type: ignore[attr-defined]
    copies = scans.copies(found, actor)
    form = PlaceForm(request.POST, copies=copies, prefix=str(page.public_id))
    wrong[str(page.public_id)] = form
    if not form.is_valid():
        return
    typed = form.cleaned_data
    slot = next((each for each in copies if str(each.public_id) == typed["copy"]), None)
    if slot is None:
        slot = scans.copy_named(typed["reference"], actor)
    with transaction.atomic():
        scans.place(page, slot, page=typed["page"], turn=typed["turn"], actor=actor)
    del wrong[str(page.public_id)]


@login_required
@require_safe
def image(request: HttpRequest, public_id: uuid.UUID, page_id: uuid.UUID) -> HttpResponse:
    """A scanned page as it came, for whoever places it."""
    page = _scanned(_found(request, public_id), page_id)
    file = page.file.file
    try:
        drawn = scanning.png(store.read(file.sha256), file.kind, page.index, WIDTH, page.turn)
    except PdfRefused:
        raise Http404 from None
    return HttpResponse(drawn, content_type="image/png")


def _found(request: HttpRequest, public_id: uuid.UUID) -> ScanDeposit:
    found = scans.find(public_id, request.actor)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def _scanned(found: ScanDeposit, public_id: uuid.UUID) -> ScannedPage:
    pages = ScannedPage.objects.filter(file__deposit=found).select_related("file__file")
    return get_object_or_404(pages, public_id=public_id)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None
