"""Choose paper for a signature, and print what is signed by hand: the letter, then the act.

The signatory chooses on the page of the act; so does whoever prepares for their body (P13), or an
agent of the syndicate for somebody who never comes to the site. The signatory is then told.
"""

import uuid

from audit.actor import Actor
from audit.recording import recording
from common import outbox
from common.lifecycle import NotYours, Refusal, Refused
from documents import store
from documents.lifecycle import SlotLifecycle
from documents.models import Slot
from documents.paper import printing
from governance.offices import Office

from .. import links, permissions, presence, registry
from ..models import Step
from ..returning import EXAMINERS

NOTHING = Refusal("Aucun exemplaire papier n’est à imprimer : choisissez d’abord le papier.")


def may_choose_for(actor: Actor, step: Step) -> bool:
    """For somebody else: an agent of the syndicate, or the preparer of the signatory's body."""
    if actor.mandate_id is None:
        return False
    if actor.office in EXAMINERS:
        return True
    return actor.office == Office.PREPARER and actor.institution_id == step.institution_id


def find(public_id: uuid.UUID, actor: Actor) -> tuple[Step, Slot] | None:
    """A signature awaited, with its field, for whoever may choose paper for it; else None."""
    step = links.signature_awaited(public_id)
    if step is None or not may_choose_for(actor, step):
        return None
    slot = links.slot_of_step(step)
    return (step, slot) if slot is not None else None


def choose(step: Step, slot: Slot, *, actor: Actor) -> Slot:
    """Sign ``slot`` by hand: its letter is asked for, and its signatory told when another chose.

    Raises ``Refused``: the level of the act does not admit paper, a signature is already given or
    under way, nobody holds the office.
    """
    mandate = presence.awaited(step)
    _check(actor, step)
    with recording(actor):
        moved = SlotLifecycle.move(slot, "choose_paper", actor=actor)
        registry.letters(step.circuit.subject_type).ask(step, moved)
        if actor.person_id != mandate.person_id:
            outbox.post(
                "circuits.paper_chosen",
                {"step": step.pk, "mandate": mandate.pk, "by": actor.label},
                recipient=str(mandate),
                about=step.circuit,
            )
    return moved


def change(step: Step, slot: Slot, *, actor: Actor) -> Slot:
    """Back to the choice of a way to sign."""
    _check(actor, step)
    return SlotLifecycle.move(slot, "change_mode", actor=actor)


def _check(actor: Actor, step: Step) -> None:
    if not (may_choose_for(actor, step) or permissions.may_reach_signature(actor, step)):
        raise NotYours("Le mode est choisi par le signataire, son secrétariat ou le syndicat.")


def ask_letter(step: Step, slot: Slot) -> None:
    """Make the letter again: with what is known by now, or after a failure."""
    if not prints(slot):
        raise Refused(NOTHING)
    registry.letters(step.circuit.subject_type).ask(step, slot)


def prints(slot: Slot) -> bool:
    """Whether the copy of ``slot`` is awaited on paper."""
    return slot.status == Slot.Status.AWAITING_RETURN and slot.mode == Slot.Mode.PAPER


def letter_state(step: Step, slot: Slot) -> tuple[bool, str]:
    """Whether the letter is ready, and why it is not when its making failed."""
    writer = registry.letters(step.circuit.subject_type)
    return bool(writer.find(slot)), writer.trouble(slot)


def printed(step: Step, slot: Slot) -> bytes:
    """The PDF to print; without its letter while that one is being made.

    Raises ``Refused`` when paper is not awaited.
    """
    head = slot.envelope.head
    if not prints(slot) or head is None:
        raise Refused(NOTHING)
    letter = registry.letters(step.circuit.subject_type).find(slot)
    return printing.copy(letter, store.read(head.file.sha256), slot)
