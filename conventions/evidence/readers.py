"""Whose evidence a person reads: the whole file (letter F), or that of their own body (E)."""

from audit.actor import Actor
from documents.evidence import keeping
from documents.models import Slot
from governance.models import Institution

from ..models import Convention
from ..visibility import rights


def reader_of(actor: Actor, convention: Convention) -> str | None:
    """The name under which the evidence of ``actor`` is kept; None for who reads none.

    Whoever signed keeps that of the body for which they signed, wherever they are now.
    """
    may = rights(actor, convention)
    if "F" in may:
        return keeping.WHOLE
    if "E" not in may:
        return None
    own = _signed_for(actor, convention) or actor.institution_id
    for party in convention.parties.select_related("institution"):
        if party.institution_id == own:
            return name(party.institution)
    return None


def name(institution: Institution) -> str:
    """The opaque name of a body in the rows of ``documents``."""
    return str(institution.public_id)


def bodies(convention: Convention) -> list[Institution]:
    """The bodies that are party to the act, each once, in the order of its parties."""
    found = {
        p.institution_id: p.institution for p in convention.parties.select_related("institution")
    }
    return list(found.values())


def _signed_for(actor: Actor, convention: Convention) -> int | None:
    slots = Slot.unscoped.filter(envelope=convention.envelope, status=Slot.Status.ACCEPTED)
    for slot in slots:
        if actor.person_id is not None and slot.signer.get("person_id") == actor.person_id:
            return int(slot.signer["institution_id"])
    return None
