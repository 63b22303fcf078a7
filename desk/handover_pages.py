"""The handover file on screen, and its PDF."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from conventions import handover, handover_file
from documents import store
from governance.models import Institution


def _institution(request: HttpRequest, public_id: uuid.UUID) -> Institution:
    """The institution whose file the reader may open; 404 for anybody else."""
    actor = request.actor  # type: ignore[attr-defined]
    found: Institution | None = (
        Institution.objects.visible_to(actor).filter(public_id=public_id).first()
    )
    if found is None or not handover.may_read(actor, found):
        raise Http404
    return found


@login_required
@require_safe
def file_of(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Everything that a new executive finds, and what to do first."""
    institution = _institution(request, public_id)
    context = {
        "institution": institution,
        "title": handover_file.title_of(institution),
        "executive": handover.executive(institution),
        "parts": handover.parts(institution, request.actor),  # type: ignore[attr-defined]
        "document": handover_file.latest(institution),
    }
    return render(request, "desk/handover.html", context)


@login_required
@require_POST
def make(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask for the PDF of today; the page of the work follows it."""
    institution = _institution(request, public_id)
    job = handover_file.ask(institution, actor=request.actor)  # type: ignore[attr-defined]
    return redirect("desk:job", public_id=job.public_id)


@login_required
@require_safe
def pdf(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The last PDF made."""
    document = handover_file.latest(_institution(request, public_id))
    if document is None:
        messages.info(request, "Aucun PDF n’est encore produit : demandez celui du jour.")
        return redirect("desk:handover", public_id=public_id)
    response = HttpResponse(store.read(document.pdf_sha256), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{document.file_name}"'
    return response
