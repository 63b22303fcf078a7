"""A convention-cadre with the académie and an act with Canopé, by pages, from nothing to signed."""

import shutil

import pytest
from playwright.sync_api import expect

from tests.depth import whole
from tests.journeys import signing
from tests.journeys.walking import act, agrees, deposits, does, proves

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.office,
    whole,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]

PRESIDENT = "etienne.carpentier@personnel.example"
ACADEMIE = {
    "Territoire du programme": "la Selle (département fictif)",
    "Nombre de conseillers": "11",
    "Part du temps des conseillers": "50",
    "Équivalents temps plein": "5,5",
    "Membres du collège de l’Éducation": "6",
    "Membres du collège des collectivités": "6",
}
REVIEWED, VISA = "Sans observation", "Je donne mon visa"


@pytest.mark.parametrize(
    ("code", "typed", "partner", "mail", "vote"),
    [
        ("academie", ACADEMIE, "rectrice", "agathe.villard@personnel.example", "2026-14"),
        ("canope", {}, "canope", "basile.fontenay@personnel.example", "2026-15"),
    ],
)
def test_an_act_of_another_kind_is_signed_by_both_parties(stage, code, typed, partner, mail, vote):
    path = begins(stage, code, typed)
    for slug, answer in ((partner, REVIEWED), ("juriste", VISA), ("dpo", VISA)):
        with stage.person(slug) as reader:
            agrees(reader, path, answer)
    is_voted_and_issued(stage, path, vote)
    is_signed(stage, mail)
    done = act(stage)
    assert (done.kind.code, done.status) == (code, "signed")
    with stage.person(partner) as reader:
        reader.open(path)
        assert f"n° {done.register_number}" in reader.text()
        assert reader.download("Télécharger le PDF").startswith(b"%PDF")


def begins(stage, code, typed):
    """From the first page to the review; what the text lacks is said, then typed."""
    with stage.person("chef-de-projet") as manager:
        manager.open(f"/conventions/nouvelle/{code}/")
        manager.field("Date d’effet").fill("2026-09-01")
        manager.press("Préparer le brouillon")
        for label in typed:
            assert f"{label}" in manager.text()
        for label, value in typed.items():
            manager.field(label).fill(value)
        manager.press("Enregistrer et envoyer en relecture")
        manager.press("Envoyer en relecture")
        expect(manager.page.locator("#messages .cs-message")).to_be_visible()
        stage.works()
        return manager.page.url.removeprefix(stage.address)


def is_voted_and_issued(stage, path, vote):
    """The comité syndical alone votes: its délibération is deposited by the project manager."""
    with stage.person("chef-de-projet") as manager:
        does(manager, path, "Arrêter le texte")
        stage.works()
        does(manager, path, "Envoyer aux assemblées")
        stage.works()
        manager.open(path)
        manager.follow("Déposer la délibération")
        deposits(stage, manager, "syndicate", vote)
        proves(stage, manager, "syndicate", vote)
        does(manager, path, "Émettre l’acte")
        stage.works()
        manager.open(path)
        assert "Émise, pas encore signée." in manager.text()


def is_signed(stage, mail):
    """The partner, then the president: the number comes with the last signature."""
    for address in (mail, PRESIDENT):
        with stage.visitor() as signatory:
            signatory.open(stage.link(address))
            signing.opens(stage, signatory, address)
            signing.by_mouse(stage, signatory, address)
        stage.works()
