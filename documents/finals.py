"""The final copy: a timestamp after the last signature, tried again until it is obtained."""

from typing import Any

from audit.actor import Actor
from common import jobs
from common.lifecycle import Refusal, Refused

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
        raise Refused(Refusal(f"{refused} Un nouvel essai aura lieu.")) from None
    return "exemplaire définitif"


def retry() -> int:
    """Try again every envelope that waits for its timestamp; called by ``tick``."""
    made = 0
    for envelope in signing.incomplete_finals():
        try:
            made += signing.finalise(envelope) is not None
        except (PdfRefused, signing.HeadMoved, OSError):
            continue
    return made
