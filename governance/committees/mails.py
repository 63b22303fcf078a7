"""Mails of a meeting: convocation, reminder, cancellation. Links are made at sending."""

from django.conf import settings
from django.urls import reverse

from circuits.mails import compose
from common import calendar_file, clock, outbox
from common.french import date_fr
from governance import channels, wording

from . import agenda_order, answering, convening
from .models import Invitation, Meeting
from .models.invitations import Answer
from .models.meetings import MeetingStatus

FOLDER = "committees"
ICS = "text/calendar; charset=utf-8"


@outbox.template("committees.convocation")
def convocation(context: dict[str, object]) -> outbox.Mail | None:
    """The personal convocation, while the meeting is ahead."""
    return _to_answer(context, "convocation", "Convocation")


@outbox.template("committees.reminder")
def reminder(context: dict[str, object]) -> outbox.Mail | None:
    """The same link once more, to who did not answer."""
    invitation = _invitation(context)
    if invitation is None or invitation.answer != Answer.NONE:
        return None
    return _to_answer(context, "reminder", "Votre réponse est attendue")


@outbox.template("committees.cancelled")
def cancelled(context: dict[str, object]) -> outbox.Mail | None:
    """The meeting will not be held; calendars take it off."""
    invitation = _invitation(context)
    if invitation is None or invitation.meeting.status != MeetingStatus.CANCELLED:
        return None
    return _compose(invitation, "cancelled", "Séance annulée", "", calendar_file.Method.CANCEL)


@outbox.template("committees.substitute")
def substitute(context: dict[str, object]) -> outbox.Mail | None:
    """To whoever sits in the place of a member away; nothing of the points held in private."""
    invitation = _invitation(context)
    if invitation is None or answering.over(invitation) is not None:
        return None
    seated = convening.substitute_of(invitation)
    if invitation.answer not in answering.REPLACED or seated is None:
        return None
    address = channels.mail_address(seated)
    if not address:
        return None
    meeting = invitation.meeting
    url = settings.SITE_URL + meeting.get_absolute_url()
    public = [item for item in answering.agenda_of(invitation) if not item.secret]
    file = calendar_file.write(
        event(meeting, url=url, attendee=address), calendar_file.Method.REQUEST
    )
    return compose(
        "substitute",
        address,
        f"Vous siégez — {meeting.committee.name}, {date_fr(meeting.day)}",
        {
            "meeting": meeting,
            "items": agenda_order.numbered(public),
            "private": 0,
            "salutation": wording.salutation(seated),
            "holder": invitation.mandate.person.formal_name,
            "url": url,
        },
        folder=FOLDER,
        files=(outbox.Attached("seance.ics", file, f"{ICS}; method=REQUEST"),),
    )


def _invitation(context: dict[str, object]) -> Invitation | None:
    found: Invitation | None = (
        Invitation.unscoped.select_related(
            "meeting__committee__host", "meeting__rules", "meeting__convener__person",
            "meeting__convener__institution", "seat", "mandate__person", "mandate__institution",
        )
        .filter(pk=context["invitation"])
        .first()
    )  # fmt: skip
    return found


def _to_answer(context: dict[str, object], name: str, head: str) -> outbox.Mail | None:
    invitation = _invitation(context)
    if invitation is None or answering.over(invitation) is not None:
        return None
    url = settings.SITE_URL + reverse("committees:answer", args=[convening.token_of(invitation)])
    return _compose(invitation, name, head, url, calendar_file.Method.REQUEST)


def _compose(
    invitation: Invitation, name: str, head: str, url: str, method: calendar_file.Method
) -> outbox.Mail | None:
    address = channels.mail_address(invitation.mandate)
    if not address:
        return None
    meeting = invitation.meeting
    public = [item for item in answering.agenda_of(invitation) if not item.secret]
    private = [item for item in answering.agenda_of(invitation) if item.secret]
    file = calendar_file.write(event(meeting, url=url, attendee=address), method)
    return compose(
        name,
        address,
        f"{head} — {meeting.committee.name}, {date_fr(meeting.day)}",
        {
            "meeting": meeting,
            "items": agenda_order.numbered(public),
            "private": len(private),
            "salutation": wording.salutation(invitation.mandate),
            "convened": wording.agreed(invitation.mandate, "convoqué"),
            "url": url,
            "convener": wording.quality(meeting.convener) if meeting.convener else "",
        },
        folder=FOLDER,
        files=(outbox.Attached("seance.ics", file, f"{ICS}; method={method}"),),
    )


def event(meeting: Meeting, *, url: str, attendee: str = "") -> calendar_file.CalendarEvent:
    """The meeting for a calendar: when, where, the link; nothing of its agenda."""
    where = [meeting.place, *([meeting.remote_link] if meeting.remote_link else [])]
    return calendar_file.CalendarEvent(
        uid=f"{meeting.public_id}@contreseing",
        sequence=meeting.sequence,
        stamp=clock.now(),
        start=meeting.starts_at,
        summary=f"{meeting.committee.name}, séance {meeting.number}",
        location=" ; ".join(where),
        description=f"Répondre : {url}" if url else f"Séance {meeting.number}",
        organizer=settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">"),
        attendee=attendee,
    )
