"""Quorum: the cases of the design (Q01 to Q30) and those found at the edges."""

from dataclasses import replace

import pytest

from governance.committees.explaining import Departure, quorum_sentence
from governance.committees.quorum import Base, Mode, Seat, Share, count, required

from .rooms import AUTHORITIES, CITATIONS, STATE, colleges, room, rule, two_colleges

NB, TH = "\u00a0", "\u202f"

CASES = {
    "Q01": (rule("majority"), room(25, 15, interested=1, proxies=3), (25, 14, 13), True),
    "Q02": (rule("majority"), room(25, 13, interested=1), (25, 12, 13), False),
    "Q03": (rule("majority"), room(25, 13, proxies=12), (25, 13, 13), True),
    "Q04": (rule("majority"), room(25, 12, proxies=13), (25, 12, 13), False),
    "Q05": (rule("majority"), room(25, 13, vacant=2), (25, 13, 13), True),
    "Q06": (rule("majority"), room(24, 12), (24, 12, 13), False),
    "Q07": (rule("half"), room(24, 12), (24, 12, 12), True),
    "Q08": (rule("half"), room(25, 12), (25, 12, 13), False),
    "Q09": (rule("majority"), room(25, 11, seated_substitutes=2), (25, 13, 13), True),
    "Q11": (rule("majority", remote_counts=True), room(25, 10, remote=3), (25, 13, 13), True),
    "Q12": (rule("majority"), room(25, 10, remote=3), (25, 10, 13), False),
    "Q13": (rule("third"), room(25, 9), (25, 9, 9), True),
    "Q14": (rule("third"), room(25, 8), (25, 8, 9), False),
    "Q15": (rule("none"), room(8, 3), (8, 3, 0), True),
    "Q16": (rule("none"), room(8, 0), (8, 0, 0), True),
    "Q18": (rule("majority"), room(1, 1), (1, 1, 1), True),
    "Q19": (rule("majority"), room(2, 1), (2, 1, 2), False),
    "Q20": (rule("majority"), room(3, 2), (3, 2, 2), True),
    "Q21": (rule("majority"), room(25, 13), (25, 13, 13), True),
    "Q22": (rule("majority"), room(25, 12), (25, 12, 13), False),
    "Q23": (rule("majority"), room(25, 13), (25, 13, 13), True),
    "Q25": (rule("majority"), room(25, 13, interested=1), (25, 12, 13), False),
    "Q26": (rule("majority"), room(25, 13), (25, 13, 13), True),
    # Found at the edges.
    "nobody in office": (rule("majority"), room(0, 0, vacant=3), (0, 0, 1), False),
    "nobody in office, half": (rule("half"), room(0, 0, vacant=3), (0, 0, 1), False),
    "three members, half is rounded up": (rule("half"), room(3, 1), (3, 1, 2), False),
    "a third of one": (rule("third"), room(1, 0), (1, 0, 1), False),
    "interested out of the base": (
        rule("majority", interested_in_base=False),
        room(25, 13, interested=1),
        (24, 12, 13),
        False,
    ),
    "powers counted by the rules": (
        rule("majority", proxies_count=True),
        room(25, 10, proxies=3),
        (25, 13, 13),
        True,
    ),
    "substitutes without a seat by the rules": (
        rule("majority", substitutes_count=False),
        room(25, 11, seated_substitutes=2),
        (25, 11, 13),
        False,
    ),
    "everybody remote, admitted": (
        rule("majority", remote_counts=True),
        room(3, 0, remote=3),
        (3, 3, 2),
        True,
    ),
    "everybody interested": (rule("majority"), room(3, 3, interested=3), (3, 0, 2), False),
}


@pytest.mark.parametrize("name", CASES)
def test_a_count_is_right(name):
    counted_rule, seats, (base, present, needed), reached = CASES[name]
    quorum = count(seats, counted_rule)
    counted = quorum.counts[0]
    assert (counted.base, counted.present, counted.required) == (base, present, needed)
    assert quorum.reached is reached


COLLEGES = {
    "Q27": (two_colleges((6, 3), (8, 4)), [(6, 3, 3), (8, 4, 4)], True),
    "Q28": (two_colleges((6, 2), (8, 8)), [(6, 2, 3), (8, 8, 4)], False),
    "Q29": (two_colleges((6, 3), (7, 4)), [(6, 3, 3), (7, 4, 4)], True),
    "Q30": (two_colleges((5, 3), (9, 4)), [(5, 3, 3), (9, 4, 5)], False),
    "a college whose seats are all vacant": (
        room(0, 0, college=STATE, vacant=6) + room(8, 8, college=AUTHORITIES),
        [(0, 0, 1), (8, 8, 4)],
        False,
    ),
}


