"""What follows the final copy of an act: it is sent to each party, its evidence is made."""

from documents import registry
from documents.models import Envelope

from . import telling
from .evidence import making
from .models import Convention


@registry.on_final("conventions.convention")
def became_final(envelope: Envelope) -> None:
    """Called in the transaction that makes the copy of ``envelope`` final."""
    telling.signed_copy(Convention.unscoped.get(pk=envelope.document.about_id))
    making.ask(envelope)
