"""The result of a vote, and how a tie is settled.

Pure arithmetic. Sources: CGCT, art. L. 2121-20 (majority of the votes cast; the chair's vote
settles a tie except in a secret ballot) and L. 2121-21 (secret ballot) for assemblies; internal
rules of the instance otherwise. Abstentions, blank and void papers are not votes cast.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class MajorityOf(StrEnum):
    """What the majority is taken of."""

    CAST = "cast"
    PRESENT = "present"


class Tie(StrEnum):
    """What an equal division gives."""

    CHAIR = "chair"
    REJECTED = "rejected"


@dataclass(frozen=True)
class VoteRule:
    majority_of: MajorityOf = MajorityOf.CAST
    tie: Tie = Tie.REJECTED


@dataclass(frozen=True)
class Tally:
    """Voices counted in one college, or in the whole instance."""

    in_favour: int
    against: int
    abstentions: int = 0
    blank: int = 0
    """Blank and void papers together."""

    @property
    def cast(self) -> int:
        return self.in_favour + self.against

    @property
    def voices(self) -> int:
        return self.cast + self.abstentions + self.blank


class Result(StrEnum):
    """How a vote ended; the value is the key of its explanation."""

    ADOPTED = "vote.adopted"
    REJECTED = "vote.rejected"
    TIE_CHAIR = "vote.tie_chair"
    TIE_REJECTED = "vote.tie_rejected"


@dataclass(frozen=True)
class Outcome:
    """The result, with the majority that was required in each college."""

    result: Result
    tallies: Mapping[str, Tally]
    required: Mapping[str, int]
    adopted: bool


def outcome(
    rule: VoteRule,
    tallies: Mapping[str, Tally],
    *,
    secret: bool = False,
    chair_in_favour: bool | None = None,
) -> Outcome:
    """Settle a vote. ``tallies``: college → voices, one entry with an empty key without colleges.

    Each college must adopt. ``chair_in_favour`` is the chair's own vote, None when unknown or
    abstaining: it settles a tie only in a public vote, where the rules give it that weight.
    """
    needed = {college: _required(rule, tally) for college, tally in tallies.items()}
    won = {college: tally.in_favour >= needed[college] for college, tally in tallies.items()}
    tied = [tally.cast > 0 and tally.in_favour == tally.against for tally in tallies.values()]
    if all(won.values()):
        result = Result.ADOPTED
    elif not all(win or tie for win, tie in zip(won.values(), tied, strict=True)):
        result = Result.REJECTED
    elif rule.tie is Tie.CHAIR and not secret and chair_in_favour is not None:
        result = Result.TIE_CHAIR
    else:
        result = Result.TIE_REJECTED
    adopted = result is Result.ADOPTED or (result is Result.TIE_CHAIR and chair_in_favour is True)
    return Outcome(result, tallies, needed, adopted)


def _required(rule: VoteRule, tally: Tally) -> int:
    """More than half, so at least one vote in favour."""
    whole = tally.cast if rule.majority_of is MajorityOf.CAST else tally.voices
    return whole // 2 + 1
