"""Mails of a convention's life: the signed copy to every party, a refusal, a correction."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from common import french, outbox
from documents.models import Revision
from governance import channels, wording
from governance.models import Mandate

from .models import Convention


def _mail(name: str, to: str, subject: str, context: dict[str, object]) -> outbox.Mail:
    context = {**context, "subject": subject}
    return outbox.Mail(
        to=to,
        subject=" ".join(subject.split()),
        text=render_to_string(f"conventions/mail/{name}.txt", context),
        html=render_to_string(f"conventions/mail/{name}.html", context),
    )


@outbox.template("conventions.signed_copy")
def signed_copy(context: dict[str, object]) -> outbox.Mail | None:
    """The signed act is ready: a link to it, and its hash, for a person of each party."""
    convention = Convention.unscoped.select_related("envelope").get(pk=context["convention"])
    mandate = Mandate.unscoped.select_related("person", "institution").get(pk=context["mandate"])
    final: Revision | None = convention.envelope.final if convention.envelope else None
    address = channels.mail_address(mandate)
    if final is None or not address:
        return None
    return _mail(
        "signed_copy",
        address,
        f"Exemplaire signé — {convention.title}",
        {
            "convention": convention,
            "salutation": wording.salutation(mandate),
            "sha256": final.file.sha256,
            "url": settings.SITE_URL + convention.get_absolute_url(),
            "verify": settings.SITE_URL + reverse("documents:verify"),
        },
    )


@outbox.template("conventions.closed")
def closed(context: dict[str, object]) -> outbox.Mail | None:
    """An act was refused or withdrawn: each party is told, with the published sentence."""
    convention = Convention.unscoped.select_related("closing_party").get(pk=context["convention"])
    mandate = Mandate.unscoped.select_related("person", "institution").get(pk=context["mandate"])
    address = channels.mail_address(mandate)
    if not address:
        return None
    verb = "Refusée" if convention.status == Convention.Status.REFUSED else "Retirée"
    return _mail(
        "closed",
        address,
        f"{verb} — {convention.title}",
        {
            "convention": convention,
            "verb": verb.lower(),
            "on": french.date_fr(convention.closed_on),
            "salutation": wording.salutation(mandate),
            "url": settings.SITE_URL + convention.get_absolute_url(),
        },
    )
