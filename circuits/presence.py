"""Sign in the presence of an agent: on the agent's device, with a code sent to the signatory's own
channel. The agent states who stands there and how they know; the evidence says so."""

import datetime as dt
import secrets
import uuid

from audit.actor import Actor
from audit.recording import recording
from common import clock
from common.lifecycle import NotYours, Refusal, Refused
from governance import acting, parameters
from governance.models import Mandate
from governance.offices import Office

from . import codes, links, services, signing
from .models import Assignment, SigningLink, Step

AGENTS = frozenset({Office.PROJECT_MANAGER, Office.LEGAL_OFFICER, Office.SYNDICATE_DIRECTOR})
"""Staff of the syndicate who may state an identity; nobody who signs."""
IDENTITY = {
    "document": "pièce d’identité présentée",
    "known": "personne connue de l’agent",
}
PREFIX = "presence-"
"""Begins the key of the pages of such a signature."""


def may_witness(actor: Actor) -> bool:
    return actor.mandate_id is not None and actor.office in AGENTS


def find_step(public_id: uuid.UUID, actor: Actor) -> Step | None:
    """A signature awaited now, for an agent; None for anybody else."""
    if not may_witness(actor):
        return None
    return links.signature_awaited(public_id)


def awaited(step: Step) -> Mandate:
    """The person whose signature the step waits for; ``Refused`` when nobody holds the office."""
    task = Assignment.unscoped.open().filter(step=step).exclude(mandate=None).first()
    if task is None or task.mandate is None:
        raise Refused(Refusal("Aucun titulaire n’est attendu : désignez-le d’abord."))
    return Mandate.unscoped.with_words().get(pk=task.mandate_id)


def open_for(step: Step, *, identity: str, place: str, actor: Actor) -> SigningLink:
    """Open the signature on the device of ``actor``, who states the identity of the signatory.

    It lasts ``presence.lifetime`` minutes, in the agent's session alone. Raises ``NotYours``,
    ``Refused``: identity not stated, agent and signatory one person, act not to be signed now.
    """
    witness = acting.mandate_of(actor)
    if witness is None or not may_witness(actor):
        raise NotYours("L’identité d’un signataire est constatée par un agent du syndicat.")
    mandate = awaited(step)
    if identity not in IDENTITY:
        raise Refused(Refusal("Dites comment vous avez constaté l’identité du signataire."))
    if mandate.person_id == actor.person_id:
        raise Refused(Refusal("Vous êtes le signataire : un autre agent doit être présent."))
    ready = signing.readiness(step, mandate)
    against = [*ready.refusals, *ready.level_refusals]
    if against:
        raise Refused(*against)
    now = clock.now()
    minutes = int(parameters.value("presence.lifetime", on=clock.today()))
    with recording(actor) as journal:
        link = SigningLink(
            step=step,
            mandate=mandate,
            person=mandate.person,
            token_hash=codes.fingerprint(secrets.token_urlsafe(32)),
            envelope_id=ready.terms.envelope_id,
            text_hash=ready.terms.text_hash,
            expires_at=now + dt.timedelta(minutes=minutes),
            sent_to="en présence d’un agent",
            witness=witness,
            presence={
                "agent": actor.label,
                "identity": IDENTITY[identity],
                "place": place.strip(),
                "stated_at": now.isoformat(),
            },
        )
        journal.says(link, "state_identity", identity=identity)
        link.save()
        services.tell(step, "state_identity", actor=actor, reason=IDENTITY[identity])
    return link


def key_of(link: SigningLink) -> str:
    """The key of the pages on which the signatory reads and signs."""
    return f"{PREFIX}{link.public_id}"


def find(key: str, actor: Actor) -> SigningLink | None:
    """The signature behind a key, for the agent who opened it; None for anybody else."""
    try:
        public_id = uuid.UUID(key.removeprefix(PREFIX))
    except ValueError:
        return None
    if actor.mandate_id is None:
        return None
    return (
        SigningLink.unscoped.select_related(
            "step__circuit", "step__institution", "mandate__person", "witness__person"
        )
        .filter(public_id=public_id, witness=actor.mandate_id)
        .first()
    )
