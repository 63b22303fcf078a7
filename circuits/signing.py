"""Sign an act on the platform: one person, one consent, one code, one revision of the file.

Everything is checked twice: when asked, to answer at once, and inside the transaction that
stores the signature, because a mandate may end or a text change between page and click.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from audit.actor import SYSTEM
from audit.recording import recording
from common import clock, french
from common.lifecycle import Refusal, Refused
from documents import signing, store
from documents.lifecycle import level_refused
from documents.models import Envelope, Revision, Slot
from governance import acting, authority, levels
from governance.models import Mandate

from . import codes, links, services, terms
from .lifecycle import CodeLifecycle, LinkLifecycle
from .models import SigningBatchItem, SigningCode, SigningLink, Step
from .terms import Terms

CONSENT_VERSION = "1"
ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class Consent:
    """What the signatory ticked, with the words shown (their version is kept as evidence)."""

    read_and_commits: bool
    accepts_process: bool
    words: tuple[str, ...] = ()

    @property
    def given(self) -> bool:
        return self.read_and_commits and self.accepts_process


@dataclass(frozen=True, slots=True)
class Facts:
    """Technical facts of the request, kept in the evidence; other parties' copies omit them."""

    ip: str = ""
    user_agent: str = ""
    opened_at: str = ""
    downloaded: bool = False


@dataclass(frozen=True, slots=True)
class Readiness:
    """Everything the signing page shows: the terms, the authority, what forbids signing now."""

    step: Step
    terms: Terms
    authority: authority.Authority | None
    refusals: tuple[Refusal, ...]
    envelope: Envelope | None
    slot: Slot | None

    @property
    def signer(self) -> dict[str, Any]:
        """Who signs, in words to freeze; empty for somebody who may not."""
        return self.authority.as_dict() if self.authority else {}

    @property
    def may_sign(self) -> bool:
        """Now, in one of the ways that the level of the act admits."""
        return not self.refusals

    @property
    def by_code(self) -> bool:
        """Whether a code may sign it: not below the level asked (P15)."""
        return self.slot is None or self.slot.admits(Slot.Mode.PLATFORM)

    @property
    def level_refusals(self) -> list[Refusal]:
        """Why a code does not sign this act, with the text that says so; empty when it does."""
        if self.slot is None or self.envelope is None:
            return []
        on = self.envelope.recorded_at.date()
        found = level_refused(self.slot, Slot.Mode.PLATFORM)
        return [replace(each, source=levels.source(self.slot.level, on)) for each in found]


def readiness(step: Step, mandate: Any, at: dt.datetime | None = None) -> Readiness:
    """What stands between this mandate and its signature, at ``at`` (now by default)."""
    at = at or clock.now()
    told = terms.of(step)
    envelope = Envelope.unscoped.filter(pk=told.envelope_id).first()
    slot = Slot.unscoped.filter(envelope=envelope, key=step.party).first() if envelope else None
    found = list(told.refusals)
    held = authority.to_sign(mandate, told.kind, told.amount, at)
    if isinstance(held, authority.Refusal):
        found.insert(0, Refusal(held.reason, held.source, held.key))
        held = None
    elif (otherwise := _printed_otherwise(told, held)) is not None:
        found.append(otherwise)
    if step.status != Step.Status.OPEN:
        found.append(Refusal("Votre signature n'est pas attendue à ce stade."))
    if mandate.institution_id != step.institution_id:
        found.insert(0, Refusal("Cet acte n'attend pas la signature de votre institution."))
    return Readiness(step, told, held, tuple(found), envelope, slot)


def printed_otherwise(step: Step, mandate: Mandate) -> Refusal | None:
    """Why ``mandate`` may not sign the copy issued, though entitled: it prints somebody else."""
    told = terms.of(step)
    held = authority.to_sign(mandate, told.kind, told.amount, clock.now())
    return _printed_otherwise(told, held) if isinstance(held, authority.Authority) else None


def for_another(signer: Mapping[str, Any]) -> str:
    """« Pour la maire et par délégation, le premier adjoint » in the history; « » for a holder."""
    return str(signer.get("formula", "")) if signer.get("ground", "holder") != "holder" else ""


