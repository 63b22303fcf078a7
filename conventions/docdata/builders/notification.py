"""The data of the letter that notifies the signed act to a party."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from common import articles, calendar, clock
from conventions import dossier
from conventions.docdata.kit import NotificationData
from conventions.docdata.rows import SignatureLine
from conventions.models import Convention, Party
from documents import how_signed
from governance import parameters, wording

from . import kit, names


def build(party: Party) -> NotificationData:
    """The letter to one party; the act is complete and in the register."""
    convention = party.convention
    body, known = convention.owner.institution, kit.contact(convention)
    name, office, address = kit.recipient(party)
    mandate, today = kit.holder(party), clock.today()
    final = dossier.signed_sha256(convention)
    head = convention.envelope.head if convention.envelope else None
    return NotificationData(
        notification_channel="letter",
        syndicate_name=names.full_name(body, today),
        syndicate_address=wording.address(body),
        recipient_name=name,
        recipient_office=office,
        recipient_address=address,
        recipient_salutation=wording.salutation(mandate) if mandate else "Madame, Monsieur",
        recipient_institution_the=articles.named(names.full_name(party.institution, today)),
        dispatch_place=body.city or str(body),
        dispatch_date=today,
        act_title=convention.title,
        register_number=convention.register_number,
        case_reference=convention.reference,
        act_date=convention.act_date,
        effective_date=effective_date(convention, today),
        end_date=convention.ends_on,
        renewal_decision_date=_renewal(convention),
        transmission_duty=kit.duty(party),
        transmission_date=party.transmitted_on,
        final_sha256=final or (head.file.sha256 if head else ""),
        text_hash=convention.text_hash,
        verification_url=f"{settings.SITE_URL}{reverse('documents:verify')}",
        signatures=tuple(_signatures(convention)),
        next_step_label=str(kit.shared(convention).get("next_step_label", "")),
        contact_office=known.office,
        contact_phone=known.phone,
        contact_email=known.email,
        sender_office_title=wording.office_title(convention.owner),
        sender_name=convention.owner.person.formal_name,
    )


def effective_date(convention: Convention, notified_on: dt.date) -> dt.date:
    """The latest of the last signature, the notification and the agreed date (article 12.1)."""
    days = (convention.act_date, convention.notified_on or notified_on, convention.starts_on)
    return max(day for day in days if day is not None)


def _renewal(convention: Convention) -> dt.date | None:
    if convention.ends_on is None:
        return None
    notice = parameters.value("convention.notice", on=clock.today())
    return calendar.months_before(convention.ends_on, notice)


def _signatures(convention: Convention) -> list[SignatureLine]:
    """One line per signature, in order; the words are those frozen when it was given."""
    envelope = convention.envelope
    zone = ZoneInfo(convention.owner.institution.time_zone)
    lines = []
    for slot in envelope.slots.order_by("order") if envelope else ():
        lines.append(
            SignatureLine(
                party=str(slot.label),
                person=how_signed.who(slot),
                level=slot.get_mode_display(),
                date=how_signed.when(slot, zone),
            )
        )
    return lines
