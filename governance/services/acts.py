"""Delegations, substitutions, signatories' sheets, addresses."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from audit.actor import Actor
from audit.recording import recording
from common import articles, clock
from common.french import date_fr
from common.lifecycle import REASON, Refusal, Refused

from .. import channels, permissions, registry, replacing, wording
from ..entitlements import DELEGATION
from ..models import (
    ChannelKind,
    ChannelScope,
    ContactChannel,
    Institution,
    Mandate,
    MandateStatus,
    Person,
    SignatorySheet,
    SigningDelegation,
    Substitution,
)
from ..offices import Office
from ..standing import NEVER_SIGNING, SIGNING_OFFICES
from .store import lock, require, store

_KEEPERS = "ceux qui tiennent les actes de cette institution"


def record_delegation(
    *,
    actor: Actor,
    delegator: Mandate,
    delegate: Mandate,
    objects_covered: list[str],
    act_number: str,
    act_date: dt.date,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    ceiling: Decimal | None = None,
    published_at: dt.datetime | None = None,
    transmitted_at: dt.datetime | None = None,
    file: str = "",
) -> SigningDelegation:
    """Record an arrêté of delegation of signature; it serves once published.

    ``objects_covered`` are kinds of acts; ``ceiling`` in euros, taxes included; ``ends_on``
    excluded, that of the delegator's mandate when left out.
    """
    require(permissions.may_keep_acts(actor, delegator.institution), _KEEPERS)
    require(actor.system or actor.person_id != delegate.person_id, "une autre personne")
    if delegator.office not in SIGNING_OFFICES or delegator.office == Office.INSPECTOR:
        raise Refused(
            Refusal(
                f"{articles.capital(wording.office(delegator))} ne peut pas déléguer : une "
                "délégation de signature ne se subdélègue pas.",
                "CGCT, art. L. 2122-18",
            )
        )
    if delegate.office in NEVER_SIGNING:
        raise Refused(_never_signs(delegate))
    with recording(actor):
        lock(delegator)
        return store(
            SigningDelegation(
                delegator=delegator,
                delegate=delegate,
                objects_covered=objects_covered,
                ceiling=ceiling,
                act_number=act_number,
                act_date=act_date,
                starts_on=starts_on,
                ends_on=ends_on or delegator.ends_on,
                published_at=published_at,
                transmitted_at=transmitted_at,
                file=file,
            ),
            "record_delegation",
        )


def _never_signs(mandate: Mandate) -> Refusal:
    return Refusal(f"La fonction {articles.of(wording.office(mandate))} ne permet pas de signer.")


def publish_delegation(
    *, actor: Actor, delegation: SigningDelegation, published_at: dt.datetime
) -> SigningDelegation:
    """The arrêté was published: it applies from then when its first day had passed."""
    require(permissions.may_keep_acts(actor, delegation.delegator.institution), _KEEPERS)
    if published_at > clock.now():
        raise Refused(Refusal("La date de publication est dans le futur."))
    with recording(actor):
        lock(delegation)
        day = delegation.delegator.day_of(published_at)
        delegation.published_at = published_at
        delegation.starts_on = max(delegation.starts_on, day)
        return store(delegation, "publish_delegation")


def end_delegation(
    *, actor: Actor, delegation: SigningDelegation, on: dt.date, reason: str
) -> SigningDelegation:
    """The delegation is withdrawn from ``on`` (excluded)."""
    require(permissions.may_keep_acts(actor, delegation.delegator.institution), _KEEPERS)
    _refuse_before_a_signature(delegation.delegate, DELEGATION, on)
    with recording(actor):
        lock(delegation)
        delegation.ends_on = max(on, delegation.starts_on)
        return store(delegation, "end_delegation", reason=reason)


def record_substitution(
    *,
    actor: Actor,
    absent: Mandate,
    replacement: Mandate,
    ground: str,
    reason: str,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    order_reason: str = "",
    confirmed_circumstance: bool = False,
    evidence: str = "",
    act_number: str = "",
    act_date: dt.date | None = None,
) -> Substitution:
    """Record that a holder is prevented, or that the office is held until the next one.

    Refused: a day's absence whose circumstance nobody confirmed; a deputy who does not come
    first without the reason; a holder who signed elsewhere meanwhile (CGCT, art. L. 2122-17).
    """
    require(permissions.may_keep_acts(actor, absent.institution), _KEEPERS)
    if replacement.office in NEVER_SIGNING:
        raise Refused(_never_signs(replacement))
    with recording(actor):
        lock(absent)
        substitution = Substitution(
            absent=absent,
            replacement=replacement,
            ground=ground,
            reason=reason,
            order_reason=order_reason,
            starts_on=starts_on,
            ends_on=ends_on,
            evidence=evidence,
            act_number=act_number,
            act_date=act_date,
        )
        refusals = list(_substitution_refused(substitution, confirmed_circumstance))
        if refusals:
            raise Refused(*refusals)
        return store(substitution, "record_substitution", reason=reason)


def _substitution_refused(substitution: Substitution, confirmed: bool) -> Iterator[Refusal]:
    absent = substitution.absent
    office = wording.office_the(absent)
    start, end = substitution.starts_on, substitution.ends_on
    prevented = substitution.ground == "prevented"
    one_day = end is not None and (end - start).days <= 1
    if not substitution.reason.strip() or (prevented and one_day and not confirmed):
        yield Refusal(
            "Une absence d’une journée n’est pas un empêchement. Quelle circonstance empêche "
            f"{office}, et depuis quand ?",
            "CGCT, art. L. 2122-17",
            "substitution.circumstance",
        )
    if prevented and end is None:
        yield _said(replacing.without_dates(substitution))
    held = absent.status != MandateStatus.ANNULLED and not (
        absent.ends_on is not None and absent.ends_on <= start
    )
    if substitution.ground == "interim" and held:
        yield _said(replacing.not_vacant(substitution))
    signed = list(registry.acts_signed(absent, start, end or clock.today() + dt.timedelta(1)))
    if prevented and signed:
        yield Refusal(
            f"{absent.person.formal_name} a signé {signed[0]} pendant cette période : "
            "il n’y avait pas d’empêchement.",
            "CGCT, art. L. 2122-17",
            "substitution.signed",
        )
    out_of_order = replacing.order_refusal(substitution)
    if out_of_order is not None:
        yield _said(out_of_order)


def _said(refusal: replacing.Refusal) -> Refusal:
    """What forbids to sign forbids to record."""
    return Refusal(refusal.reason, refusal.source, refusal.key)


def end_substitution(
    *, actor: Actor, substitution: Substitution, on: dt.date, reason: str = ""
) -> Substitution:
    """The holder is back, or a new one is in office, from ``on``."""
    require(permissions.may_keep_acts(actor, substitution.absent.institution), _KEEPERS)
    _refuse_before_a_signature(substitution.replacement, str(substitution.ground), on)
    with recording(actor):
        lock(substitution)
        substitution.ends_on = max(on, substitution.starts_on)
        return store(substitution, "end_substitution", reason=reason)


def _refuse_before_a_signature(mandate: Mandate, ground: str, on: dt.date) -> None:
    """What lets somebody sign does not end before the last act that they signed by it."""
    tomorrow = mandate.day_of(clock.now()) + dt.timedelta(days=1)
    signed = next(registry.acts_signed(mandate, on, max(on, tomorrow), ground), "")
    if signed:
        raise Refused(
            Refusal(
                f"{mandate.person.formal_name} a signé {signed} depuis ce jour : indiquez un "
                "premier jour postérieur à cette signature."
            )
        )


def register_sheet(
    *,
    actor: Actor,
    mandate: Mandate,
    scan: str,
    signed_on: dt.date,
    email: str = "",
    mobile: str = "",
    specimen: str = "",
    accepts_process: bool = False,
) -> SignatorySheet:
    """File the sheet that the signatory signed by hand, and its addresses for codes.

    ``scan`` and ``specimen`` name stored files by their SHA-256. The sheet before is replaced,
    its addresses end today. An address that could not receive a code is refused at once.
    """
    require(permissions.may_keep_acts(actor, mandate.institution), _KEEPERS)
    today = mandate.day_of(clock.now())
    with recording(actor):
        lock(mandate)
        for former in mandate.sheets.filter(current=True):
            former.current = False
            former.ends_on = max(today, former.starts_on)
            store(former, "replace_sheet")
        sheet = store(
            SignatorySheet(
                mandate=mandate,
                scan=scan,
                signed_on=signed_on,
                email=channels.normalised(ChannelKind.EMAIL, email) if email else "",
                mobile=channels.normalised(ChannelKind.MOBILE, mobile) if mobile else "",
                specimen=specimen,
                accepts_process=accepts_process,
                starts_on=today,
            ),
            "register_sheet",
        )
        _replace_signing_channels(actor, sheet, today)
        registry.sheet_registered(sheet, actor)
    return sheet


def _replace_signing_channels(actor: Actor, sheet: SignatorySheet, today: dt.date) -> None:
    """The addresses of the new sheet take over; one that did not change keeps its age."""
    person = sheet.mandate.person
    wanted = {ChannelKind.EMAIL: sheet.email, ChannelKind.MOBILE: sheet.mobile}
    kept = set()
    live = ContactChannel.unscoped.on(today).filter(
        person=person, scope=ChannelScope.SIGNING, sheet__mandate=sheet.mandate
    )
    for channel in live:
        if wanted.get(ChannelKind(channel.kind)) == channel.value:
            kept.add(channel.kind)
            channel.sheet = sheet
            store(channel, "keep_channel")
        else:
            channel.ends_on = max(today, channel.starts_on)
            store(channel, "close_channel")
    for kind, value in wanted.items():
        if value and kind not in kept:
            _add(actor, kind, value, ChannelScope.SIGNING, today, person=person, sheet=sheet)


def add_channel(
    *,
    actor: Actor,
    kind: str,
    value: str,
    scope: str,
    institution: Institution | None = None,
    person: Person | None = None,
    sheet: SignatorySheet | None = None,
    evidence: str = "",
) -> ContactChannel:
    """Add an address of an institution or of a person; a signing one comes with its sheet."""
    require(_may_add(actor, institution, person), _KEEPERS)
    if scope == ChannelScope.SIGNING and (sheet is None or sheet.mandate.person_id != person.pk):
        raise Refused(
            Refusal("Une coordonnée pour signer vient de la fiche signataire de la personne.")
        )
    with recording(actor):
        return _add(
            actor,
            kind,
            value,
            scope,
            clock.today(institution.time_zone if institution else ""),
            institution=institution,
            person=person,
            sheet=sheet,
            evidence=evidence,
        )


def _may_add(actor: Actor, institution: Institution | None, person: Person | None) -> bool:
    if institution is not None:
        return permissions.may_keep_acts(actor, institution) or permissions.may_keep_directory(
            actor
        )
    if person is None:
        return False
    held = Institution.unscoped.filter(mandates__person=person).distinct()
    return actor.person_id == person.pk or any(
        permissions.may_keep_acts(actor, body) for body in held
    )


def _add(
    actor: Actor, kind: str, value: str, scope: str, today: dt.date, **fields: Any
) -> ContactChannel:
    value = channels.normalised(kind, value)
    person = fields.get("person")
    if scope == ChannelScope.SIGNING:
        refused = channels.refusal(kind, value, person, today)
        if refused is not None:
            raise Refused(refused)
    elif _signing_of_another(kind, value, person, today):
        raise ValidationError(
            f"{channels.masked(kind, value)} sert déjà à une autre personne pour signer."
        )
    channel = ContactChannel(
        kind=kind,
        value=value,
        scope=scope,
        entered_by_id=actor.mandate_id,
        starts_on=today,
        **fields,
    )
    return store(channel, "add_channel", kind=kind, scope=scope, starts=date_fr(today))


def _signing_of_another(kind: str, value: str, person: Person | None, today: dt.date) -> bool:
    used = ContactChannel.unscoped.on(today).filter(
        kind=kind, value=value, scope=ChannelScope.SIGNING
    )
    return used.exclude(person=person).exists() if person else used.exists()


def check_channel(*, actor: Actor, channel: ContactChannel, how: str) -> ContactChannel:
    """A recent address for signing was checked a second time: it may receive codes at once.

    Raises ``NotYours``; ``Refused`` without saying ``how``, or when no check is awaited.
    """
    require(permissions.may_check_channel(actor, channel), "le syndicat, pour une autre personne")
    with recording(actor):
        lock(channel)
        channel.refresh_from_db()
        if channel.scope != ChannelScope.SIGNING or channel.checked_at is not None:
            raise Refused(Refusal("Cette coordonnée n’attend pas de seconde vérification."))
        if not how.strip():
            raise Refused(REASON)
        channel.checked_at, channel.checked_how = clock.now(), how.strip()
        channel.checked_by_id = actor.mandate_id
        return store(channel, "check_channel", reason=channel.checked_how)


def close_channel(*, actor: Actor, channel: ContactChannel, reason: str = "") -> ContactChannel:
    """The address no longer serves from today."""
    require(_may_add(actor, channel.institution, channel.person), _KEEPERS)
    with recording(actor):
        channel.ends_on = max(clock.today(), channel.starts_on)
        return store(channel, "close_channel", reason=reason)
