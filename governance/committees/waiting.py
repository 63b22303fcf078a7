"""What meetings ask of somebody today: a convocation to send, an answer to give."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from audit.actor import Actor
from common import clock
from governance.models import renewed, theirs

from . import cadence, guards, minutes_guards, permissions
from .citations import cite
from .models import (
    Committee,
    CommitteeRules,
    DecisionRecord,
    Invitation,
    Meeting,
    Minutes,
    Seat,
)
from .models.invitations import Answer
from .models.meetings import NOT_HELD, MeetingStatus
from .models.minutes import MinutesStatus
from .models.papers import PENS
from .models.records import RecordStatus
from .models.scopes import held_by, officers
from .rules import applied

SOON = 30
"""Days before the day by which an instance should meet from which its meeting is asked for."""


def concerns(actor: Actor) -> bool:
    """Whether instances may ask anything of ``actor``, who keeps them, has or had a seat or a
    convocation, presided or held the pen. It spares everybody else the questions below."""
    if actor.mandate_id is None:
        return False
    return (
        actor.office in PENS
        or Seat.unscoped.filter(held_by(actor)).exists()
        or Invitation.unscoped.filter(mandate__in=renewed(actor)).exists()
        or Meeting.unscoped.filter(officers(actor, "")).exists()
    )


def to_convene(actor: Actor) -> list[tuple[Meeting, dt.date]]:
    """Meetings in preparation that ``actor`` prepares, with the last day to send."""
    rows = Meeting.objects.visible_to(actor).ahead().filter(status=MeetingStatus.PLANNED)
    rows = rows.select_related("committee__host", "rules")
    return [
        (meeting, guards.notice_of(meeting.rules).last_day(meeting.day))
        for meeting in rows
        if permissions.may_prepare_meeting(actor, meeting)
    ]


@dataclass(frozen=True, slots=True)
class Due:
    """Something that minutes, or a record of decisions, ask of somebody."""

    key: str
    verb: str
    meeting: Meeting
    url: str
    due: dt.date | None
    reason: str
    button: str


def about_minutes(actor: Actor) -> list[Due]:
    """To the chair, the secretary and the members of meetings that were held."""
    if actor.mandate_id is None:
        return []
    rows = Minutes.objects.visible_to(actor).exclude(status=MinutesStatus.SIGNED)
    if actor.office not in PENS:
        told = Invitation.unscoped.filter(mandate__in=renewed(actor)).values("meeting")
        read = Q(status=MinutesStatus.CIRCULATED, meeting__in=told)
        rows = rows.filter(officers(actor, "meeting__") | read)
    rows = rows.select_related(
        "meeting__committee__host", "meeting__rules", "meeting__chair", "meeting__secretary"
    )
    records = DecisionRecord.objects.visible_to(actor).filter(
        status=RecordStatus.PROVISIONAL, meeting__chair__person=actor.person_id
    )
    found = [
        Due(
            str(each.public_id),
            "Confirmer le relevé de décisions",
            each.meeting,
            f"{each.meeting.get_absolute_url()}#decisions",
            each.meeting.day,
            "Les décisions attendent cette confirmation.",
            "Ouvrir la séance",
        )
        for each in records.select_related("meeting__committee__host")
    ]
    return [*found, *filter(None, (_of_minutes(each, actor) for each in rows))]


def _of_minutes(minutes: Minutes, actor: Actor) -> Due | None:
    meeting, url, key = minutes.meeting, minutes.get_absolute_url(), str(minutes.public_id)
    writes = permissions.may_write_minutes(actor, minutes)
    match minutes.status:
        case MinutesStatus.DRAFTING if writes:
            return Due(
                key, "Diffuser le PV projet", meeting, url, minutes.circulate_before,
                "Délai du règlement intérieur.", "Rédiger le PV",
            )  # fmt: skip
        case MinutesStatus.CONTESTED if writes:
            return Due(
                key, "Répondre aux observations sur le PV", meeting, url, None,
                "Les membres attendent la suite de leurs observations.", "Ouvrir le PV",
            )  # fmt: skip
        case MinutesStatus.APPROVED if writes and not minutes_guards.envelopes(minutes):
            return Due(
                key, "Mettre le PV à la signature", meeting, url, None,
                "Le procès-verbal est approuvé.", "Ouvrir le PV",
            )  # fmt: skip
        case MinutesStatus.CIRCULATED:
            return _to_read(minutes, actor)
    return None


def _to_read(minutes: Minutes, actor: Actor) -> Due | None:
    """A member reads the draft while observations are awaited; then, in writing, the chair finds
    that nobody objected."""
    meeting, until = minutes.meeting, minutes.observations_until
    key, url = str(minutes.public_id), minutes.get_absolute_url()
    if until is None:
        return None
    if until >= clock.today(meeting.committee.host.time_zone):
        if actor.office in PENS or not permissions.may_observe(actor, minutes):
            return None
        return Due(
            key, "Relire le PV projet", meeting, url, until,
            "Dernier jour pour une observation.", "Lire le PV",
        )  # fmt: skip
    written = meeting.rules.written_approval_days is not None
    if written and theirs(actor, meeting.chair):
        return Due(
            key, "Constater l’approbation du PV", meeting, url, None,
            "Aucune opposition n’a été reçue dans le délai.", "Ouvrir le PV",
        )  # fmt: skip
    return None


def to_answer(actor: Actor) -> list[Invitation]:
    """One's own convocations without an answer, while the meeting is ahead."""
    rows = Invitation.objects.visible_to(actor).filter(
        mandate__in=renewed(actor),
        answer=Answer.NONE,
        meeting__status=MeetingStatus.CONVENED,
        meeting__starts_at__gt=clock.now(),
    )
    return list(rows.select_related("meeting__committee__host").order_by("meeting__starts_at"))


@dataclass(frozen=True, slots=True)
class ToPlan:
    """An instance that has no meeting ahead and should meet by ``due``; ``source``: the article."""

    committee: Committee
    due: dt.date
    per_year: int
    source: str


def to_plan(actor: Actor) -> list[ToPlan]:
    """Instances that ``actor`` prepares, whose frequency is about to be missed, or is."""
    today = clock.today()
    rows = Committee.objects.visible_to(actor).in_place(today).filter(starts_on__lte=today)
    rows = rows.exclude(meetings__in=Meeting.unscoped.ahead().order_by().values("pk"))
    rules = CommitteeRules.unscoped.on(today).exclude(meetings_per_year=0)
    rules = {each.committee_id: each for each in rules.exclude(committee=None)}
    if not rules:
        return []
    held = Meeting.unscoped.exclude(status__in=NOT_HELD).order_by().values("committee")
    last = dict(held.annotate(at=Max("starts_at")).values_list("committee", "at"))
    found = []
    for committee in rows.filter(pk__in=rules).select_related("host"):
        own, at = rules[committee.pk], last.get(committee.pk)
        zone = ZoneInfo(committee.host.time_zone)
        since = at.astimezone(zone).date() if at is not None else committee.starts_on
        due = cadence.next_due(own.meetings_per_year, since)
        if due is None or due > today + dt.timedelta(days=SOON):
            continue
        if permissions.may_prepare(actor, committee):
            source = cite(applied(own).citations, ["meeting.frequency"])
            found.append(ToPlan(committee, due, own.meetings_per_year, source))
    return sorted(found, key=lambda each: each.due)
