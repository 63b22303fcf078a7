"""Rooms full of fictitious members, built from a few numbers."""

from dataclasses import replace

from governance.committees.citations import Citation
from governance.committees.quorum import Base, Mode, QuorumRule, Seat, Share

RULES = "règlement intérieur"
CITATIONS = {
    "quorum.reached": Citation(RULES, ("5.2",)),
    "quorum.reached_colleges": Citation(RULES, ("5.1", "5.2")),
    "quorum.missing_college": Citation(RULES, ("5.2",)),
    "quorum.missing": Citation(RULES, ("5.2",)),
    "quorum.reached.proxies": Citation(RULES, ("5.5",)),
    "quorum.reached.interested": Citation(RULES, ("5.6",)),
    "quorum.lost": Citation(RULES, ("5.8",)),
    "quorum.second": Citation(RULES, ("5.9",)),
    "quorum.no_chair": Citation(RULES, ("3.4",)),
    "quorum.none": Citation(RULES, ("13.3",)),
    "vote.adopted": Citation(RULES, ("6.2", "6.3")),
    "vote.rejected": Citation(RULES, ("6.2", "6.3")),
    "vote.tie_rejected": Citation(RULES, ("6.4",)),
    "vote.tie_chair": Citation("CGCT", ("L. 2121-20",)),
    "vote.proxy_excess": Citation(RULES, ("7.3",)),
}
STATE, AUTHORITIES = "Éducation nationale", "Collectivités"


def rule(share: str, **options) -> QuorumRule:
    return QuorumRule(Share(share), **options)


def colleges(share: str = "half", **options) -> QuorumRule:
    return QuorumRule(Share(share), Base.PER_COLLEGE, **options)


def room(  # each number is a fact of the room
    in_office: int,
    present: int,
    *,
    college: str = "",
    vacant: int = 0,
    remote: int = 0,
    seated_substitutes: int = 0,
    proxies: int = 0,
    interested: int = 0,
) -> list[Seat]:
    """``in_office`` seats: holders in the room first, then remote, then substitutes, then away.

    Powers are given by members who are away, one to each holder of the room, the last first;
    the first ``interested`` holders of the room have an interest in the matter.
    """
    seats = [
        Seat(key=f"{college}{n}", name=f"M. Membre{n}", college=college) for n in range(in_office)
    ]
    for n in range(present):
        seats[n] = replace(seats[n], holder=Mode.ROOM, interested=n < interested)
    for n in range(present, present + remote):
        seats[n] = replace(seats[n], holder=Mode.REMOTE)
    start = present + remote
    for n in range(start, start + seated_substitutes):
        seats[n] = replace(seats[n], substitute=Mode.ROOM)
    start += seated_substitutes
    for n in range(start, min(start + proxies, in_office)):
        receiver = f"{college}{present - 1 - (n - start)}"
        seats[n] = replace(seats[n], proxy_to=receiver)
    seats += [Seat(key=f"{college}v{n}", college=college, vacant=True) for n in range(vacant)]
    return seats


def two_colleges(state: tuple[int, int], authorities: tuple[int, int]) -> list[Seat]:
    """(in office, present) of each college."""
    return room(*state, college=STATE) + room(*authorities, college=AUTHORITIES)
