"""The register of the decisions of a year, in its shared and in its reserved part."""

import datetime as dt

from common import french
from governance.committees.members import chairs, members_at
from governance.committees.models import (
    Committee,
    Decision,
    DecisionRecord,
    FollowUp,
    Meeting,
    Minutes,
)
from governance.committees.models.meetings import MeetingStatus
from governance.committees.models.papers import Copy
from governance.committees.models.records import RecordStatus

from .. import RegisterData
from ..rows import Correction, MeetingOfYear, RegisterEntry
from . import common, record

HELD = (MeetingStatus.CLOSED, MeetingStatus.ARCHIVED)


def meetings_of(committee: Committee, year: int) -> list[Meeting]:
    """The meetings held that year, on the clock of the secretariat, the first one first."""
    rows = committee.meetings.filter(status__in=HELD).order_by("starts_at", "pk")
    return [each for each in rows.select_related("chair__person") if each.day.year == year]


def decisions_of(committee: Committee, year: int, copy: str) -> list[Decision]:
    """Decisions of records confirmed, each part with its own series."""
    private = copy == Copy.FULL
    confirmed = DecisionRecord.unscoped.filter(status=RecordStatus.CONFIRMED)
    held = confirmed.filter(meeting__in=meetings_of(committee, year)).values("meeting")
    rows = Decision.unscoped.filter(meeting__in=held, item__secret=private)
    return list(rows.select_related("item", "meeting", "responsible__person"))


def build(committee: Committee, year: int, copy: str, *, on: dt.date) -> RegisterData:
    held, taken = meetings_of(committee, year), decisions_of(committee, year, copy)
    replaced = DecisionRecord.unscoped.filter(meeting__in=held, replaces__isnull=False)
    return RegisterData(
        reference=f"REG-{committee.reference}-{year}",
        instance_title=committee.name,
        **_heads(committee, on),
        syndicate_name=committee.host.name,
        register_year=year,
        register_part="reserved" if copy == Copy.FULL else "shared",
        first_number=taken[0].number if taken else "",
        last_number=taken[-1].number if taken else "",
        decision_count=len(taken),
        meetings=tuple(
            MeetingOfYear(
                number=each.number,
                held_on=each.day,
                chair=each.chair.person.formal_name if each.chair is not None else "–",
                quorum_label="atteint" if each.opened_at is not None else "non atteint",
                minutes_label=_minutes(each),
            )
            for each in held
        ),
        entries=tuple(_entry(each) for each in taken),
        corrections=tuple(
            Correction(
                old_reference=each.replaces.reference, new_reference=each.reference,
                reason=each.reason,
            )
            for each in replaced
            if each.replaces is not None
        ),
        closing_date=on,
    )  # fmt: skip


def _heads(committee: Committee, on: dt.date) -> dict[str, str]:
    """Who presides over the instance on that day: the two co-presidents where there are two."""
    rules = committee.rules_on(on)
    seats = chairs(members_at(committee, on), rules) if rules is not None else []
    people = [each.sitting for each in seats if each.sitting is not None]
    first, second = [*people, None, None][:2]
    return {
        **common.officer("cochair_state", first),
        **common.officer("syndicate_president", second or first),
    }


def _minutes(meeting: Meeting) -> str:
    minutes = Minutes.unscoped.filter(meeting=meeting).first()
    if minutes is None:
        return "–"
    if minutes.approved_on is None:
        return str(minutes.get_status_display()).lower().replace("pv", "PV")
    return f"approuvé le {french.date_fr(minutes.approved_on)}"


def _entry(decision: Decision) -> RegisterEntry:
    return RegisterEntry(
        number=decision.number,
        taken_on=common.day(decision.decided_at, decision.meeting),
        kind_label=str(decision.get_nature_display()).lower(),
        subject=decision.item.title,
        responsible=record.responsible(decision),
        follow_up_label=_follow_up(decision),
    )


def _follow_up(decision: Decision) -> str:
    """« exécutée le 3 mars 2026 », else by when it is expected."""
    followed = FollowUp.unscoped.filter(decision=decision).exclude(done_at=None).first()
    if followed is not None and followed.done_at is not None:
        done = common.day(followed.done_at, decision.meeting)
        return f"exécutée le {french.date_fr(done)}"
    return f"en cours, pour le {french.date_fr(decision.due_on)}" if decision.due_on else "–"
