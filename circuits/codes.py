"""One-time codes: ten minutes, for one act or one list of acts; five wrong tries lock them.

The digits are made when their mail or SMS is written and only their keyed hash is kept. Nobody
but the signatory ever receives them (N16).
"""

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from accounts import second_factor
from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import clock, outbox
from common.lifecycle import Refusal, Refused
from common.models import OutboxMessage
from governance import acting, channels, parameters
from governance.models import ChannelKind

from .lifecycle import CodeLifecycle
from .models import SigningBatch, SigningCode, SigningLink

LOCK = dt.timedelta(hours=1)
Owner = SigningLink | SigningBatch
"""What a code is asked for: one signature, or a list of acts signed together."""


def fingerprint(secret: str) -> str:
    """Keyed hash of a token or a code: useless without the site's secret."""
    return hmac.new(settings.SECRET_KEY.encode(), secret.encode(), hashlib.sha256).hexdigest()


def _of(owner: Owner) -> dict[str, Any]:
    return {"batch": owner} if isinstance(owner, SigningBatch) else {"link": owner}


def _asked(owner: Owner) -> QuerySet[SigningCode]:
    """Every code asked for the same signature, or by the same person for their lists."""
    if isinstance(owner, SigningBatch):
        return SigningCode.unscoped.filter(batch__mandate=owner.mandate_id)
    return SigningCode.unscoped.filter(link__step=owner.step_id)


APPLICATION = "totp"
"""Channel of a code that nobody sends: the authenticator application of the account shows it."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a signatory receives their code: ``kind`` of a channel, where, and what is shown."""

    kind: str
    value: str
    shown: str

    @property
    def sent(self) -> bool:
        """Whether the site sends it; an application shows it by itself."""
        return self.kind != APPLICATION


def way(owner: Owner, kind: str = "") -> Way | Refusal:
    """How the code of ``owner`` comes: the application of the signatory's account once they
    enrolled one, else their own mobile when the site reaches it, else their own mail.

    An address too recent waits for a second check, except before an agent. ``kind``: the channel
    that they ask for, among those by which the site sends.
    """
    mandate, kinds = owner.mandate, channels.reached()
    if second_factor.enrolled(mandate.person.user):
        sheet = channels.accepted_sheet(mandate)
        return sheet if isinstance(sheet, Refusal) else Way(APPLICATION, "", WITH_APPLICATION)
    asked = (kind,) if kind in kinds else kinds
    witnessed = isinstance(owner, SigningLink) and owner.witness_id is not None
    found = channels.for_code(mandate, at=clock.now(), kinds=asked, recent=witnessed)
    if isinstance(found, Refusal):
        return found
    return Way(found.kind, found.value, channels.masked(found.kind, found.value))


WITH_APPLICATION = "l’application d’authentification"


def other_way(owner: Owner) -> Way | None:
    """The personal mail, for somebody whose mobile receives nothing; None otherwise."""
    if isinstance(first := way(owner), Refusal) or first.kind != ChannelKind.MOBILE:
        return None
    found = way(owner, ChannelKind.EMAIL)
    return None if isinstance(found, Refusal) else found


def ask(owner: Owner, *, document_sha256: str, actor: Actor, kind: str = "") -> SigningCode:
    """Ask for a code to the signatory's own channel; the code is made when it is sent.

    Refused: channel that is not personal (practice of consent: CAA Nancy, 28 November 2023,
    n° 20NC00179), three codes in the hour, locked for an hour after five wrong tries.
    """
    found = way(owner, kind)
    if isinstance(found, Refusal):
        raise Refused(found)
    refusal = _too_many(owner, found)
    if refusal is not None:
        raise Refused(refusal)
    now = clock.now()
    minutes = int(parameters.find("code.lifetime", on=clock.today()).value)
    with recording(actor) as journal:
        for earlier in owner.codes.filter(status=SigningCode.Status.SENT):
            CodeLifecycle.move(earlier, "expire_code", actor=SYSTEM)
        code = SigningCode(
            **_of(owner),
            document_sha256=document_sha256,
            channel=found.kind,
            sent_to=found.shown,
            asked_at=now,
            expires_at=now + dt.timedelta(minutes=minutes),
        )
        journal.says(code, "ask_code" if found.sent else "open_code")
        code.save()
        if found.sent:
            outbox.post(
                "circuits.code", {"code": code.pk}, recipient=str(owner.mandate), about=owner
            )
    return code


