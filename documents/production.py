"""From a model and data to a sealed PDF, then to rows: nothing is issued half-way.

The slow part (Word, LibreOffice, drawing, sealing) runs outside any transaction; one short
transaction keeps its files and writes the document. A failure leaves the record where it was.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from audit.actor import SYSTEM
from audit.recording import current
from common import clock

from . import catalogue, conversion, rendering, store, text
from .lifecycle import EnvelopeLifecycle
from .models import Document, DocumentModel, Envelope, Revision, Slot
from .pdf import fields, pages, sealing, stamping
from .redline import wording

Words = Sequence[Sequence[wording.Operation]]


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled Word file and the hash of its text, mentions left out."""

    docx: bytes
    text_hash: str


@dataclass(frozen=True, slots=True)
class Produced:
    """Files on disk, waiting for the transaction that keeps them."""

    filled: Filled
    docx: store.Prepared
    pdf: store.Prepared
    pages: int


def fill(model: DocumentModel, data: Mapping[str, object], words: Words = ()) -> Filled:
    """Fill ``model`` with ``data``. Deterministic; touches neither disk nor network.

    ``words``: batches of changes that the act has and its model does not
    (``documents.redline.wording``). The footer shows the first 12 characters of the text's own
    hash, which leaves headers and footers out: so the file is filled twice, the second time
    knowing its hash.
    """
    word = catalogue.content(model.sha256)
    first = _worded(word, {**data, "text_hash_short": ""}, words)
    digest = text.text_hash(text.blocks(first))
    return Filled(_worded(word, {**data, "text_hash_short": digest[:12]}, words), digest)


def _worded(word: bytes, data: Mapping[str, object], words: Words) -> bytes:
    if not words:
        return rendering.fill(word, data)
    marked = rendering.fill(word, data, mark_values=True)
    return wording.unmarked(wording.applied(marked, words).docx)


@contextmanager
def produced(
    model: DocumentModel, data: Mapping[str, object], *, expected: str
) -> Iterator[Produced]:
    """A plain PDF/A of a document (kit, notification, project): no field, no seal."""
    filled = fill(model, data)
    pdf = conversion.to_pdfa(filled.docx, expected_text=expected)
    with store.prepared((filled.docx, store.DOCX), (pdf, store.PDF)) as (docx, paper):
        yield Produced(filled, docx, paper, pages.count(pdf))


@contextmanager
def sealed(
    model: DocumentModel,
    data: Mapping[str, object],
    *,
    signatures: Iterable[Mapping[str, Any]],
    words: Words = (),
    reference: str,
    revision: int,
    url_for_page: Callable[[int], str],
) -> Iterator[Produced]:
    """The act to sign: reference and QR code on each page, empty fields, seal of the syndicate.

    ``signatures``: name of the ``field`` and ``anchor`` of each signature.
    Raises ``conversion.ConversionFailed``, ``documents.pdf.errors.PdfRefused`` (anchor missing,
    seal missing or expired) or OSError; nothing is kept then.
    """
    filled = fill(model, data, words)
    with sealed_file(
        filled,
        signatures=signatures,
        reference=reference,
        revision=revision,
        url_for_page=url_for_page,
    ) as made:
        yield made


@contextmanager
def sealed_file(
    filled: Filled,
    *,
    signatures: Iterable[Mapping[str, Any]],
    reference: str,
    revision: int,
    url_for_page: Callable[[int], str],
) -> Iterator[Produced]:
    """The same from a Word file already filled, which somebody may have corrected by hand."""
    pdf = conversion.to_pdfa(filled.docx, expected_text=reference)
    pdf = stamping.stamp(pdf, reference=reference, revision=revision, url_for_page=url_for_page)
    pdf = fields.place(pdf, [fields.FieldSpec(s["field"], s["anchor"]) for s in signatures])
    pdf = sealing.seal(pdf, reference=reference, at=clock.now())
    with store.prepared((filled.docx, store.DOCX), (pdf, store.PDF)) as (docx, paper):
        yield Produced(filled, docx, paper, pages.count(pdf))


def keep(
    made: Produced,
    *,
    about: Model,
    model: DocumentModel,
    snapshot: Mapping[str, object],
    title: str,
    purpose: str,
    file_name: str,
    words: Words = (),
) -> Document:
    """Write the document of produced files, inside the caller's ``recording``."""
    document = Document(
        about_type=about._meta.label_lower,
        about_id=about.pk,
        kind=model.kind,
        title=title,
        purpose=purpose,
        model=model,
        snapshot=dict(snapshot),
        words=[[dict(change) for change in batch] for batch in words],
        text_hash=made.filled.text_hash if model.manifest.get("text_hash") else "",
        docx_sha256=made.docx.keep().sha256,
        pdf_sha256=made.pdf.keep().sha256,
        file_name=file_name,
        pages=made.pages,
    )
    document.full_clean()
    current().says(document, "produce", document_hash=made.pdf.sha256)
    document.save()
    return document


def receive(
    file: store.Prepared,
    *,
    about: Model,
    kind: str,
    title: str,
    file_name: str,
    pages: int = 0,
    facts: Mapping[str, object] | None = None,
) -> Document:
    """Write the row of a file that somebody handed in, inside the caller's ``recording``.

    ``facts``: what was said of it when it was recorded, as plain values kept beside it.
    """
    document = Document(
        about_type=about._meta.label_lower,
        about_id=about.pk,
        kind=kind,
        title=title,
        purpose=Document.Purpose.RECEIVED,
        snapshot=dict(facts or {}),
        pdf_sha256=file.keep().sha256,
        file_name=file_name,
        pages=pages,
    )
    document.full_clean()
    current().says(document, "receive", document_hash=file.sha256)
    document.save()
    return document


def open_envelope(
    document: Document, *, reference: str, signatories: Sequence[Mapping[str, Any]]
) -> Envelope:
    """The envelope of an issued act: first revision, one slot per signatory, sealed.

    ``signatories``: field, order, key, label, level of each, and the modes that it admits. Where
    the model has no hash of its text, that of the filled Word file stands for it.
    """
    journal = current()
    envelope = Envelope(
        document=document,
        reference=reference,
        text_hash=document.text_hash or document.docx_sha256,
    )
    envelope.full_clean()
    envelope.save()
    for row in signatories:
        slot = Slot(envelope=envelope, **row)
        slot.mode = slot.usual_mode
        slot.full_clean()
        slot.save()
    Revision.objects.create(
        envelope=envelope,
        number=1,
        operation=Revision.Operation.ISSUE,
        file=store.StoredFile.objects.get(sha256=document.pdf_sha256),
    )
    sealed_envelope = EnvelopeLifecycle.move(envelope, "seal", actor=SYSTEM)
    journal.note(sealed_envelope, "issue", document_hash=document.pdf_sha256)
    return sealed_envelope
