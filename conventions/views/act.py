"""One act, one page: state, circuit, text, parties, documents, history."""

import uuid
from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from audit.actor import Actor
from circuits import presence
from circuits.models import StepKind
from circuits.paper import choosing
from common.models import Job
from documents import reading, store
from documents.models import Document
from documents.pdf.errors import PdfRefused

from .. import (
    attesting,
    awaited,
    dossier,
    effects,
    extracts,
    gates,
    guards,
    issuing,
    kit,
    money,
    permissions,
    returning,
    services,
    signatures,
    situation,
    stepper,
    telling,
)
from ..lifecycle import BEFORE_SIGNATURE
from ..models import Batch, Convention
from ..modifying import panels as modifying
from ..undertakings import panels
from ..visibility import rights
from . import evidence, returns
from .loading import WRITABLE, convention_of, page

UNDER_WAY = (Job.State.WAITING, Job.State.RUNNING)


@page
@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The dossier of one convention, as much of it as the reader may see."""
    actor = request.actor  # type: ignore[attr-defined]
    convention = convention_of(request, public_id)
    may = rights(actor, convention)
    steers = permissions.may_steer(actor, convention)
    job = issuing.last_job(convention) if steers else None
    papers_job = kit.last_job(convention) if steers else None
    working = any(each is not None and each.state in UNDER_WAY for each in (job, papers_job))
    if request.headers.get("HX-Request"):
        return _progress(working)
    reprint = situation.to_reprint(convention, actor)
    following = situation.next_action(convention, actor, reprint)
    if following is not None and following.verb in gates.ISSUES and issuing.pending(convention):
        following = None
    shown = _shown_document(convention) if "T" in may and "m" not in may else None
    total = (shown.pages or reading.page_count(_current_sha256(shown))) if shown else 1
    number = _page_number(request, total)
    context = {
        "convention": convention,
        "may": may,
        "situation": situation.sentence(convention, actor, reprint),
        "in_presence": _in_presence(convention, actor),
        "on_paper": _on_paper(convention, actor),
        "effects": effects.told(convention, actor),
        "next": following,
        "next_url": _next_url(convention, following),
        "moves": list(_moves(convention, actor, following, working=working)),
        "away": awaited.away(convention, actor),
        "lines": stepper.lines(convention),
        "parties": [(p, stepper.party_summary(p)) for p in convention.parties.all()],
        "document": shown,
        "page": number,
        "pages": total,
        "words": extracts.readable(convention, may) if _has_words(convention) else (),
        "part": extracts.WHY.get("m" if "m" in may else "M" if "M" in may else ""),
        "documents": dossier.documents(convention, may),
        "kit": dossier.kit(convention, may),
        "returns": returns.visible(convention, actor) if "C" in may else (),
        "may_return": convention.status in returning.OPEN
        and any(
            permissions.may_return_text(actor, convention, party.institution)
            for party in convention.parties.all()
        ),
        "remarks": convention.remarks.select_related("institution") if "C" in may else (),
        "estimate": money.estimate(convention) if "m" not in may else None,
        "may_steer": steers,
        "may_choose": permissions.may_steer_or_law(actor, convention)
        and services.signatory_open(convention),
        "may_answer": steers and convention.status in BEFORE_SIGNATURE,
        "job": job,
        "papers_job": papers_job,
        "working": working,
        "may_make_papers": steers and kit.may_ask(convention),
        "undelivered": telling.undelivered(convention) if steers else (),
        "failed": Job.State.FAILED,
        "final": convention.envelope.final_file if convention.envelope else None,
        "parts": dossier.parts(convention.envelope),
        "evidence": evidence.shown(convention, actor),
        "may_attest": attesting.may_attest(actor, convention),
        "equal": dossier.equality(convention) if convention.model else None,
        "same_text": _same_text(convention, shown),
        "may_write": steers and convention.status in WRITABLE,
        "batch": Batch.objects.visible_to(actor).filter(rows__convention=convention).first(),
        **panels.of(convention, actor, may),
        **modifying.of(convention, actor, may),
    }
    return render(request, "conventions/detail.html", context)


def _moves(
    convention: Convention, actor: Actor, following: situation.Next | None, *, working: bool
) -> Iterator[tuple[str, str]]:
    """Verb and button of the other moves; a refusal that the act forbids is not offered."""
    for verb, words in gates.available(convention, actor):
        next_one = following is not None and verb == following.verb
        refused = verb == "refuse" and list(guards.refuse(convention, actor))
        produced = verb in gates.ISSUES and working
        if not next_one and not refused and not produced:
            yield verb, situation.button(verb, words, actor)


def _progress(working: bool) -> HttpResponse:
    """What the page asks while documents are made: nothing yet, or to be read again."""
    return HttpResponse(status=204, headers={} if working else {"HX-Refresh": "true"})


def _in_presence(convention: Convention, actor: Actor) -> list[tuple[str, str]]:
    """The signatures awaited, for an agent who may state an identity: whose, and the page."""
    if not presence.may_witness(actor):
        return []
    return [
        (str(step.institution), reverse("circuits:presence", args=[step.public_id]))
        for step in situation.open_steps(convention)
        if step.kind == StepKind.SIGNATURE
    ]


def _on_paper(convention: Convention, actor: Actor) -> list[tuple[str, str]]:
    """The signatures awaited for which the reader may choose paper: whose, and the page."""
    return [
        (str(step.institution), reverse("circuits:paper_for", args=[step.public_id]))
        for step in situation.open_steps(convention)
        if step.kind == StepKind.SIGNATURE and choosing.may_choose_for(actor, step)
    ]


def _next_url(convention: Convention, following: situation.Next | None) -> str:
    if following is None:
        return ""
    args: list[object] = [convention.public_id]
    if following.route in ("conventions:move", "conventions:deliberation_of"):
        args.append(following.verb or following.role)
    return reverse(following.route, args=args)


def _shown_document(convention: Convention) -> Document | None:
    """The PDF that the page shows: the issued act, the copy of an act signed elsewhere, else the
    project put to the vote."""
    if convention.envelope:
        return convention.envelope.document
    received = dossier.signed_copy(convention) if convention.signed_elsewhere else None
    return received or convention.project


def _same_text(convention: Convention, shown: Document | None) -> bool:
    """Whether the pages shown hold the text that is told beside them."""
    return shown is not None and shown.text_hash in ("", convention.text_hash)


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
    early = signatures.not_enforceable(party)
    context = {
        "convention": convention,
        "refusals": [early or signatures.not_signable(party, actor.office)],
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
    """A document of the act as PDF, or as Word when it was made from a model; ``?partie=`` gives
    alone one of the files that a final copy signed in part on paper holds."""
    document = _document(request, public_id, document_id)
    stem = document.file_name.rsplit(".", 1)[0] or "document"
    if key := request.GET.get("partie", ""):
        part = dossier.part(getattr(document, "envelope", None), key)
        sha256, stem = (part.sha256, f"{stem}-{key}") if part is not None else ("", stem)
    else:
        sha256 = document.docx_sha256 if form == "docx" else _file_sha256(document)
    if not sha256:
        raise Http404
    kind = store.DOCX if form == "docx" else store.PDF
    response = HttpResponse(store.read(sha256), content_type=kind)
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


def _file_sha256(document: Document) -> str:
    """The file to keep: for an act, its final copy once there is one."""
    envelope = getattr(document, "envelope", None)
    final = envelope.final_file if envelope is not None else None
    return final.sha256 if final is not None else _current_sha256(document)


def _current_sha256(document: Document) -> str:
    """The pages of a document: for an act, those of its last revision."""
    envelope = getattr(document, "envelope", None)
    head = envelope.head if envelope is not None else None
    return head.file.sha256 if head is not None else document.pdf_sha256
