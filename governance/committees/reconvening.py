"""A second session on the same agenda, when the first found no quorum."""

import datetime as dt

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from governance.models import Mandate
from governance.services.store import lock

from . import meetings
from .lifecycle import ItemLifecycle, MeetingLifecycle
from .models import Meeting
from .models.items import ItemStatus


def reconvene(
    *,
    actor: Actor,
    meeting: Meeting,
    convener: Mandate,
    starts_at: dt.datetime,
    place: str,
    remote_link: str = "",
) -> Meeting:
    """The second session, convened at once with the points that the first could not decide.

    Late points stay apart: the agenda is that of the first convocation. Refused (409) where the
    rules have no second session, before their interval, and for whoever may not convene.
    """
    with recording(actor):
        lock(meeting.committee)
        first = MeetingLifecycle.move(meeting, "reconvene", actor=actor, starts_at=starts_at)
        second = meetings.made(
            first.committee,
            starts_at=starts_at,
            place=place,
            remote_link=remote_link,
            second_session_of=first,
        )
        for item in first.items.filter(status=ItemStatus.DEFERRED, late=False).in_order():
            ItemLifecycle.move(item, "place", actor=SYSTEM, meeting=second)
        return MeetingLifecycle.move(second, "convene", actor=actor, convener=convener)
