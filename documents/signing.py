"""Signatures on an issued PDF: exactly one per field, each continuing the bytes before.

Cryptography and disk work come first, outside any transaction; one short transaction then keeps
the result, if the file that was signed is still the last revision. Otherwise the work is thrown
away and done again on the new head, so two signatories at the same second both succeed.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import clock, jobs
from common.lifecycle import Refusal, Refused

from . import registry, store
from .lifecycle import EnvelopeLifecycle, SlotLifecycle
from .models import BoundCopy, Envelope, PaperReturn, Revision, Signature, Slot, StoredFile
from .paper import binding
from .pdf import reading, sealing
from .pdf.revocation import Answer, Inquiry
from .pdf.revocation import Kind as AnswerKind

FINALISE = "documents.finalise"


class HeadMoved(RuntimeError):
    """Another signature was stored meanwhile: sign again, on the new head."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the signature says: lines shown in the field, dictionary entries of the PDF."""

    lines: tuple[str, ...]
    name: str
    reason: str


class Keepable(Protocol):
    """A file on disk, and what keeps it inside the transaction that needs it."""

    @property
    def sha256(self) -> str: ...

    def keep(self) -> StoredFile: ...


@dataclass(frozen=True, slots=True)
class Pending:
    """A signed file on disk, waiting for the transaction that keeps it.

    ``answers``: what authorities answered about its certificates, kept with it.
    """

    slot_id: int
    base: int
    file: Keepable
    answers: tuple[Keepable, ...] = ()


@contextmanager
def signed_file(slot: Slot, words: Words, at: dt.datetime) -> Iterator[Pending]:
    """Sign the head of the slot's envelope into the slot's field; call outside a transaction.

    Raises ``HeadMoved`` when the slot was signed meanwhile, what ``documents.pdf.sealing`` raises
    when the seal is missing or expired (nothing is ever signed without it), and OSError when the
    disk is full. A file not kept is removed.
    """
    head = slot.envelope.head
    if head is None:
        raise Refused(Refusal("L'acte n'est pas encore émis."))
    # Read after the head: a slot still unsigned now cannot be signed in that revision.
    slot.refresh_from_db(fields=["status"])
    if slot.status == Slot.Status.ACCEPTED:
        raise HeadMoved(str(slot.envelope))
    data = sealing.sign(
        store.read(head.file.sha256),
        slot.field,
        text_lines=words.lines,
        name=words.name,
        reason=words.reason,
        at=at,
    )
    with store.prepared((data, store.PDF)) as (file,):
        yield Pending(slot.pk, head.number, file)


def keep_signature(
    pending: Pending,
    *,
    signer: dict[str, Any],
    evidence: dict[str, Any],
    at: dt.datetime,
    actor: Actor,
    verb: str = "sign_on_platform",
    reason: str = "",
) -> Revision:
    """Store a pending signature: revision, slot, evidence, state of the envelope.

    ``verb``: the move of the slot: ``sign_in_presence`` when an agent stated the signatory's
    identity, ``return_pdf_ok`` for a file signed elsewhere, ``certify`` when an agent examined it.

    Raises ``HeadMoved`` when another revision came first, ``Refused`` when the slot is no longer
    to be signed. The caller's transaction holds the consent and the circuit's step as well.
    """
    with recording(actor) as journal:
        slot = Slot.unscoped.select_related("envelope").get(pk=pending.slot_id)
        envelope = Envelope.unscoped.select_for_update().get(pk=slot.envelope_id)
        head = envelope.head
        if head is None or head.number != pending.base:
            raise HeadMoved(str(envelope))
        slot = SlotLifecycle.move(slot, verb, actor=actor, reason=reason, signer=signer, at=at)
        revision = Revision.objects.create(
            envelope=envelope,
            number=head.number + 1,
            operation=Revision.Operation.SIGNATURE,
            file=pending.file.keep(),
        )
        for answer in pending.answers:
            answer.keep()
        Signature.objects.create(slot=slot, revision=revision, at=at, evidence=evidence)
        journal.note(slot, "signed_revision", document_hash=pending.file.sha256)
        _count(envelope)
    return revision


