"""The handover file, offered when the mandate of an executive begins (N8)."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from audit.actor import Actor
from common import outbox
from governance import channels, registry, wording
from governance.models import Mandate
from governance.offices import Office

from .models import Convention


@registry.on_mandate_moved
def offer(mandate: Mandate, verb: str, actor: Actor) -> None:
    """One mail to the new executive, and to those who prepare for them, when acts exist there."""
    if verb != "begin" or mandate.office != Office.EXECUTIVE:
        return
    own = Convention.unscoped.filter(parties__institution=mandate.institution)
    if not own.exists():
        return
    helpers = Mandate.unscoped.filter(institution=mandate.institution, office=Office.PREPARER)
    for reader in [mandate, *helpers.valid_on(mandate.starts_on).with_words()]:
        outbox.post(
            "conventions.handover",
            {"mandate": mandate.pk, "to": reader.pk},
            recipient=str(reader),
            about=mandate,
        )


@outbox.template("conventions.handover")
def compose(context: dict[str, object]) -> outbox.Mail | None:
    """Written at sending; nobody is written to without an address."""
    people = Mandate.unscoped.with_words()
    mandate, reader = people.get(pk=context["mandate"]), people.get(pk=context["to"])
    address = channels.mail_address(reader)
    if not address:
        return None
    subject = f"Dossier de passation {wording.of_institution(mandate.institution)}"
    values = {
        "subject": subject,
        "mandate": mandate,
        "salutation": wording.salutation(reader),
        "of_institution": wording.of_institution(mandate.institution),
        "url": settings.SITE_URL + reverse("desk:handover", args=[mandate.institution.public_id]),
        "site_url": settings.SITE_URL,
    }
    return outbox.Mail(
        to=address,
        subject=subject,
        text=render_to_string("conventions/mail/handover.txt", values),
        html=render_to_string("conventions/mail/handover.html", values),
    )
