"""The délibération kit as one PDF, ready to print for the assembly's file."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from documents import merging, store

from .. import dossier
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
