"""The letter to one member, and the powers, sheets and ballots printed for the room."""

import datetime as dt

from common import calendar, clock, french
from governance import wording
from governance.channels import mail_address, postal_address
from governance.committees import agenda_order, answering, counting
from governance.committees.members import Member, Place, members_at
from governance.committees.models import AgendaItem, Invitation, Meeting
from governance.committees.models.invitations import Way
from governance.committees.models.rules import BASES, SHARES
from governance.committees.quorum import Share
from governance.models import Mandate

from .. import AttendanceData, BallotData, ConvocationData, ProxyData
from ..rows import AgendaItem as Row
from ..rows import CollegeSheet, Guest
from ..rows import Member as Line
from . import common

WHOLE = "ensemble des membres"


def letter(invitation: Invitation) -> ConvocationData:
    """The convocation of one member: a point held in private shows its number alone, and only to
    who will read it."""
    meeting, rules = invitation.meeting, invitation.meeting.rules
    host, convener = meeting.committee.host, meeting.convener
    assert convener is not None  # noqa: S101 only a convened meeting has invitations
    first = meeting.second_session_of
    return ConvocationData(
        **common.meeting(meeting),
        syndicate_name=host.name,
        syndicate_phone=host.phone or host.name,
        syndicate_email=_secretariat(meeting, convener),
        place=host.city or host.name,
        meeting_time=french.time_fr(meeting.local),
        meeting_place=meeting.place,
        recipient_name=invitation.mandate.person.formal_name,
        recipient_address=_address(invitation),
        recipient_salutation=wording.salutation(invitation.mandate),
        recipient_is_substitute=invitation.seat.substitute_for_id is not None,
        sent_date=common.day(meeting.convened_at or clock.now(), meeting),
        notice_rule=_notice(meeting),
        urgent=bool(meeting.urgency_reason),
        urgent_reason=french.unstopped(meeting.urgency_reason),
        urgent_rule=common.source(rules, "meeting.urgent", "meeting.notice"),
        second_session=first is not None,
        first_session_date=first.day if first is not None else None,
        second_session_rule=common.source(rules, "quorum.second"),
        quorum_required=_quorum(meeting),
        quorum_rule=common.source(rules, "quorum.reached_colleges", "quorum.reached", "quorum"),
        remote_access=meeting.remote_link if rules.remote_counts else "",
        agenda=tuple(_rows(invitation)),
        proxy_allowed=rules.proxies_per_holder > 0,
        proxy_rule=common.source(rules, "vote.proxy_excess"),
        reply_by=_answer_day(meeting),
        convener_name=convener.person.formal_name,
        convener_office=wording.quality(convener),
    )


def _answer_day(meeting: Meeting) -> dt.date:
    """The last working day before the meeting: somebody is there to read the answers."""
    day = meeting.day - dt.timedelta(days=1)
    while not calendar.is_working_day(day):
        day -= dt.timedelta(days=1)
    return day


def _secretariat(meeting: Meeting, convener: Mandate) -> str:
    """Where to write: the secretary of the instance, else whoever convenes."""
    kept = Mandate.unscoped.valid_on(meeting.day).filter(
        institution=meeting.committee.host, office__in=("committee_secretary", "project_manager")
    )
    for mandate in [*kept.with_words().order_by("office", "pk"), convener]:
        if address := mail_address(mandate):
            return address
    return "par courrier"


def _address(invitation: Invitation) -> str:
    by_mail = mail_address(invitation.mandate) if invitation.way == Way.MAIL else ""
    return by_mail or postal_address(invitation.mandate)


def _notice(meeting: Meeting) -> str:
    rules = meeting.rules
    if not rules.notice_days:
        return f"aucun délai n’est imposé ({common.source(rules, 'meeting.notice')})"
    one, many = ("jour franc", "jours francs") if rules.clear_days else ("jour", "jours")
    days = f"{rules.notice_days}{french.NBSP}{french.plural(rules.notice_days, one, many)}"
    if meeting.urgency_reason and rules.urgent_days is not None:
        short = f"{rules.urgent_days}{french.NBSP}{french.plural(rules.urgent_days, one, many)}"
        return f"{short} au lieu de {days}, {common.source(rules, 'meeting.urgent')}"
    return f"{days}, {common.source(rules, 'meeting.notice')}"


