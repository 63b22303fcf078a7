"""What must be true before a meeting is convened and its agenda changed, with the sentences."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from audit.actor import Actor
from common import articles, clock
from common.french import NBSP, date_full_fr, list_fr, plural
from common.lifecycle import Refusal
from governance.models import Mandate
from governance.offices import Office

from . import agenda_order, notice, sentences
from .citations import cite
from .members import Member, members_at
from .models import AgendaItem, CommitteeRules, DecisionRecord, Meeting, MinutesItem
from .models.meetings import AHEAD, UNDER_WAY, MeetingStatus
from .models.records import RecordStatus
from .rules import applied


def source(rules: CommitteeRules, key: str) -> str:
    """The article that ``rules`` cite for ``key``; empty when they cite none."""
    return cite(applied(rules).citations, [key])


def notice_of(rules: CommitteeRules) -> notice.Notice:
    return notice.Notice(rules.notice_days, clear=rules.clear_days, urgent=rules.urgent_days)


def notice_for(meeting: Meeting) -> notice.Notice:
    """The notice of ``meeting``; a second session has the interval of its rules instead."""
    rules = meeting.rules
    if meeting.second_session_of_id is None:
        return notice_of(rules)
    return notice.Notice(rules.second_session_days or 0)


def earliest_second(meeting: Meeting) -> tuple[dt.date, str]:
    """The first day of a second session, and the sentence that says it; the rules admit one."""
    days = meeting.rules.second_session_days or 0
    if not days:
        return meeting.day, "Une seconde séance se tient sur le même ordre du jour, sans quorum."
    first = meeting.day + dt.timedelta(days=days + 1)
    cited = source(meeting.rules, "quorum.second")
    where = f" ({cited})" if cited else ""
    return first, (
        f"Seconde séance au plus tôt le {date_full_fr(first)}{NBSP}: {days}{NBSP}"
        f"{plural(days, 'jour', 'jours')} au moins séparent les deux séances, ni celui de la "
        f"première ni celui de la seconde ne comptent{where}."
    )


NO_SECOND = "Le règlement intérieur ne prévoit pas de seconde séance sans quorum."


def second_session(meeting: Meeting, starts_at: dt.datetime | None) -> Iterator[Refusal]:
    """The same agenda, without quorum, where the rules say so (CGCT, art. L. 2121-17).

    ``starts_at``: None while its day is still to choose.
    """
    cited = source(meeting.rules, "quorum.second")
    if meeting.rules.second_session_days is None:
        yield Refusal(NO_SECOND, key="meeting.no_second")
        return
    if meeting.decisions.exists():
        yield Refusal(
            f"La séance {meeting.number} a déjà pris des décisions{NBSP}: closez-la, puis "
            "inscrivez les points renvoyés à une autre séance."
        )
        return
    first, words = earliest_second(meeting)
    if starts_at is not None and starts_at.astimezone(meeting.zone).date() < first:
        yield Refusal(words, cited, "meeting.second_gap")


def competent(meeting: Meeting) -> list[Member]:
    """The seats whose holder may convene ``meeting``, in the order of its rules."""
    offices = meeting.rules.conveners
    found = [
        member
        for member in members_at(meeting.committee, clock.today(meeting.committee.host.time_zone))
        if member.seat.office in offices and not member.vacant
    ]
    return sorted(found, key=lambda member: offices.index(member.seat.office))


def convocation(
    meeting: Meeting, actor: Actor, convener: Mandate, urgency_reason: str
) -> Iterator[Refusal]:
    """Who convenes, when, about what."""
    yield from _convener(meeting, actor, convener)
    yield from _notice(meeting, urgency_reason)
    items = agenda_order.numbered(agenda_order.on_agenda(meeting))
    if not items:
        yield Refusal("L’ordre du jour est vide : inscrivez un point au moins.")
    for each in items:
        if each.item.decides and not each.item.report and not each.item.approves_minutes:
            yield Refusal(
                f"Le point {each.number} n’a pas de rapport.",
                source(meeting.rules, "meeting.notice"),
                "meeting.report",
            )
    if not any(not m.vacant for m in members_at(meeting.committee, meeting.day)):
        yield Refusal("Personne n’est à convoquer : donnez d’abord les sièges de l’instance.")


def _convener(meeting: Meeting, actor: Actor, convener: Mandate) -> Iterator[Refusal]:
    """The secretary sends in the name of who convenes; another one convenes in their own name."""
    names = {m.sitting.pk for m in competent(meeting) if m.sitting}
    own = actor.mandate_id == convener.pk or actor.office == Office.COMMITTEE_SECRETARY
    if convener.pk not in names or not (own or actor.system):
        rules = meeting.rules
        cited = source(rules, "meeting.convener")
        where = f" ({cited})" if cited else ""
        yield Refusal(
            f"La convocation appartient {_to(rules.conveners)}{where}.", cited, "meeting.convener"
        )


def _to(offices: list[str]) -> str:
    """« au directeur académique (DASEN) ou au président du syndicat »."""
    return list_fr([articles.to_the(sentences.offices([name])) for name in offices], "ou")


def _notice(meeting: Meeting, urgency_reason: str) -> Iterator[Refusal]:
    today = clock.today(meeting.committee.host.time_zone)
    asked = notice_for(meeting)
    if meeting.begun:
        yield Refusal(f"L’heure de la séance est passée ({meeting.when}).")
        return
    if asked.in_time(today, meeting.day):
        return
    cited = source(meeting.rules, "meeting.notice")
    last = asked.last_urgent_day(meeting.day)
    if last is None or today > last:
        yield Refusal(
            f"{asked.sentence(meeting.day)} Envoyée aujourd’hui, elle laisserait "
            f"{asked.kept(today, meeting.day)}. Choisissez une autre date de séance.",
            cited,
            "meeting.notice",
        )
    elif not urgency_reason.strip():
        yield Refusal(
            f"{asked.sentence(meeting.day)} Indiquez le motif de l’urgence, que la séance "
            "ratifiera à son ouverture, ou choisissez une autre date.",
            source(meeting.rules, "meeting.urgent") or cited,
            "meeting.urgent",
        )


def current(meeting: Meeting) -> Meeting:
    """``meeting`` as it is stored now, held so that nobody convenes it meanwhile."""
    found: Meeting = Meeting.unscoped.select_for_update().get(pk=meeting.pk)
    return found


def placing(item: AgendaItem, meeting: Meeting | None) -> Iterator[Refusal]:
    """A point goes on the agenda of its own instance, before the meeting."""
    meeting = current(meeting) if meeting is not None else None
    if meeting is None or meeting.committee_id != item.committee_id:
        yield Refusal("Choisissez une séance à venir de cette instance.")
    elif meeting.status not in AHEAD or meeting.begun:
        yield Refusal(f"L’ordre du jour de la séance {meeting.number} ne change plus.")
    elif meeting.status == MeetingStatus.CONVENED and item.decides:
        yield _closed(meeting)
    elif item.meeting is not None and current(item.meeting).status in UNDER_WAY:
        yield Refusal(
            f"La séance {item.meeting.number} n’est pas close : ce point y figure encore."
        )


def open_agenda(item: AgendaItem) -> Iterator[Refusal]:
    """A point that the members were convened to decide on stays as they read it."""
    if item.meeting is None:
        return
    meeting = current(item.meeting)
    if meeting.status not in AHEAD or meeting.begun:
        yield Refusal(f"L’ordre du jour de la séance {meeting.number} ne change plus.")
    elif meeting.status == MeetingStatus.CONVENED and item.decides:
        yield _closed(meeting)


def _closed(meeting: Meeting) -> Refusal:
    return Refusal(
        f"La séance {meeting.number} est convoquée : ses points soumis à décision ne changent "
        "plus. Un point tardif peut y être évoqué, non voté.",
        source(meeting.rules, "meeting.off_agenda"),
        "meeting.closed_agenda",
    )


def request(rules: CommitteeRules, meeting: Meeting, today: dt.date) -> Iterator[Refusal]:
    """A member asks for a point in time for the next meeting."""
    if rules.item_request_days is None:
        return
    last = notice.last_request_day(meeting.day, rules.item_request_days)
    if today > last:
        yield Refusal(
            f"Les points de la séance du {date_full_fr(meeting.day)} se demandaient jusqu’au "
            f"{date_full_fr(last)}, {rules.item_request_days} jours avant elle. Demandez-le pour "
            "une séance suivante.",
            source(rules, "meeting.item_request"),
            "meeting.item_request",
        )


def record_in_force(meeting: Meeting) -> DecisionRecord | None:
    """The record of decisions that its chair confirmed; None before, or while it is corrected."""
    found: DecisionRecord | None = (
        DecisionRecord.unscoped.filter(meeting=meeting, status=RecordStatus.CONFIRMED)
        .select_related("replaces")
        .first()
    )
    return found


def cancelling(meeting: Meeting) -> Iterator[Refusal]:
    """Decisions taken take effect by the record of a meeting that closes: cancelled, none."""
    if meeting.decisions.exists():
        yield Refusal(
            f"La séance {meeting.number} a pris des décisions : renvoyez les autres points, puis "
            "closez-la.",
            key="meeting.decided",
        )


def told(item: AgendaItem, fields: dict[str, Any]) -> Iterator[Refusal]:
    """What minutes tell of a point stays private or public as it was debated."""
    if fields.get("secret", item.secret) == item.secret:
        return
    if MinutesItem.unscoped.filter(item=item).exists():
        how = "à huis clos" if item.secret else "en public"
        yield Refusal(
            f"Ce point a déjà été débattu {how} : il le reste. Inscrivez un autre point pour en "
            "débattre autrement.",
            key="item.secret",
        )
