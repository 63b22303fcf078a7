"""The mail that tells the members that the draft minutes are there to be read."""

from django.conf import settings

from circuits.mails import compose
from common import outbox
from common.french import date_fr
from governance import channels, wording

from .mails import FOLDER
from .models import Invitation, Minutes
from .models.minutes import MinutesStatus


@outbox.template("committees.minutes")
def circulated(context: dict[str, object]) -> outbox.Mail | None:
    """Where to read it, until when to observe; nothing of what was said."""
    minutes = Minutes.unscoped.select_related("meeting__committee__host").get(pk=context["minutes"])
    invitation = (
        Invitation.unscoped.select_related("mandate__person", "mandate__institution")
        .filter(pk=context["invitation"])
        .first()
    )
    if invitation is None or minutes.status not in (
        MinutesStatus.CIRCULATED,
        MinutesStatus.CONTESTED,
    ):
        return None
    address = channels.mail_address(invitation.mandate)
    if not address:
        return None
    meeting = minutes.meeting
    return compose(
        "minutes",
        address,
        f"Procès-verbal projet — {meeting.committee.name}, {date_fr(meeting.day)}",
        {
            "meeting": meeting,
            "minutes": minutes,
            "salutation": wording.salutation(invitation.mandate),
            "url": settings.SITE_URL + minutes.get_absolute_url(),
        },
        folder=FOLDER,
    )
