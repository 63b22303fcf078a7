"""A fact noted after its hour: the hours that it may have, and the votes that stand on the room.

A vote was counted with the voices of its instant. A fact that would change them is refused: the
minutes tell the error, nobody votes again in silence.
"""

import datetime as dt
from dataclasses import dataclass

from common import clock
from common.french import NBSP, date_full_fr, time_fr
from common.lifecycle import Refusal, Refused

from .counting import room
from .models import Decision, Meeting
from .models.meetings import MeetingStatus
from .quorum import Count

EARLIEST = dt.timedelta(hours=6)
"""Before the hour of the convocation, nobody signs in yet."""


@dataclass(frozen=True)
class Standing:
    """The room on which a decision, or the want of quorum, was found."""

    what: str
    counts: tuple[Count, ...]
    voters: dict[str, int]
    proxies: tuple[str, ...]


def hour(meeting: Meeting, at: dt.datetime | None) -> dt.datetime:
    """``at``, now when it is not given; refused (409) to come, or before the meeting."""
    now = clock.now()
    if at is None:
        return now
    if at > now:
        words = f"L’heure donnée ({_said(meeting, at)}) n’est pas encore passée."
    elif meeting.opened_at is not None and at < meeting.opened_at:
        words = (
            f"La séance a été ouverte à {_said(meeting, meeting.opened_at)}{NBSP}: un fait de "
            f"{_said(meeting, at)} ne s’y ajoute plus. Donnez l’heure de l’ouverture ou une heure "
            "plus tardive."
        )
    elif at < meeting.starts_at - EARLIEST:
        words = (
            f"La séance est celle du {date_full_fr(meeting.day)}{NBSP}: vérifiez l’heure donnée "
            f"({_said(meeting, at)})."
        )
    else:
        return at
    raise Refused(Refusal(words, key="sitting.hour"))


def typed(meeting: Meeting, local: dt.time) -> dt.datetime:
    """The instant of an hour as people write it, the last time that it came: the minute of the
    opening is after the opening."""
    now = clock.now().astimezone(meeting.zone)
    at = dt.datetime.combine(now.date(), local, meeting.zone)
    if at > now:
        at -= dt.timedelta(days=1)
    opened = meeting.opened_at
    if opened is not None and at < opened < at + dt.timedelta(minutes=1):
        return opened + dt.timedelta(microseconds=1)
    return at


def standing(meeting: Meeting, at: dt.datetime) -> list[Standing]:
    """What was found at ``at`` or later, with the room that it stands on."""
    taken = Decision.unscoped.filter(meeting=meeting, decided_at__gte=at)
    found = []
    for decision in taken.select_related("item").order_by("decided_at", "pk"):
        quorum = room(meeting, decision.item, decision.decided_at).quorum
        when = _said(meeting, decision.decided_at)
        what = f"la décision {decision.number}, prise à {when}"
        if decision.item.secret:
            what = f"une décision prise à huis clos à {when}"
        found.append(Standing(what, quorum.counts, dict(quorum.voters), quorum.proxies))
    ended = _without_quorum(meeting)
    if ended is not None and ended >= at:
        quorum = room(meeting, None, ended).quorum
        what = f"l’absence de quorum, constatée à {_said(meeting, ended)}"
        found.append(Standing(what, quorum.counts, {}, ()))
    return found


def refuse_changed(meeting: Meeting, at: dt.datetime, before: list[Standing]) -> None:
    """Refuse (409) when a fact just added at ``at`` changes the room of what was found since."""
    if not before:
        return
    for was, is_now in zip(before, standing(meeting, at), strict=True):
        if was != is_now:
            raise Refused(
                Refusal(
                    f"À {_said(meeting, at)}, ce fait changerait le décompte sur lequel repose "
                    f"{was.what}{NBSP}: il n’est pas enregistré. Corrigez l’heure, ou faites "
                    "mentionner l’erreur au procès-verbal.",
                    key="sitting.late",
                )
            )


def end(meeting: Meeting, at: dt.datetime | None) -> dt.datetime:
    """When a meeting is over: not before the last fact that was noted there."""
    last = meeting.presences.order_by("-at").values_list("at", flat=True).first()
    given = hour(meeting, at)
    return given if last is None else max(given, last)


def _without_quorum(meeting: Meeting) -> dt.datetime | None:
    """When the want of quorum was found, None for a meeting that goes on."""
    if meeting.status != MeetingStatus.NO_QUORUM:
        return None
    return dt.datetime.fromisoformat(meeting.quorum["at"])


def _said(meeting: Meeting, at: dt.datetime) -> str:
    """« 18 h 05 », with its day when the meeting goes on another one."""
    local = at.astimezone(meeting.zone)
    day = "" if local.date() == meeting.day else f", {date_full_fr(local.date())}"
    return time_fr(local) + day
