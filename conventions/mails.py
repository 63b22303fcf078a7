"""Mails of a convention's life: the signed copy to every party, a refusal, a correction."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from common import french, outbox
from governance import acting, channels, wording
from governance.models import Mandate

from . import changing, copies, dossier, effects, guards, requirements
from .making import letters
from .models import (
    Change,
    Convention,
    DataExchange,
    KindMail,
    MessageReport,
    Remark,
    ReturnedText,
)


def mail(name: str, to: str, subject: str, context: dict[str, object]) -> outbox.Mail:
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
    return _copy(context, "signed_copy", "Exemplaire signé", KindMail.Moment.SIGNED)


@outbox.template("conventions.notified")
def notified(context: dict[str, object]) -> outbox.Mail | None:
    """The act is notified (CGCT, art. L. 2131-1): the same link and hash, and the day of effect."""
    return _copy(context, "notified", "Notification")


def _copy(context: dict[str, object], name: str, what: str, moment: str = "") -> outbox.Mail | None:
    """A mail that leads to the signed copy, and gives the hash of the file that it leads to: on
    the page of the act, or by a personal link for whoever has no account."""
    convention = Convention.unscoped.select_related("envelope", "kind").get(
        pk=context["convention"]
    )
    mandate = Mandate.unscoped.select_related("person", "institution").get(pk=context["mandate"])
    address = channels.mail_address(mandate)
    sha256 = dossier.signed_sha256(convention)
    if not sha256 or not address:
        return None
    way, until = convention.get_absolute_url(), None
    if mandate.person.user_id is None:
        way, until = copies.address(convention, mandate)
    given = letters.values(convention, institution=mandate.institution)
    own = letters.of(convention.kind, moment, given) if moment else None
    return mail(
        name,
        address,
        own.subject if own else f"{what} — {convention.title}",
        {
            "own": own,
            "convention": convention,
            "salutation": wording.salutation(mandate),
            "sha256": sha256,
            "effect": guards.effect_date(convention),
            "url": settings.SITE_URL + way,
            "until": until,
            "verify": settings.SITE_URL + reverse("documents:verify"),
        },
    )


@outbox.template("conventions.changed")
def changed(context: dict[str, object]) -> outbox.Mail | None:
    """A text settled again: what changed, and what it asks, for a person of each party."""
    change = Change.unscoped.select_related("convention").get(pk=context["change"])
    convention = change.convention
    mandate = Mandate.unscoped.select_related("person", "institution").get(pk=context["mandate"])
    address = channels.mail_address(mandate)
    if not address:
        return None
    table = requirements.rows()
    return mail(
        "changed",
        address,
        f"Texte modifié — {convention.title}",
        {
            "convention": convention,
            "reason": change.reason,
            "values": changing.described(convention, change),
            "rows": [(table[key].label, table[key].words(change.stage)) for key in change.rows],
            "salutation": wording.salutation(mandate),
            "url": settings.SITE_URL + convention.get_absolute_url(),
        },
    )


@outbox.template("conventions.superseded")
def superseded(context: dict[str, object]) -> outbox.Mail | None:
    """The issued copy is replaced: nobody signs it any more, and what was signed has no effect."""
    convention = Convention.unscoped.select_related("envelope").get(pk=context["convention"])
    mandate = Mandate.unscoped.select_related("person", "institution").get(pk=context["mandate"])
    address, told = channels.mail_address(mandate), []
    if address:
        told = effects.told(convention, acting.actor_of(mandate))
    if not told:  # issued again before the mail left: the new one says it all
        return None
    return mail(
        "superseded",
        address,
        f"Exemplaire remplacé — {convention.title}",
        {
            "convention": convention,
            "reason": context["reason"],
            "effects": told,
            "salutation": wording.salutation(mandate),
            "url": settings.SITE_URL + convention.get_absolute_url(),
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
    actor = acting.actor_of(mandate)
    verb = "Refusée" if convention.status == Convention.Status.REFUSED else "Retirée"
    return mail(
        "closed",
        address,
        f"{verb} — {convention.title}",
        {
            "convention": convention,
            "verb": verb.lower(),
            "on": french.date_fr(convention.closed_on),
            "effects": effects.told(convention, actor),
            "salutation": wording.salutation(mandate),
            "url": settings.SITE_URL + convention.get_absolute_url(),
        },
    )


@outbox.template("conventions.examined")
def examined(context: dict[str, object]) -> outbox.Mail | None:
    """A returned version was examined: its author reads each refusal and its reason, the other
    parties which articles changed."""
    returned = ReturnedText.unscoped.select_related("convention").get(pk=context["returned"])
    mandate = Mandate.unscoped.select_related("person", "institution").get(pk=context["mandate"])
    address = channels.mail_address(mandate)
    if not address:
        return None
    convention, own = returned.convention, mandate.institution_id == returned.institution_id
    changes = list(returned.changes.all())
    accepted = [each for each in changes if each.status == each.Status.ACCEPTED]
    what = "Vos corrections sont examinées" if own else "Le texte a changé"
    return mail(
        "examined",
        address,
        f"{what} — {convention.title}",
        {
            "convention": convention,
            "returned": returned,
            "own": own,
            "accepted": len(accepted),
            "refused": [each for each in changes if each.status == each.Status.REFUSED],
            "articles": list(dict.fromkeys(c.article for c in accepted if c.operations)),
            "salutation": wording.salutation(mandate),
            "url": settings.SITE_URL + convention.get_absolute_url(),
        },
    )


@outbox.template("conventions.corrected")
def corrected(context: dict[str, object]) -> outbox.Mail | None:
    """A correction asked on a clause is made: whoever asked says whether it answers."""
    remark = Remark.unscoped.select_related("convention").get(pk=context["remark"])
    mandate = Mandate.unscoped.select_related("person", "institution").get(pk=context["mandate"])
    address = channels.mail_address(mandate)
    if not address or remark.status != Remark.Status.CORRECTED:
        return None
    convention = remark.convention
    way = reverse("conventions:clause", args=[convention.public_id, remark.clause])
    return mail(
        "corrected",
        address,
        f"À vérifier : {remark.article} — {convention.title}",
        {
            "convention": convention,
            "remark": remark,
            "salutation": wording.salutation(mandate),
            "url": settings.SITE_URL + way,
        },
    )


@outbox.template("conventions.reported")
def reported(context: dict[str, object]) -> outbox.Mail | None:
    """A message was reported: its side may say why it was written; nothing is held meanwhile."""
    told = MessageReport.unscoped.select_related("convention").get(pk=context["report"])
    mandate = Mandate.unscoped.select_related("person", "institution").get(pk=context["mandate"])
    address = channels.mail_address(mandate)
    if not address or told.status != MessageReport.Status.RECORDED:
        return None
    return mail(
        "reported",
        address,
        f"Un message aux parents est signalé — {told.convention.title}",
        {
            "convention": told.convention,
            "report": told,
            "salutation": wording.salutation(mandate),
            "url": settings.SITE_URL + told.get_absolute_url(),
        },
    )


@outbox.template("conventions.exchange_submitted")
def exchange_submitted(context: dict[str, object]) -> outbox.Mail | None:
    """An exchange of personal data waits for the visa; nothing once it no longer does."""
    return _about_exchange(
        "exchange_submitted",
        context,
        "À viser : un échange de données",
        {DataExchange.Status.SUBMITTED},
    )


@outbox.template("conventions.exchange_decided")
def exchange_decided(context: dict[str, object]) -> outbox.Mail | None:
    """The opinion of the data-protection officer, with its reasons and what follows."""
    return _about_exchange(
        "exchange_decided",
        context,
        "Avis du DPO sur un échange de données",
        {DataExchange.Status.APPROVED, DataExchange.Status.TO_REVISE},
    )


@outbox.template("conventions.exchange_stopped")
def exchange_stopped(context: dict[str, object]) -> outbox.Mail | None:
    """The act has ended: the exchange is suspended, somebody must have it cut."""
    return _about_exchange(
        "exchange_stopped",
        context,
        "Échange de données suspendu",
        {DataExchange.Status.SUSPENDED},
    )


def _about_exchange(
    name: str, context: dict[str, object], subject: str, stages: set[DataExchange.Status]
) -> outbox.Mail | None:
    exchange = DataExchange.unscoped.select_related("convention").get(pk=context["exchange"])
    mandate = Mandate.unscoped.select_related("person", "institution").get(pk=context["mandate"])
    address = channels.mail_address(mandate)
    if not address or exchange.status not in stages:
        return None
    return mail(
        name,
        address,
        f"{subject} — {exchange.convention.title}",
        {
            "convention": exchange.convention,
            "exchange": exchange,
            "salutation": wording.salutation(mandate),
            "url": settings.SITE_URL + exchange.get_absolute_url(),
        },
    )