def _printed_otherwise(told: Terms, held: authority.Authority) -> Refusal | None:
    """The act prints the ground of whoever signs for another, and their name (P8).

    A new holder signs in the place of the one before: the office is bound, not its holder.
    """
    if not told.printed_ground or (told.printed_ground == held.ground == "holder"):
        return None
    if (told.printed_ground, told.printed_name) == (held.ground, held.name):
        return None
    return Refusal(
        f"L’acte émis prévoit la signature de {told.printed_name} : demandez au porteur du "
        f"dossier d’y reprendre la mention « {held.formula} » avant de signer.",
        held.source,
        "authority.printed",
    )


def sign(link: SigningLink, *, code: str, consent: Consent, facts: Facts) -> Revision:
    """Sign the act of ``link`` for its signatory; returns the signed revision.

    Raises ``Refused`` with every reason (link, consent, code, authority, terms); a seal that is
    missing, a full disk or a moved head leave everything as it was.
    """

    def prove(ready: Readiness) -> SigningCode:
        return codes.check(link, code, document_sha256=code_scope(ready))

    return _stored(link, _Act(prove, consent, facts))


def sign_listed(item: SigningBatchItem) -> Revision:
    """Sign one act of a list whose code was entered; done again after a kill, the signature that
    is stored is found.

    Raises ``Refused`` as ``sign`` does: the act stays to be signed, with its reason.
    """
    batch, link = item.batch, links.current(item.link)
    listed = {"sha256": batch.list_hash, "acts": batch.items.count(), "position": item.position}
    stored = getattr(links.slot_of(link), "signature", None)
    if stored is not None and stored.evidence.get("list") == listed:
        revision: Revision = stored.revision
        return revision
    code = batch.codes.get(status=SigningCode.Status.USED)

    def prove(ready: Readiness) -> SigningCode:
        if code_scope(ready) != item.document_sha256:
            raise Refused(Refusal("L’acte a changé depuis que la liste a été composée."))
        return code

    consent = Consent(True, True, tuple(batch.words))
    return _stored(link, _Act(prove, consent, Facts(**{**batch.facts, **item.facts}), listed))


@dataclass(frozen=True, slots=True)
class _Act:
    """What a person does to sign: how their code is proved, what they consented to, the facts.

    ``listed``: the list signed with one code, already entered; None for one act alone.
    """

    prove: Callable[[Readiness], SigningCode]
    consent: Consent
    facts: Facts
    listed: dict[str, Any] | None = None


def _stored(link: SigningLink, act: _Act) -> Revision:
    if not act.consent.given:
        raise Refused(Refusal("Cochez les deux cases pour signer.", key="consent.missing"))
    for _ in range(ATTEMPTS):
        try:
            return _attempt(link, act)
        except signing.HeadMoved:
            link.refresh_from_db()
    raise Refused(Refusal("Un autre signataire signe au même instant : réessayez."))


def _attempt(link: SigningLink, act: _Act) -> Revision:
    at = clock.now()
    _check_live(link)
    ready = _ready(link, at)
    head = ready.envelope.head if ready.envelope else None
    if head is None or ready.slot is None or ready.authority is None:
        raise Refused(Refusal("L'acte n'est pas encore émis."))
    checked = act.prove(ready)
    actor = acting.actor_of(link.mandate)
    words = _words(ready, at, link)
    with (
        signing.signed_file(ready.slot, words, at) as pending,
        recording(actor),
    ):
        locked = SigningLink.unscoped.select_for_update().get(pk=link.pk)
        _check_live(locked)
        again = _ready(locked, clock.now())
        revision = signing.keep_signature(
            pending,
            signer=again.signer,
            evidence=_evidence(again, locked, checked, act, head, at),
            at=at,
            actor=actor,
            verb="sign_in_presence" if locked.witness_id is not None else "sign_on_platform",
        )
        if act.listed is None:
            CodeLifecycle.move(checked, "enter_code", actor=SYSTEM)
        LinkLifecycle.move(locked, "consume", actor=SYSTEM)
        services.complete(
            again.step,
            actor=SYSTEM,
            by=actor,
            outcome=words.lines[0],
            reason=for_another(again.signer),
            authority=again.signer,
        )
    return revision


def _check_live(link: SigningLink) -> None:
    refusal = links.state_refusal(link)
    if refusal is not None:
        raise Refused(refusal)