def trouble(owner: Owner) -> str:
    """Why the code just asked for is late, told to the signatory who waits; empty when it left."""
    code = owner.codes.filter(status=SigningCode.Status.SENT).order_by("-pk").first()
    if code is None:
        return ""
    mails = OutboxMessage.objects.filter(template="circuits.code", context__code=code.pk)
    mail = outbox.in_trouble(mails).first()
    if mail is None:
        return ""
    what = "Le SMS" if code.channel == ChannelKind.MOBILE else "Le courriel"
    if mail.state == OutboxMessage.State.FAILED:
        return f"{what} du code n’a pas pu partir : appelez le syndicat."
    return (
        f"{what} du code n’a pas encore pu partir. Rien n’est perdu : un nouvel essai aura "
        f"lieu à {_time(mail.not_before)}. S’il n’arrive pas, appelez le syndicat."
    )


def _too_many(owner: Owner, by: Way) -> Refusal | None:
    """Locked for an hour; or, of the codes that are sent, three within the hour."""
    if (locked := _locked(owner)) is not None:
        return locked
    recent = _recent(owner)
    allowed = int(parameters.find("code.per_hour", on=clock.today()).value)
    if by.sent and len(recent) >= allowed:
        return Refusal(
            f"Trois codes envoyés : réessayez à {_time(recent[0].asked_at + LOCK)}.",
            key="code.per_hour",
        )
    return None


def _recent(owner: Owner) -> list[SigningCode]:
    since = clock.now() - LOCK
    return list(_asked(owner).filter(asked_at__gt=since).order_by("asked_at"))


def _locked(owner: Owner) -> Refusal | None:
    locked = [code for code in _recent(owner) if code.status == SigningCode.Status.LOCKED]
    if not locked:
        return None
    until = _time(locked[-1].asked_at + LOCK)
    return Refusal(
        f"Cinq essais inexacts : signature bloquée jusqu'à {until}. Le syndicat est prévenu.",
        key="code.locked",
    )


def _time(instant: dt.datetime) -> str:
    local = instant.astimezone(ZoneInfo(settings.TIME_ZONE))
    return f"{local:%H} h {local:%M}"


def write(code: SigningCode) -> str:
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


def check(owner: Owner, typed: str, *, document_sha256: str) -> SigningCode:
    """The live code that ``typed`` matches; a wrong try is counted and stored at once.

    Raises ``Refused`` with the number of tries left, or because it expired or is locked.
    """
    code = owner.codes.filter(status=SigningCode.Status.SENT).first()
    by = way(owner)
    if isinstance(by, Way) and not by.sent:
        code = _opened(owner, code, document_sha256)
    if code is None:
        locked = _locked(owner)
        raise Refused(locked or Refusal("Demandez d'abord un code.", key="code.none"))
    if not _serves(code, document_sha256):
        CodeLifecycle.move(code, "expire_code", actor=SYSTEM)
        raise Refused(Refusal("Ce code a expiré. Demandez un autre code.", key="code.expired"))
    digits = "".join(typed.split())
    expected = fingerprint(f"{code.public_id}:{digits}")
    if code.code_hash and hmac.compare_digest(expected, code.code_hash):
        return code
    if code.channel == APPLICATION and second_factor.check(owner.mandate.person.user, digits):
        return _shown_by_application(code, expected)
    raise Refused(_wrong_try(code))


def _opened(owner: Owner, code: SigningCode | None, document_sha256: str) -> SigningCode:
    """The row that counts the tries of a code which nobody sends."""
    if code is not None and code.channel == APPLICATION and _serves(code, document_sha256):
        return code
    return ask(owner, document_sha256=document_sha256, actor=acting.actor_of(owner.mandate))


def _serves(code: SigningCode, document_sha256: str) -> bool:
    return code.expires_at > clock.now() and code.document_sha256 == document_sha256


def _shown_by_application(code: SigningCode, expected: str) -> SigningCode:
    """The application shows a code once only: the one just read also opens the act, then signs it,
    as a code that was sent does."""
    with recording(SYSTEM) as journal:
        code.code_hash = expected
        journal.says(code, "read_code", channel=code.channel)
        code.save()
    return code


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
