"""Dates, amounts and typography as a mayor reads them."""

import itertools
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import french

N, T = "\u00a0", "\u202f"


def test_dates():
    assert french.date_fr(date(2026, 9, 1)) == f"1er{N}septembre 2026"
    assert french.date_full_fr(date(2026, 9, 7)) == f"lundi 7{N}septembre 2026"
    assert french.time_fr(time(16, 5)) == f"16{N}h{N}05"
    assert french.time_fr(time(18, 0)) == f"18{N}h"


def test_a_disk_that_fails_is_told_in_french():
    assert french.os_error(OSError(28, "No space left on device")) == "le disque est plein"
    assert french.os_error(FileNotFoundError(2, "No such file")) == "il n’existe pas"
    assert french.os_error(OSError("?")) == "le disque a répondu par une erreur"


def test_an_instant_is_printed_on_the_clock_of_the_place():
    instant = datetime(2026, 6, 12, 20, 30, tzinfo=UTC)
    assert french.datetime_fr(instant, "Indian/Reunion") == f"13{N}juin 2026 à 0{N}h{N}30"
    assert french.datetime_fr(instant) == f"12{N}juin 2026 à 22{N}h{N}30"


def test_a_day_is_never_guessed_from_an_instant():
    with pytest.raises(TypeError):
        french.date_fr(datetime(2026, 6, 12, 20, 30, tzinfo=UTC))
    with pytest.raises(ValueError, match="fuseau"):
        french.datetime_fr(datetime(2026, 6, 12))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1243.62"), f"1{T}243,62{T}€"),
        (Decimal("10"), f"10,00{T}€"),
        (Decimal("0.005"), f"0,01{T}€"),
        (Decimal("-1234567.5"), f"\u22121{T}234{T}567,50{T}€"),
        (0, f"0,00{T}€"),
    ],
)
def test_euros(value, text):
    assert french.euros(value) == text


def test_numbers_and_percentages():
    assert french.number(43810) == f"43{T}810"
    assert french.number(Decimal("1243.50")) == f"1{T}243,50"
    assert french.number(2.5, 0) == "3"
    assert french.percent(Decimal("33.333"), 1) == f"33,3{T}%"
    assert french.percent(80) == f"80{T}%"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1243.62", "mille deux cent quarante-trois euros et soixante-deux centimes"),
        ("0", "zéro euro"),
        ("1", "un euro"),
        ("0.01", "un centime"),
        ("1.80", "un euro et quatre-vingts centimes"),
        ("21", "vingt et un euros"),
        ("70", "soixante-dix euros"),
        ("71", "soixante et onze euros"),
        ("77", "soixante-dix-sept euros"),
        ("80", "quatre-vingts euros"),
        ("81", "quatre-vingt-un euros"),
        ("91", "quatre-vingt-onze euros"),
        ("99", "quatre-vingt-dix-neuf euros"),
        ("100", "cent euros"),
        ("101", "cent un euros"),
        ("200", "deux cents euros"),
        ("280", "deux cent quatre-vingts euros"),
        ("1000", "mille euros"),
        ("1100", "mille cent euros"),
        ("80000", "quatre-vingt mille euros"),
        ("200000", "deux cent mille euros"),
        ("71171", "soixante et onze mille cent soixante et onze euros"),
        ("1000000", "un million d’euros"),
        ("1000200", "un million deux cents euros"),
        ("80000000", "quatre-vingts millions d’euros"),
        ("200000000", "deux cents millions d’euros"),
        ("3000000000", "trois milliards d’euros"),
        ("-12.5", "moins douze euros et cinquante centimes"),
        ("0.999", "un euro"),
    ],
)
def test_amount_in_words(amount, words):
    assert french.amount_in_words(Decimal(amount)) == words


def test_an_amount_too_large_to_spell_is_refused():
    with pytest.raises(ValueError, match="trop grand"):
        french.amount_in_words(10**12)


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="Nombre attendu"):
        french.euros(float("inf"))


def test_zero_and_one_are_singular():
    assert [french.plural(n, "école", "écoles") for n in (0, 1, 1.5, 2, -3)] == [
        "école",
        "école",
        "école",
        "écoles",
        "écoles",
    ]


def test_lists():
    assert french.list_fr(["a", "b", "c"]) == "a, b et c"
    assert french.list_fr(["a", "b"], "ou") == "a ou b"
    assert french.list_fr(iter(["a"])) == "a"
    assert french.list_fr([]) == ""


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("l'école d'Amiens", "l’école d’Amiens"),
        ("« oui »", f"«{N}oui{N}»"),
        ("«oui»", f"«{N}oui{N}»"),
        ("Deux points : voici", f"Deux points{N}: voici"),
        ("Pourquoi ? Non ! Bien ; oui", f"Pourquoi{T}? Non{T}! Bien{T}; oui"),
        ("Vraiment?", f"Vraiment{T}?"),
        ("Le n° 12 de Mme Roy, M. Petit", f"Le n°{N}12 de Mme{N}Roy, M.{N}Petit"),
        ("CGCT, art. L. 2131-1", f"CGCT, art.{N}L.{N}2131-1"),
        ("le 10 juin 2026 à 16 h 20", f"le 10{N}juin 2026 à 16{N}h{N}20"),
        ("le 1er septembre", f"le 1er{N}septembre"),
        ("43 810 élèves, 80 %, 12 €", f"43{T}810 élèves, 80{T}%, 12{T}€"),
        ("1 243,62 €", f"1{T}243,62{T}€"),
        ("https://exemple.fr/a?b=c;d", "https://exemple.fr/a?b=c;d"),
        ("de 16:20 à 17:00", "de 16:20 à 17:00"),
        ("Marie &amp; Paul", "Marie &amp; Paul"),
        ("01 99 00 00 00", "01 99 00 00 00"),
        ("20 Mo au plus", f"20{N}Mo au plus"),
        ("PARIS", "PARIS"),
    ],
)
def test_typography(typed, printed):
    assert french.typography(typed) == printed


@given(st.text(alphabet="ab d'«» :;?!%€019°nhMme.,\u00a0\u202f\n", max_size=30))
def test_typography_settles_at_once(text):
    once = french.typography(text)
    assert french.typography(once) == once


@given(st.integers(0, 10**12 - 1))
def test_spelt_amounts_keep_the_rules(n):
    words = french.amount_in_words(n).split()
    assert words[:2] != ["un", "mille"]
    assert words[-1].endswith(("euro", "euros"))
    assert all(
        not a.endswith(("cents", "vingts")) or b != "mille" for a, b in itertools.pairwise(words)
    )


def test_a_missing_value_prints_nothing():
    for printed in (
        french.date_fr(None),
        french.date_full_fr(None),
        french.time_fr(None),
        french.datetime_fr(None),
        french.number(None),
        french.euros(None),
        french.percent(None),
        french.plural(None, "école", "écoles"),
        french.amount_in_words(None),
        french.typography(None),
        french.list_fr(None),
    ):
        assert printed == ""


def test_what_was_found_is_quoted_without_acting_on_the_display():
    assert french.quoted("a\u202eb\x00c\u200bd") == f"«{N}a\ufffdb\ufffdc\ufffdd{N}»"
    assert french.quoted("x" * 60, limit=10) == f"«{N}{'x' * 10}…{N}»"
