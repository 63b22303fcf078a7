"""The account of a meeting that closes: each point under its number, as it ended, with its notes.

Kept apart from the agenda: a point put off that is placed in another meeting stays in the account
of this one, and the numbers that people called stay the same.
"""

import datetime as dt

from common import calendar
from common.french import NBSP
from governance.services.store import store

from . import agenda_order
from .models import AgendaItem, Meeting, MeetingNote, Minutes, MinutesItem
from .models.items import ItemStatus
from .models.minutes import MinutesStatus

APART = f"le procès-verbal a déjà été rédigé sur ce point{NBSP}: reprenez-y ces notes."


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


def take_up(item: AgendaItem, before: str, after: str) -> None:
    """Notes that come after the close, in minutes that still say what was copied there.

    What somebody wrote by hand stays: ``left_out`` says so.
    """
    minutes = Minutes.unscoped.select_for_update().filter(meeting=item.meeting_id).first()
    if minutes is None or minutes.status != MinutesStatus.DRAFTING:
        return
    point = _point(item)
    if point is None or point.text != before.strip() or point.text == after.strip():
        return
    point.text = after.strip()
    point.version += 1
    store(point, "take_up_notes")


def left_out(item: AgendaItem, text: str) -> bool:
    """Whether the minutes of the meeting closed say something else than the notes ``text``."""
    point = _point(item)
    return point is not None and point.text != text.strip()


def _point(item: AgendaItem) -> MinutesItem | None:
    rows = MinutesItem.unscoped.filter(item=item, minutes__meeting=item.meeting_id)
    found: MinutesItem | None = rows.first()
    return found


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
