"""The ethics committee, from its convocation to its signed minutes: a convention waits for it."""

import datetime as dt
import re
import shutil
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from demo import paper
from tests.browser import NARROW
from tests.depth import whole
from tests.journeys import looking
from tests.journeys.scenery_of_a_committee import composed, waits
from tests.journeys.stage import said

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.office,
    whole,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]

SECRETARY, CHAIR = "secretaire-instance", "dasen"
PARIS = ZoneInfo("Europe/Paris")
FIRST, SECOND = "2026-06-15", "2026-09-14"
KEY = re.compile(r"http\S+/instances/convocations/[\w-]{30,}/")
CHARTER, REFEREE, FEES = "Charte des messages", "Désignation du référent", "Tarif des abonnements"
ANSWERS = {
    "dasen": "Je serai présent dans la salle",
    "rectrice": "Je serai présente en visioconférence",
    "inspectrice": "Je serai présente dans la salle",
    "president": "Je serai présent dans la salle",
    "maire": "Je serai présente dans la salle",
    "presidente-epci": "Je donne pouvoir à un autre membre",
    "maire-voisin": "Je ne viendrai pas",
}


def test_a_committee_decides_and_a_convention_goes_on(stage):
    committee = stage.behind(composed, stage.world)
    act = stage.behind(waits, stage.world)
    path = act.get_absolute_url()
    stage.works()
    with stage.person("chef-de-projet") as manager:
        manager.open(path)
        assert "Décision du comité d’éthique" in manager.text()
    with stage.person(SECRETARY) as secretary:
        meeting = is_prepared(secretary, committee, FIRST, act)
        is_convened(secretary, meeting)
    stage.works()
    members_answer(stage, meeting)
    begins(stage, FIRST)
    with stage.person(SECRETARY) as secretary:
        is_opened(secretary, meeting)
        decides_on_the_convention(secretary, act)
        votes_in_secret(secretary)
        loses_its_quorum(secretary)
        is_closed(secretary)
    still_waits(stage, path)
    with stage.person(CHAIR) as chair:
        chair.open(meeting)
        chair.press("Confirmer le relevé")
        assert "Relevé de décisions confirmé" in chair.text()
    goes_on(stage, path)
    stage.works()
    with stage.person(SECRETARY) as secretary:
        minutes = are_circulated(stage, secretary, meeting)
        gives_an_extract(stage, secretary, meeting)
    with stage.person("maire") as mayor:
        mayor.open(minutes)
        assert "PV projet, non approuvé" in mayor.text()
    next_one = are_approved(stage, committee)
    are_signed(stage, minutes, meeting)
    assert next_one != meeting


def is_prepared(secretary, committee, day, act=None):
    """Its points: the convention that waits, then two of its own."""
    secretary.open(committee.get_absolute_url())
    secretary.follow("Préparer une séance")
    secretary.field("Date de la séance").fill(day)
    secretary.field("Heure").fill("17:30")
    secretary.field("Lieu").fill("Syndicat mixte, salle des assemblées")
    secretary.field("Adresse de la visioconférence").fill("https://visio.demonstration.example/s")
    chair = secretary.field("Président de séance")
    chair.select_option(label=chair.get_by_role("option", name="Quesnel").inner_text())
    secretary.page.locator("main form button[type=submit]").last.click()
    meeting = re.sub(r"https?://[^/]+|[?#].*", "", secretary.page.url)
    if act is not None:
        secretary.page.get_by_role("button", name=re.compile(r"^Inscrire :")).click()
        secretary.page.get_by_role("link", name=re.compile(r"^Modifier : ")).click()
        _reports(secretary)
        secretary.page.locator("main form button[type=submit]").last.click()
        for title in (CHARTER, REFEREE, FEES):
            secretary.open(meeting)
            secretary.follow("Inscrire un point")
            secretary.field("Intitulé").fill(title)
            secretary.field("Objet").select_option("decision")
            _reports(secretary)
            secretary.press("Inscrire le point")
    assert looking.faults(secretary.page) == []
    return meeting


def _reports(secretary):
    file = {"name": "rapport.pdf", "mimeType": "application/pdf", "buffer": paper.sheet("RAPPORT")}
    secretary.page.locator("main input[type=file]").set_input_files(file)


