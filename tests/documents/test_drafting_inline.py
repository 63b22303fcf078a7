"""A line of a text becomes pieces of Word: no tag is ever cut, French spaces never part."""

import pytest

from documents.drafting.inline import branches, closed_up, pieces, shared_condition
from documents.drafting.typography import spaced

NBSP = "\u00a0"


def test_a_tag_inside_bold_stands_alone_and_keeps_its_look():
    found = pieces('**Total : {% if x == "a*b" %}{{ n }}{% endif %}** fin')
    assert [(p.text, p.bold) for p in found] == [
        (f"Total{NBSP}: ", True),
        ('{% if x == "a*b" %}', True),
        ("{{ n }}", True),
        ("{% endif %}", True),
        (" fin", False),
    ]


def test_bold_opened_in_a_condition_and_closed_after_it_cuts_no_tag():
    found = pieces("{% if a %}**oui{% endif %} et** non")
    assert [p.text for p in found if "{" in p.text] == ["{% if a %}", "{% endif %}"]
    assert [p.text for p in found if p.bold] == ["oui", "{% endif %}", " et"]


def test_quotes_inside_a_tag_are_left_as_they_were():
    [tag] = [p.text for p in pieces("l'école {{ n | plural(\"d'un\", 'x') }}") if "{{" in p.text]
    assert tag == "{{ n | plural(\"d'un\", 'x') }}"


def test_a_point_to_settle_is_marked_and_nothing_else():
    found = pieces("Avant [à confirmer au vu des statuts] après")
    assert "".join(p.text for p in found if p.marked) == "[à confirmer au vu des statuts]"


def test_comments_are_not_printed():
    assert "".join(p.text for p in pieces("Un<!-- Clause --> deux")) == "Un deux"


@pytest.mark.parametrize(
    ("written", "bound"),
    [
        ("n° 12", "n°_12"),
        ("art. L. 2121-29", "art._L._2121-29"),
        ("l'article 14", "l’article_14"),
        ("le 27 avril 2016", "le 27_avril_2016"),
        ("3 500 habitants", "3_500 habitants"),
        ("moins de 20 % des", "moins de 20_% des"),
        ("« élève » ; oui", "«_élève_»_; oui"),
        ("85 × 32 mm", "85_×_32_mm"),
        ("M. Martin", "M._Martin"),
        ("trois mots communs", "trois mots communs"),
    ],
)
def test_french_spaces_are_unbreakable(written, bound):
    assert spaced(written).replace(NBSP, "_") == bound


def test_the_space_before_a_value_is_bound_like_before_a_figure():
    words = "".join(p.text for p in pieces("n° {{ number }}, {{ days }} jours"))
    assert words == f"n°{NBSP}{{{{ number }}}}, {{{{ days }}}}{NBSP}jours"


def test_a_line_that_is_one_condition_gives_its_branches():
    assert branches(
        "{% if a %}Un{% elif b %}De{% if c %}ux{% endif %}{% else %}Trois{% endif %}"
    ) == [
        ("if a", "Un"),
        ("elif b", "De{% if c %}ux{% endif %}"),
        ("else", "Trois"),
    ]


@pytest.mark.parametrize("line", ["Vu {% if a %}x{% endif %}", "{% if a %}x{% endif %}.", "rien"])
def test_a_line_that_always_prints_has_no_branches(line):
    assert branches(line) is None


def test_a_line_of_several_conditions_prints_when_one_holds():
    assert (
        shared_condition("{% if a %}x{% endif %} {% if b == 1 %}y{% endif %}") == "(a) or (b == 1)"
    )
    assert shared_condition("{% if a %}x{% else %}z{% endif %} {% if b %}y{% endif %}") == ""


def test_an_optional_phrase_takes_its_space_with_it():
    assert (
        closed_up("Un. {% if x %}Deux.{% endif %} Trois.")
        == "Un.{% if x %} Deux.{% endif %} Trois."
    )
    kept = "Un. {% if x %}Deux.{% else %}Rien.{% endif %} Trois."
    assert closed_up(kept) == kept
