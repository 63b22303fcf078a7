"""What must be true to open a meeting, call a point, find no quorum, close; and its notes."""

import datetime as dt
from collections.abc import Iterator

from audit.actor import Actor
from audit.recording import recording
from common import clock
from common.french import NBSP
from common.lifecycle import Refusal, Refused
from governance.models import Mandate
from governance.offices import SYNDICATE_OFFICES, Office
from governance.services.store import lock, require, store

from . import agenda_order, guards, noting, permissions
from .counting import WAITING, explain, room
from .explaining import quorum_sentence
from .members import members_at
from .models import AgendaItem, Decision, DecisionRecord, Meeting, MeetingNote
from .models.meetings import UNDER_WAY, MeetingStatus
from .models.records import RecordStatus


def opening(meeting: Meeting, at: dt.datetime) -> Iterator[Refusal]:
    """The hour of the convocation, a chair in the room, and the quorum (tables, § 6)."""
    if _early(meeting, at):
        yield _not_yet(meeting, "elle ne s’ouvre pas avant")
        return
    here = room(meeting, None, at)
    if here.presiding() is None:
        words = quorum_sentence(here.quorum, here.rules.citations, chair_present=False)
        yield Refusal(words, key="quorum.no_chair")
    elif not here.quorum.reached:
        yield Refusal(explain(here), key="quorum.missing")


def without_chair(meeting: Meeting) -> Iterator[Refusal]:
    """A meeting stops by itself when nobody presides it, and only then."""
    if room(meeting, None, clock.now()).presiding() is not None:
        yield Refusal("Quelqu’un préside : la séance continue.")


def no_quorum(meeting: Meeting, at: dt.datetime) -> Iterator[Refusal]:
    """The absence of quorum is found at the hour of the convocation, not chosen."""
    if _early(meeting, at):
        yield _not_yet(meeting, "l’absence de quorum ne se constate pas avant")
        return
    quorum = room(meeting, None, at).quorum
    if quorum.reached:
        present = sum(each.present for each in quorum.counts)
        required = sum(each.required for each in quorum.counts)
        yield Refusal(
            f"Le quorum est atteint{NBSP}: {present} présents, {required} requis.",
            key="quorum.reached",
        )


def _early(meeting: Meeting, at: dt.datetime) -> bool:
    """Convened for a later hour: who comes in time must find the meeting still to begin."""
    return meeting.status == MeetingStatus.CONVENED and at < meeting.starts_at


def _not_yet(meeting: Meeting, consequence: str) -> Refusal:
    return Refusal(
        f"La séance est convoquée pour le {meeting.when}{NBSP}: {consequence}.",
        guards.source(meeting.rules, "meeting.notice"),
        "meeting.hour",
    )


def closing(meeting: Meeting) -> Iterator[Refusal]:
    """Each point is decided, put off or withdrawn."""
    for each in agenda_order.numbered(agenda_order.called(meeting)):
        if each.item.status in WAITING:
            yield Refusal(
                f"Le point {each.number} n’a ni décision ni renvoi.", key="meeting.outcome"
            )


def calling(item: AgendaItem) -> Iterator[Refusal]:
    """Points are called once the meeting is open."""
    if item.meeting is None or item.meeting.status != MeetingStatus.OPEN:
        yield Refusal("La séance n’est pas ouverte.")


def under_way(item: AgendaItem) -> bool:
    """Whether the point is put off by the meeting itself rather than before it."""
    return item.meeting is not None and item.meeting.status in UNDER_WAY


def carriers(meeting: Meeting) -> list[Mandate]:
    """Who may carry a decision out: those who sit, and the syndicate that keeps the instance."""
    seated = members_at(meeting.committee, meeting.day)
    offices = {*SYNDICATE_OFFICES, Office.COMMITTEE_SECRETARY}
    own = Mandate.unscoped.valid_on(clock.today()).filter(
        institution=meeting.committee.host, office__in=offices
    )
    found = [member.sitting for member in seated if member.sitting]
    return list(dict.fromkeys([*found, *own.with_words().order_by("pk")]))


def save_note(*, actor: Actor, item: AgendaItem, text: str, version: int) -> MeetingNote:
    """Keep what is noted on a point.

    Refused (409, ``common.stale``) when somebody else saved since ``version``: nothing of theirs
    is written over, and the page keeps what was typed.
    """
    require(permissions.may_run_item(actor, item), permissions.RUNS)
    with recording(actor):
        if item.meeting is not None:
            lock(item.meeting)  # a close under way copies the notes
        lock(item)
        found = MeetingNote.unscoped.filter(item=item).first() or MeetingNote(item=item)
        if found.version != version:
            raise Refused(
                Refusal(
                    "Les notes de ce point ont changé depuis l’ouverture de la page. Les deux "
                    "textes sont montrés : complétez le vôtre, puis enregistrez.",
                    key="common.stale",
                )
            )
        if found.pk is not None and found.text == text:
            return found
        return noting.keep(found, text)


def complete(
    *, actor: Actor, decision: Decision, responsible: Mandate | None, due_on: object
) -> Decision:
    """Say who carries a decision out, and by when, until the record is confirmed (409 then)."""
    require(permissions.may_run(actor, decision.meeting), permissions.RUNS)
    with recording(actor):
        found: Decision = Decision.unscoped.select_for_update().get(pk=decision.pk)
        records = DecisionRecord.unscoped.select_for_update().filter(meeting=found.meeting)
        if any(each.status == RecordStatus.CONFIRMED for each in records):
            raise Refused(
                Refusal("Le relevé de décisions est confirmé : ses décisions ne changent plus.")
            )
        found.responsible, found.due_on = responsible, due_on
        return store(found, "complete_decision")