def is_convened(secretary, meeting):
    secretary.open(meeting)
    secretary.follow("Envoyer les convocations")
    convener = secretary.field("Au nom de")
    convener.select_option(label=convener.get_by_role("option", name="Quesnel").inner_text())
    secretary.press("Envoyer les convocations")
    assert "Convoquée" in secretary.text()


def members_answer(stage, meeting):
    """Each from the link of the mail, signed in nowhere, on a phone."""
    for slug, words in ANSWERS.items():
        link = KEY.search(stage.mail(f"{slug}@demonstration.example", "Convocation")).group()
        with stage.visitor(NARROW) as member:
            member.open(link)
            member.press("Ouvrir ma convocation")
            member.page.get_by_label(words).check()
            if "pouvoir" in words:
                receiver = member.field("Membre qui vote à votre place")
                receiver.select_option(
                    label=receiver.get_by_role("option", name="Dumont").inner_text()
                )
            member.press("Envoyer ma réponse")
            assert "votre réponse est enregistrée" in member.text()
    with stage.person(SECRETARY) as secretary:
        secretary.open(meeting)
        assert "7 réponses sur 7" in secretary.text()


def begins(stage, day):
    stage.moves_to(dt.datetime.fromisoformat(f"{day}T17:31").replace(tzinfo=PARIS))


def is_opened(secretary, meeting):
    """Two are late."""
    secretary.open(meeting)
    secretary.follow("Tenir la séance")
    for name in ("Quesnel", "Lefebvre", "Carpentier", "Dumont"):
        arrives(secretary, name)
    button(secretary, "Ouvrir la séance").click()
    expect(button(secretary, "Clore la séance")).to_be_visible()


def arrives(secretary, name, act="Présent"):
    seat = secretary.page.locator("#presence li", has_text=name).first
    seat.get_by_role("button", name=re.compile(rf"^{act}")).first.click()
    expect(seat.get_by_role("button", name=re.compile("^Part"))).to_be_visible()


def leaves(secretary, name):
    seat = secretary.page.locator("#presence li", has_text=name).first
    seat.get_by_role("button", name=re.compile("^Part")).click()
    expect(seat).to_contain_text("absent")


def point(secretary):
    return said(secretary.page.locator("#point").inner_text())


def button(secretary, name):
    return secretary.page.get_by_role("button", name=name, exact=True)


def calls(secretary, title):
    secretary.page.locator(".cs-agenda a", has_text=title).click()
    secretary.page.get_by_role("button", name=re.compile("^Appeler le point")).click()
    expect(button(secretary, "Enregistrer la décision")).to_be_visible()


def decides_on_the_convention(secretary, act):
    """By colleges, in public; two came late."""
    calls(secretary, act.title)
    arrives(secretary, "Villard", "À distance")
    arrives(secretary, "Voisin")
    assert "Quorum atteint" in point(secretary), point(secretary)
    _writes(secretary, "La convention est approuvée.", "Scrutin public")
    secretary.page.get_by_text("Scrutin public : qui vote quoi").click()
    secretary.field("Toutes les autres voix").select_option("for")
    button(secretary, "Enregistrer la décision").click()
    expect(secretary.page.locator("#point")).to_contain_text("La convention est approuvée.")


def _writes(secretary, text, ballot):
    secretary.page.get_by_label("Texte", exact=True).fill(text)
    responsible = secretary.field("Responsable")
    responsible.select_option(
        label=responsible.get_by_role("option", name="Quesnel").first.inner_text()
    )
    secretary.field("Échéance").fill("2026-07-15")
    secretary.page.get_by_label(ballot, exact=True).check()


def votes_in_secret(secretary):
    calls(secretary, REFEREE)
    _writes(secretary, "M. Rémi Quesnel est désigné.", "Scrutin secret")
    secretary.page.get_by_text("Scrutin secret : les totaux seuls").click()
    secretary.field("Le vote porte sur une nomination").check()
    for rank, (college, favour) in enumerate(
        (("Éducation nationale", "2"), ("Collectivités", "3"))
    ):
        group = secretary.page.locator("fieldset", has_text=college).last
        group.locator(f"[name=total-{rank}-in_favour]").fill(favour)
        group.locator(f"[name=total-{rank}-against]").fill("1")
    button(secretary, "Enregistrer la décision").click()
    expect(secretary.page.locator("#point")).to_contain_text("M. Rémi Quesnel est désigné.")


