"""A correction asked on one clause, made there alone, found to answer: nobody else is disturbed."""

import re

import pytest

from conventions import services
from demo.models import SentMail
from tests.circuits import acts
from tests.depth import whole

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, whole]
PAGE = re.compile(r"https?://\S+/clauses/\S+/")


def under_review(stage):
    """Every reader but the mayor has answered."""
    convention = services.submit(acts.draft(stage.world), actor=stage.world.actor("chef-de-projet"))
    return acts.rehearsal.answered(convention)


def test_a_mayor_asks_for_a_correction_on_one_clause_and_finds_it_made(stage):
    convention = stage.behind(under_review, stage)
    with stage.person("maire") as mayor:
        mayor.open(convention.get_absolute_url())
        mayor.follow("Clause par clause")
        mayor.follow("Article 16")
        mayor.field("Ce qui doit changer").fill("Trente jours : trop court en période de vacances.")
        mayor.field("Le texte n’est pas arrêté").check()
        mayor.press("Demander la correction")
        assert "La demande est partie" in mayor.page.inner_text("body")
        assert "À corriger à la demande de la commune de Saint-Modèle" in mayor.text()
    with stage.person("chef-de-projet") as manager:
        manager.open("/")
        assert "Corriger une clause" in manager.text()
        assert manager.send(f"{convention.get_absolute_url()}faire/settle_text/") == 409
        manager.open(convention.get_absolute_url())
        manager.follow("Ouvrir le fil")
        words = manager.field("Paragraphe 1")
        words.fill(words.input_value().replace("trente jours", "deux mois"))
        manager.press("Enregistrer la correction")
        assert "deux mois" in manager.text()
        assert "Corrigé" in manager.text()
        assert not manager.complaints[1:], "the refusal alone was asked for"
    stage.works()
    with stage.person("maire") as mayor:
        mayor.open(PAGE.search(stage.behind(_to_check)).group())
        mayor.press("Constater que c’est résolu")
        assert "Demande résolue" in mayor.text()
        assert not mayor.complaints
    assert stage.behind(acts.fresh, convention).status == "under_review"
    settled = stage.behind(lambda: _settled(stage, convention))
    assert settled.text_hash
    assert not settled.matches_model


def _to_check():
    """A mail that tells the commune that its correction is made."""
    return SentMail.objects.filter(subject__contains="À vérifier").first().text


def _settled(stage, convention):
    """The visas on the new clause, then the text."""
    acts.rehearsal.answered(convention)
    manager = stage.world.actor("chef-de-projet")
    return services.settle_text(acts.fresh(convention), actor=manager)