def _ready(link: SigningLink, at: dt.datetime) -> Readiness:
    step = Step.unscoped.select_related("circuit", "institution").get(pk=link.step_id)
    mandate = Mandate.unscoped.select_related("person", "institution").get(pk=link.mandate_id)
    ready = readiness(step, mandate, at)
    found = list(ready.refusals)
    if link.envelope_id != ready.terms.envelope_id or link.text_hash != ready.terms.text_hash:
        changed = links.changed_refusal(link)
        found.insert(
            0,
            changed or Refusal("Ce lien ne permet plus de signer : l’acte a été émis de nouveau."),
        )
    found += ready.level_refusals
    if found:
        raise Refused(*found)
    return ready


def code_scope(ready: Readiness) -> str:
    """What a code is bound to: the issued file, whoever signed it meanwhile."""
    if ready.envelope is None:
        return ""
    return ready.envelope.revisions.order_by("number").first().file.sha256


def _words(ready: Readiness, at: dt.datetime, link: SigningLink) -> signing.Words:
    held = ready.authority
    zone = ready.step.institution.time_zone or settings.TIME_ZONE
    when = french.datetime_fr(at, zone)
    who = f"{held.name}, {held.office}" if held else ""
    seen = ", en présence d’un agent du syndicat" if link.witness_id is not None else ""
    return signing.Words(
        lines=(
            f"Signature électronique simple de {who}, le {when}{seen}.",
            "Opération attestée par le cachet électronique du syndicat.",
        ),
        name="",
        reason=f"Attestation de la signature électronique simple de {who}",
    )


def _evidence(
    ready: Readiness,
    link: SigningLink,
    code: SigningCode,
    act: _Act,
    head: Revision,
    at: dt.datetime,
) -> dict[str, Any]:
    """The facts of one signature; never the code nor the token."""
    zone = ZoneInfo(ready.step.institution.time_zone or settings.TIME_ZONE)
    return {
        "signed_at_utc": at.isoformat(),
        "signed_at_local": at.astimezone(zone).isoformat(),
        "authority": ready.signer,
        "document_sha256_shown": code_scope(ready),
        "revision_sha256": head.file.sha256,
        "text_hash": ready.terms.text_hash,
        "consent": {"version": CONSENT_VERSION, "words": list(act.consent.words)},
        "link": {"sent_to": link.sent_to, "expires_at": link.expires_at.isoformat()},
        "code": {
            "channel": code.channel,
            "sent_to": code.sent_to,
            "asked_at": code.asked_at.isoformat(),
            "wrong_tries": code.tries,
            "single_channel": code.channel == "email",
        },
        "facts": {
            "ip": act.facts.ip,
            "user_agent": act.facts.user_agent,
            "opened_at": act.facts.opened_at,
            "downloaded": act.facts.downloaded,
        },
        **({"list": act.listed} if act.listed is not None else {}),
        **({"presence": link.presence} if link.witness_id is not None else {}),
    }


def refuse(link: SigningLink, *, reason: str, category: str) -> None:
    """Refuse to sign, as easily as signing: the act says so to every party."""
    _say(link, reason, category, terms.refuse, consume=True)


def ask_correction(link: SigningLink, *, reason: str, article: str) -> None:
    """Ask for a correction instead of signing: the act goes back to its author."""
    _say(link, reason, article, terms.ask_correction, consume=False)


def _say(
    link: SigningLink, reason: str, detail: str, outcome: terms.Outcome, *, consume: bool
) -> None:
    _check_live(link)
    if not reason.strip():
        raise Refused(Refusal("Indiquez le motif : il figurera dans l'historique."))
    actor = acting.actor_of(link.mandate)
    with recording(actor):
        locked = SigningLink.unscoped.select_for_update().get(pk=link.pk)
        _check_live(locked)
        step = Step.unscoped.select_related("circuit").get(pk=locked.step_id)
        if consume:
            LinkLifecycle.move(locked, "consume", actor=SYSTEM)
        outcome(step, actor, reason, detail)


def read_document(ready: Readiness) -> bytes:
    """The bytes to read and sign now."""
    head = ready.envelope.head if ready.envelope else None
    if head is None:
        raise Refused(Refusal("L'acte n'est pas encore émis."))
    return store.read(head.file.sha256)
