"""Who is convened, by which way, and the mails that tell them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from audit.actor import SYSTEM
from audit.recording import recording
from circuits.codes import fingerprint
from common import calendar, outbox
from common.french import datetime_fr
from common.models import OutboxMessage
from governance import channels, parameters
from governance.models import Mandate
from governance.services.store import store

from .members import Member, members_at
from .models import Invitation, Meeting
from .models.invitations import Answer, Way
from .models.meetings import MeetingStatus

CONVOCATION = "committees.convocation"
REMINDER = "committees.reminder"
CANCELLED = "committees.cancelled"
SUBSTITUTE = "committees.substitute"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A seat to convene; by post without an ``address``, or when they asked for ``paper``."""

    member: Member
    mandate: Mandate
    address: str
    paper: bool

    @property
    def way(self) -> Way:
        return Way.MAIL if self.address and not self.paper else Way.POST

    @property
    def by_post(self) -> bool:
        return self.way == Way.POST


def recipients(meeting: Meeting) -> list[Recipient]:
    """Every seat that somebody holds on the day of the meeting, college by college."""
    return [
        Recipient(
            member,
            member.sitting,
            channels.mail_address(member.sitting),
            paper=bool(channels.own_postal_address(member.sitting)),
        )
        for member in members_at(meeting.committee, meeting.day)
        if member.sitting is not None
    ]


def invite(meeting: Meeting) -> None:
    """One convocation a seat, inside the transaction that convenes."""
    for each in recipients(meeting):
        invitation = Invitation(
            meeting=meeting, seat=each.member.seat, mandate=each.mandate, way=each.way
        )
        invitation.token_hash = fingerprint(token_of(invitation))
        store(invitation, "invite")
        if each.way == Way.MAIL:
            _promise(CONVOCATION, invitation)


def token_of(invitation: Invitation) -> str:
    """The token of its link, the same in the convocation and its reminder; never stored."""
    salted = salted_hmac("committees.invitation", str(invitation.public_id), algorithm="sha256")
    return salted.hexdigest()


def tell_cancelled(meeting: Meeting) -> None:
    """A mail to everybody who was convened by mail."""
    for invitation in meeting.invitations.filter(way=Way.MAIL):
        _promise(CANCELLED, invitation)


def call_substitute(invitation: Invitation) -> None:
    """A mail to whoever substitutes a member that will not sit, where the rules let them."""
    if not invitation.meeting.rules.substitutes_count:
        return
    substitute = substitute_of(invitation)
    if substitute is not None:
        outbox.post(
            SUBSTITUTE,
            {"invitation": invitation.pk},
            recipient=str(substitute),
            about=invitation,
        )


def substitute_of(invitation: Invitation) -> Mandate | None:
    """Who sits in the place of the member convened, on the day of the meeting."""
    meeting = invitation.meeting
    for member in members_at(meeting.committee, meeting.day):
        if member.seat.pk == invitation.seat_id and member.substitute is not None:
            return member.substitute.sitting
    return None


def remind_due(now: dt.datetime) -> int:
    """Remind, once, who did not answer when half the time is past; called by ``tick``.

    A working day, out of the hours of rest (parameter ``reminder.hours``). Returns how many.
    """
    due = Invitation.unscoped.filter(
        meeting__status=MeetingStatus.CONVENED,
        meeting__starts_at__gt=now,
        way=Way.MAIL,
        answer=Answer.NONE,
        reminded_at=None,
    ).select_related("meeting__committee__host", "mandate")
    told = 0
    for invitation in due:
        meeting = invitation.meeting
        half = meeting.convened_at + (meeting.starts_at - meeting.convened_at) / 2
        if now < half or _rests(now.astimezone(meeting.zone)):
            continue
        with recording(SYSTEM):
            invitation.reminded_at = now
            store(invitation, "remind_convocation")
            _promise(REMINDER, invitation)
        told += 1
    return told


def sendings(invitations: Iterable[Invitation]) -> dict[int, OutboxMessage]:
    """Key of the invitation → the mail that carried it."""
    mails = OutboxMessage.objects.filter(
        template=CONVOCATION,
        about_type=Invitation._meta.label_lower,
        about_id__in=[each.pk for each in invitations],
    )
    return {mail.about_id: mail for mail in mails if mail.about_id is not None}


def sending_words(meeting: Meeting, invitation: Invitation, mail: OutboxMessage | None) -> str:
    """« courriel du 3 septembre 2026 à 9 h », « à poster », or what holds the mail back."""
    if invitation.way == Way.POST:
        return "par courrier postal"
    if mail is None or mail.state == OutboxMessage.State.WAITING:
        return mail.error if mail is not None and mail.error else "courriel en attente d’envoi"
    if mail.state == OutboxMessage.State.SENT:
        return f"courriel du {datetime_fr(mail.sent_at, meeting.zone)}"
    return mail.error or "courriel sans objet"


def _rests(local: dt.datetime) -> bool:
    evening, morning = parameters.value("reminder.hours", on=local.date())
    awake = morning <= local.time() < evening
    return not (awake and calendar.is_working_day(local.date()))


def _promise(template: str, invitation: Invitation) -> None:
    outbox.post(
        template,
        {"invitation": invitation.pk},
        recipient=str(invitation.mandate),
        about=invitation,
    )
