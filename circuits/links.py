"""Signing links: personal, bound to one content, kept as hashes only.

A link is made when its mail is written, opened at will, consumed by the POST that signs or
refuses, and lives to the due date of its step. Nobody but the signatory ever receives it (N16).
"""

import datetime as dt
import secrets
import uuid
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import calendar, clock, french, outbox
from common.lifecycle import Refusal, Refused
from documents.models import Slot
from governance import authority
from governance.models import Mandate

from . import codes, terms
from .codes import fingerprint
from .lifecycle import LinkLifecycle
from .models import Circuit, SigningCode, SigningLink, Step, StepKind


def make_link(
    step: Step, mandate: Mandate, *, envelope_id: int, text_hash: str, sent_to: str
) -> tuple[SigningLink, str]:
    """A fresh link for the signatory of ``step``; the links sent before are revoked.

    A code asked for the same copy, by the same signatory, follows: whoever signs from their
    account is not interrupted by the mail that leaves meanwhile.
    """
    token = secrets.token_urlsafe(32)
    zone = step.institution.time_zone
    last_day = step.due_on or clock.today(zone)
    with recording(SYSTEM) as journal:
        own = SigningLink.unscoped.filter(step=step, witness=None)
        same = own.filter(mandate=mandate, envelope_id=envelope_id, text_hash=text_hash)
        under_way = list(
            SigningCode.unscoped.filter(
                link__in=same.filter(status=SigningLink.Status.LIVE),
                status=SigningCode.Status.SENT,
            )
        )
        _revoke(own, reason="un lien plus récent vous a été adressé")
        link = SigningLink(
            step=step,
            mandate=mandate,
            person=mandate.person,
            token_hash=fingerprint(token),
            envelope_id=envelope_id,
            text_hash=text_hash,
            expires_at=calendar.end_of_day(max(last_day, clock.today(zone)), zone),
            sent_to=sent_to,
        )
        journal.says(link, "make_link")
        link.save()
        for code in under_way:
            code.link = link
            journal.says(code, "follow_link")
            code.save()
    return link, token


def for_session(step: Step, mandate: Mandate, *, envelope_id: int, text_hash: str) -> SigningLink:
    """The live link of a signatory who is signed in: the one sent by mail, else a silent one."""
    known = (
        SigningLink.unscoped.filter(
            step=step,
            mandate=mandate,
            witness=None,
            status=SigningLink.Status.LIVE,
            envelope_id=envelope_id,
            text_hash=text_hash,
            expires_at__gt=clock.now(),
        )
        .order_by("-pk")
        .first()
    )
    if known is not None:
        return known
    link, _token = make_link(
        step, mandate, envelope_id=envelope_id, text_hash=text_hash, sent_to="depuis le compte"
    )
    return link


def current(link: SigningLink) -> SigningLink:
    """The link that serves now for what ``link`` led to: a reminder may have replaced it."""
    if link.step.status != Step.Status.OPEN or live(link):
        return link
    return for_session(
        link.step, link.mandate, envelope_id=link.envelope_id, text_hash=link.text_hash
    )


def latest_for(step: Step, mandate: Mandate) -> SigningLink | None:
    """The last link of a signatory for a step, whatever its state."""
    own = SigningLink.unscoped.filter(step=step, mandate=mandate, witness=None)
    return own.order_by("-pk").first()


def live(link: SigningLink) -> bool:
    return link.status == SigningLink.Status.LIVE and link.expires_at > clock.now()


def signature_step(public_id: uuid.UUID) -> Step | None:
    """A step that asks for a signature, by its address; who may reach it is checked after."""
    return (
        Step.unscoped.select_related("circuit", "institution")
        .filter(public_id=public_id, kind=StepKind.SIGNATURE)
        .first()
    )


def signature_awaited(public_id: uuid.UUID) -> Step | None:
    """The same while the signature is awaited; None otherwise."""
    step = signature_step(public_id)
    awaited = step is not None and step.status == Step.Status.OPEN
    return step if awaited and step.circuit.status == Circuit.Status.RUNNING else None


