"""The evidence of a final act, for whoever may hold it: the whole file, or their own body's."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from audit.actor import Actor
from common.lifecycle import Refusal, Refused
from documents import store
from documents.evidence import archive, keeping
from documents.models import Envelope

from ..evidence import making, readers
from ..models import Convention
from .loading import convention_of, page


@page
@require_safe
def evidence(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """``preuve-<ref>.zip``; 409 while the worker makes it, 404 for who reads no evidence."""
    actor = request.actor  # type: ignore[attr-defined]
    convention = convention_of(request, public_id, needs="EF")
    reader = readers.reader_of(actor, convention)
    if reader is None:
        raise Http404
    return file_of(convention, reader)


def file_of(convention: Convention, reader: str) -> HttpResponse:
    """The zip kept for a reader; ``Refused`` before it is made."""
    envelope = convention.envelope
    if envelope is None or envelope.final is None:
        raise Refused(
            Refusal("La preuve s’établit quand l’exemplaire est définitif : il ne l’est pas.")
        )
    kept = keeping.find(envelope, reader)
    if kept is None:
        raise Refused(Refusal(_awaited(envelope)))
    response = HttpResponse(store.read(kept.file.sha256), content_type=archive.ZIP)
    name = f"preuve-{convention.reference}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def shown(convention: Convention, actor: Actor) -> str:
    """What a page says of the evidence: « ready », why it is awaited, or nothing."""
    envelope = convention.envelope
    reader = readers.reader_of(actor, convention) if envelope and envelope.final else None
    if envelope is None or reader is None:
        return ""
    return "ready" if keeping.find(envelope, reader) else _awaited(envelope)


def _awaited(envelope: Envelope) -> str:
    return making.trouble(envelope) or (
        "Le dossier de preuve est en cours d’établissement : revenez dans une minute."
    )
