"""Signing links and codes: personal, bound to one content, kept as hashes only.

A link is made when its mail is written, opened at will, consumed by the POST that signs or
refuses, and lives to the due date of its step. A code lives ten minutes, for one link and one
file; five wrong tries lock it. Nobody but the signatory ever receives either (N16).
"""

import datetime as dt
import hashlib
import hmac
import secrets
import uuid
from zoneinfo import ZoneInfo

from django.conf import settings

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import calendar, clock, french, outbox
from common.lifecycle import Refusal, Refused
from common.models import OutboxMessage
from documents.models import Slot
from governance import channels, parameters
from governance.models import ChannelKind, ContactChannel, Mandate

from . import terms
from .lifecycle import CodeLifecycle, LinkLifecycle
from .models import SigningCode, SigningLink, Step, StepKind

LOCK = dt.timedelta(hours=1)


def fingerprint(secret: str) -> str:
    """Keyed hash of a token or a code: useless without the site's secret."""
    return hmac.new(settings.SECRET_KEY.encode(), secret.encode(), hashlib.sha256).hexdigest()


def make_link(
    step: Step, mandate: Mandate, *, envelope_id: int, text_hash: str, sent_to: str
) -> tuple[SigningLink, str]:
    """A fresh link for the signatory of ``step``; the links sent before are revoked."""
    token = secrets.token_urlsafe(32)
    zone = step.institution.time_zone
    last_day = step.due_on or clock.today(zone)
    with recording(SYSTEM) as journal:
        revoke_for_step(step, reason="un lien plus récent vous a été adressé")
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
    return link, token


