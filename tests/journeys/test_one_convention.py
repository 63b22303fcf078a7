"""One convention, by the people it needs, from the name of a commune to its entry into force.

Each person has their own browser and signs in through the real page; LibreOffice makes the
files, the seal and the signatures are real, codes and links are read in the mails.
"""

import datetime as dt
import re
import shutil

import pytest
from playwright.sync_api import expect

from audit import verification
from tests.browser import NARROW
from tests.journeys import signing
from tests.journeys.stage import ACT_PATH, NEIGHBOUR, said
from tests.journeys.walking import act, agrees, deposits, does, proves

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.office,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]

MAYOR, INSPECTOR, PRESIDENT = (
    f"{name}@personnel.example"
    for name in ("helene.dumont", "nadia.lefebvre", "etienne.carpentier")
)
GROUND = "la délibération de principe du comité syndical"
DATED = f"{GROUND} du 9 mars 2026"
REVIEWED = "Sans observation"
LEAST = 20  # addresses of the act that its people met
NEVER_MET = ("modifier/", "relecture/", "deliberation/", "kit.pdf", "faire/withdraw/")
EARLY = (
    "Signature impossible aujourd’hui. La délibération du 4 mai 2026 n’est pas encore exécutoire : "
    "sa transmission au représentant de l’État n’est pas établie. Joignez l’accusé @CTES ou la "
    "délibération revêtue du cachet de la sous-préfecture, ou certifiez, sous votre "
    "responsabilité, qu’elle a été publiée et transmise, et à quelles dates (CGCT, art. L. "
    "2131-1)."
)


def test_a_convention_from_a_name_to_its_entry_into_force(stage):
    path = prepares(stage)
    is_corrected_then_approved(stage, path)
    is_voted(stage, path)
    is_issued(stage, path)
    is_signed(stage)
    reaches_every_party(stage, path)
    is_unknown_to_the_neighbour(stage, path)
    enters_into_force(stage, path)
    assert stage.behind(lambda: list(verification.faults())) == []


# --- the project manager prepares -----------------------------------------------------------------


def prepares(stage):
    """From « saint modele » to the review; the path of the act."""
    with stage.person("chef-de-projet") as manager:
        page = manager.page
        expect(page.get_by_role("heading", name="À faire", level=1)).to_be_visible()
        manager.follow("Conventions")
        manager.follow("Préparer une convention")
        manager.field("Commune, EPCI").fill("saint modele")
        manager.press("Chercher")
        manager.follow("Commune de Saint-Modèle")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Saint-Modèle")
        assert "Mme Hélène Dumont, maire de Saint-Modèle" in manager.text()
        expect(manager.field("Date d’effet")).to_have_value("2026-09-01")
        expect(page.locator("#cout")).to_contain_text("1 243,62 €")
        manager.press("Préparer la convention")
        completes(manager)
        manager.press("Enregistrer et envoyer en relecture")
        manager.press("Envoyer en relecture")
        expect(page.get_by_text("La convention est partie en relecture.")).to_be_visible()
        assert manager.complaints == []
        return page.url.removeprefix(stage.address)


def completes(manager):
    """What the proposal could not know, kept while it is typed, found again after a reload."""
    page = manager.page
    manager.field("Date du diagnostic commun").fill("2026-02-05")
    manager.field("Fondement de la participation").select_option("other")
    manager.field("Référence du fondement").fill("")
    manager.field("Fondement rédigé").fill(GROUND)
    manager.field("L’inspecteur, par délégation").check()
    expect(page.locator("[data-autosave-note]")).to_contain_text("Enregistré à")
    page.reload()
    expect(manager.field("Fondement rédigé")).to_have_value(GROUND)
    expect(page.get_by_text("Rien : la convention peut partir en relecture.")).to_be_visible()


# --- the lawyer asks a correction, then gives a visa ----------------------------------------------


def is_corrected_then_approved(stage, path):
    stage.works()
    with stage.person("juriste") as lawyer, stage.person("chef-de-projet") as manager:
        lawyer.follow("Donner mon visa")
        lawyer.follow("Donner mon visa")
        lawyer.field("Je demande une correction").check()
        lawyer.field("Article ou annexe").fill("Article 1")
        lawyer.field("Observation ou correction").fill("Datez cette délibération.")
        lawyer.press("Envoyer ma réponse")
        lawyer.open(path)
        assert "En correction au syndicat" in lawyer.text()
        manager.open(path)
        assert "demande une correction : « Datez cette délibération »" in manager.text()
        manager.follow("Corriger et renvoyer en relecture")
        manager.field("Fondement rédigé").fill(DATED)
        manager.press("Enregistrer et envoyer en relecture")
        manager.press("Envoyer en relecture")
        manager.field("Répondre").fill("C’est fait, article 1.")
        manager.press("Enregistrer la réponse")
        stage.works()
        lawyer.open(path)
        assert DATED in said(lawyer.page.locator("#texte").text_content())
        agrees(lawyer, path, "Je donne mon visa")
    answers = {"dpo": "Je donne mon visa", "inspectrice": REVIEWED, "maire": REVIEWED}
    for slug, answer in answers.items():
        with stage.person(slug) as reader:
            agrees(reader, path, answer)


