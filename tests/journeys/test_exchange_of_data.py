"""A périscolaire project with data concerning health, from its description to a visa taken back."""

import pytest

from demo import paper
from tests.conventions.undertakings.scene import in_force
from tests.depth import whole

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, whole]
CHILD = "Identité de l’enfant"
ALLERGIES = "Allergies, régimes médicaux"


def analysis(stage):
    """A file to drop."""
    return {
        "name": "aipd.pdf",
        "mimeType": "application/pdf",
        "buffer": stage.behind(paper.sheet, "Analyse d’impact"),
    }


def described(mayor, act):
    """The project, written once by the mayor; returns the path of its page."""
    mayor.open(act.get_absolute_url())
    mayor.follow("Ajouter un projet périscolaire")
    mayor.field("Intitulé").fill("Fiches sanitaires du soir")
    mayor.field("Finalité").select_option("Fiches sanitaires")
    mayor.field("Contact local").fill("Service périscolaire")
    mayor.field(CHILD).check()
    mayor.field(ALLERGIES).check()
    mayor.field("Non").check()
    mayor.press("Enregistrer la description")
    assert "est une donnée de santé : répondez oui" in mayor.text()
    assert mayor.field("Contact local").input_value() == "Service périscolaire"
    mayor.field("Oui").check()
    mayor.field("Sous-traitant et contrat").fill("Éditions de la Ronde (fictif), contrat 2026-11")
    mayor.press("Enregistrer la description")
    return mayor.page.url.removeprefix(mayor.stage.address)


def test_health_data_wait_for_their_analysis_and_for_the_officer(stage):
    act = stage.behind(in_force, stage.world)
    with stage.person("maire") as mayor, stage.person("dpo") as officer:
        path = described(mayor, act)
        mayor.press("Soumettre au DPO")
        assert "l’analyse d’impact (AIPD) n’est pas au dossier" in mayor.text()
        mayor.field("Date de l’analyse").fill(stage.now().date().isoformat())
        mayor.field("Analyse d’impact").set_input_files(analysis(stage))
        mayor.press("Joindre l’analyse")
        mayor.press("Soumettre au DPO")
        assert "Soumis au DPO" in mayor.text()
        assert "Le délégué à la protection des données, avant le" in mayor.text()
        assert mayor.send(f"{path}faire/viser/", reason="Vu.") == 403

        stage.works()
        assert path in stage.mail("dpo@demonstration.example", "À viser")
        officer.open("/")
        assert "Viser un échange de données" in officer.text()
        officer.open(path)
        officer.page.locator("main summary", has_text="Demander des modifications").click()
        officer.page.locator("#renvoyer-reason").fill("La durée de conservation manque.")
        officer.press("Demander des modifications")
        assert "À revoir" in officer.text()

        stage.works()
        assert "La durée de conservation manque." in stage.mail(
            "maire@demonstration.example", "Avis du DPO"
        )
        mayor.open(path)
        mayor.follow("Modifier la description")
        mayor.field("Précisions").fill("Effacées à la fin de l’année scolaire.")
        mayor.press("Enregistrer la description")
        mayor.press("Soumettre au DPO")
        officer.open(path)
        officer.page.locator("#viser-reason").fill("Durée bornée, accès limité.")
        officer.press("Donner mon visa")
        assert "Visa donné" in officer.text()

        mayor.open(path)
        mayor.press("Mettre en service")
        assert "L’échange de données est en service." in mayor.page.inner_text("body")
        mayor.follow("Modifier la description")
        mayor.field("Précisions").fill("Gardées trois ans.")
        mayor.press("Enregistrer la description")
        assert "Visa repris : la description a changé" in mayor.text()
        assert mayor.send(f"{path}faire/activer/") == 409
        assert [each for each in mayor.complaints if "status of" not in each] == []
        assert [each for each in officer.complaints if "status of" not in each] == []