def _quorum(meeting: Meeting) -> str:
    """« plus de la moitié des membres en exercice, soit 3 »; empty where no quorum is asked."""
    rules = meeting.rules
    if Share(rules.quorum_share) is Share.NONE:
        return ""
    share = SHARES[Share(rules.quorum_share)]
    base = dict(BASES)[rules.quorum_base]
    counts = counting.room(meeting, None, clock.now()).quorum.counts
    parts = [
        f"{each.required} pour le collège {french.quoted(each.college, 80)}"
        if each.college
        else str(each.required)
        for each in counts
    ]
    return f"{share[:1].lower()}{share[1:]} {base}, soit {french.list_fr(parts)}"


def _rows(invitation: Invitation) -> list[Row]:
    """The points that the member may know of, under the numbers of the meeting."""
    known = {item.pk for item in answering.agenda_of(invitation)}
    found = []
    for each in agenda_order.numbered(agenda_order.on_agenda(invitation.meeting)):
        if each.item.pk in known:
            found.append(_row(each))
    return found


def _row(each: agenda_order.Numbered) -> Row:
    item, secret = each.item, each.item.secret
    report = "procès-verbal projet" if item.approves_minutes else "rapport" if item.report else ""
    return Row(
        number=each.number,
        title=f"Point {each.number}" if secret else item.title,
        rapporteur="–" if secret else item.rapporteur or common.CHAIR,
        purpose_label=common.PLACED[AgendaItem.Purpose(item.purpose)],
        report_label="" if secret else report,
    )


def power(meeting: Meeting) -> ProxyData:
    """A power to be filled in by hand."""
    rules = meeting.rules
    return ProxyData(
        **common.meeting(meeting),
        meeting_time=french.time_fr(meeting.local),
        meeting_place=meeting.place,
        proxy_rule=common.source(rules, "vote.proxy_excess"),
        proxy_max=rules.proxies_per_holder,
        same_college_required=counting.room(meeting, None, clock.now()).by_college,
        deposit_limit="avant le vote auquel il doit servir",
    )


def ballots(meeting: Meeting, item: AgendaItem, college: str = "") -> BallotData:
    """Ballots « pour » and « contre » on a point, for one college where colleges vote apart."""
    rules = meeting.rules
    here = counting.room(meeting, None, clock.now())
    voters = [
        seat
        for seat in here.seats
        if seat.voting and not seat.vacant and (not college or seat.college == college)
    ]
    return BallotData(
        **common.meeting(meeting),
        item_number=counting.point_number(item),
        item_title=item.title,
        question=item.title,
        college_label=college,
        ballot_rule=common.source(rules, "vote.secret"),
        majority_rule=common.source(rules, "vote.adopted"),
        voters_allowed=len(voters),
    )


def blank_sheet(meeting: Meeting) -> AttendanceData:
    """The sheet that goes round the room: holders and their substitutes, hours to be written."""
    here = counting.room(meeting, None, clock.now())
    groups = tuple(
        CollegeSheet(
            label=label,
            in_office=base,
            required=required,
            members=tuple(line for member in group for line in _lines(member)),
        )
        for label, base, required, group in sheets(here)
    )
    return AttendanceData(
        **common.recorded(meeting),
        meeting_time=french.time_fr(meeting.local),
        meeting_place=meeting.place,
        groups=groups,
        guests=guests(meeting),
        quorum_rule=common.source(
            meeting.rules, "quorum.reached_colleges", "quorum.reached", "quorum.none"
        ),
    )


def sheets(here: counting.Room) -> list[tuple[str, int, int, list[Member]]]:
    """Label, members in office, members required and members of each college, or of the whole."""
    found = []
    for count in here.quorum.counts:
        group = [
            member
            for member in here.members
            if not member.vacant and member.voting and count.college in ("", member.college)
        ]
        found.append((count.college or WHOLE, len(group), count.required, group))
    return found


def guests(meeting: Meeting) -> tuple[Guest, ...]:
    """Who sits without a voice."""
    members = members_at(meeting.committee, meeting.day)
    invited = [each.sitting for each in members if each.sitting is not None and not each.voting]
    return tuple(
        Guest(full_name=each.person.formal_name, office=wording.quality(each), item_numbers="tous")
        for each in invited
    )


def _lines(member: Member) -> list[Line]:
    places: list[Place] = [member, *([member.substitute] if member.substitute else [])]
    return [
        Line(
            full_name=place.sitting.person.formal_name,
            office=wording.quality(place.sitting),
            seat_label="titulaire" if place is member else substitute_of(member, place.sitting),
        )
        for place in places
        if place.sitting is not None
    ]


def substitute_of(member: Member, substitute: Mandate) -> str:
    return f"{wording.agreed(substitute, 'suppléant')} de {member.name}"