@pytest.mark.parametrize("name", COLLEGES)
def test_each_college_is_counted_apart(name):
    seats, expected, reached = COLLEGES[name]
    quorum = count(seats, colleges())
    assert [(c.base, c.present, c.required) for c in quorum.counts] == expected
    assert quorum.reached is reached


def test_a_substitute_beside_the_holder_is_not_counted_twice():
    """Q10."""
    seats = room(25, 11, seated_substitutes=1)
    seats[0] = replace(seats[0], substitute=Mode.ROOM)
    assert count(seats, rule("majority")).counts[0].present == 12


def test_a_substitute_seated_for_an_interested_holder_is_interested_too():
    """The interest is that of the seat's institution: sending the substitute changes nothing."""
    seat = Seat(key="a", holder=None, substitute=Mode.ROOM, interested=True)
    assert count([seat], rule("majority")).counts[0].present == 0


def test_the_second_session_asks_for_no_quorum():
    """Q17."""
    quorum = count(room(25, 4), rule("majority"), second_session=True)
    assert quorum.reached
    assert quorum.counts[0].required == 0


def test_the_receiver_who_leaves_takes_the_power_with_him():
    """Q24, and art. 7.6: the giver's voice is lost, the quorum with it."""
    seats = room(25, 13, proxies=1)
    assert count(seats, rule("majority")).voices == 14
    seats[12] = replace(seats[12], holder=None)
    quorum = count(seats, rule("majority"))
    assert not quorum.reached
    assert quorum.voices == 12


def giver_and_receiver(**giver) -> list[Seat]:
    return [
        Seat(key="receiver", name="Mme Roy", college=STATE, holder=Mode.ROOM),
        Seat(key="giver", name="M. Merlin", college=STATE, proxy_to="receiver", **giver),
    ]


@pytest.mark.parametrize(
    ("case", "giver"),
    [
        ("the giver arrives", {"holder": Mode.ROOM}),
        ("the substitute of the giver arrives", {"substitute": Mode.ROOM}),
    ],
)
def test_a_power_ends_when_its_seat_is_taken(case, giver):
    quorum = count(giver_and_receiver(**giver), rule("majority"))
    assert quorum.proxies == ()
    assert quorum.voters == {"receiver": 1, "giver": 1}


def test_a_power_of_an_interested_member_is_set_aside():
    quorum = count(giver_and_receiver(interested=True), rule("majority"))
    assert quorum.voices == 1


def test_a_power_to_an_interested_member_is_set_aside():
    seats = giver_and_receiver()
    seats[0] = replace(seats[0], interested=True)
    assert count(seats, rule("majority")).voices == 0


def test_a_power_to_a_remote_member_who_is_not_counted_is_not_used():
    seats = giver_and_receiver()
    seats[0] = replace(seats[0], holder=Mode.REMOTE)
    assert count(seats, rule("majority")).voices == 0
    assert count(seats, rule("majority", remote_counts=True)).voices == 2


def test_a_power_stays_within_its_college():
    seats = giver_and_receiver()
    seats[0] = replace(seats[0], college=AUTHORITIES)
    assert count(seats, colleges()).voices == 1
    assert count(seats, rule("majority")).voices == 2


def test_a_receiver_uses_no_more_powers_than_the_rules_admit():
    seats = [*giver_and_receiver(), Seat(key="other", college=STATE, proxy_to="receiver")]
    assert count(seats, rule("majority")).voters == {"receiver": 2}
    assert count(seats, rule("majority"), per_holder=2).voters == {"receiver": 3}


def test_a_power_given_to_oneself_or_to_nobody_is_nothing():
    seats = [Seat(key="a", proxy_to="a"), Seat(key="b", proxy_to="gone")]
    assert count(seats, rule("majority")).voices == 0


def test_an_advisory_member_neither_counts_nor_votes_where_only_voters_do():
    seats = [*room(3, 2), Seat(key="advice", voting=False, holder=Mode.ROOM)]
    quorum = count(seats, rule("majority", base=Base.VOTING_MEMBERS))
    assert quorum.counts[0].base == 3
    assert quorum.voices == 2


@pytest.mark.parametrize("share", list(Share))
@pytest.mark.parametrize("base", range(30))
def test_what_is_required_is_a_share_of_the_base(share, base):
    needed = required(share, base)
    match share:
        case Share.NONE:
            assert needed == 0
        case Share.MAJORITY:
            assert needed * 2 > base >= needed * 2 - 2
        case Share.HALF:
            assert needed * 2 >= base
        case Share.THIRD:
            assert needed * 3 >= base
    assert needed <= max(base, 1)


