"""The signed copy by a personal link, for whoever signed or received the act without an account."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.lifecycle import NotYours, Refused
from documents import how_signed, store
from governance import acting
from ui.views import conflict

from .. import copies, dossier
from ..evidence import readers
from . import evidence


@never_cache
@require_safe
def copy(request: HttpRequest, token: str) -> HttpResponse:
    """What the act is, its hash, and its file to keep."""
    try:
        found = _found(request, token)
    except Refused as refused:
        return conflict(request, refused.refusals)
    context = {
        "copy": found,
        "token": token,
        "evidence": evidence.shown(found.convention, acting.actor_of(found.mandate)),
        "parts": dossier.parts(found.convention.envelope),
        "papers": [each for each in _papers(found) if each[1]],
    }
    return render(request, "conventions/copy.html", context)


def _papers(found: copies.Copy) -> list[tuple[str, str]]:
    """Who signed by hand, and who keeps that original."""
    envelope = found.convention.envelope
    return [
        (how_signed.who(slot), how_signed.on_paper(slot).get("holder", ""))
        for slot in (envelope.slots.all() if envelope is not None else ())
    ]


@never_cache
@require_safe
def copy_file(request: HttpRequest, token: str) -> HttpResponse:
    """The signed PDF itself; ``?partie=`` gives alone one of the files that it holds."""
    try:
        found = _found(request, token)
    except Refused as refused:
        return conflict(request, refused.refusals)
    sha256, name = found.sha256, found.convention.reference
    if key := request.GET.get("partie", ""):
        part = dossier.part(found.convention.envelope, key)
        if part is None:
            raise Http404
        sha256, name = part.sha256, f"{name}-{key}"
    response = HttpResponse(store.read(sha256), content_type=store.PDF)
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


@never_cache
@require_safe
def copy_evidence(request: HttpRequest, token: str) -> HttpResponse:
    """The evidence of the body for which the person signed or received the act."""
    try:
        found = _found(request, token)
        reader = readers.reader_of(acting.actor_of(found.mandate), found.convention)
        if reader is None:
            raise Http404
        return evidence.file_of(found.convention, reader)
    except Refused as refused:
        return conflict(request, refused.refusals)


def _found(request: HttpRequest, token: str) -> copies.Copy:
    """404 for an address made elsewhere, 403 when somebody else is signed in."""
    found = copies.find(token)
    if found is None or not found.sha256:
        raise Http404
    actor = request.actor  # type: ignore[attr-defined]
    if actor.person_id not in (None, found.mandate.person_id):
        raise NotYours(
            "Cet exemplaire est adressé à une autre personne que celle qui est connectée. "
            "Déconnectez-vous pour l’ouvrir, ou ouvrez l’acte depuis votre liste."
        )
    return found
