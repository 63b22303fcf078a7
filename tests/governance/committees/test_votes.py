"""Votes: the cases of the design (Q31 to Q40) and those found at the edges."""

from dataclasses import replace

import pytest

from governance.committees.explaining import proxy_excess, vote_sentence
from governance.committees.quorum import Mode, Seat, count
from governance.committees.votes import MajorityOf, Result, Tally, Tie, VoteRule, outcome

from .rooms import AUTHORITIES, CITATIONS, STATE, room, rule

ASSEMBLY = VoteRule(tie=Tie.CHAIR)
COMMITTEE = VoteRule()
PRESENT = VoteRule(majority_of=MajorityOf.PRESENT)
NB, TH = "\u00a0", "\u202f"

CASES = {
    "Q31": (ASSEMBLY, Tally(10, 7), {}, (17, 9), Result.ADOPTED),
    "Q32": (ASSEMBLY, Tally(8, 6, 3), {}, (14, 8), Result.ADOPTED),
    "Q33": (ASSEMBLY, Tally(7, 7), {"chair_in_favour": True}, (14, 8), Result.TIE_CHAIR),
    "Q34": (COMMITTEE, Tally(7, 7), {"chair_in_favour": True}, (14, 8), Result.TIE_REJECTED),
    "Q35": (
        ASSEMBLY,
        Tally(7, 7),
        {"chair_in_favour": True, "secret": True},
        (14, 8),
        Result.TIE_REJECTED,
    ),
    "Q36": (ASSEMBLY, Tally(0, 0, 14), {}, (0, 1), Result.REJECTED),
    "Q37": (ASSEMBLY, Tally(12, 1, blank=1), {}, (13, 7), Result.ADOPTED),
    "Q40": (ASSEMBLY, Tally(6, 5), {}, (11, 6), Result.ADOPTED),
    # Found at the edges.
    "the chair abstains on a tie": (ASSEMBLY, Tally(7, 7, 1), {}, (14, 8), Result.TIE_REJECTED),
    "a single voice": (COMMITTEE, Tally(1, 0), {}, (1, 1), Result.ADOPTED),
    "nobody votes": (COMMITTEE, Tally(0, 0), {}, (0, 1), Result.REJECTED),
    "majority of those present": (PRESENT, Tally(7, 3, 4), {}, (10, 8), Result.REJECTED),
    "blank papers weigh on those present": (
        PRESENT,
        Tally(8, 3, 2, blank=1),
        {},
        (11, 8),
        Result.ADOPTED,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_vote_is_settled(name):
    vote_rule, tally, options, (cast, needed), result = CASES[name]
    settled = outcome(vote_rule, {"": tally}, **options)
    assert tally.cast == cast
    assert settled.required[""] == needed
    assert settled.result is result


def test_the_chair_settles_a_tie_either_way():
    assert outcome(ASSEMBLY, {"": Tally(7, 7)}, chair_in_favour=True).adopted
    assert not outcome(ASSEMBLY, {"": Tally(7, 7)}, chair_in_favour=False).adopted


def test_each_college_must_adopt():
    """Q38."""
    settled = outcome(COMMITTEE, {STATE: Tally(3, 0), AUTHORITIES: Tally(3, 4)})
    assert settled.required == {STATE: 2, AUTHORITIES: 4}
    assert settled.result is Result.REJECTED
    assert outcome(COMMITTEE, {STATE: Tally(3, 0), AUTHORITIES: Tally(4, 3)}).adopted


def test_a_tie_in_one_college_rejects_without_the_weight_of_the_chair():
    settled = outcome(COMMITTEE, {STATE: Tally(3, 0), AUTHORITIES: Tally(4, 4)})
    assert settled.result is Result.TIE_REJECTED
    assert not settled.adopted


def test_a_college_that_rejects_prevails_on_one_that_is_tied():
    settled = outcome(COMMITTEE, {STATE: Tally(1, 1), AUTHORITIES: Tally(0, 4)})
    assert settled.result is Result.REJECTED


def test_the_power_of_an_interested_member_is_not_among_the_voices_expected():
    """Q40: eleven sit, the only power was given by who has an interest."""
    seats = room(25, 11, proxies=1)
    assert count(seats, rule("third")).voices == 12
    seats[11] = replace(seats[11], interested=True)
    assert count(seats, rule("third")).voices == 11


def test_voices_are_those_of_the_room_and_of_its_powers():
    """Q31: fourteen present and three powers."""
    assert count(room(25, 14, proxies=3), rule("majority")).voices == 17


def test_who_has_no_voice_casts_none():
    seats = [*room(3, 3), Seat(key="guest", voting=False, holder=Mode.ROOM)]
    assert "guest" not in count(seats, rule("majority")).voters


SENTENCES = [
    (
        outcome(ASSEMBLY, {"": Tally(10, 7)}),
        "Adopté par 10 voix contre 7, 0 abstention ; 17 suffrages exprimés, 9 requis "
        "(règlement intérieur, art. 6.2 et 6.3).",
    ),
    (
        outcome(ASSEMBLY, {"": Tally(12, 1, blank=1)}),
        "Adopté par 12 voix contre 1, 0 abstention, 1 bulletin blanc ou nul ; 13 suffrages "
        "exprimés, 7 requis (règlement intérieur, art. 6.2 et 6.3).",
    ),
    (
        outcome(ASSEMBLY, {"": Tally(0, 0, 14)}),
        "Rejeté par 0 voix contre 0, 14 abstentions ; 0 suffrage exprimé, 1 requis "
        "(règlement intérieur, art. 6.2 et 6.3).",
    ),
    (
        outcome(ASSEMBLY, {"": Tally(7, 7)}, chair_in_favour=True),
        "Partage égal : la voix du président l’emporte (CGCT, art. L. 2121-20). "
        "Adopté par 7 voix contre 7, 0 abstention ; 14 suffrages exprimés, 8 requis.",
    ),
    (
        outcome(COMMITTEE, {"": Tally(7, 7)}),
        "Partage égal : la proposition n’est pas adoptée (règlement intérieur, art. 6.4). "
        "7 voix contre 7, 0 abstention ; 14 suffrages exprimés, 8 requis.",
    ),
    (
        outcome(COMMITTEE, {STATE: Tally(3, 0), AUTHORITIES: Tally(3, 4)}),
        "Rejeté : collège « Éducation nationale », 3 voix contre 0, 0 abstention ; 3 suffrages "
        "exprimés, 2 requis ; collège « Collectivités », 3 voix contre 4, 0 abstention ; "
        "7 suffrages exprimés, 4 requis (règlement intérieur, art. 6.2 et 6.3).",
    ),
]


@pytest.mark.parametrize(("settled", "expected"), SENTENCES)
def test_the_result_is_said_in_words(settled, expected):
    assert vote_sentence(settled, CITATIONS).replace(NB, " ").replace(TH, " ") == expected


def test_one_power_too_many_is_refused_with_the_article():
    """Q39."""
    assert proxy_excess("Mme Roy", 1, CITATIONS).replace(NB, " ") == (
        "Mme Roy détient déjà 1 pouvoir : le règlement n’en admet pas davantage "
        "(règlement intérieur, art. 7.3)."
    )
