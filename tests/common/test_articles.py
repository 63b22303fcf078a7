"""Names as a sentence carries them: article, contraction, elision."""

import pytest

from common import articles


@pytest.mark.parametrize(
    ("name", "after_of", "alone"),
    [
        ("Albert", "d’Albert", "Albert"),
        ("Ham", "de Ham", "Ham"),
        ("Communauté de communes du Val", "de la communauté de communes du Val",
         "la communauté de communes du Val"),
        ("Syndicat mixte Val-Numérique", "du syndicat mixte Val-Numérique",
         "le syndicat mixte Val-Numérique"),
        ("SIVOS des Trois Clochers", "du SIVOS des Trois Clochers", "le SIVOS des Trois Clochers"),
        ("DSDEN du Val", "de la DSDEN du Val", "la DSDEN du Val"),
        ("Académie de Montval", "de l’académie de Montval", "l’académie de Montval"),
        ("Atelier Canopé 80", "de l’atelier Canopé 80", "l’atelier Canopé 80"),
        ("Convention ENT d’Albert", "de la convention ENT d’Albert", "la convention ENT d’Albert"),
    ],
)  # fmt: skip
def test_a_common_noun_takes_its_article_a_proper_name_none(name, after_of, alone):
    assert articles.named(name) == alone
    assert articles.of(name) == after_of


def test_an_act_whose_title_is_a_proper_name_is_quoted():
    assert articles.act("Convention ENT de Cerisy") == "la convention ENT de Cerisy"
    assert articles.act("Charte") == "l’acte «\N{NO-BREAK SPACE}Charte\N{NO-BREAK SPACE}»"


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Cerisy", "de Cerisy"),
        ("Amiens", "d’Amiens"),
        ("Équancourt", "d’Équancourt"),
        ("Œuilly", "d’Œuilly"),
        ("Hangest-en-Santerre", "d’Hangest-en-Santerre"),
        ("Ham", "de Ham"),
        ("Yzeux", "de Yzeux"),
        ("Le Hamel", "du Hamel"),
        ("Les Andelys", "des Andelys"),
        ("La Neuville", "de La Neuville"),
        ("L’Étoile", "de L’Étoile"),
        ("Ville-le-Marclet", "de Ville-le-Marclet"),
    ],
)
def test_of_place(name, printed):
    assert articles.of_place(name) == printed


def test_contraction():
    assert articles.of_the("le maire") == "du maire"
    assert articles.of_the("la maire") == "de la maire"
    assert articles.of_the("l’inspectrice") == "de l’inspectrice"
    assert articles.of_the("inspectrice") == "d’inspectrice"
    assert articles.to_the("le syndicat") == "au syndicat"
    assert articles.to_the("les Andelys") == "aux Andelys"
    assert articles.to_the("l’académie") == "à l’académie"