def slot_of(link: SigningLink) -> Slot | None:
    """The signature field that the link leads to."""
    return Slot.unscoped.filter(envelope_id=link.envelope_id, key=link.step.party).first()


def slot_of_step(step: Step) -> Slot | None:
    """The signature field that a step asks to fill, on the copy issued now."""
    envelope_id = terms.of(step).envelope_id
    return Slot.unscoped.filter(envelope_id=envelope_id, key=step.party).first()


def step_of_slot(slot: Slot) -> Step | None:
    """The open step that a signature field waits in; None when it is not awaited now."""
    document = slot.envelope.document
    return (
        Step.unscoped.select_related("circuit", "institution")
        .filter(
            circuit__subject_type=document.about_type,
            circuit__subject_id=document.about_id,
            circuit__status=Circuit.Status.RUNNING,
            kind=StepKind.SIGNATURE,
            party=slot.key,
            status=Step.Status.OPEN,
        )
        .first()
    )


def find(token: str) -> SigningLink | None:
    """The link of a token, whatever its state; None for an unknown token."""
    return (
        SigningLink.unscoped.select_related("step__circuit", "step__institution", "mandate__person")
        .filter(token_hash=fingerprint(token))
        .first()
    )


def revoke_for_step(step: Step, *, reason: str) -> None:
    """Every way to the signature of ``step`` ends, those of an agent's device included."""
    _revoke(SigningLink.unscoped.filter(step=step), reason=reason)


def _revoke(links: QuerySet[SigningLink], *, reason: str) -> None:
    for link in links.filter(status__in=[SigningLink.Status.LIVE, SigningLink.Status.EXPIRED]):
        LinkLifecycle.move(link, "revoke_link", actor=SYSTEM, reason=reason)


def state_refusal(link: SigningLink) -> Refusal | None:
    """Why this link no longer serves, as a sentence for whoever holds it; None when it is live."""
    when = french.datetime_fr(link.closed_at or link.expires_at, settings.TIME_ZONE)
    match link.status:
        case SigningLink.Status.CONSUMED:
            over = terms.of(link.step).over
            given = "réponse" if over else "signature"
            return Refusal(
                f"Ce lien a déjà servi le {when}. {f'{over} ' if over else ''}Si vous n’êtes pas à "
                f"l’origine de cette {given}, prévenez sans délai le syndicat{_reached_at(link)}.",
                key="link.over" if over else "link.consumed",
            )
        case SigningLink.Status.REVOKED if (over := _over(link)) is not None:
            return over
        case SigningLink.Status.REVOKED if (changed := changed_refusal(link)) is not None:
            return changed
        case SigningLink.Status.REVOKED if (moved := _passed_on(link)) is not None:
            return moved
        case SigningLink.Status.REVOKED:
            return Refusal(
                f"Ce lien ne permet plus de signer : {link.closed_reason or 'il a été remplacé'}. "
                "Un nouveau lien vous est adressé dès que l’acte est de nouveau soumis à "
                "signature.",
                key="link.revoked",
            )
        case SigningLink.Status.EXPIRED:
            return _expired(link)
    if link.expires_at <= clock.now():
        return _expired(link)
    return None


def _over(link: SigningLink) -> Refusal | None:
    """Nobody will sign the act any more: withdrawn, refused; its own words say which."""
    sentence = terms.of(link.step).over
    return Refusal(sentence, key="link.over") if sentence else None


def _passed_on(link: SigningLink) -> Refusal | None:
    """The signature waits for somebody else now, or was given by them: no new link will come."""
    step = link.step
    if step.assignments.filter(closed_at=None, mandate=link.mandate).exists():
        return None
    if step.status not in (Step.Status.OPEN, Step.Status.DONE):
        return None
    told = terms.of(step)
    held = authority.to_sign(link.mandate, told.kind, told.amount, clock.now())
    reason = (
        held.reason
        if isinstance(held, authority.Refusal)
        else "Cette signature attend désormais une autre personne."
    )
    source = held.source if isinstance(held, authority.Refusal) else ""
    return Refusal(reason, source, "link.passed_on")


