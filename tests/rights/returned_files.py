"""What waits for an agent among the things of A."""

from audit.actor import SYSTEM
from audit.recording import recording
from common import clock
from documents.models import Envelope, SignedReturn, StoredFile
from tests import factories

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
