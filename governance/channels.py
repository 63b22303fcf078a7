"""Which address may receive a signing code, and what of it is shown.

CAA Nancy, 28 November 2023, n° 20NC00179: signatures sent to an address that was not the usual
one of the commune or its mayor, the contract was set aside. So a code goes only to an address of
the signatory's own sheet, that no institution and no other person uses.
"""

import datetime as dt
import re
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from audit.actor import Actor
from common import calendar, clock, texting
from common.french import date_fr
from common.lifecycle import Refusal

from . import parameters, permissions
from .masking import masked
from .models import (
    ChannelKind,
    ChannelScope,
    ContactChannel,
    Institution,
    Mandate,
    Person,
    School,
    SignatorySheet,
    covers,
)

__all__ = ["cooling", "for_code", "masked", "normalised", "refusal", "shown"]

SOURCE = "CAA Nancy, 28 novembre 2023, n° 20NC00179"
SHARED_WORDS = frozenset(
    {
        "accueil",
        "administration",
        "affaires",
        "agglo",
        "cabinet",
        "communaute",
        "contact",
        "courrier",
        "dgs",
        "direction",
        "ecole",
        "info",
        "intercommunalite",
        "mairie",
        "scolaire",
        "secretaire",
        "secretariat",
        "syndicat",
    }
)
"""Words of an address that several people read: an office, a service."""

SHARED_FIRST_WORDS = frozenset({"maire", "president", "presidente", "ville", "commune"})
"""Words that may also be a surname: they count at the beginning only."""

_SCHOOL_MAILBOX = re.compile(r"^ce\.\d{7}[a-z]$")
_OVERSEAS = ("262", "590", "594", "596")
_MOBILE = re.compile(r"^0[67]\d{8}$")
_FICTION = re.compile(r"^019900\d{4}$")


CODE_KINDS = (ChannelKind.MOBILE, ChannelKind.EMAIL)


def reached() -> tuple[str, ...]:
    """Kinds of channel by which the site can send a code: the mobile needs an operator."""
    return CODE_KINDS if texting.available() else (ChannelKind.EMAIL,)


def normalised(kind: str, value: str) -> str:
    """The one written form of an address: lower case mail, « 0612345678 »."""
    if kind == ChannelKind.EMAIL:
        address = value.strip().lower()
        try:
            validate_email(address)
        except ValidationError:
            raise ValidationError(f"Adresse électronique refusée : « {value} ».") from None
        return address
    if kind == ChannelKind.MOBILE:
        return _mobile(value)
    return " ".join(value.split())


def _mobile(value: str) -> str:
    """Ten digits from 06 or 07; a number of 01 99 00 is one reserved for fiction."""
    digits = re.sub(r"[\s.\-()]", "", value)
    for prefix in ("+33", "0033", *(f"+{code}" for code in _OVERSEAS)):
        if digits.startswith(prefix):
            digits = "0" + digits.removeprefix(prefix).removeprefix("0")
            break
    if not (_MOBILE.match(digits) or _FICTION.match(digits)):
        raise ValidationError(
            f"Numéro de mobile refusé : « {value} ». Attendu : dix chiffres commençant par 06 "
            "ou 07."
        )
    return digits


def shown(channel: ContactChannel, actor: Actor) -> str:
    """The value as ``actor`` reads it: in clear for its own people, masked for others.

    An address of an institution is public.
    """
    if channel.scope == ChannelScope.INSTITUTIONAL:
        return channel.value
    if permissions.may_see_channel(actor, _keeper_institution(channel, actor), channel.person_id):
        return channel.value
    return channel.masked


def _keeper_institution(channel: ContactChannel, actor: Actor) -> int | None:
    """The body whose keepers read the address: that of its sheet, else any where one serves."""
    if channel.sheet is not None:
        return channel.sheet.mandate.institution_id
    own = actor.institution_id
    if own is None or channel.person_id is None:
        return None
    held = Mandate.unscoped.filter(person_id=channel.person_id, institution_id=own)
    return own if held.exists() else None


def refusal(kind: str, value: str, person: Person, on: dt.date) -> Refusal | None:
    """Why ``value`` (normalised) may not receive a code for ``person``; None when it may."""
    if _institutional(kind, value, on):
        return Refusal(
            f"{masked(kind, value)} est une coordonnée de l’institution ou d’un service : elle ne "
            "peut pas recevoir un code de signature. Choisissez le papier, le certificat, ou une "
            "coordonnée personnelle de la fiche signataire.",
            SOURCE,
            "channel.institutional",
        )
    others = ContactChannel.unscoped.filter(covers(on), kind=kind, value=value)
    of_others = others.filter(person__isnull=False).exclude(person=person)
    accounts = Person.unscoped.filter(user__email__iexact=value).exclude(pk=person.pk)
    if of_others.exists() or (kind == ChannelKind.EMAIL and accounts.exists()):
        return Refusal(
            f"{masked(kind, value)} est aussi la coordonnée d’une autre personne : elle ne peut "
            "pas recevoir un code de signature. Choisissez le papier, le certificat, ou une "
            "autre coordonnée.",
            SOURCE,
            "channel.shared",
        )
    return None


def _institutional(kind: str, value: str, on: dt.date) -> bool:
    known = ContactChannel.unscoped.filter(
        covers(on), kind=kind, value=value, scope=ChannelScope.INSTITUTIONAL
    )
    if known.exists():
        return True
    if kind == ChannelKind.EMAIL:
        if _shared(value.partition("@")[0]):
            return True
        return School.unscoped.filter(email__iexact=value).exists()
    return _same_number(value)


