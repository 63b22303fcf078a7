"""The final copy: a timestamp after the last signature, tried again until it is obtained."""

from typing import Any

from audit.actor import Actor
from common import jobs
from common.lifecycle import Refusal, Refused
from common.models import Job, JobItem

from . import signing
from .models import Envelope
from .pdf.errors import PdfRefused


@jobs.handles(signing.FINALISE)
def finalise_item(payload: dict[str, Any], actor: Actor) -> str:
    """Timestamp one envelope; an authority that does not answer is said, and tried by ``tick``."""
    envelope = Envelope.unscoped.get(pk=payload["envelope"])
    try:
        signing.finalise(envelope)
    except signing.HeadMoved:
        return "déjà fait"
    except PdfRefused as refused:
        raise Refused(Refusal(str(refused))) from None
    return "exemplaire définitif"


def trouble(envelope: Envelope) -> str:
    """Why a complete act has no final copy yet, as a sentence; empty while nothing failed."""
    failed = JobItem.objects.filter(
        job__kind=signing.FINALISE, payload__envelope=envelope.pk, state=Job.State.FAILED
    )
    return failed.order_by("-pk").values_list("message", flat=True).first() or ""


def retry() -> int:
    """Try again every envelope that waits for its timestamp; called by ``tick``."""
    made = 0
    for envelope in signing.incomplete_finals():
        try:
            made += signing.finalise(envelope) is not None
        except (PdfRefused, signing.HeadMoved, OSError):
            continue
    return made
