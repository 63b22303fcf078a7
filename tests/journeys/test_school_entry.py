"""A school enters an act in force, by a slip: from its proposal to the list of the act."""

import datetime as dt

import pytest

from tests.browser import NARROW
from tests.conventions.modifying import signed
from tests.depth import whole
from tests.journeys import looking, signing
from tests.journeys.walking import act, agrees, is_issued

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, whole]

MAYOR = "helene.dumont@personnel.example"
SCHOOL = "École du Pont (fictive)"
ENTRY = dt.date(2026, 6, 8)


def test_a_school_enters_an_act_in_force(stage):
    initial = stage.behind(an_act_in_force, stage)
    path = prepares(stage, initial.get_absolute_url())
    is_issued(stage, act(stage))
    signs(stage, path)
    stage.works()
    gives_its_visa(stage, path)
    stage.works()
    stage.moves_to(dt.datetime.combine(ENTRY, dt.time(8), tzinfo=dt.UTC))
    stage.works()
    everybody_finds_it(stage, path, initial)


def an_act_in_force(stage):
    made = signed.in_force(stage.world)
    signed.another_school(stage.world)
    return made


def prepares(stage, of_the_act):
    """The manager is told how many accounts are left, and what is still missing."""
    with stage.person("chef-de-projet") as manager:
        manager.open(of_the_act)
        manager.follow("Faire entrer une école")
        assert "34 comptes et 356,38 € par an" in manager.text()
        choice = manager.page.locator("#id_school option", has_text=SCHOOL)
        manager.field("École qui entre").select_option(choice.get_attribute("value"))
        manager.field("Niveaux").fill("élémentaire, 1 classe")
        manager.field("Comptes élèves prévus").fill("12")
        manager.field("Date d’entrée").fill(ENTRY.isoformat())
        manager.field("Titre du projet").fill("Lire et écrire pour être lu")
        manager.field("Avis de l’inspecteur").select_option(label="Favorable")
        manager.field("Date de cet avis").fill("2026-02-20")
        manager.press("Préparer le bulletin d’entrée")
        assert "Bulletin complet : émettez-le." in manager.text()
        return manager.page.url.removeprefix(stage.address)


def signs(stage, path):
    """The mayor, signed in: the page speaks of the slip and of the school, never of three years."""
    assert "Ouvrir le bulletin d’entrée" in stage.mail(MAYOR, "À signer")
    with stage.person("maire") as mayor:
        mayor.open(path)
        mayor.follow("Lire et signer")
        said = mayor.text()
        assert "Lire le bulletin d’entrée" in said
        assert SCHOOL in said
        assert "l’école entrera dans la convention le 8 juin 2026" in said
        assert "3 ans" not in said
        assert looking.faults(mayor.page, (NARROW,)) == []
        signing.by_mouse(stage, mayor, MAYOR, act="le bulletin d’entrée")


def gives_its_visa(stage, path):
    with stage.person("inspectrice") as inspector:
        inspector.open(path)
        assert "Votre visa est attendu avant" in inspector.text()
        agrees(inspector, path, "Je donne mon visa")


def everybody_finds_it(stage, path, initial):
    """Each party reads that the school is in, and the act lists it."""
    for slug in ("chef-de-projet", "maire", "inspectrice"):
        with stage.person(slug) as reader:
            reader.open(path)
            assert f"L’école est dans la convention {initial.reference}" in reader.text()
            reader.open(initial.get_absolute_url())
            assert SCHOOL in reader.text()
            assert "2 écoles, 138 comptes" in reader.text()
