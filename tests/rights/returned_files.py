"""What waits for an agent among the things of A."""

import uuid

from audit.actor import SYSTEM
from audit.recording import recording
from common import clock
from documents import store
from documents.models import (
    Envelope,
    PaperReturn,
    ScanDeposit,
    ScanFile,
    ScannedPage,
    SignedReturn,
    StoredFile,
)
from tests import factories
from tests.documents.paper import papers

from .scene import EVIDENCE, World


def doubtful(world: World, envelope: Envelope) -> None:
    """A file signed elsewhere that an agent has to examine."""
    slot = envelope.slots.get(key="syndicate")
    slot.status, slot.mode = "to_check", "certificate"
    world.things["returned slot"] = factories.recorded(slot)
    with recording(SYSTEM):
        SignedReturn(
            slot=slot,
            base=2,
            file=StoredFile.objects.get(sha256=envelope.document.pdf_sha256),
            report=[{"number": 4, "name": "Zqnum", "answer": "doubtful", "explanation": "Zqref"}],
            signer={"name": "Zqsignataire", "office": "président"},
            evidence={"certificate": {"holder": "Zqsignataire"}, "facts": {"ip": EVIDENCE}},
            mandate_id=world.things["mandate"].pk,
            deposited_by="Zqexpediteur",
            at=clock.now(),
        ).save()


def scanned(world: World) -> None:
    """Pages that the secretary of A scanned."""
    preparer = world.of_a["preparer"]
    image = papers.as_png(papers.blank().resize((124, 175)))
    with store.prepared((image, "image/png")) as (file,), recording(SYSTEM):
        deposit = ScanDeposit.objects.create(
            person_id=preparer.person_id,
            institution_id=preparer.institution_id,
            deposited_by="Zqexpediteur",
        )
        row = ScanFile.objects.create(
            deposit=deposit,
            position=1,
            name="Zqfichier.png",
            file=file.keep(),
            pages=1,
            job=uuid.uuid4(),
        )
        page = ScannedPage.objects.create(
            file=row, index=1, found="code", reference="Zqref-1", revision=1, page=1
        )
    world.things |= {"scans": deposit, "scanned page": page}


def on_paper(world: World, envelope: Envelope) -> None:
    """A copy signed by hand that an agent has to certify."""
    slot = envelope.slots.get(key="authority")
    slot.status, slot.mode, slot.paper_reference = "to_check", "paper", "FS-ZQ22"
    world.things["paper slot"] = factories.recorded(slot)
    row = {"page": 1, "file": "Zqfichier.png", "index": 1, "turn": 0, "by_hand": True}
    with recording(SYSTEM):
        PaperReturn.objects.create(
            slot=slot,
            deposit=world.things["scans"],
            file=StoredFile.objects.get(sha256=envelope.document.pdf_sha256),
            pages=[{**row, "scanned": world.things["scanned page"].pk}],
            doubts=["la page 1 a été placée à la main"],
            deposited_by="Zqexpediteur",
        )