def said(seats, counted_rule, **options) -> str:
    second = options.pop("second_session", False)
    quorum = count(seats, counted_rule, second_session=second)
    return quorum_sentence(quorum, CITATIONS, **options).replace(NB, " ").replace(TH, " ")


SENTENCES = [
    (
        said(room(25, 15, interested=1, proxies=3), rule("majority"), point="4"),
        "Quorum atteint pour le point 4 : 14 membres présents sur 25 en exercice, 13 requis. "
        "Les 3 pouvoirs comptent pour le vote, non pour le quorum ; M. Membre0, intéressé à "
        "l’affaire, n’est pas compté (règlement intérieur, art. 5.2, 5.5 et 5.6).",
    ),
    (
        said(room(25, 13), rule("majority")),
        "Quorum atteint : 13 membres présents sur 25 en exercice, 13 requis "
        "(règlement intérieur, art. 5.2).",
    ),
    (
        said(room(25, 15, interested=2), rule("majority")),
        "Quorum atteint : 13 membres présents sur 25 en exercice, 13 requis. M. Membre0 et "
        "M. Membre1, intéressés à l’affaire, ne sont pas comptés "
        "(règlement intérieur, art. 5.2 et 5.6).",
    ),
    (
        said(room(25, 13, proxies=1), rule("majority")),
        "Quorum atteint : 13 membres présents sur 25 en exercice, 13 requis. Le pouvoir compte "
        "pour le vote, non pour le quorum (règlement intérieur, art. 5.2 et 5.5).",
    ),
    (
        said(room(1, 1), rule("majority")),
        "Quorum atteint : 1 membre présent sur 1 en exercice, 1 requis "
        "(règlement intérieur, art. 5.2).",
    ),
    (
        said(room(25, 12), rule("majority")),
        "Quorum non atteint : 12 membres présents sur 25 en exercice, 13 requis "
        "(règlement intérieur, art. 5.2). La séance ne peut délibérer.",
    ),
    (
        said(
            room(25, 12),
            rule("majority"),
            departure=Departure("19 h 42", "Mme Vion", ("5", "6", "7")),
        ),
        "Quorum perdu à 19 h 42 au départ de Mme Vion : 12 présents, 13 requis (règlement "
        "intérieur, art. 5.8). Les points 5 à 7 sont reportés ; les décisions déjà prises "
        "restent valables.",
    ),
    (
        said(room(25, 12), rule("majority"), departure=Departure("19 h 42", "Mme Vion", ("5",))),
        "Quorum perdu à 19 h 42 au départ de Mme Vion : 12 présents, 13 requis (règlement "
        "intérieur, art. 5.8). Le point 5 est reporté ; les décisions déjà prises restent "
        "valables.",
    ),
    (
        said(room(8, 3), rule("none")),
        "Aucun quorum n’est exigé (règlement intérieur, art. 13.3) : 3 présents sur 8.",
    ),
    (
        said(room(8, 0), rule("none"), chair_present=False),
        "La séance ne peut s’ouvrir : ni président ni remplaçant présent "
        "(règlement intérieur, art. 3.4).",
    ),
    (
        said(room(25, 4), rule("majority"), second_session=True),
        "Seconde convocation sur le même ordre du jour : aucun quorum n’est exigé "
        "(règlement intérieur, art. 5.9). 4 présents sur 25.",
    ),
    (
        said(two_colleges((6, 3), (8, 4)), colleges()),
        "Quorum atteint dans chaque collège : 3 sur 6 (3 requis), 4 sur 8 (4 requis) "
        "(règlement intérieur, art. 5.1 et 5.2).",
    ),
    (
        said(two_colleges((6, 2), (8, 8)), colleges()),
        "Quorum non atteint dans le collège « Éducation nationale » : 2 présents sur 6, "
        "3 requis (règlement intérieur, art. 5.2).",
    ),
]


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES)
def test_the_explanation_says_it_in_words(sentence, expected):
    assert sentence == expected


def test_a_woman_who_has_an_interest_is_spoken_of_as_one():
    seats = [Seat(key="a", name="Mme Roy", holder=Mode.ROOM, interested=True), *room(2, 2)]
    assert "Mme Roy, intéressée à l’affaire, n’est pas comptée" in said(seats, rule("majority"))


def test_rules_without_a_source_print_no_empty_parenthesis():
    assert "(" not in quorum_sentence(count(room(3, 2), rule("majority")), {})