def changed_refusal(link: SigningLink) -> Refusal | None:
    """Refused because the text changed since the link, with the places (N9); None when the copy
    to sign is still the one that the link was made for."""
    found = terms.since(link.step, link.envelope_id)
    if found is None:
        return None
    day = french.date_fr(calendar.act_date(found.changed_at, link.step.institution.time_zone))
    what = (
        f"le texte a été modifié le {day} ({found.places})"
        if found.places
        else (f"le texte est repris depuis le {day}")
    )
    return Refusal(
        f"Ce lien ne permet plus de signer : {what}. Un nouveau lien vous est adressé dès que "
        "le texte est de nouveau soumis à signature.",
        key="link.text",
    )


def seen_before(link: SigningLink) -> SigningLink | None:
    """The last link of the same person to an earlier copy of the same act."""
    circuit = link.step.circuit
    earlier = SigningLink.unscoped.filter(
        person=link.person_id,
        step__circuit__subject_type=circuit.subject_type,
        step__circuit__subject_id=circuit.subject_id,
    )
    return earlier.exclude(envelope_id=link.envelope_id).order_by("-pk").first()


def changed_since_seen(link: SigningLink) -> terms.Difference | None:
    """What changed since the person was last sent the act; None when they never were."""
    before = seen_before(link)
    return terms.since(link.step, before.envelope_id) if before is not None else None


def _reached_at(link: SigningLink) -> str:
    """« au 03 22 00 00 00 », when whoever prepared the act has a telephone."""
    phone = terms.of(link.step).phone
    return f" au {phone}" if phone else ""


def _expired(link: SigningLink) -> Refusal:
    if link.witness_id is not None:
        return Refusal(
            "Le temps de signer en présence est passé : constatez de nouveau l’identité.",
            key="link.presence",
        )
    last = link.expires_at.astimezone(ZoneInfo(settings.TIME_ZONE)) - dt.timedelta(minutes=1)
    return Refusal(
        f"Ce lien a expiré le {french.date_fr(last.date())}. Recevez un nouveau lien à l’adresse "
        f"enregistrée ({link.sent_to}).",
        key="link.expired",
    )


def renew(link: SigningLink) -> None:
    """Send a new link to the address on file, for one whose date passed; its step still open."""
    if link.witness_id is not None:
        raise Refused(_expired(link))
    if link.status == SigningLink.Status.LIVE and link.expires_at <= clock.now():
        link = LinkLifecycle.move(link, "expire_link", actor=SYSTEM)
    if link.step.status != Step.Status.OPEN:
        raise Refused(Refusal("Cette signature n’est plus attendue."))
    assignment = link.step.assignments.filter(closed_at=None, mandate=link.mandate).first()
    if assignment is None:
        raise Refused(Refusal("Cette signature attend désormais une autre personne."))
    if link.step.assignments.open().examined().exists():
        raise Refused(
            Refusal(
                "Votre document signé est arrivé : il est en cours de vérification. S’il est "
                "écarté, vous recevrez un nouveau lien pour signer."
            )
        )
    with recording(SYSTEM):
        LinkLifecycle.move(link, "renew_link", actor=SYSTEM)
        outbox.post(
            "circuits.assignment",
            {"assignment": assignment.pk},
            recipient=str(link.mandate),
            about=link,
        )


def expire_due() -> int:
    """Mark the links whose step's due date passed; called by ``tick``."""
    due = SigningLink.unscoped.filter(status=SigningLink.Status.LIVE, expires_at__lte=clock.now())
    for link in due:
        LinkLifecycle.move(link, "expire_link", actor=SYSTEM)
    return len(due)


def ask_code(
    link: SigningLink, *, document_sha256: str, actor: Actor, kind: str = ""
) -> SigningCode:
    """Ask for the code of one signature; refused when the link no longer serves (``codes.ask``)."""
    refusal = state_refusal(link)
    if refusal is not None:
        raise Refused(refusal)
    return codes.ask(link, document_sha256=document_sha256, actor=actor, kind=kind)
