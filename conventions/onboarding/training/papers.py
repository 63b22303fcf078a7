"""The papers of a session in Word, one person each: the convocation, the attestation.

Filled when they are asked for, from the model in use that day: a lawyer may change its words.
"""

from .. import papers
from ..models import SessionStatus, TrainingParticipant
from . import docdata

MODELS = {"convocation": "convocation-formation", "attestation": "attestation-formation"}
CALLED = (SessionStatus.CALLED, SessionStatus.HELD, SessionStatus.ATTESTED)


def ready(person: TrainingParticipant, name: str) -> bool:
    """A convocation once people are called, an attestation once they are delivered to who came."""
    status = person.session.status
    if name == "convocation":
        return status in CALLED
    return name == "attestation" and status == SessionStatus.ATTESTED and bool(person.present)


def word(person: TrainingParticipant, name: str) -> bytes:
    """The Word file; ``Refused`` when the model is missing or a value that it needs is unknown."""
    session = person.session
    contents = (
        docdata.convocation(person)
        if name == "convocation"
        else docdata.certificate(person, session.attested_by)
    )
    return papers.word(MODELS[name], contents)
