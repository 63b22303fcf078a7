"""The mail of a rectification: what became of it, for the readers of each party."""

from django.conf import settings

from common import french, outbox
from governance import channels, wording
from governance.models import Mandate

from ..mails import mail
from ..models import Rectification


@outbox.template("conventions.rectified")
def rectified(context: dict[str, object]) -> outbox.Mail | None:
    """Accepted, refused or withdrawn; the reason of a refusal stays on the page."""
    rectification = Rectification.unscoped.select_related("convention", "closing_party").get(
        pk=context["rectification"]
    )
    mandate = Mandate.unscoped.select_related("person", "institution").get(pk=context["mandate"])
    address = channels.mail_address(mandate)
    if not address:
        return None
    act = rectification.convention
    return mail(
        "rectified",
        address,
        f"{rectification} {rectification.get_status_display().lower()} — {act.title}",
        {
            "convention": act,
            "said": words(rectification),
            "errors": rectification.errors.all(),
            "salutation": wording.salutation(mandate),
            "url": settings.SITE_URL + rectification.get_absolute_url(),
        },
    )


def words(rectification: Rectification) -> str:
    """What became of it, in a sentence."""
    act, day = rectification.convention, ""
    if rectification.closed_at is not None:
        day = f" le {french.datetime_fr(rectification.closed_at, 'Europe/Paris')}"
    status = Rectification.Status
    match rectification.status:
        case status.ACCEPTED:
            return (
                f"Acceptée par chaque partie{day} : {act.reference} se lit ainsi depuis sa date, "
                f"le {french.date_fr(act.act_date)}. L’acte signé est conservé tel quel."
            )
        case status.REFUSED:
            body = rectification.closing_party
            whose = f" par {wording.the_institution(body)}" if body else ""
            return f"Refusée{whose}{day} : le texte de {act.reference} ne change pas."
        case status.WITHDRAWN:
            return f"Retirée{day} : le texte de {act.reference} ne change pas."
        case status.PROPOSED:
            return "Proposée : chaque partie est appelée à l’accepter ou à la refuser."
    return "Brouillon : personne ne l’a encore reçue."
