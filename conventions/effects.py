"""What a refusal, a withdrawal or a new issue changes for one reader: the same words in the mail
and on the page of the act."""

from audit.actor import Actor
from common import french
from documents import how_signed
from documents.models import Envelope, Slot
from governance.offices import Office

from . import permissions
from .models import Convention, Party, Status
from .visibility import STAFF

PUPILS_SIDE = frozenset(
    {Office.SCHOOL_HEAD, Office.INSPECTOR, Office.EXECUTIVE, Office.AUTHORITY_DIRECTOR}
)
"""Offices that answer for the schools of the act."""


def told(convention: Convention, actor: Actor) -> list[str]:
    """Sentences for ``actor``; none when nothing was refused, withdrawn or replaced."""
    envelope = convention.envelope
    if convention.status in (Status.REFUSED, Status.WITHDRAWN):
        return [*_closed(convention, actor), *_signature(convention, actor)]
    if envelope is not None and envelope.status == Envelope.Status.SUPERSEDED:
        issued = french.datetime_fr(convention.issued_at, convention.owner.institution.time_zone)
        return [
            f"L’exemplaire émis le {issued} est remplacé : ne le signez pas.",
            *_signature(convention, actor),
            "Un nouveau lien est adressé à chaque signataire dès que l’acte est émis de nouveau.",
        ]
    return []


def _closed(convention: Convention, actor: Actor) -> list[str]:
    found = ["Personne n’est engagé par cet acte."]
    own = actor.institution_id == convention.closing_party_id or actor.office in STAFF
    if convention.status == Status.REFUSED and own:
        found.append(f"Motif donné : {french.unstopped(convention.closing_reason)}.")
    if permissions.may_steer(actor, convention):
        found.append("Vous pouvez préparer une nouvelle convention.")
    schools = convention.schools.count()
    if schools and actor.office in PUPILS_SIDE:
        found.append(
            "L’école garde son projet et reste candidate."
            if schools == 1 or actor.office == Office.SCHOOL_HEAD
            else "Les écoles de l’annexe gardent leur projet et restent candidates."
        )
    return found


def _signature(convention: Convention, actor: Actor) -> list[str]:
    """What becomes of the signature of the reader's body, given or awaited."""
    party = next(
        (p for p in convention.parties.all() if p.institution_id == actor.institution_id), None
    )
    slot = _slot(convention, party)
    if party is None or slot is None or actor.office not in party.part.readers:
        return []
    if slot.signed_at is not None:
        day = how_signed.when(slot, party.institution.time_zone)
        return [f"La signature de {slot.signer.get('name')}, donnée le {day}, reste dans "
                "l’historique, sans effet."]  # fmt: skip
    if slot.status == Slot.Status.REFUSED:
        return []
    return ["Votre signature n’est plus attendue ; le lien reçu par courriel ne sert plus."]


def _slot(convention: Convention, party: Party | None) -> Slot | None:
    if party is None or convention.envelope is None:
        return None
    found: Slot | None = convention.envelope.slots.filter(key=party.role).first()
    return found
