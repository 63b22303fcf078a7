"""A school that does not go on: the commune does not pay, the school steps back, or its project is
taken up again and deposited twice. What was written is kept."""

import pytest
from playwright.sync_api import expect

from tests.depth import whole
from tests.journeys import scenery_of_a_year as scenery
from tests.journeys.entering import DESK, Entry, answers, begins, comes, deposits, path_of, writes
from tests.journeys.stage import NEIGHBOUR

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, whole]

COMMUNE = "Commune de Saint-Modèle (fictive)"
GOAL = "Écrire chaque semaine pour un lecteur réel."


@pytest.fixture(scope="module", autouse=True)
def surroundings(stage):
    stage.behind(scenery.everybody, stage.world)


def on_its_way(stage, step, school):
    """The story of a school that has come to ``step`` behind."""
    made = stage.behind(step, stage.world, school)
    path = made.get_absolute_url()
    return Entry(stage, school.name, campaign=made.campaign.get_absolute_url(), path=path)


def of(stage, number, name, slug, last_name):
    return stage.behind(scenery.school_of, stage.world, number, name, slug, last_name)


def is_to_be_explained(entry, *sentences):
    """Whoever follows the file has an action of communication to do, from « À faire »."""
    with entry.stage.person("chef-de-projet") as manager:
        entry.awaits(manager, "Donner suite à une fiche", entry.school)
        said = manager.text()
        for sentence in (*sentences, "à qui l’expliquer, comment, avant quelle date ?"):
            assert sentence in said, said


def refuses(entry, one, button, category, reason):
    """From the file: the nature of the reason is asked, then the reason itself."""
    entry.opens(one)
    entry.follows(one, button)
    one.field("Motif").fill(reason)
    one.field("Nature du motif").select_option(label=category)
    one.press(button)
    assert path_of(one) == entry.path


def test_a_project_is_taken_up_again_and_deposited_twice(stage):
    comes(stage, "2026-11-16")
    school = of(stage, 951, "École du Lavoir (fictive)", "directrice-lavoir", "Tellier")
    entry = on_its_way(stage, scenery.submitted, school)
    asked = "Dites comment les élèves de CE2 liront à voix haute."
    with stage.person("inspectrice") as inspector:
        entry.awaits(inspector, "Donner un avis sur le projet")
        entry.opens(inspector, DESK)
        entry.follows(inspector, "Page du projet")
        entry.follows(inspector, "Demander une reprise")
        inspector.field("Motif").fill(asked)
        inspector.press("Demander une reprise")
        assert "À reprendre" in inspector.text()
        assert "Aucun projet n’attend votre avis" in entry.opens(inspector, DESK)
    comes(stage, "2026-11-23")
    with stage.person("directrice-lavoir") as head:
        entry.awaits(head, "Reprendre et déposer de nouveau le projet")
        assert "Reprenez le projet, puis déposez-le de nouveau." in head.text()
        assert f"Reprise demandée : {asked}" in head.text()
        entry.follows(head, "Ouvrir le projet")
        expect(head.field("Objectifs")).to_have_value(f"{GOAL}\nLire à voix haute.")
        writes(head, {"Objectifs": f"{GOAL}\nLire à voix haute, en CE2, le vendredi."})
        deposits(entry, head)
        assert "Chez l’inspection depuis" in head.text()
    with stage.person("inspectrice") as inspector:
        said = entry.opens(inspector, DESK)
        assert "1 projet attend votre avis." in said
        assert "Lire à voix haute, en CE2, le vendredi." in said
        answers(inspector, [school.name], "Avis favorable", {"Motivation commune": "C’est clair."})
    with stage.person("directrice-lavoir") as head:
        said = entry.opens(head)
        assert "Avis favorable du 23 novembre 2026." in said
        assert "C’est clair." in said
        assert entry.opens(head, entry.project).count("a déposé le projet") == 2
    entry.unseen("inspecteur-voisin", "directrice-voisine", path=entry.project)


def test_the_school_steps_back(stage):
    comes(stage, "2026-12-07")
    school = of(stage, 952, "École des Remparts (fictive)", "directrice-remparts", "Maupin")
    entry = on_its_way(stage, scenery.written, school)
    with stage.person("directrice-remparts") as head:
        refuses(
            entry, head, "Enregistrer le refus de l’école", "Choix pédagogique",
            "L’équipe change à la rentrée.",
        )  # fmt: skip
        said = head.text()
        assert "L’école ne poursuit pas : L’équipe change à la rentrée." in said
        assert "Elle reste candidate à la campagne 2028-2029." in said
        entry.follows(head, "Lire le projet")
        said = head.text()
        assert GOAL in said
        assert "le reprend dans la campagne 2028-2029" in said
        assert not head.page.get_by_role("button", name="Enregistrer le projet").count()
        head.open("/")
        assert "aucune tâche" in head.text()
    entry.says("inspectrice", "Refus de l’école", "L’équipe change à la rentrée.")
    entry.says("maire", "Refus de l’école")
    is_to_be_explained(entry, "L’école ne poursuit pas cette année (choix pédagogique).")
    entry.unseen("directrice-voisine", "inspecteur-voisin", NEIGHBOUR.slug)


def test_the_commune_does_not_pay_and_the_school_comes_back(stage):
    comes(stage, "2027-01-18")
    entry = on_its_way(stage, scenery.asked_to_the_commune, stage.world.school)
    with stage.person("maire") as mayor:
        entry.awaits(mayor, "Décider du financement et joindre la décision")
        refuses(
            entry, mayor, "Enregistrer le refus de la collectivité", "Budget",
            "La toiture de l’école passe d’abord.",
        )  # fmt: skip
        told = f"Refus de {COMMUNE} enregistré le 18 janvier 2027."
        assert told in mayor.text()
        mayor.open("/")
        assert "aucune tâche" in mayor.text()
    entry.says(
        "directrice", told, "La toiture de l’école passe d’abord.",
        "L’école garde son projet et reste candidate à la campagne 2028-2029.",
    )  # fmt: skip
    is_to_be_explained(entry, f"{COMMUNE} ne finance pas cette année (budget).")
    entry.unseen(NEIGHBOUR.slug)
    comes_back(entry)


def comes_back(entry):
    """In the next campaign: last year’s file stands beside, last year’s words are there."""
    comes(entry.stage, "2027-11-08")
    with entry.stage.person("chef-de-projet") as manager:
        manager.open("/ecoles/ouvrir/")
        manager.field("Inscriptions closes le").fill("2028-01-31")
        manager.press("Ouvrir la campagne")
        again = Entry(entry.stage, entry.school, campaign=path_of(manager), looked=entry.looked)
    with entry.stage.person("directrice") as head:
        head.open(again.campaign)
        again.follows(head, "Inscrire mon école")
        head.press("Inscrire l’école")
        again.path = path_of(head)
        said = again.opens(head)
        assert "Dossier 2027-2028 : refus de la collectivité" in said
        assert "La toiture de l’école passe d’abord." in said
        begins(again, head)
        expect(head.field("Objectifs")).to_have_value(f"{GOAL}\nLire à voix haute.")
        expect(head.field("Accord du conseil des maîtres")).to_have_value("")
    again.unseen("directrice-voisine")
