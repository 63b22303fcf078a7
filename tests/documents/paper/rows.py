"""Rows of issued acts, without conversion: a document, its envelope, three slots, its file."""

from audit.actor import SYSTEM
from audit.recording import recording
from documents import store
from documents.lifecycle import SlotLifecycle
from documents.models import Document, Envelope, Revision, Slot
from tests import factories
from tests.documents.paper import papers

PARTIES = ("authority", "state", "syndicate")


def envelope(reference: str, pages: int = 3, *, pdf: bytes = b"", status: str = "issued"):
    """An issued copy; called again with the same reference, the next one."""
    rank = Envelope.unscoped.filter(reference=reference).count() + 1
    content = pdf or papers.stamped(reference, pages, revision=rank)
    document = factories.recorded(
        Document(
            about_type="x.y",
            about_id=1,
            kind="convention",
            title=f"Acte {reference}",
            purpose="issued",
            pages=pages,
        )
    )
    made = factories.recorded(
        Envelope(document=document, reference=reference, text_hash="a" * 64, status=status)
    )
    with store.prepared((content, store.PDF)) as (file,), recording(SYSTEM):
        Revision.objects.create(envelope=made, number=1, operation="issue", file=file.keep())
    for order, key in enumerate(PARTIES, start=1):
        factories.recorded(
            Slot(envelope=made, field=f"sig_{key}", order=order, key=key, label=f"Partie {key}")
        )
    return made


def chosen(slot: Slot) -> Slot:
    """A slot whose signatory chose paper."""
    return SlotLifecycle.move(slot, "choose_paper", actor=SYSTEM)


def put(record, status: str):
    row = type(record).unscoped.get(pk=record.pk)
    row.status = status
    return factories.recorded(row)