def loses_its_quorum(secretary):
    calls(secretary, CHARTER)
    leaves(secretary, "Voisin")
    assert "Quorum atteint" in point(secretary), point(secretary)
    leaves(secretary, "Dumont")
    expect(secretary.page.locator("#point")).to_contain_text("Quorum perdu à")
    words = point(secretary)
    assert re.search(
        r"Quorum perdu à 17 h \d\d au départ de Mme Hélène Dumont.*1 présent.*2 requis.*"
        r"les décisions déjà prises restent valables",
        words,
    ), words


def is_closed(secretary):
    button(secretary, "Constater l’absence de quorum").click()
    expect(button(secretary, "Clore la séance")).to_be_visible()
    button(secretary, "Clore la séance").click()
    expect(secretary.page.locator("main")).to_contain_text("Close à")


def still_waits(stage, path):
    with stage.person("chef-de-projet") as manager:
        manager.open(path)
        assert "En cours : Décision du comité d’éthique" in manager.text()


def goes_on(stage, path):
    with stage.person("chef-de-projet") as manager:
        manager.open(path)
        assert "Fait : Décision du comité d’éthique" in manager.text()
        assert "Décision CE2026-01/01 du 15 juin 2026" in manager.text()
        assert "Relecture close : le texte peut être arrêté." in manager.text()


def are_circulated(stage, secretary, meeting):
    secretary.open(meeting)
    secretary.follow("Ouvrir le procès-verbal")
    secretary.press("Produire le document")
    stage.works()
    secretary.open(secretary.page.url)
    secretary.press("Diffuser le PV projet")
    stage.works()
    assert "PV projet, non approuvé" in secretary.text()
    return re.sub(r"https?://[^/]+|[?#].*", "", secretary.page.url)


def gives_an_extract(stage, secretary, meeting):
    secretary.open(meeting)
    with secretary.page.expect_navigation():
        secretary.page.get_by_role("link", name=re.compile("^Extrait de la")).first.click()
    secretary.field("Délivré à").fill("Mme Hélène Dumont, maire de Saint-Modèle (fictive)")
    secretary.press("Produire l’extrait")
    stage.works()
    secretary.open(meeting)
    assert secretary.download("PDF : Extrait").startswith(b"%PDF")


def are_approved(stage, committee):
    """By the vote of the next meeting, on its first point."""
    with stage.person(SECRETARY) as secretary:
        meeting = is_prepared(secretary, committee, SECOND)
        assert "procès-verbal" in secretary.text()
        is_convened(secretary, meeting)
        stage.works()
        begins(stage, SECOND)
        secretary.sign_in(f"{SECRETARY}@demonstration.example")
        secretary.open(meeting)
        secretary.follow("Tenir la séance")
        for name in ("Quesnel", "Lefebvre", "Carpentier", "Dumont"):
            arrives(secretary, name)
        button(secretary, "Ouvrir la séance").click()
        expect(button(secretary, "Clore la séance")).to_be_visible()
        calls(secretary, "procès-verbal")
        _writes(secretary, "Le procès-verbal est approuvé.", "Consensus")
        button(secretary, "Enregistrer la décision").click()
        expect(secretary.page.locator("#point")).to_contain_text("Le procès-verbal est approuvé.")
    return meeting


def are_signed(stage, minutes, meeting):
    """By who presided over that meeting and who kept its minutes."""
    stage.works()
    with stage.person(SECRETARY) as secretary:
        secretary.open(minutes)
        secretary.press("Mettre à la signature")
        stage.works()
    for slug in (CHAIR, SECRETARY):
        with stage.person(slug) as one:
            one.open(minutes)
            one.page.locator("#consent").check()
            one.press("Signer le PV")
            stage.works()
    with stage.person(SECRETARY) as secretary:
        secretary.open(minutes)
        assert "signé." in secretary.text()
        secretary.open(meeting)
        assert "PV approuvé le" in secretary.text()
