"""Offices and bodies as acts print them."""

import pytest

from governance import wording
from governance.models import Institution
from governance.offices import Office
from tests import factories


@pytest.mark.parametrize("name", ["Cerisy", "Commune de Cerisy", "Ville de Cerisy"])
def test_mayor_of_a_commune_however_it_is_named(db, name):
    mayor = factories.mandate(Office.EXECUTIVE, factories.commune(name))
    assert wording.quality(mayor) == "maire de Cerisy"


@pytest.mark.parametrize(
    ("office", "kind", "civility", "the", "title", "salutation"),
    [
        ("executive", "commune", "sir", "le maire", "Le maire", "Monsieur le Maire"),
        ("executive", "commune", "madam", "la maire", "La maire", "Madame la Maire"),
        ("executive", "epci", "madam", "la présidente", "La présidente", "Madame la Présidente"),
        ("deputy", "epci", "sir", "le vice-président", "Le vice-président",
         "Monsieur le Vice-président"),
        ("deputy", "commune", "madam", "l’adjointe au maire", "L’adjointe au maire",
         "Madame l’Adjointe au maire"),
        ("canope_director", "canope", "madam", "la directrice", "La directrice",
         "Madame la Directrice"),
        ("auditor", "other", "sir", "l’auditeur", "L’auditeur", "Monsieur l’Auditeur"),
    ],
)  # fmt: skip
def test_agreement(db, office, kind, civility, the, title, salutation):
    body = factories.institution(kind)
    mandate = factories.mandate(office, body, who=factories.person(civility=civility))
    assert wording.office_the(mandate) == the
    assert wording.office_title(mandate) == title
    assert wording.salutation(mandate) == salutation


def test_every_office_has_its_two_words():
    assert set(wording.OFFICE_WORDS) == set(Office.values)


def test_exact_title_is_printed_as_it_is(commune):
    deputy = factories.mandate(Office.DEPUTY, commune, title="conseillère déléguée aux écoles")
    assert wording.office(deputy) == "conseillère déléguée aux écoles"


@pytest.mark.parametrize(
    ("kind", "name", "the", "to", "whose"),
    [
        ("commune", "Cerisy", "la commune de Cerisy", "à la commune de Cerisy",
         "de la commune de Cerisy"),
        ("commune", "Commune du Hamel", "la commune du Hamel", "à la commune du Hamel",
         "de la commune du Hamel"),
        ("commune", "Le Hamel", "la commune du Hamel", "à la commune du Hamel",
         "de la commune du Hamel"),
        ("dsden", "Direction des services du Val", "la direction des services du Val",
         "à la direction des services du Val", "de la direction des services du Val"),
        ("mixed_syndicate", "Syndicat mixte du Val", "le syndicat mixte du Val",
         "au syndicat mixte du Val", "du syndicat mixte du Val"),
        ("academie", "Académie du Val", "l’académie du Val", "à l’académie du Val",
         "de l’académie du Val"),
    ],
)  # fmt: skip
def test_a_body_inside_a_sentence(kind, name, the, to, whose):
    body = Institution(kind=kind, name=name)
    assert wording.the_institution(body) == the
    assert wording.to_institution(body) == to
    assert wording.from_institution(body) == whose


def test_inspector_names_the_district(dsden, area):
    who = factories.person(civility="madam")
    inspector = factories.mandate(Office.INSPECTOR, dsden, circonscription=area, who=who)
    assert wording.quality(inspector) == (
        "inspectrice de l’éducation nationale, circonscription de Montval-Est"
    )


def test_vacant_office_is_named(commune, epci):
    assert wording.office_at("executive", commune) == "maire"
    assert wording.office_at("executive", epci) == "président"
    assert Institution.Kind.EPCI.label
