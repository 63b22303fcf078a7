"""Votes, refusals, withdrawals, notification."""

import datetime as dt
from collections.abc import Sequence

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from circuits import services as circuits
from common import clock
from common.lifecycle import NotYours, Refusal, Refused
from documents import signing
from documents.lifecycle import OPEN, SlotLifecycle
from documents.models import Slot
from governance import services as governance
from governance import wording
from governance.models import Deliberation

from .. import coverage, gates, participants, permissions, telling
from ..lifecycle import ConventionLifecycle
from ..models import Convention, Party, Remark, Way


def extend_signing(
    convention: Convention, *, actor: Actor, reason: str, until: dt.date
) -> Convention:
    """Give more time to sign: due dates move, links live longer (the 90-day question)."""
    with recording(actor):
        moved = ConventionLifecycle.move(
            convention, "extend_signing", actor=actor, reason=reason, until=until
        )
        circuits.postpone(moved, until)
    return moved


def send_to_councils(convention: Convention, *, actor: Actor) -> Convention:
    """Ask each assembly that has still to vote for its délibération."""
    with recording(actor):
        for party in convention.parties.select_related("institution"):
            unvoted = party.deliberation is None or coverage.spent(party)
            if unvoted and participants.still_to_vote(party):
                party.deliberation = governance.expect_deliberation(
                    institution=party.institution,
                    target=convention,
                    object=f"Autorisation de signer la convention {convention.reference}",
                    actor=actor,
                )
                party.save()
        return ConventionLifecycle.move(convention, "send_to_councils", actor=actor)


def confirm_enforceable(convention: Convention, *, actor: Actor) -> Convention:
    """Every vote that the act waited for is proved: go on to issue it."""
    return ConventionLifecycle.move(convention, "confirm_enforceable", actor=actor)


def skip_councils(convention: Convention, *, actor: Actor) -> Convention:
    """The délibérations already given cover the act: go on to issue it."""
    return ConventionLifecycle.move(convention, "skip_councils", actor=actor)


def attach_deliberation(party: Party, deliberation: Deliberation, *, actor: Actor) -> Party:
    """Say which délibération binds a party, when it was recorded elsewhere."""
    if not permissions.may_steer_or_law(actor, party.convention):
        raise NotYours("Ce rattachement revient au porteur de la convention ou au juriste.")
    if deliberation.institution_id != party.institution_id:
        raise Refused(
            Refusal(f"Cette délibération n’est pas {wording.of_institution(party.institution)}.")
        )
    with recording(actor) as journal:
        locked = Party.unscoped.select_for_update().get(pk=party.pk)
        locked.deliberation = deliberation
        journal.says(locked, "attach_deliberation")
        locked.save()
    return locked


def refuse(convention: Convention, *, actor: Actor, reason: str, category: str) -> Convention:
    """A party refuses, or the owner records that its assembly voted against: nobody is bound."""
    with recording(actor):
        moved = ConventionLifecycle.move(
            convention, "refuse", actor=actor, reason=reason, category=category
        )
        _refuse_slot(moved, actor, reason)
        _close_envelope(moved, "cancel_envelope", actor, reason)
        telling.closed(moved)
    return moved


def _refuse_slot(convention: Convention, actor: Actor, reason: str) -> None:
    """The field of the party that refuses says so; the others stay without effect."""
    envelope = convention.envelope
    if envelope is None or envelope.status not in OPEN:
        return
    party = convention.parties.filter(institution=convention.closing_party).first()
    slot = envelope.slots.filter(key=party.role).first() if party is not None else None
    if slot is not None and slot.status in (Slot.Status.EMPTY, Slot.Status.AWAITING_RETURN):
        SlotLifecycle.move(slot, "refuse_slot", actor=actor, reason=reason)


def withdraw(convention: Convention, *, actor: Actor, reason: str) -> Convention:
    """Take the act back before its last signature."""
    with recording(actor):
        moved = ConventionLifecycle.move(convention, "withdraw", actor=actor, reason=reason)
        _close_envelope(moved, "cancel_envelope", actor, reason)
        if convention.status != Convention.Status.DRAFT:
            telling.closed(moved)
    return moved


def reopen(
    convention: Convention, verb: str, *, actor: Actor, reason: str, changes: Sequence[str] = ()
) -> Convention:
    """Take up a mention (``reopen_mentions``), the text (``reopen_text``) or a slip
    (``reopen_entry_slip``) after the issue.

    ``changes``: the kinds of change announced, rows of the table of what to do again (N10).
    """
    with recording(actor):
        moved = gates.move(convention, verb, actor=actor, reason=reason, changes=changes)
        _close_envelope(moved, "supersede", actor, reason)
        telling.superseded(moved, reason)
    return moved


def take_up_text(
    convention: Convention, *, actor: Actor, reason: str, article: str = ""
) -> Convention:
    """A signatory asks for a correction: the issued act is set aside, the reason is kept.

    The request itself is the signatory's right; what it takes up is then the owner's work.
    """
    with recording(actor):
        Remark(
            convention=convention,
            institution_id=actor.institution_id,
            author=actor.title,
            article=article,
            text=reason,
            blocking=True,
        ).save()
        verb = "reopen_entry_slip" if convention.kind.way == Way.ENTRY_SLIP else "reopen_text"
        moved = gates.move(convention, verb, actor=SYSTEM, reason=f"{actor.title} : {reason}")
        _close_envelope(moved, "supersede", actor, reason)
        telling.superseded(moved, f"{actor.title} : {reason}")
    return moved


def _close_envelope(convention: Convention, verb: str, actor: Actor, reason: str) -> None:
    envelope = convention.envelope
    if envelope is not None and envelope.status in OPEN:
        signing.close(envelope, verb, actor=actor, reason=reason)


def set_transmission(
    party: Party,
    *,
    value: str,
    receipt: str,
    actor: Actor,
    transmitted_on: dt.date | None = None,
) -> Party:
    """Say whether the signed act itself goes to the State's representative (P4).

    ``transmitted_on``: the day it went; the notification prints it when it was required.
    """
    if not permissions.may_steer_or_law(actor, party.convention):
        raise NotYours("Cette mention revient au porteur de la convention ou au juriste.")
    with recording(actor) as journal:
        locked = Party.unscoped.select_for_update().get(pk=party.pk)
        locked.transmission, locked.transmission_receipt = value, receipt
        locked.transmitted_on = transmitted_on
        locked.full_clean()
        journal.says(locked, "say_transmission")
        locked.save()
    return locked


def notify(convention: Convention, *, actor: Actor) -> Convention:
    """Notify every party: the mail, with the link to the signed copy, leaves after commit."""
    with recording(actor):
        moved = ConventionLifecycle.move(convention, "notify", actor=actor)
        for party in moved.parties.all():
            party.notified_at = clock.now()
            party.save()
        telling.notified(moved)
    return moved
