"""The minutes of a meeting, draft, approved or signed, as the rows tell them."""

from typing import Any

from common import french
from governance.committees import guards
from governance.committees.deciding import Choice
from governance.committees.models import Decision, Meeting, Minutes, MinutesItem
from governance.committees.models.decisions import Ballot
from governance.committees.models.items import ItemStatus
from governance.committees.models.minutes import Approval, MinutesStatus
from governance.committees.models.papers import Copy

from .. import MinutesData
from ..rows import Matter, Observation
from . import account, common, record

SAID = {
    Choice.FOR: "Ont voté pour",
    Choice.AGAINST: "Ont voté contre",
    Choice.ABSTAIN: "Se sont abstenus",
}
PUT_OFF = {ItemStatus.DEFERRED: "Point renvoyé", ItemStatus.WITHDRAWN: "Point retiré"}
LACKING = "Point renvoyé, faute de quorum."
NO_DEBATE = "Le point n’a pas donné lieu à débat."


def build(minutes: Minutes, copy: str) -> MinutesData:
    """``copy``: the one that circulates holds nothing of a point held in private."""
    meeting = minutes.meeting
    told = record.points(meeting, copy)
    found = account.of(meeting)
    taken = {each.item_id: each for each in record.decisions_of(meeting, copy)}
    moves = account.movements(meeting, told)
    convener = meeting.convener
    invited = [f"{each.full_name}, {each.office}" for each in account.convocation.guests(meeting)]
    return MinutesData(
        **{**common.recorded(meeting), "reference": minutes.reference},
        **_stage(minutes),
        meeting_place=meeting.place,
        copy_kind="full" if copy == Copy.FULL else "shared",
        has_reserved_items=record.has_private(meeting),
        opened_at=common.hour(meeting.opened_at, meeting),
        closed_at=common.hour(meeting.closed_at, meeting),
        convened_on=common.day(meeting.convened_at or meeting.recorded_at, meeting),
        convener_text=common.called(convener) if convener is not None else "",
        groups=account.groups(found),
        guest_names=" ; ".join(invited),
        opening_quorum_text=meeting.opening_quorum or meeting.quorum_sentence,
        previous_minutes_text=_previous(told, taken),
        matters=tuple(
            _matter(each, taken.get(each.item_id), moves.get(each.pk, ""))
            for each in told
            if not each.item.approves_minutes
        ),
        observations=_observations(minutes, told),
        record_text=_recorded(meeting),
    )


def _recorded(meeting: Meeting) -> str:
    """By whom the record of decisions was confirmed, and when; empty while nobody did."""
    kept = guards.record_in_force(meeting)
    if kept is None or kept.confirmed_by is None:
        return ""
    who, when = kept.confirmed_by.person.formal_name, record.validated(kept)
    said = f"Le relevé de décisions {kept.reference} a été validé par {who} le {when}."
    return french.typography(said)


def _stage(minutes: Minutes) -> dict[str, Any]:
    """The state that the first page says, with its dates."""
    match minutes.status:
        case MinutesStatus.APPROVED | MinutesStatus.SIGNED:
            return {
                "stage": "signed" if minutes.status == MinutesStatus.SIGNED else "approved",
                "approved_on": minutes.approved_on,
                "approval_text": approval_words(minutes),
            }
    at = minutes.circulated_at
    return {
        "stage": "draft",
        "circulated_on": common.day(at, minutes.meeting) if at is not None else None,
        "observations_until": minutes.observations_until,
    }


def approval_words(minutes: Minutes) -> str:
    """« à la séance n° CE2026-03, décision CE2026-03/01 », or by whose silence."""
    if minutes.approval == Approval.WRITTEN:
        cited = common.source(minutes.meeting.rules, "minutes.written_approval")
        return f"par écrit, sans opposition reçue dans le délai ({cited})"
    decision = minutes.approved_in
    if decision is None:
        return ""
    return f"à la séance n° {decision.meeting.number}, décision {decision.number}"


def _previous(told: list[MinutesItem], taken: dict[int, Decision]) -> str:
    point = next((each for each in told if each.item.approves_minutes), None)
    if point is None:
        return ""
    decision = taken.get(point.item_id)
    if decision is not None:
        return f"{decision.text} {common.voted(decision)}"
    return f"{point.title} : {_put_off(point) or 'sans décision.'}"


def _put_off(point: MinutesItem) -> str:
    said = PUT_OFF.get(ItemStatus(point.outcome), "")
    if not said:
        return ""
    if point.minutes.meeting.opened_at is None:
        return LACKING
    why = french.unstopped(point.reason)
    return f"{said} : {why}." if why else f"{said}."


def _matter(point: MinutesItem, decision: Decision | None, moves: str) -> Matter:
    put_off = _put_off(point)
    debate = "\n".join(filter(None, (point.text.strip(), put_off))) or NO_DEBATE
    return Matter(
        number=point.number,
        title=point.title,
        rapporteur=point.rapporteur or common.CHAIR,
        report_label="rapport joint à la convocation" if point.item.report else "",
        debate=debate,
        movements_text=moves,
        quorum_text=point.quorum_sentence if decision is not None else "",
        vote_text=_vote(decision) if decision is not None else "",
        decision_number=decision.number if decision is not None else "",
        decision_text=decision.text if decision is not None else "",
    )


def _vote(decision: Decision) -> str:
    """The result; in a public vote alone, names and choices (CGCT, art. L. 2121-21)."""
    if decision.ballot != Ballot.PUBLIC:
        return common.voted(decision)
    parts = [decision.result]
    for choice, words in SAID.items():
        names = [
            vote["name"] if vote["name"] == vote["by"] else f"{vote['name']} (par {vote['by']})"
            for vote in decision.votes
            if vote["choice"] == choice
        ]
        if names:
            parts.append(f"{words} : {', '.join(names)}.")
    return french.typography(" ".join(parts))


def _observations(minutes: Minutes, told: list[MinutesItem]) -> tuple[Observation, ...]:
    known = {each.pk: each for each in told}
    rows = minutes.remarks.select_related("author__person")
    return tuple(
        Observation(
            author=each.author.person.formal_name,
            text=_observed(known.get(each.point_id), each.text),
            outcome=french.unstopped(
                " : ".join(filter(None, (each.get_settled_display().lower(), each.answer)))
            )
            if each.settled
            else "",
        )
        for each in rows
        if each.point_id is None or each.point_id in known
    )


def _observed(point: MinutesItem | None, text: str) -> str:
    said = french.unstopped(text.strip())
    return f"au point {point.number}, {said}" if point is not None else said