def keep_paper(
    found: PaperReturn,
    *,
    signer: dict[str, Any],
    evidence: dict[str, Any],
    at: dt.datetime,
    actor: Actor,
    reason: str,
) -> Signature:
    """Store a signature given by hand, once the scan of its pages is certified.

    The file gains no revision: what others sign electronically stays as it is. ``Refused`` when
    the return is no more to be certified.
    """
    with recording(actor) as journal:
        slot = Slot.unscoped.get(pk=found.slot_id)
        envelope = Envelope.unscoped.select_for_update().get(pk=slot.envelope_id)
        slot = SlotLifecycle.move(slot, "certify", actor=actor, reason=reason, signer=signer, at=at)
        kept = Signature.objects.create(slot=slot, paper_return=found, at=at, evidence=evidence)
        journal.note(slot, "certified_scan", document_hash=found.file.sha256)
        _count(envelope)
    return kept


def _count(envelope: Envelope) -> None:
    """One more signature on a locked envelope: it is begun, or complete."""
    remaining = envelope.slots.exclude(status=Slot.Status.ACCEPTED).exists()
    if not remaining:
        complete = EnvelopeLifecycle.move(envelope, "count_last", actor=SYSTEM)
        jobs.ask(
            FINALISE,
            f"Exemplaire définitif de {complete.reference}",
            [(complete.reference, {"envelope": complete.pk})],
            actor=SYSTEM,
        )
    elif envelope.status == Envelope.Status.ISSUED:
        EnvelopeLifecycle.move(envelope, "count_first", actor=SYSTEM)


def finalise(envelope: Envelope) -> Revision | None:
    """Timestamp a complete envelope; None when it already is final or not complete.

    The authorities of its certificates are asked again, and what they answer goes into the file
    with what they answered when a signed file came back. When somebody signed on paper, the file
    is then bound with the scans (``paper.binding``), itself untouched.

    Raises ``documents.pdf.timestamps.TimestampUnavailable``: the envelope stays complete, the
    page says that the timestamp is awaited, and ``tick`` tries again.
    """
    head = envelope.head
    if envelope.status != Envelope.Status.COMPLETE or head is None:
        return None
    at, signed = clock.now(), store.read(head.file.sha256)
    inquiry = Inquiry(answers=list(_answers(envelope)))
    reading.read(signed, at=at, inquiry=inquiry)
    data = sealing.add_timestamp(signed, at=at, inquiry=inquiry)
    papers = binding.papers(envelope)
    bound = [binding.bound(envelope, data, papers, at=at)] if papers else []
    contents = [(each, store.PDF) for each in (data, *bound)]
    with store.prepared(*contents) as (file, *sheet), recording(SYSTEM) as journal:
        locked = Envelope.unscoped.select_for_update().get(pk=envelope.pk)
        if locked.status != Envelope.Status.COMPLETE:
            raise HeadMoved(str(locked))
        revision = Revision.objects.create(
            envelope=locked,
            number=head.number + 1,
            operation=Revision.Operation.FINAL,
            file=file.keep(),
        )
        for each in sheet:
            BoundCopy.objects.create(envelope=locked, file=each.keep())
            journal.note(locked, "bind", document_hash=each.sha256)
        registry.final(EnvelopeLifecycle.move(locked, "finalise", actor=SYSTEM))
    return revision


def _answers(envelope: Envelope) -> Iterator[Answer]:
    """What authorities answered about the certificates of the files that came back."""
    for signature in Signature.objects.filter(slot__envelope=envelope).order_by("pk"):
        for row in signature.evidence.get("revocation_answers", ()):
            yield Answer(AnswerKind(row["kind"]), store.read(row["sha256"]), row["url"])


def close(envelope: Envelope, verb: str, *, actor: Actor, reason: str) -> None:
    """Supersede or cancel an envelope: its signatures stay in the history, without effect."""
    with recording(actor):
        EnvelopeLifecycle.move(envelope, verb, actor=actor, reason=reason)
        for slot in envelope.slots.exclude(status__in=[Slot.Status.VOID, Slot.Status.REFUSED]):
            SlotLifecycle.move(slot, "void_slot", actor=actor, reason=reason)


def incomplete_finals() -> Iterator[Envelope]:
    """Envelopes that wait for their timestamp."""
    yield from Envelope.unscoped.filter(status=Envelope.Status.COMPLETE)
