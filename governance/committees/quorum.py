"""Whether an instance may deliberate on a point, at an instant, and why.

Pure arithmetic on what is in the room: no database, no clock. A seat counts once at most.
Sources: CGCT, art. L. 2121-17 (majority of the members in office, powers not counted; second
convocation without quorum) and L. 2121-20 (powers); internal rules of each instance, cited by
the explanations; a vacant seat is not in office; who has an interest in a matter is not counted
present for it, the number in office being unchanged unless the rules say otherwise.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Share(StrEnum):
    """What part of the base must be present."""

    MAJORITY = "majority"
    HALF = "half"
    THIRD = "third"
    NONE = "none"


class Base(StrEnum):
    """Which seats the share is taken of."""

    IN_OFFICE = "in_office"
    VOTING_MEMBERS = "voting_members"
    PER_COLLEGE = "per_college"


class Mode(StrEnum):
    """How somebody attends."""

    ROOM = "room"
    REMOTE = "remote"


@dataclass(frozen=True)
class QuorumRule:
    """The rule of an instance on a day. Defaults are those of the design (tables, § 6)."""

    share: Share
    base: Base = Base.IN_OFFICE
    remote_counts: bool = False
    substitutes_count: bool = True
    proxies_count: bool = False
    interested_in_base: bool = True


@dataclass(frozen=True)
class Seat:
    """One seat of an instance and who attends on it at an instant.

    ``name`` is the holder's, as printed (« M. Petit »). ``holder`` and ``substitute`` say how
    each attends, None when away. ``interested`` holds for the point looked at, whoever sits.
    ``proxy_to`` is the ``key`` of the seat that received a power, if one was given.
    """

    key: str
    name: str = ""
    college: str = ""
    vacant: bool = False
    voting: bool = True
    holder: Mode | None = None
    substitute: Mode | None = None
    interested: bool = False
    proxy_to: str = ""


@dataclass(frozen=True)
class Count:
    """Members in office, present and required, in the whole instance or in one college."""

    college: str
    base: int
    present: int
    required: int

    @property
    def reached(self) -> bool:
        return self.present >= self.required


@dataclass(frozen=True)
class Quorum:
    """What was counted for a point: stored with it, and explained by ``explaining``."""

    rule: QuorumRule
    counts: tuple[Count, ...]
    second_session: bool = False
    proxies: tuple[str, ...] = ()
    interested: tuple[str, ...] = ()
    voters: Mapping[str, int] = field(default_factory=dict)
    """Key of a seat → voices it casts, its own and the powers it holds."""

    @property
    def reached(self) -> bool:
        return all(count.reached for count in self.counts)

    @property
    def voices(self) -> int:
        """Voices expected in a vote on this point."""
        return sum(self.voters.values())


def required(share: Share, base: int) -> int:
    """Members to be present out of ``base``; at least one wherever a quorum is asked.

    An instance, or a college, in which nobody is in office cannot deliberate.
    """
    match share:
        case Share.NONE:
            return 0
        case Share.MAJORITY:
            return base // 2 + 1
        case Share.HALF:
            return max(1, -(-base // 2))
        case Share.THIRD:
            return max(1, -(-base // 3))


def attends(seat: Seat, rule: QuorumRule) -> bool:
    """Whether the seat is occupied so as to count, interest in a matter left aside.

    The substitute sits only in place of an absent holder (present together, only the holder
    counts); a remote member counts where the rules admit it.
    """
    if seat.vacant:
        return False
    mode = seat.holder
    if mode is None and rule.substitutes_count:
        mode = seat.substitute
    return mode is Mode.ROOM or (mode is Mode.REMOTE and rule.remote_counts)


def sits(seat: Seat, rule: QuorumRule) -> bool:
    """Counted present for the point: attends, and has no interest in it."""
    return attends(seat, rule) and not seat.interested


def usable_proxies(seats: Iterable[Seat], rule: QuorumRule, per_holder: int = 1) -> dict[str, str]:
    """Seat that gave a power → seat that may use it now.

    A power falls when its giver or the giver's substitute arrives, when the receiver leaves,
    and for a point in which either has an interest; where colleges vote apart it holds within
    one college; a receiver uses ``per_holder`` of them, in the order they were given
    (CGCT, art. L. 2121-20; règlement intérieur, art. 7).
    """
    by_key = {seat.key: seat for seat in seats}
    held: dict[str, int] = {}
    usable = {}
    for seat in by_key.values():
        receiver = by_key.get(seat.proxy_to)
        if receiver is None or receiver is seat or seat.vacant or not seat.voting:
            continue
        if attends(seat, rule) or seat.interested or not sits(receiver, rule):
            continue
        if not receiver.voting:
            continue
        if rule.base is Base.PER_COLLEGE and receiver.college != seat.college:
            continue
        if held.get(receiver.key, 0) >= per_holder:
            continue
        held[receiver.key] = held.get(receiver.key, 0) + 1
        usable[seat.key] = receiver.key
    return usable


def count(
    seats: Iterable[Seat],
    rule: QuorumRule,
    *,
    per_holder: int = 1,
    second_session: bool = False,
) -> Quorum:
    """Count a point. ``second_session``: convened again on the same agenda, without quorum."""
    groups = _groups(seats, rule)
    members = [seat for group in groups.values() for seat in group]
    share = Share.NONE if second_session else rule.share
    proxies = usable_proxies(members, rule, per_holder)
    counts = tuple(
        _count(college, group, rule, share, proxies) for college, group in groups.items()
    )
    return Quorum(
        rule=rule,
        counts=counts,
        second_session=second_session,
        proxies=tuple(seat.name for seat in members if seat.key in proxies),
        interested=tuple(seat.name for seat in members if seat.interested and attends(seat, rule)),
        voters=_voters(members, rule, proxies),
    )


def _count(
    college: str,
    group: list[Seat],
    rule: QuorumRule,
    share: Share,
    proxies: Mapping[str, str],
) -> Count:
    base = [seat for seat in group if rule.interested_in_base or not seat.interested]
    present = sum(sits(seat, rule) for seat in group)
    if rule.proxies_count:
        present += sum(seat.key in proxies for seat in group)
    return Count(college, len(base), present, required(share, len(base)))


def _groups(seats: Iterable[Seat], rule: QuorumRule) -> dict[str, list[Seat]]:
    """Seats in office by college, or all together; a college all vacant stays, empty."""
    groups: dict[str, list[Seat]] = {}
    for seat in seats:
        group = groups.setdefault(seat.college if rule.base is Base.PER_COLLEGE else "", [])
        if not seat.vacant and (seat.voting or rule.base is not Base.VOTING_MEMBERS):
            group.append(seat)
    return groups


def _voters(members: list[Seat], rule: QuorumRule, proxies: Mapping[str, str]) -> dict[str, int]:
    voices = {seat.key: 1 for seat in members if seat.voting and sits(seat, rule)}
    for receiver in proxies.values():
        voices[receiver] += 1
    return voices
