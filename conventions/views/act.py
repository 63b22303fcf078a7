"""One act, one page: state, circuit, text, parties, documents, history."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from circuits.models import StepKind
from common.models import Job
from documents import reading, store
from documents.models import Document
from documents.pdf.errors import PdfRefused

from .. import content, dossier, guards, issuing, kit, permissions, situation, telling
from ..lifecycle import ConventionLifecycle
from ..models import Convention
from ..visibility import rights
from .loading import convention_of, page


@page
@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The dossier of one convention, as much of it as the reader may see."""
    actor = request.actor  # type: ignore[attr-defined]
    convention = convention_of(request, public_id)
    may = rights(actor, convention)
    steers = permissions.may_steer(actor, convention)
    following = situation.next_action(convention, actor)
    shown = _shown_document(convention) if "T" in may else None
    total = (shown.pages or reading.page_count(_current_sha256(shown))) if shown else 1
    number = _page_number(request, total)
    moves = [
        (verb, words)
        for verb, words in ConventionLifecycle(convention).available(actor)
        if following is None or verb != following.verb
    ]
    context = {
        "convention": convention,
        "may": may,
        "situation": situation.sentence(convention, actor),
        "next": following,
        "next_url": _next_url(convention, following),
        "moves": moves,
        "lines": situation.lines(convention),
        "parties": [(p, situation.party_summary(p)) for p in convention.parties.all()],
        "document": shown,
        "page": number,
        "pages": total,
        "words": content.reading(convention) if "T" in may and _has_words(convention) else (),
        "documents": dossier.documents(convention, may),
        "kit": dossier.kit(convention, may),
        "remarks": convention.remarks.select_related("institution") if "C" in may else (),
        "may_steer": steers,
        "job": issuing.last_job(convention) if steers else None,
        "papers_job": kit.last_job(convention) if steers else None,
        "may_make_papers": steers and kit.may_ask(convention),
        "undelivered": telling.undelivered(convention) if steers else (),
        "failed": Job.State.FAILED,
        "final": convention.envelope.final if convention.envelope else None,
        "equal": dossier.equality(convention),
    }
    return render(request, "conventions/detail.html", context)


def _next_url(convention: Convention, following: situation.Next | None) -> str:
    if following is None:
        return ""
    args: list[object] = [convention.public_id]
    if following.route == "conventions:move":
        args.append(following.verb)
    return reverse(following.route, args=args)


def _shown_document(convention: Convention) -> Document | None:
    """The PDF that the page shows: the issued act, the copy of an act signed elsewhere, else the
    project put to the vote."""
    if convention.envelope:
        return convention.envelope.document
    received = dossier.signed_copy(convention) if convention.signed_elsewhere else None
    return received or convention.project


def _has_words(convention: Convention) -> bool:
    """Whether the site knows the words of the act; of one signed elsewhere it holds the copy."""
    return convention.model is not None and not convention.signed_elsewhere


def _page_number(request: HttpRequest, total: int) -> int:
    asked = request.GET.get("page", "1")
    return min(max(int(asked), 1), max(total, 1)) if asked.isdecimal() and len(asked) < 6 else 1


@page
@require_safe
def sign(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The signatory's way in from the site; before its time, the page says why and what to do."""
    actor = request.actor  # type: ignore[attr-defined]
    convention = convention_of(request, public_id, needs="T")
    for step in permissions.open_steps(convention, actor):
        if step.kind == StepKind.SIGNATURE:
            return redirect("circuits:sign", key=str(step.public_id))
    party = next(
        (p for p in convention.parties.all() if p.institution_id == actor.institution_id), None
    )
    if party is None or not permissions.may_sign_for(actor, party):
        raise Http404
    early = guards.not_enforceable(party)
    context = {
        "convention": convention,
        "refusals": [early or guards.not_yet_signable(convention)],
        "deliberation": party.deliberation if early else None,
    }
    return render(request, "conventions/sign_refused.html", context, status=409)


@page
@require_safe
def document_page(
    request: HttpRequest, public_id: uuid.UUID, document_id: uuid.UUID, number: int
) -> HttpResponse:
    """Image of a page of a document of the act."""
    document = _document(request, public_id, document_id)
    try:
        image = reading.page_image(_current_sha256(document), number)
    except PdfRefused:
        raise Http404 from None
    return HttpResponse(image, content_type="image/png")


@page
@require_safe
def document_file(
    request: HttpRequest, public_id: uuid.UUID, document_id: uuid.UUID, form: str
) -> HttpResponse:
    """A document of the act as PDF, or as Word when it was made from a model."""
    document = _document(request, public_id, document_id)
    sha256 = document.docx_sha256 if form == "docx" else _current_sha256(document)
    if not sha256:
        raise Http404
    kind = store.DOCX if form == "docx" else store.PDF
    response = HttpResponse(store.read(sha256), content_type=kind)
    stem = document.file_name.rsplit(".", 1)[0] or "document"
    response["Content-Disposition"] = f'attachment; filename="{stem}.{form}"'
    return response


def _document(request: HttpRequest, public_id: uuid.UUID, document_id: uuid.UUID) -> Document:
    """A document reached through its act: the act's visibility is the document's."""
    actor = request.actor  # type: ignore[attr-defined]
    convention = convention_of(request, public_id, needs="T")
    may = rights(actor, convention)
    for document in dossier.documents(convention, may):
        if document.public_id == document_id:
            return document
    raise Http404


def _current_sha256(document: Document) -> str:
    """The file of a document: for an act, its last revision."""
    envelope = getattr(document, "envelope", None)
    head = envelope.head if envelope is not None else None
    return head.file.sha256 if head is not None else document.pdf_sha256
