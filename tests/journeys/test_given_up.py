"""An act refused by a party, one withdrawn by the syndicate: what each of the others sees."""

import pytest

from demo.models import SentMail
from tests.circuits import acts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
MAYOR, INSPECTOR = "helene.dumont@personnel.example", "nadia.lefebvre@personnel.example"
OTHERS = ("secretaire", "inspectrice", "president", "chef-de-projet")
WHY = "Le conseil demande un tarif plus bas."
NO_ONE = "Personne n’est engagé par cet acte."


def issued(stage):
    convention = stage.behind(acts.issued, stage.world)
    stage.works()
    return convention


def serves_no_more(stage, link, *words):
    """The link of the mail says that there is nothing to sign, and offers nothing."""
    with stage.visitor() as signatory:
        assert signatory.page.goto(link).status == 409
        for said in ("Ce lien ne sert plus", "aucune signature n’est plus attendue", *words):
            assert said in signatory.text()
        assert signatory.page.get_by_role("button", name="Recevoir mon code").count() == 0


def test_a_refusal_is_told_to_each_party_and_ends_every_link(stage):
    convention = issued(stage)
    path, own, other = convention.get_absolute_url(), stage.link(MAYOR), stage.link(INSPECTOR)
    with stage.person("maire") as mayor:
        mayor.open(path)
        mayor.follow("Lire et signer")
        mayor.follow("Refuser de signer")
        mayor.press("Refuser de signer")
        assert "Choisissez une catégorie" in mayor.text()
        mayor.field("Budget").check()
        mayor.field("Motif").fill(WHY)
        mayor.press("Refuser de signer")
        mayor.open(path)
        assert "Refus de la commune de Saint-Modèle (fictive) enregistré le 4 mai" in mayor.text()
        assert f"Motif donné : {WHY}" in mayor.text()
    stage.works()
    for slug in OTHERS:
        with stage.person(slug) as reader:
            reader.open(path)
            assert "Motif : budget." in reader.text()
            assert NO_ONE in reader.text()
            assert (f"Motif donné : {WHY}" in reader.text()) is (
                slug in ("secretaire", "chef-de-projet")
            )
            assert reader.page.get_by_role("link", name="Lire et signer").count() == 0
    mails = SentMail.objects.filter(subject__contains="efus").values_list("to", flat=True)
    assert {f"{slug}@demonstration.example" for slug in OTHERS} <= stage.behind(set, mails)
    serves_no_more(stage, own, "Une partie a refusé", "à l’origine de cette réponse")
    serves_no_more(stage, other, "Une partie a refusé")


def test_an_act_withdrawn_says_why_and_is_signed_no_more(stage):
    convention = issued(stage)
    path, link = convention.get_absolute_url(), stage.link(MAYOR)
    with stage.person("chef-de-projet") as manager:
        manager.open(path)
        manager.follow("Retirer la convention")
        manager.press("Retirer la convention")
        assert "Indiquez le motif" in manager.text()
        manager.field("Motif").fill("La commune rejoint un autre groupement.")
        manager.press("Retirer la convention")
        assert "La convention est retirée." in manager.page.inner_text("body")
    stage.works()
    serves_no_more(stage, link, "L’acte a été retiré")
    for slug in ("maire", *OTHERS):
        with stage.person(slug) as reader:
            reader.open(path)
            assert (
                "Retirée le 4 mai 2026 : La commune rejoint un autre groupement. Aucune"
                in reader.text()
            )
            assert NO_ONE in reader.text()
            assert "annulé" in reader.text()
