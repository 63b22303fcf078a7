"""Meetings planned, and changed while they are in preparation."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from audit.actor import Actor
from audit.recording import recording
from common import clock, numbering
from common.french import date_fr, date_full_fr
from common.lifecycle import Refusal, Refused
from governance.models import Mandate
from governance.services.store import lock, require, store

from . import agenda, permissions
from .lifecycle import ItemLifecycle
from .members import chairs, members_at
from .models import AgendaItem, Committee, CommitteeRules, Meeting
from .models.items import ItemStatus, Purpose
from .models.meetings import UNDER_WAY, MeetingQuerySet, MeetingStatus


def plan(
    *,
    actor: Actor,
    committee: Committee,
    starts_at: dt.datetime,
    place: str,
    remote_link: str = "",
    chair: Mandate | None = None,
) -> Meeting:
    """A meeting in preparation under the rules of its day, with the points that come back.

    The first is the approval of the minutes of the meeting before. Refused (409) for an hour
    past, and for a day without rules.
    """
    require(permissions.may_prepare(actor, committee), permissions.PREPARES)
    with recording(actor):
        lock(committee)
        meeting = made(
            committee, starts_at=starts_at, place=place, remote_link=remote_link, chair=chair
        )
        _points_that_come_back(meeting, actor)
    return meeting


def made(
    committee: Committee, *, starts_at: dt.datetime, chair: Mandate | None = None, **facts: Any
) -> Meeting:
    """The row of a meeting, numbered, under the rules of its day; its agenda is empty."""
    day = _day(committee, starts_at)
    rules = _rules(committee, day)
    count = numbering.allot(f"meeting.{committee.reference}", day.year)
    return store(
        Meeting(
            committee=committee,
            rules=rules,
            number=_number(committee.reference, day.year, count),
            starts_at=starts_at,
            chair=chair or next_chair(committee, rules, day),
            **facts,
        ),
        "plan_meeting",
    )


def change(*, actor: Actor, meeting: Meeting, **facts: Any) -> Meeting:
    """Another day, place or chair, before the convocation; the rules follow the day."""
    require(permissions.may_prepare_meeting(actor, meeting), permissions.PREPARES)
    with recording(actor):
        found = Meeting.unscoped.select_for_update().get(pk=meeting.pk)
        if found.status != MeetingStatus.PLANNED:
            raise Refused(
                Refusal(
                    "La séance est convoquée : sa date, son lieu et sa présidence ne changent "
                    "plus. Annulez-la pour en préparer une autre."
                )
            )
        for name, value in facts.items():
            setattr(found, name, value)
        found.rules = _rules(found.committee, _day(found.committee, found.starts_at))
        return store(found, "change_meeting")


def next_chair(committee: Committee, rules: CommitteeRules, day: dt.date) -> Mandate | None:
    """Who presides: the first office of the rules, or the one that did not preside last time."""
    sitting = [m.sitting for m in chairs(members_at(committee, day), rules) if m.sitting]
    if not rules.chairs_alternate or len(sitting) < 2:
        return sitting[0] if sitting else None
    held = committee.meetings.exclude(status=MeetingStatus.CANCELLED).exclude(chair=None)
    last = held.order_by("-starts_at").first()
    if last is None or last.chair is None:
        return sitting[0]
    others = [mandate for mandate in sitting if mandate.office != last.chair.office]
    return others[0] if others else sitting[0]


def _number(reference: str, year: int, count: int) -> str:
    """« CE2026-02 », « COPIL-1-2026-02 » where the reference ends with a figure."""
    apart = "-" if reference[-1].isdigit() else ""
    return f"{reference}{apart}{year}-{count:02}"


def _day(committee: Committee, starts_at: dt.datetime) -> dt.date:
    if starts_at <= clock.now():
        raise Refused(Refusal("La date de la séance est passée : choisissez-en une à venir."))
    return starts_at.astimezone(ZoneInfo(committee.host.time_zone)).date()


def _rules(committee: Committee, day: dt.date) -> CommitteeRules:
    rules = committee.rules_on(day)
    if rules is None:
        raise Refused(
            Refusal(
                f"Le paramètre « règles de l’instance » n’est pas renseigné au {date_fr(day)}. "
                "Un administrateur doit le saisir, avec sa source.",
                key="common.parameter",
            )
        )
    return rules


def to_approve(meeting: Meeting) -> MeetingQuerySet:
    """The meetings before ``meeting`` whose minutes nobody approved nor is asked to, in order."""
    committee = meeting.committee
    before = committee.meetings.filter(starts_at__lt=meeting.starts_at)
    asked = before.without_approved_minutes().exclude(approvals__in=committee.items.alive())
    return asked.order_by("starts_at", "pk")


def ask_approval(*, actor: Actor, meeting: Meeting, held: Meeting) -> AgendaItem:
    """The point by which ``meeting`` approves the minutes of ``held``."""
    return agenda.add(
        actor=actor,
        meeting=meeting,
        title=f"Approbation du procès-verbal de la séance du {date_full_fr(held.day)}",
        purpose=Purpose.DECISION,
        approves_minutes_of=held,
    )


def _points_that_come_back(meeting: Meeting, actor: Actor) -> None:
    """Approvals and points of each meeting that were put off are placed, not made a second time.

    Minutes rejected by a vote, or whose approval was withdrawn, are asked about again.
    """
    committee = meeting.committee
    before = committee.meetings.filter(starts_at__lt=meeting.starts_at)
    unapproved = before.without_approved_minutes()
    waiting = committee.items.to_place().exclude(meeting__status__in=UNDER_WAY)
    for item in waiting.filter(Q(approves_minutes_of__in=unapproved) | Q(recurring=True)):
        ItemLifecycle.move(item, "place", actor=actor, meeting=meeting)
    for held in to_approve(meeting):
        ask_approval(actor=actor, meeting=meeting, held=held)
    last = before.exclude(status=MeetingStatus.CANCELLED).order_by("-starts_at").first()
    if last is not None:
        there = meeting.items.filter(recurring=True).values("title")
        again = last.items.filter(recurring=True).exclude(status=ItemStatus.WITHDRAWN)
        for item in again.exclude(title__in=there).in_order():
            agenda.add(
                actor=actor,
                meeting=meeting,
                title=item.title,
                purpose=item.purpose,
                rapporteur=item.rapporteur,
                secret=item.secret,
                recurring=True,
            )
