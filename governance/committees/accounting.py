"""The account of a meeting that closes: each point under its number, as it ended, with its notes.

Kept apart from the agenda: a point put off that is placed in another meeting stays in the account
of this one, and the numbers that people called stay the same.
"""

import datetime as dt

from common import calendar
from governance.services.store import store

from . import agenda_order
from .models import AgendaItem, Meeting, MeetingNote, Minutes, MinutesItem
from .models.items import ItemStatus


def begin(meeting: Meeting) -> Minutes:
    """The minutes, to be drafted, inside the transaction that closes ``meeting``."""
    assert meeting.closed_at is not None  # noqa: S101 the caller closes it
    minutes = store(
        Minutes(
            meeting=meeting,
            circulate_before=calendar.minutes_draft(meeting.day, meeting.rules.minutes_days),
        ),
        "make_minutes",
    )
    rows = agenda_order.numbered(_discussed(meeting))
    notes = {
        note.item_id: note.text
        for note in MeetingNote.unscoped.filter(item__in=[row.item for row in rows])
    }
    for rank, row in enumerate(rows, start=1):
        item = row.item
        store(
            MinutesItem(
                minutes=minutes,
                item=item,
                rank=rank,
                number=row.number,
                title=item.title,
                rapporteur=item.rapporteur,
                outcome=item.status,
                reason=item.put_off_reason,
                quorum_sentence=item.quorum_sentence,
                ended_at=_ended(item),
                text=notes.get(item.pk, "").strip(),
            ),
            "make_minutes_item",
        )
    return minutes


def of(meeting: Meeting) -> Minutes | None:
    """The minutes of a meeting closed; None before."""
    found: Minutes | None = Minutes.unscoped.filter(meeting=meeting).first()
    return found


def _discussed(meeting: Meeting) -> list[AgendaItem]:
    """Every point with which the meeting began, those that it put off included."""
    rows = meeting.items.exclude(status=ItemStatus.PENDING)
    return list(rows.exclude(status=ItemStatus.WITHDRAWN, put_off_reason="").in_order())


def _ended(item: AgendaItem) -> dt.datetime | None:
    """When its room was last counted: at its decision, or at the last movement before it was put
    off; None for a point that nobody called."""
    if "at" not in item.quorum:
        return None
    return dt.datetime.fromisoformat(item.quorum["at"])
