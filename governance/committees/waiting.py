"""What meetings ask of somebody today: a convocation to send, an answer to give."""

import datetime as dt

from audit.actor import Actor
from common import clock

from . import guards, permissions
from .models import Invitation, Meeting
from .models.invitations import Answer
from .models.meetings import MeetingStatus


def to_convene(actor: Actor) -> list[tuple[Meeting, dt.date]]:
    """Meetings in preparation that ``actor`` prepares, with the last day to send."""
    rows = Meeting.objects.visible_to(actor).ahead().filter(status=MeetingStatus.PLANNED)
    rows = rows.select_related("committee__host", "rules")
    return [
        (meeting, guards.notice_of(meeting.rules).last_day(meeting.day))
        for meeting in rows
        if permissions.may_prepare_meeting(actor, meeting)
    ]


def to_answer(actor: Actor) -> list[Invitation]:
    """One's own convocations without an answer, while the meeting is ahead."""
    rows = Invitation.objects.visible_to(actor).filter(
        mandate=actor.mandate_id,
        answer=Answer.NONE,
        meeting__status=MeetingStatus.CONVENED,
        meeting__starts_at__gt=clock.now(),
    )
    return list(rows.select_related("meeting__committee__host").order_by("meeting__starts_at"))