def for_session(step: Step, mandate: Mandate, *, envelope_id: int, text_hash: str) -> SigningLink:
    """The live link of a signatory who is signed in: the one sent by mail, else a silent one."""
    known = (
        SigningLink.unscoped.filter(
            step=step,
            mandate=mandate,
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


def latest_for(step: Step, mandate: Mandate) -> SigningLink | None:
    """The last link of a signatory for a step, whatever its state."""
    return SigningLink.unscoped.filter(step=step, mandate=mandate).order_by("-pk").first()


def live(link: SigningLink) -> bool:
    return link.status == SigningLink.Status.LIVE and link.expires_at > clock.now()


def signature_step(public_id: uuid.UUID) -> Step | None:
    """A step that asks for a signature, by its address; who may reach it is checked after."""
    return (
        Step.unscoped.select_related("circuit", "institution")
        .filter(public_id=public_id, kind=StepKind.SIGNATURE)
        .first()
    )


def slot_of(link: SigningLink) -> Slot | None:
    """The signature field that the link leads to."""
    return Slot.unscoped.filter(envelope_id=link.envelope_id, key=link.step.party).first()


def find(token: str) -> SigningLink | None:
    """The link of a token, whatever its state; None for an unknown token."""
    return (
        SigningLink.unscoped.select_related("step__circuit", "step__institution", "mandate__person")
        .filter(token_hash=fingerprint(token))
        .first()
    )


def revoke_for_step(step: Step, *, reason: str) -> None:
    for link in SigningLink.unscoped.filter(
        step=step, status__in=[SigningLink.Status.LIVE, SigningLink.Status.EXPIRED]
    ):
        LinkLifecycle.move(link, "revoke_link", actor=SYSTEM, reason=reason)


def state_refusal(link: SigningLink) -> Refusal | None:
    """Why this link no longer serves, as a sentence for whoever holds it; None when it is live."""
    when = french.datetime_fr(link.closed_at or link.expires_at, settings.TIME_ZONE)
    match link.status:
        case SigningLink.Status.CONSUMED:
            return Refusal(
                f"Ce lien a déjà servi le {when}. Si vous n’êtes pas à l’origine de cette "
                f"signature, prévenez sans délai le syndicat{_reached_at(link)}.",
                key="link.consumed",
            )
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


def _reached_at(link: SigningLink) -> str:
    """« au 03 22 00 00 00 », when whoever prepared the act has a telephone."""
    phone = terms.of(link.step).phone
    return f" au {phone}" if phone else ""


def _expired(link: SigningLink) -> Refusal:
    last = link.expires_at.astimezone(ZoneInfo(settings.TIME_ZONE)) - dt.timedelta(minutes=1)
    return Refusal(
        f"Ce lien a expiré le {french.date_fr(last.date())}. Recevez un nouveau lien à l’adresse "
        f"enregistrée ({link.sent_to}).",
        key="link.expired",
    )


def renew(link: SigningLink) -> None:
    """Send a new link to the address on file, for one whose date passed; its step still open."""
    if link.status == SigningLink.Status.LIVE and link.expires_at <= clock.now():
        link = LinkLifecycle.move(link, "expire_link", actor=SYSTEM)
    if link.step.status != Step.Status.OPEN:
        raise Refused(Refusal("Cette signature n’est plus attendue."))
    assignment = link.step.assignments.filter(closed_at=None, mandate=link.mandate).first()
    if assignment is None:
        raise Refused(Refusal("Cette signature attend désormais une autre personne."))
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


def channel_of(link: SigningLink) -> ContactChannel | Refusal:
    """Where the signatory's code goes: their own mail, the one channel that the site reaches."""
    return channels.for_code(link.mandate, at=clock.now(), kinds=(ChannelKind.EMAIL,))


def ask_code(link: SigningLink, *, document_sha256: str, actor: Actor) -> SigningCode:
    """Ask for a code to the signatory's own channel; the code is made when its mail is written.

    Refused: channel that is not personal (practice of consent: CAA Nancy, 28 November 2023,
    n° 20NC00179), three codes in the hour, locked for an hour after five wrong tries.
    """
    refusal = state_refusal(link) or _too_many(link)
    if refusal is not None:
        raise Refused(refusal)
    channel = channel_of(link)
    if isinstance(channel, Refusal):
        raise Refused(channel)
    now = clock.now()
    minutes = int(parameters.find("code.lifetime", on=clock.today()).value)
    with recording(actor) as journal:
        for earlier in link.codes.filter(status=SigningCode.Status.SENT):
            CodeLifecycle.move(earlier, "expire_code", actor=SYSTEM)
        code = SigningCode(
            link=link,
            document_sha256=document_sha256,
            channel=channel.kind,
            sent_to=channels.masked(channel.kind, channel.value),
            asked_at=now,
            expires_at=now + dt.timedelta(minutes=minutes),
        )
        journal.says(code, "ask_code")
        code.save()
        outbox.post("circuits.code", {"code": code.pk}, recipient=str(link.mandate), about=link)
    return code


def code_trouble(link: SigningLink) -> str:
    """Why the code just asked for is late, told to the signatory who waits; empty when it left."""
    code = link.codes.filter(status=SigningCode.Status.SENT).order_by("-pk").first()
    if code is None:
        return ""
    mails = OutboxMessage.objects.filter(template="circuits.code", context__code=code.pk)
    mail = outbox.in_trouble(mails).first()
    if mail is None:
        return ""
    if mail.state == OutboxMessage.State.FAILED:
        return "Le courriel du code n’a pas pu partir : appelez le syndicat."
    return (
        "Le courriel du code n’a pas encore pu partir. Rien n’est perdu : un nouvel essai aura "
        f"lieu à {_time(mail.not_before)}. S’il n’arrive pas, appelez le syndicat."
    )


def _too_many(link: SigningLink) -> Refusal | None:
    now = clock.now()
    recent = list(
        SigningCode.unscoped.filter(link__step=link.step, asked_at__gt=now - LOCK).order_by(
            "asked_at"
        )
    )
    locked = [code for code in recent if code.status == SigningCode.Status.LOCKED]
    if locked:
        until = _time(locked[-1].asked_at + LOCK)
        return Refusal(
            f"Cinq essais inexacts : signature bloquée jusqu'à {until}. Le syndicat est prévenu.",
            key="code.locked",
        )
    allowed = int(parameters.find("code.per_hour", on=clock.today()).value)
    if len(recent) >= allowed:
        return Refusal(
            f"Trois codes envoyés : réessayez à {_time(recent[0].asked_at + LOCK)}.",
            key="code.per_hour",
        )
    return None


def _time(instant: dt.datetime) -> str:
    local = instant.astimezone(ZoneInfo(settings.TIME_ZONE))
    return f"{local:%H} h {local:%M}"


def write_code(code: SigningCode) -> str:
    """Make the six digits at the moment of sending; only their keyed hash is kept."""
    digits = f"{secrets.randbelow(1_000_000):06d}"
    with recording(SYSTEM) as journal:
        now = clock.now()
        code.expires_at = now + (code.expires_at - code.asked_at)
        code.asked_at = now
        code.code_hash = fingerprint(f"{code.public_id}:{digits}")
        journal.says(code, "send_code", channel=code.channel, to=code.sent_to)
        code.save()
    return digits


def check_code(link: SigningLink, typed: str, *, document_sha256: str) -> SigningCode:
    """The live code that ``typed`` matches; a wrong try is counted and stored at once.

    Raises ``Refused`` with the number of tries left, or because it expired or is locked.
    """
    code = link.codes.filter(status=SigningCode.Status.SENT).first()
    if code is None:
        too_many = _too_many(link)
        if too_many is not None and too_many.key == "code.locked":
            raise Refused(too_many)
        raise Refused(Refusal("Demandez d'abord un code.", key="code.none"))
    if code.expires_at <= clock.now() or code.document_sha256 != document_sha256:
        CodeLifecycle.move(code, "expire_code", actor=SYSTEM)
        raise Refused(Refusal("Ce code a expiré. Demandez un autre code.", key="code.expired"))
    expected = fingerprint(f"{code.public_id}:{''.join(typed.split())}")
    if code.code_hash and hmac.compare_digest(expected, code.code_hash):
        return code
    raise Refused(_wrong_try(code))


def _wrong_try(code: SigningCode) -> Refusal:
    allowed = int(parameters.find("code.tries", on=clock.today()).value)
    with recording(SYSTEM) as journal:
        locked = SigningCode.unscoped.select_for_update().get(pk=code.pk)
        locked.tries += 1
        journal.says(locked, "wrong_code", tries=locked.tries)
        locked.save()
        if locked.tries >= allowed and locked.status == SigningCode.Status.SENT:
            CodeLifecycle.move(locked, "lock_code", actor=SYSTEM)
            until = _time(locked.asked_at + LOCK)
            return Refusal(
                f"Cinq essais inexacts : signature bloquée jusqu'à {until}. "
                "Le syndicat est prévenu.",
                key="code.locked",
            )
    left = allowed - locked.tries
    return Refusal(f"Code inexact. Il vous reste {left} essais.", key="code.wrong")
