"""A PDF signed elsewhere: judged against the last revision, then kept as a signature or examined.

Judging is done outside any transaction. A refused file leaves nothing; one that is accepted
becomes the next revision (``signing.keep_signature``); one in doubt waits for an agent.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models import F, Max, QuerySet

from audit.actor import Actor
from audit.recording import recording
from common import clock

from . import signing, store
from .lifecycle import SlotLifecycle
from .models import Envelope, Revision, SignedReturn, Slot, StoredFile
from .pdf import returns
from .pdf.returns import Answer as PointAnswer
from .pdf.returns import ExpectedSignature, Outcome, Report
from .pdf.revocation import Answer, Inquiry


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found of a returned file, against revision ``base``.

    ``outdated``: the file continues an earlier revision, signed by fewer people. ``answers``: what
    authorities said of the revocation of its certificates.
    """

    base: int
    report: Report
    outdated: bool
    answers: tuple[Answer, ...] = ()

    @property
    def doubts(self) -> str:
        """« point 5 », « points 2 et 4 »."""
        found = [str(p.number) for p in self.report.points if p.answer is not PointAnswer.MET]
        return f"{'points' if len(found) > 1 else 'point'} {' et '.join(found)}"


def judge(slot: Slot, returned: bytes, *, signatory: str, qualified: bool) -> Judgement | None:
    """Compare a returned file with the file to sign now; None while the act is not issued.

    ``signatory``: the name that the certificate must bear; ``qualified``: whether the level of the
    act asks for a qualified certificate (P15). Authorities are asked about the certificates, by the
    network: call it outside any transaction.
    """
    revisions = list(slot.envelope.revisions.select_related("file").order_by("-number"))
    if not revisions:
        return None
    head = revisions[0]
    expected = [ExpectedSignature(slot.field, signatory, qualified=qualified)]
    inquiry = Inquiry()
    report = returns.continues(
        store.read(head.file.sha256), returned, expected, at=clock.now(), inquiry=inquiry
    )
    outdated = _continues_earlier(revisions, returned)
    return Judgement(head.number, report, outdated, tuple(inquiry.answers))


def _continues_earlier(revisions: list[Revision], returned: bytes) -> bool:
    head, *earlier = (store.read(each.file.sha256) for each in revisions)
    return not returned.startswith(head) and any(returned.startswith(each) for each in earlier)


def as_rows(report: Report) -> list[dict[str, Any]]:
    """The points as plain values, to keep and to show."""
    return [
        {
            "number": point.number,
            "name": point.name,
            "answer": str(point.answer),
            "explanation": point.explanation,
        }
        for point in report.points
    ]


def answers_as_rows(found: Judgement) -> list[dict[str, str]]:
    """What authorities answered, as plain values: where, when, the hash of each answer."""
    return [
        {
            "kind": str(each.kind),
            "url": each.url,
            "at": each.at.isoformat() if each.at else "",
            "sha256": sha256(each.der).hexdigest(),
        }
        for each in found.answers
    ]


@contextmanager
def returned_file(slot: Slot, found: Judgement, returned: bytes) -> Iterator[signing.Pending]:
    """The returned file on disk, with what authorities answered about it, waiting for the
    transaction that keeps them; else removed."""
    answers = [(each.der, each.kind.media) for each in found.answers]
    with store.prepared((returned, store.PDF), *answers) as (file, *beside):
        yield signing.Pending(slot.pk, found.base, file, tuple(beside))


def keep_doubt(
    pending: signing.Pending, judgement: Judgement, *, actor: Actor, **facts: Any
) -> SignedReturn:
    """Keep a file that an agent must examine; ``facts``: the other fields of ``SignedReturn``.

    Raises ``signing.HeadMoved`` when another signature came first, ``Refused`` when no return is
    awaited any more.
    """
    with recording(actor) as journal:
        slot = Slot.unscoped.get(pk=pending.slot_id)
        head = Envelope.unscoped.select_for_update().get(pk=slot.envelope_id).head
        if head is None or head.number != pending.base:
            raise signing.HeadMoved(str(slot))
        slot = SlotLifecycle.move(slot, "return_pdf_doubt", actor=actor, reason=judgement.doubts)
        journal.note(slot, "returned_file", document_hash=pending.file.sha256)
        for answer in pending.answers:
            answer.keep()
        return SignedReturn.objects.create(
            slot=slot,
            base=pending.base,
            file=pending.file.keep(),
            report=as_rows(judgement.report),
            **facts,
        )


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file that the store keeps already, in the place of one about to be kept."""

    file: StoredFile

    @property
    def sha256(self) -> str:
        return self.file.sha256

    def keep(self) -> StoredFile:
        return self.file


def kept_file(found: SignedReturn) -> signing.Pending:
    """The file of an examined return, to be kept as a signature."""
    return signing.Pending(found.slot_id, found.base, _Kept(found.file))


def waiting() -> QuerySet[SignedReturn]:
    """The returns that wait for an agent, oldest first: the last one of each signature."""
    found: QuerySet[SignedReturn] = (
        SignedReturn.objects.filter(
            slot__status=Slot.Status.TO_CHECK, slot__mode=Slot.Mode.CERTIFICATE
        )
        .annotate(last=Max("slot__returns__pk"))
        .filter(pk=F("last"))
        .select_related("slot__envelope__document", "file")
    )
    return found


def refused(report: Report) -> bool:
    return report.outcome is Outcome.REFUSED
