"""The record of decisions of a meeting, and the extract of one of them."""

import datetime as dt

from common import french
from governance import wording
from governance.committees import accounting, guards
from governance.committees.models import Decision, DecisionRecord, Meeting, MinutesItem
from governance.committees.models.items import ItemStatus
from governance.committees.models.papers import Copy
from governance.models import Mandate

from .. import DecisionRecordData, ExtractData
from ..rows import Decision as Row
from ..rows import DeferredItem
from . import common


def points(meeting: Meeting, copy: str) -> list[MinutesItem]:
    """The points that a copy tells, in the order of the agenda: none held in private in the one
    that circulates."""
    minutes = accounting.of(meeting)
    if minutes is None:
        return []
    rows = minutes.points.select_related("item")
    return [each for each in rows if copy == Copy.FULL or not each.item.secret]


def has_private(meeting: Meeting) -> bool:
    minutes = accounting.of(meeting)
    return minutes is not None and minutes.points.filter(item__secret=True).exists()


def decisions_of(meeting: Meeting, copy: str) -> list[Decision]:
    rows = Decision.unscoped.filter(meeting=meeting).select_related("item", "responsible__person")
    return [each for each in rows if copy == Copy.FULL or not each.item.secret]


def build(record: DecisionRecord, copy: str) -> DecisionRecordData:
    """The record as its chair confirmed it; ``replaces_reference`` when it corrects another."""
    meeting = record.meeting
    told = points(meeting, copy)
    quorum = {each.item_id: each.quorum_sentence for each in told}
    return DecisionRecordData(
        **{**common.recorded(meeting), "reference": record.reference},
        rules_reference=meeting.rules.text,
        opened_at=common.hour(meeting.opened_at, meeting),
        closed_at=common.hour(meeting.closed_at, meeting),
        copy_kind="full" if copy == Copy.FULL else "shared",
        has_reserved_items=has_private(meeting),
        replaces_reference=_replaced(record),
        replacement_reason=french.unstopped(record.reason),
        decisions=tuple(_row(each, quorum) for each in decisions_of(meeting, copy)),
        deferred_items=tuple(
            DeferredItem(
                number=each.number,
                title=each.title,
                reason=french.unstopped(each.reason) or "sans motif noté",
            )
            for each in told
            if each.outcome in (ItemStatus.DEFERRED, ItemStatus.WITHDRAWN)
        ),
        validated_at=validated(record),
    )


def _replaced(record: DecisionRecord) -> str:
    if record.replaces is None:
        return ""
    confirmed = record.replaces.confirmed_at
    since = f" du {french.date_fr(common.day(confirmed, record.meeting))}" if confirmed else ""
    return f"{record.replaces.reference}{since}"


def validated(record: DecisionRecord) -> str:
    """« 24 septembre 2026 à 20 h 15 »."""
    if record.confirmed_at is None:
        return ""
    return french.datetime_fr(record.confirmed_at, record.meeting.zone)


def _row(decision: Decision, quorum: dict[int, str]) -> Row:
    return Row(
        number=decision.number,
        kind_label=str(decision.get_nature_display()),
        item_title=decision.item.title,
        text=decision.text,
        quorum_text=quorum.get(decision.item_id, "") or decision.item.quorum_sentence,
        vote_text=common.voted(decision),
        responsible=responsible(decision),
        due_date=decision.due_on,
        case_reference=case(decision),
    )


def responsible(decision: Decision) -> str:
    return common.called(decision.responsible) if decision.responsible is not None else ""


def case(decision: Decision) -> str:
    """The reference of the case that waited for it, else its name; empty without one."""
    subject = decision.subject
    return str(getattr(subject, "reference", "") or subject or "")


def extract(decision: Decision, *, recipient: str, keeper: Mandate, on: dt.date) -> ExtractData:
    """One decision alone, with the attendance and the vote at its point."""
    meeting = decision.meeting
    record = guards.record_in_force(meeting)
    account = MinutesItem.unscoped.filter(minutes__meeting=meeting, item=decision.item).first()
    return ExtractData(
        **common.chaired(meeting),
        decision_number=decision.number,
        decision_kind_label=str(decision.get_nature_display()),
        item_title=decision.item.title,
        decision_text=decision.text,
        quorum_text=account.quorum_sentence if account else decision.item.quorum_sentence,
        vote_text=common.voted(decision),
        responsible=responsible(decision),
        due_date=decision.due_on,
        case_reference=case(decision),
        record_reference=record.reference if record is not None else "",
        record_validated_at=validated(record) if record is not None else "",
        superseded_note=_corrected(record),
        issued_to=recipient,
        issued_on=on,
        keeper_name=keeper.person.formal_name,
        keeper_office=wording.quality(keeper),
    )


def _corrected(record: DecisionRecord | None) -> str:
    """Said on an extract of a record that replaces another one."""
    if record is None or record.replaces is None:
        return ""
    return f"ce relevé remplace le relevé {record.replaces.reference}"
