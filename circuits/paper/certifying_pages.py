"""The page on which an agent compares a paper that came back with the act, and decides."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common.lifecycle import Refusal, Refused
from documents import reading, store
from documents.models import PaperReturn
from documents.pdf.errors import PdfRefused

from .. import links, terms
from ..models import Step
from . import certifying
from .forms import CertifyForm

WIDTH = 1000
ISSUED, SCANNED = "emise", "numerisee"
"""Which of the two pages an image shows, in its address."""
OTHER = Refusal(
    "Un autre retour a été enregistré depuis l’ouverture de cette page : comparez celui-ci."
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def certify(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Each page beside the act, what others read, the form that certifies or refuses."""
    actor = request.actor  # type: ignore[attr-defined]
    found = _found(request, public_id)
    step = links.step_of_slot(found.slot)
    form = _form(request, found, step)
    refusals: Any = ()
    status = 200
    if request.method == "POST" and not form.is_valid():
        status = 422
    elif request.method == "POST":
        try:
            if request.POST.get("seen") != str(found.public_id):
                raise Refused(OTHER)
            if form.refuses:
                certifying.reject(found, reason=form.cleaned_data["reason"], actor=actor)
            else:
                certifying.certify(found, form.reading(), actor=actor)
        except Refused as refused:
            refusals, status = refused.refusals, 409
        else:
            return redirect(reverse("desk:inbox"))
    checks = list(found.checks.all())
    context = {
        "found": found,
        "slot": found.slot,
        "step": step,
        "terms": terms.of(step) if step is not None else None,
        "pages": _pages(found),
        "total": len(found.pages),
        "second": certifying.second_agent(found),
        "checks": [(each, certifying.said(found, each)) for each in checks],
        "against": refusals or certifying.against(found, actor),
        "form": form,
    }
    return render(request, "circuits/paper/certify.html", context, status=status)


def _form(request: HttpRequest, found: PaperReturn, step: Step | None) -> CertifyForm:
    """The form; the second agent finds where the original is, and reads the date again alone."""
    people = certifying.signatories(step, found) if step is not None else []
    first = found.checks.first()
    initial = {"holder": first.holder} if first is not None else {}
    given = request.POST if request.method == "POST" else None
    return CertifyForm(given, people=people, initial=initial)


def _pages(found: PaperReturn) -> list[dict[str, Any]]:
    """Each page of the copy: its number, its two images, how it was scanned."""
    slot = found.slot.public_id

    def image(which: str, page: int) -> str:
        return reverse("circuits:certify_image", args=[slot, which, page])

    return [
        {
            "page": row["page"],
            "issued": image(ISSUED, row["page"]),
            "scanned": image(SCANNED, row["page"]),
            "file": row["file"],
            "index": row["index"],
            "turned": bool(row["turn"]),
            "by_hand": row["by_hand"],
            "differs": row.get("differs", ""),
        }
        for row in found.pages
    ]


@login_required
@require_safe
def image(request: HttpRequest, public_id: uuid.UUID, which: str, page: int) -> HttpResponse:
    """A page of the act as it stands now, or of the scan, for the agent who compares them."""
    found = _found(request, public_id)
    head = found.slot.envelope.head
    if which not in (ISSUED, SCANNED) or head is None:
        raise Http404
    sha256 = head.file.sha256 if which == ISSUED else found.file.sha256
    try:
        return HttpResponse(reading.page_image(sha256, page, WIDTH), content_type="image/png")
    except PdfRefused:
        raise Http404 from None


@login_required
@require_safe
def scan(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The pages put in order, as one PDF, for the agent who certifies."""
    found = _found(request, public_id)
    response = HttpResponse(store.read(found.file.sha256), content_type=store.PDF)
    name = f"{found.slot.envelope.reference}-{found.slot.paper_reference}-numerisation"
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def _found(request: HttpRequest, public_id: uuid.UUID) -> PaperReturn:
    found = certifying.find(public_id, request.actor)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found
