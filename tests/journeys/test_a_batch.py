"""A list with its mistakes, corrected on the page, made into acts, sent and followed on a board."""

import csv
import io

import openpyxl
import pytest
from playwright.sync_api import expect

from audit.actor import SYSTEM
from audit.recording import recording
from conventions.batches import board
from conventions.models import Batch
from governance.models import Institution
from tests.browser import overflow
from tests.circuits import acts
from tests.conventions import communes
from tests.depth import whole

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, whole]

LIST = """Essai-001
Essai-002
Essai-003
Esai-004
mairie d’Essai-001
80Z01
Communauté de communes du Val"""
FOUND = ("Prête", "Prête", "À préciser", "Inconnue", "En double", "Déjà un acte", "Prête")


def directory(here):
    """Five communes, one of them served by an EPCI, one whose name another body bears; one act
    exists already."""
    towns = communes.invent(here, 5)
    communes.group("Communauté de communes du Val (fictive)", towns[4:])
    with recording(SYSTEM):
        Institution(
            kind="school_syndicate", name="Essai-003", fictitious=True, city="Ailleurs"
        ).save()
    return acts.draft(here)


def test_a_list_becomes_acts_that_are_sent_and_followed(stage):
    stage.behind(directory, stage.world)
    with stage.person("chef-de-projet") as manager:
        lists(manager)
        expect(manager.page.get_by_text("La page se met à jour seule.")).to_be_visible()
        stage.works()
        expect(row(manager, 7)).to_contain_text("Prête")  # the page was asked anew by itself
        previewed(manager)
        corrected(manager)
        made(stage, manager)
        path = sent(stage, manager)
        followed(manager)
        assert not manager.complaints
    with stage.person("maire") as mayor:
        assert mayor.status(path) == 404
        assert mayor.status(f"{path}lignes/") == 404
        assert "Lots" not in mayor.page.inner_text("body")


def lists(manager):
    manager.open("/conventions/lots/")
    manager.follow("Préparer un lot")
    manager.field("Nom du lot").fill("Rentrée du Val")
    manager.field("Coller une liste").fill(LIST)
    manager.field("Date du diagnostic commun").fill("2026-02-05")
    manager.field("Référence du fondement").fill("l’article 4")
    manager.press("Examiner la liste")


def row(manager, position):
    return manager.page.locator("main tbody tr").filter(has_text=f"{position}. ").first


def previewed(manager):
    """What each row would become, before anything is made."""
    rows = manager.page.locator("main tbody tr")
    for rank, finding in enumerate(FOUND):
        expect(rows.nth(rank)).to_contain_text(finding)
    said = manager.text()
    assert "3 brouillons seront créés ; 4 lignes restent de côté." in said
    assert "Aucune collectivité du répertoire ne répond à « Esai-004 »" in said
    assert "est déjà à la ligne 1 de ce lot" in said
    assert "CONV-2026-001 existe déjà" in said
    assert overflow(manager.page) == 0


def corrected(manager):
    """Two bodies chosen, one row left out."""
    for position, searched, body in (
        (3, "Essai-003", "Commune d’Essai-003 (fictive)"),
        (4, "Essai-004", "Commune d’Essai-004 (fictive)"),
    ):
        row(manager, position).get_by_role("link", name="Choisir").click()
        manager.field("Commune, EPCI").fill(searched)
        manager.press("Chercher")
        manager.press(f"Choisir {body}")
        expect(manager.page.locator("#messages")).to_contain_text(f"Ligne {position} : {body}")
        manager.follow("Revenir à la liste")
        expect(row(manager, position)).to_contain_text("Prête")
    row(manager, 2).get_by_role("checkbox").check()
    manager.press("Écarter")
    expect(manager.page.locator("#messages")).to_contain_text("1 ligne écartée.")
    assert "4 brouillons seront créés ; 3 lignes restent de côté." in manager.text()


def made(stage, manager):
    """The bar, then one result a row; the page goes on by itself."""
    manager.press("Créer 4 brouillons")
    bar = manager.page.get_by_role("progressbar")
    expect(bar).to_be_visible()
    assert "0 sur 4" in manager.text()
    stage.works()
    expect(manager.page.get_by_text("Les 4 lignes sont faites.")).to_be_visible()
    manager.page.get_by_text("Résultat de chaque ligne (4)").click()
    for number in range(2, 6):
        assert f"Brouillon CONV-2026-{number:03d}." in manager.text()
    assert "3 lignes sans acte" in manager.text()


def sent(stage, manager):
    """Three acts leave, the fourth stays; the address of the board."""
    path = stage.behind(lambda: Batch.unscoped.get().get_absolute_url())
    manager.follow("Envoyer en relecture (4)")
    manager.page.get_by_label("CONV-2026-005").uncheck()
    manager.press("Envoyer en relecture")
    expect(manager.page.get_by_role("progressbar")).to_be_visible()
    stage.works()
    expect(manager.page.get_by_text("Les 3 lignes sont faites.")).to_be_visible()
    return path


def followed(manager):
    """The board in one state, then its two files, which hold what it shows."""
    manager.follow("En relecture (3)")
    shown = manager.page.get_by_role("table", name="Actes suivis").locator("tbody tr")
    expect(shown).to_have_count(3)
    expect(shown.first).to_contain_text("Relire le projet")
    rows = list(csv.reader(io.StringIO(manager.download("CSV").decode("utf-8-sig")), delimiter=";"))
    assert tuple(rows[0]) == board.COLUMNS
    assert [each[0] for each in rows[1:]] == ["CONV-2026-002", "CONV-2026-003", "CONV-2026-004"]
    assert {each[5] for each in rows[1:]} == {"En relecture"}
    book = openpyxl.load_workbook(io.BytesIO(manager.download("XLSX")), read_only=True)
    assert [each[0] for each in book.active.iter_rows(values_only=True, min_row=2)] == [
        each[0] for each in rows[1:]
    ]
    manager.follow("Brouillon (1)")
    expect(shown).to_have_count(1)
    expect(shown.first).to_contain_text("Communauté de communes du Val")
