"""What happened at a meeting, hour by hour, as its page tells it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from audit.actor import Actor
from common.french import date_full_fr, time_fr
from governance import wording

from . import accounting
from .models import Decision, Meeting, Presence
from .models.attendance import Fact, Sits
from .models.meetings import UNDER_WAY, MeetingStatus
from .quorum import Mode

HELD = (*UNDER_WAY, MeetingStatus.CLOSED, MeetingStatus.ARCHIVED)


def situation(meeting: Meeting) -> str:
    """What a meeting opened, or closed, says of itself to whoever reads it (tables, § 1.5)."""

    def hour(at: dt.datetime | None) -> str:
        return time_fr(at.astimezone(meeting.zone)) if at is not None else ""

    match meeting.status:
        case MeetingStatus.OPEN:
            return f"Séance ouverte à {hour(meeting.opened_at)}."
        case MeetingStatus.ADJOURNED if meeting.resumes_at is not None:
            day = date_full_fr(meeting.resumes_at.astimezone(meeting.zone).date())
            return f"Suspendue, reprise le {day} à {hour(meeting.resumes_at)}."
        case MeetingStatus.CLOSED:
            return f"Close à {hour(meeting.closed_at)}."
        case MeetingStatus.ARCHIVED:
            minutes = accounting.of(meeting)
            day = date_full_fr(minutes.approved_on) if minutes and minutes.approved_on else ""
            return f"PV approuvé le {day}." if day else "Séance terminée."
    return meeting.quorum_sentence


@dataclass(frozen=True, slots=True)
class Entry:
    """A line: an instant, a sentence about somebody."""

    at: dt.datetime
    who: str
    sentence: str
    url: str = ""


def entries(meeting: Meeting, actor: Actor) -> list[Entry]:
    """The latest first; a point that ``actor`` does not see leaves no trace."""
    facts = Presence.objects.visible_to(actor).filter(meeting=meeting)
    taken = Decision.objects.visible_to(actor).filter(meeting=meeting)
    found = [*_facts(facts.select_related("mandate__person", "item")), *_decisions(taken)]
    if meeting.opened_at is not None:
        found.append(Entry(meeting.opened_at, "", "Séance ouverte."))
    if meeting.closed_at is not None:
        found.append(Entry(meeting.closed_at, "", "Séance close."))
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _facts(facts: Iterable[Presence]) -> list[Entry]:
    return [Entry(each.at, each.mandate.person.formal_name, _said(each)) for each in facts]


def _said(fact: Presence) -> str:
    quality = {
        Sits.SUBSTITUTE: f", {wording.agreed(fact.mandate, 'suppléant')}",
        Sits.REPLACEMENT: ", qui remplace le titulaire",
    }
    who = quality.get(Sits(fact.sits), "")
    match fact.fact:
        case Fact.ARRIVE:
            how = "en visioconférence" if fact.mode == Mode.REMOTE else "dans la salle"
            return f"{who}{',' if who else ''} arrive {how}."
        case Fact.LEAVE:
            return f"{who}{',' if who else ''} quitte la séance."
        case Fact.WITHDRAW:
            return f"se retire pour le point « {fact.item} »."
        case Fact.PRESIDE:
            return "prend la présidence."
    return f"revient après le point « {fact.item} »."


def _decisions(taken: Iterable[Decision]) -> list[Entry]:
    return [Entry(each.decided_at, "", f"{each.number} : {each.result}") for each in taken]