# --- the council votes, the secretary deposits, the mayor comes too early -------------------------


def is_voted(stage, path):
    """Text settled and its kit made; the commune votes, then the syndicate, each with its proof."""
    with stage.person("chef-de-projet") as manager:
        does(manager, path, "Arrêter le texte")
        stage.works()
        does(manager, path, "Envoyer aux assemblées")
        stage.works()
        with stage.person("secretaire") as secretary, stage.person("maire") as mayor:
            secretary.follow("Déposer la délibération")
            secretary.follow("Déposer la délibération")
            deposits(stage, secretary, "authority", "2026-031")
            mayor.open(f"{path}signer/")
            assert said(mayor.page.locator(".cs-refusal").inner_text()).startswith(EARLY)
            assert mayor.status(f"{path}signer/") == 409
            proves(stage, secretary, "authority", "2026-031")
            assert "Exécutoire depuis le 4 mai 2026 à 8 h 45" in secretary.text()
        manager.open(path)
        manager.follow("Déposer la délibération")
        deposits(stage, manager, "syndicate", "2026-14")
        proves(stage, manager, "syndicate", "2026-14")


# --- issue and signatures -------------------------------------------------------------------------


def is_issued(stage, path):
    """The sealed file is made by the worker; the page says so meanwhile."""
    with stage.person("chef-de-projet") as manager:
        does(manager, path, "Émettre l’acte")
        expect(manager.page.locator("#production")).to_contain_text("en cours de production")
        stage.works()
        manager.open(path)
        assert "Émise, pas encore signée." in manager.text()


def is_signed(stage):
    """Mayor, inspector, president: the number comes with the last signature."""
    with stage.visitor(NARROW, java_script_enabled=False) as mayor:
        signing.by_keyboard(stage, mayor, MAYOR)
    with stage.person("inspectrice") as inspector:
        inspector.follow("Lire et signer")
        inspector.follow("Lire et signer")
        signing.by_mouse(stage, inspector, INSPECTOR)
    assert act(stage).register_number == ""
    stage.works()
    with stage.visitor() as president:
        president.open(stage.link(PRESIDENT))
        signing.opens(stage, president, PRESIDENT)
        signing.by_mouse(stage, president, PRESIDENT)
    assert act(stage).register_number == "CONV2026_002"
    stage.works()


# --- the signed copy ------------------------------------------------------------------------------


def reaches_every_party(stage, path):
    """Notified, found by each party from its mail and from its list; the file is the true one."""
    with stage.person("chef-de-projet") as manager:
        manager.open(path)
        for number in range(2):  # the commune, the syndicate: the State does not transmit
            manager.page.locator("summary", has_text="Transmission au").nth(number).click()
            manager.page.get_by_role("button", name="Enregistrer pour").first.click()
            expect(manager.page.get_by_text("La mention est enregistrée.")).to_be_visible()
        does(manager, path, "Notifier aux parties")
    copies = set()
    for slug in ("maire", "secretaire", "inspectrice", "president"):
        address = f"{slug}@demonstration.example"
        text = stage.mail(address, "Exemplaire signé")
        with stage.visitor() as reader:
            reader.open(re.search(r"http\S+/conventions/[0-9a-f-]+/", text).group())
            reader.sign_in(address)
            assert reader.page.url == stage.address + path
            copies.add(reader.download("Télécharger le PDF"))
            reader.follow("Conventions")
            reader.follow(act(stage).reference)
            assert "n° CONV2026_002 au registre" in reader.text()
    assert len(copies) == 1
    with stage.visitor() as anybody:
        anybody.open("/verifier/")
        file = {"name": "copie.pdf", "mimeType": "application/pdf", "buffer": copies.pop()}
        anybody.page.locator("main input[type=file]").set_input_files(file)
        anybody.press("Vérifier le fichier")
        sentence = f"Ce fichier est l’exemplaire définitif de la convention {act(stage).reference}"
        assert sentence in anybody.text()


def is_unknown_to_the_neighbour(stage, path):
    """Another commune's mayor: 404 at every address of the act, and « personal » for the links."""
    with stage.person(NEIGHBOUR.slug) as neighbour:
        neighbour.open("/conventions/")
        assert act(stage).reference not in neighbour.text()
        met = {each for each in stage.asked if ACT_PATH.match(each)}
        links = {each for each in met if re.match(r"/signer/[\w-]{40,}/", each)}
        assert links
        assert len(met - links) > LEAST
        for address in sorted(met | {path + name for name in NEVER_MET}):
            awaited = 403 if address in links else 404
            answers = {neighbour.status(address), neighbour.send(address)}
            assert answers - {405} == {awaited}, address


def enters_into_force(stage, path):
    stage.moves_to(dt.datetime(2026, 9, 1, 6, 30, tzinfo=dt.UTC))
    stage.works()
    with stage.person("maire") as mayor:
        mayor.open(path)
        assert "En vigueur du 1er septembre 2026 au 31 août 2029 inclus." in mayor.text()
