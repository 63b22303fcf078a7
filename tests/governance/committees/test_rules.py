"""The rules that the software ships: what they count, what they cite, how they read."""

import datetime as dt
import re
from pathlib import Path

import pytest

from governance import parameters
from governance.committees import cadence, explaining, loading, sentences
from governance.committees.citations import Citation
from governance.committees.quorum import Base, QuorumRule, Seat, Share, count
from governance.committees.rules import CITED, applied, cited
from governance.committees.votes import Tie, VoteRule

START = dt.date(2026, 1, 1)
KINDS = {kind["code"]: kind for kind in loading.described()}
BORN = {row.key: row.value for row in parameters.birth_rows()}
RULES = "règlement intérieur"


def rules(code, **changed):
    kind = KINDS[code]
    named = {field: name.partition("/")[0] for field, name in kind["parameters"].items()}
    given = {field: BORN[key] for field, key in named.items()}
    found = loading.rules_of(kind, START, given)
    for name, value in changed.items():
        setattr(found, name, value)
    return found


def plain(words):
    """Without the spaces that do not break."""
    return words.replace("\xa0", " ")


def said(found):
    return [each for section in sentences.sections(found) for each in section.sentences]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ethics", QuorumRule(Share.HALF, Base.PER_COLLEGE, remote_counts=True)),
        ("steering", QuorumRule(Share.NONE, remote_counts=True)),
        ("working_group", QuorumRule(Share.NONE, remote_counts=True)),
        ("tender_board", QuorumRule(Share.MAJORITY, Base.VOTING_MEMBERS, remote_counts=True)),
    ],
)
def test_each_kind_counts_as_its_text_says(code, expected):
    found = applied(rules(code))
    assert found.quorum == expected
    assert found.vote == VoteRule(tie=Tie.REJECTED), "nobody has a casting vote"


def test_powers_are_admitted_in_the_ethics_committee_alone():
    assert {code: applied(rules(code)).per_holder for code in KINDS} == {
        "ethics": 1, "steering": 0, "working_group": 0, "tender_board": 0,
    }  # fmt: skip


def test_every_explanation_of_a_quorum_or_a_vote_may_be_cited():
    source = Path(explaining.__file__).read_text(encoding="utf-8")
    asked = set(re.findall(r'"((?:quorum|vote)\.[a-z_.]+)"', source))
    assert len(asked) > 8
    assert asked <= set(CITED)


@pytest.mark.parametrize("code", KINDS)
def test_a_kind_cites_only_what_the_form_shows(code):
    assert set(KINDS[code]["citations"]) <= set(CITED)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("5.1, 5.2", Citation(RULES, ("5.1", "5.2"))),
        ("CGCT, art. L. 1411-5", Citation("CGCT", ("L. 1411-5",))),
        ("règles du coordonnateur", Citation("règles du coordonnateur")),
    ],
)
def test_a_source_names_articles_of_the_text_or_another_text(written, expected):
    assert cited(RULES, {"quorum": written, "vote": " "}) == {"quorum": expected}


def test_the_ethics_committee_cites_its_internal_rules():
    found = applied(rules("ethics"))
    seats = [Seat("1", college="État"), Seat("2", college="Collectivités")]
    sentence = explaining.quorum_sentence(count(seats, found.quorum), found.citations)
    assert plain(sentence).endswith("1 requis (règlement intérieur, art. 5.2).")


def test_a_steering_committee_has_no_quorum_and_says_why():
    found = applied(rules("steering"))
    sentence = explaining.quorum_sentence(count([Seat("1")], found.quorum), found.citations)
    assert plain(sentence) == (
        "Aucun quorum n’est exigé (règlement intérieur du comité d’éthique, art. 13.3) : "
        "0 présent sur 1."
    )


@pytest.mark.parametrize("code", KINDS)
def test_every_rule_reads_as_a_sentence(code):
    for sentence in said(rules(code)):
        assert re.fullmatch(r"[A-ZÀ].*\.", sentence.words), sentence
        assert "None" not in sentence.words


def test_the_rules_of_the_ethics_committee_are_told_with_their_articles():
    told = {plain(each.words): plain(each.source) for each in said(rules("ethics"))}
    notice = (
        "La convocation est envoyée 5 jours francs au moins avant la séance. "
        "Ni le jour de l’envoi ni celui de la séance ne comptent."
    )
    chair = (
        "Le directeur académique (DASEN) et le président du syndicat président les séances à "
        "tour de rôle."
    )
    assert told[notice] == "règlement intérieur, art. 4.3"
    assert told[chair] == "règlement intérieur, art. 3.1, 3.2 et 3.3"
    assert "Un membre détient 1 pouvoir au plus." in told


def test_a_rule_is_not_lent_the_article_of_another():
    told = {plain(each.words): each.source for each in said(rules("tender_board"))}
    interested = (
        "Un membre intéressé à l’affaire n’est pas compté présent. "
        "Le nombre des membres en exercice reste le même."
    )
    assert told[interested] == ""
    assert not any("non pour le quorum" in words for words in told), "there is no power"


def test_what_is_not_admitted_is_told_too():
    told = [each.words for each in said(rules("ethics", second_session_days=None))]
    assert "Aucune seconde séance sans quorum n’est prévue." in told
    told = [each.words for each in said(rules("steering"))]
    assert "Aucun délai de convocation n’est imposé." in told
    assert "Les pouvoirs ne sont pas admis." in told


@pytest.mark.parametrize(
    ("per_year", "last", "due"),
    [
        (2, dt.date(2026, 1, 15), dt.date(2026, 7, 14)),
        (3, dt.date(2026, 9, 1), dt.date(2026, 12, 31)),
        (0, dt.date(2026, 9, 1), None),
    ],
)
def test_the_next_meeting_is_due_within_its_share_of_the_year(per_year, last, due):
    assert cadence.next_due(per_year, last) == due
