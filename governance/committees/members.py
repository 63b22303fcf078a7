"""Who sits on a day: the holder of each seat, who replaces them, which places are vacant.

Offices are read at the day: a successor sits from their first day, nobody has to be entered
again. A vacant seat is kept, and is not in office (règlement intérieur, art. 2.4).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from governance import replacing
from governance.models import Mandate, Substitution, covers

from . import quorum
from .models import Committee, CommitteeRules, Seat


@dataclass(frozen=True)
class Place:
    """One place and who has it on the day.

    ``holder``: in office, None when nobody is. ``replacement``: who acts for a holder prevented,
    or in the interim of a vacant office.
    """

    seat: Seat
    holder: Mandate | None
    replacement: Mandate | None = None

    @property
    def vacant(self) -> bool:
        return self.holder is None and self.replacement is None

    @property
    def sitting(self) -> Mandate | None:
        """Who is convened: the replacement where there is one."""
        return self.replacement or self.holder

    @property
    def name(self) -> str:
        """« Mme Louise Martin »; empty for a vacant place."""
        return self.sitting.person.formal_name if self.sitting else ""


@dataclass(frozen=True)
class Member(Place):
    """A seat with the place of its substitute, None when nobody was designated."""

    substitute: Place | None = None

    @property
    def college(self) -> str:
        return self.seat.college

    @property
    def voting(self) -> bool:
        """A voice that counts; otherwise the seat is consultative."""
        return self.seat.voting


def members_at(committee: Committee, day: dt.date) -> tuple[Member, ...]:
    """The seats of ``committee`` on ``day``, college by college in the order of its rules."""
    rules = committee.rules_on(day)
    order = {name: rank for rank, name in enumerate(rules.colleges if rules else ())}
    members = compositions([committee], day)[committee.pk]
    return tuple(sorted(members, key=lambda member: order.get(member.college, len(order))))


def compositions(committees: Iterable[Committee], day: dt.date) -> dict[int, list[Member]]:
    """The seats of several instances on ``day``, in a few queries: key of the instance → seats."""
    keys = [committee.pk for committee in committees]
    rows = (
        Seat.unscoped.filter(covers(day), committee__in=keys)
        .select_related("institution", "circonscription")
        .order_by("pk")
    )
    seats = list(rows)
    holders, replaced = _in_office(seats, day), _replaced(seats, day)
    substitutes = {seat.substitute_for_id: seat for seat in seats if seat.substitute_for_id}
    found: dict[int, list[Member]] = {key: [] for key in keys}
    for seat in seats:
        if seat.substitute_for_id is not None:
            continue
        paired = substitutes.get(seat.pk)
        found[seat.committee_id].append(
            Member(
                seat=seat,
                holder=holders.get(seat.pk),
                replacement=replaced.get(seat.pk),
                substitute=Place(paired, holders.get(paired.pk), replaced.get(paired.pk))
                if paired
                else None,
            )
        )
    return found


def chairs(members: Iterable[Member], rules: CommitteeRules) -> list[Member]:
    """Seats from which the chair is taken, in the order in which the rules name the offices."""
    ranks = {office: rank for rank, office in enumerate(rules.chairs)}
    found = [member for member in members if member.seat.office in ranks]
    return sorted(found, key=lambda member: ranks[member.seat.office])


def as_room(members: Iterable[Member]) -> list[quorum.Seat]:
    """The room before anybody came in: each seat away, a vacant one marked so."""
    return [
        quorum.Seat(
            key=str(member.seat.public_id),
            name=member.name,
            college=member.college,
            vacant=member.vacant,
            voting=member.voting,
        )
        for member in members
    ]


def _in_office(seats: Sequence[Seat], day: dt.date) -> dict[int, Mandate]:
    """Key of the seat → who holds it: the person named while their mandate lasts, else whoever
    holds the office."""
    named = {seat.mandate_id for seat in seats if seat.mandate_id}
    bodies = {seat.institution_id for seat in seats}
    offices = {seat.office for seat in seats}
    rows = Mandate.unscoped.valid_on(day).filter(institution__in=bodies, office__in=offices)
    by_key: dict[int, Mandate] = {}
    by_office: dict[tuple[object, ...], Mandate] = {}
    for mandate in rows.with_words().order_by("starts_on", "pk"):
        by_office[mandate.institution_id, mandate.office, mandate.circonscription_id] = mandate
        if mandate.pk in named:
            by_key[mandate.pk] = mandate
    found: dict[int, Mandate] = {}
    for seat in seats:
        office = (seat.institution_id, seat.office, seat.circonscription_id)
        holder = by_key.get(seat.mandate_id) if seat.mandate_id else by_office.get(office)
        if holder is not None:
            found[seat.pk] = holder
    return found


def _replaced(seats: Sequence[Seat], day: dt.date) -> Mapping[int, Mandate]:
    """Key of the seat → who acts for its office that day; a named person is not replaced so."""
    rows = Substitution.unscoped.filter(
        covers(day), absent__institution__in={seat.institution_id for seat in seats}
    )
    replaced = defaultdict(set)
    for body, office in rows.values_list("absent__institution", "absent__office"):
        replaced[body].add(office)
    found = {}
    for seat in seats:
        if seat.mandate_id or seat.office not in replaced[seat.institution_id]:
            continue
        noon = dt.datetime.combine(day, dt.time(12), ZoneInfo(seat.institution.time_zone))
        substitution = replacing.in_force(seat.institution, seat.office, noon)
        if substitution is not None:
            found[seat.pk] = substitution.replacement
    return found