def _shared(local: str) -> bool:
    """Whether the part before « @ » names an office rather than a person."""
    words = re.split(r"[^a-z]+", local)
    return (
        _SCHOOL_MAILBOX.match(local) is not None
        or bool(SHARED_WORDS & set(words))
        or words[0] in SHARED_FIRST_WORDS
    )


def _same_number(value: str) -> bool:
    """Whether an institution or a school answers at that number, however it was typed."""
    spaced = r"[^0-9]*".join(value[1:])
    asked = Q(phone__regex=rf"{spaced}$")
    return Institution.unscoped.filter(asked).exists() or School.unscoped.filter(asked).exists()


def cooling(channel: ContactChannel, at: dt.datetime) -> Refusal | None:
    """Whether the address is too recent to serve alone: a second check is then needed.

    Counted in days from the instant of recording (parameter ``channel.cooling``); None once it was
    checked again.
    """
    if channel.checked_at is not None:
        return None
    days = parameters.value("channel.cooling", on=calendar.act_date(at))
    if channel.recorded_at + dt.timedelta(days=days) <= at:
        return None
    return Refusal(
        f"{masked(channel.kind, channel.value)} a été enregistrée le "
        f"{date_fr(calendar.act_date(channel.recorded_at))}, il y a moins de {days} jours : une "
        "seconde vérification est nécessaire avant d’y envoyer un code. Le syndicat appelle le "
        "signataire, ou la signature se fait en présence d’un de ses agents ; le papier et le "
        "certificat restent possibles.",
        SOURCE,
        "channel.cooling",
    )


def accepted_sheet(mandate: Mandate) -> SignatorySheet | Refusal:
    """The current sheet of a signatory who accepts to sign with a code."""
    sheet = mandate.sheets.filter(current=True).first()
    if sheet is not None and sheet.accepts_process:
        return sheet
    return Refusal(
        f"La fiche signataire de {mandate.person.formal_name} manque, ou n’accepte pas le "
        "procédé. Choisissez le papier ou le certificat, ou déposez la fiche signée.",
        SOURCE,
        "channel.no_sheet",
    )


def for_code(
    mandate: Mandate,
    *,
    at: dt.datetime,
    kinds: Collection[str] = CODE_KINDS,
    recent: bool = False,
) -> ContactChannel | Refusal:
    """The signatory's own channel that may receive a code now: the mobile first, else the mail.

    ``kinds`` are those that the site can reach; ``recent``: an address too recent to serve alone
    does, since an agent states the identity. Refused without a current sheet that accepts the
    process, or when every address is refused.
    """
    sheet = accepted_sheet(mandate)
    if isinstance(sheet, Refusal):
        return sheet
    on = mandate.day_of(at)
    against: Refusal | None = None
    channels = ContactChannel.unscoped.filter(
        covers(on), person=mandate.person, scope=ChannelScope.SIGNING, sheet=sheet, kind__in=kinds
    )
    for channel in sorted(channels, key=lambda found: found.kind != ChannelKind.MOBILE):
        refused = refusal(channel.kind, channel.value, mandate.person, on)
        if refused is None and not recent:
            refused = cooling(channel, at)
        if refused is None:
            return channel
        against = against or refused
    return against or Refusal(
        f"La fiche signataire de {mandate.person.formal_name} ne donne ni mobile ni adresse "
        "personnelle. Choisissez le papier ou le certificat.",
        SOURCE,
        "channel.none",
    )


def mail_address(mandate: Mandate) -> str:
    """Where ordinary mail for ``mandate`` goes: the person's own address, their account's, else
    their institution's; "" when none is known."""
    today = clock.today()
    found = ContactChannel.unscoped.filter(covers(today), kind=ChannelKind.EMAIL)
    own = found.filter(person=mandate.person).exclude(scope=ChannelScope.SIGNING).first()
    if own is not None:
        return own.value
    if mandate.person.user is not None:
        return mandate.person.user.email
    office = found.filter(institution=mandate.institution, scope=ChannelScope.INSTITUTIONAL).first()
    return office.value if office is not None else signing_address(mandate)


def own_postal_address(mandate: Mandate) -> str:
    """The postal address that the person gave, or their secretariat for them: they ask to be
    convened on paper (CGCT, art. L. 2121-10; P13). Empty when they did not."""
    found = ContactChannel.unscoped.filter(
        covers(clock.today()), kind=ChannelKind.POST, person=mandate.person
    )
    return found.values_list("value", flat=True).order_by("-pk").first() or ""


def postal_address(mandate: Mandate) -> str:
    """Where a letter for ``mandate`` is posted: their own address, else their institution's."""
    body = mandate.institution
    office = ", ".join(filter(None, (body.address, f"{body.postal_code} {body.city}".strip())))
    return own_postal_address(mandate) or office or body.name


def signing_address(mandate: Mandate) -> str:
    """Where a signing link goes: the personal address of the current sheet, never another."""
    on = clock.today()
    found = ContactChannel.unscoped.filter(
        covers(on),
        kind=ChannelKind.EMAIL,
        scope=ChannelScope.SIGNING,
        person=mandate.person,
        sheet__mandate=mandate,
        sheet__current=True,
    ).first()
    if found is None or refusal(found.kind, found.value, mandate.person, on) is not None:
        return ""
    return found.value
