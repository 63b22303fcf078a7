"""The papers around an act: made again when asked, the council's as one PDF to print."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from common.lifecycle import Refused
from documents import merging, store

from .. import dossier
from .. import kit as papers_of
from ..visibility import rights
from .loading import convention_of, page


@page
@require_safe
def kit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Bordereau, projet de délibération, note de synthèse, texte annexé, certificat."""
    actor = request.actor  # type: ignore[attr-defined]
    convention = convention_of(request, public_id, needs="T")
    papers = dossier.kit(convention, rights(actor, convention))
    if not papers:
        raise Http404
    data = merging.merged([(each.title, store.read(each.pdf_sha256)) for each in papers])
    response = HttpResponse(data, content_type=store.PDF)
    name = f"{convention.reference}-kit-de-deliberation.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@page
@require_POST
def make(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask for the papers of the stage: the council's kit, or the notifications."""
    convention = convention_of(request, public_id, needs="T")
    try:
        papers_of.ask_kit(convention, actor=request.actor)  # type: ignore[attr-defined]
    except Refused as refused:
        messages.error(request, " ".join(each.sentence for each in refused.refusals))
    else:
        messages.success(request, "Les documents sont en cours de production.")
    return redirect(f"{convention.get_absolute_url()}#documents")
