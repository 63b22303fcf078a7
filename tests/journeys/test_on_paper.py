"""One act signed on paper, with a certificate and with a code, to its final copy and its proof."""

import io
import shutil
import subprocess
import zipfile

import pytest
from django.conf import settings
from playwright.sync_api import expect

from circuits.paper import scans
from common import jobs
from common.models import Job
from conventions import letters
from documents.models import ScanDeposit, Slot
from documents.paper import deposits
from tests.browser import NARROW, WIDE, overflow
from tests.circuits import acts
from tests.documents.paper import papers
from tests.documents.pdf import forgeries
from tests.evidence.alone import Alone
from tests.journeys import looking, signing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PRESIDENT = "etienne.carpentier@personnel.example"
FIRST, SECOND = "juriste", "chef-de-projet"
HOLDER = "le syndicat, service juridique, armoire 3"


@pytest.fixture(autouse=True)
def no_converter(monkeypatch):
    """The letter stands in its own tests: here one page of text is enough."""
    plain = papers.plain("Madame la Maire", 1)
    monkeypatch.setattr(letters.production.conversion, "to_pdfa", lambda *a, **k: plain)


def file(name, content, kind="application/pdf"):
    return {"name": name, "mimeType": kind, "buffer": content}


def test_an_act_signed_in_three_ways_to_its_final_copy(stage, tmp_path):
    convention = stage.behind(acts.issued, stage.world)
    stage.works()
    path = convention.get_absolute_url()
    comes_back_torn(stage, path)
    is_certified_by_two(stage, path)
    is_signed_with_a_certificate(stage)
    stage.works()
    with stage.visitor() as president:
        president.open(stage.link(PRESIDENT))
        signing.opens(stage, president, PRESIDENT)
        signing.by_mouse(stage, president, PRESIDENT)
    stage.works()  # the final copy, which asks for its evidence
    stage.works()
    whole, evidence = is_final(stage, path, tmp_path)
    is_recognised(stage, whole)
    is_proved_elsewhere(evidence, tmp_path)


def comes_back_torn(stage, path):
    """The secretary chooses paper, prints, and scans a page whose codes are torn off."""
    with stage.person("secretaire") as secretary:
        secretary.open(path)
        secretary.follow("Faire signer sur papier")
        secretary.press("Choisir le papier")
        stage.works()
        secretary.page.reload()
        printed = secretary.download("Imprimer la lettre et l’exemplaire")
        letter, page = papers.printed(printed)
        torn = papers.scanned(papers.without_code(papers.signed(page)), skew=1.5, turn=180)
        scan = papers.as_pdf([papers.scanned(letter), torn, papers.blank()])
        secretary.follow("Déposer la numérisation")
        secretary.page.locator("main input[type=file]").set_input_files(file("retour.pdf", scan))
        secretary.press("Déposer et lire les pages")
        stage.behind(read)
        secretary.page.reload()
        assert "Aucun code lisible" in secretary.text()
        secretary.page.locator("#h-ranger ~ div summary").click()
        secretary.field("Page de l’acte").fill("1")
        secretary.field("Tourner la page").select_option(label="Demi-tour")
        secretary.press("Ranger la page")
        assert "Deux agents devront comparer les pages" in secretary.text()
        secretary.page.get_by_role("button", name="Enregistrer le retour").click()
        expect(secretary.page.get_by_text("retour enregistré le")).to_have_count(1)
        secretary.open(path)
        assert "Retour papier enregistré, à certifier par un agent." in secretary.text()


def read():
    """The worker reads the pages of the deposit."""
    deposit = ScanDeposit.objects.order_by("-pk")[0]
    for job in deposits.reading_now(deposit):
        jobs.run(job.pk)
    assert not Job.objects.filter(kind=deposits.JOB, state=Job.State.FAILED).exists()
    assert scans.deposits.unread(deposit) == []


def is_certified_by_two(stage, path):
    """The jurist by keyboard, then somebody else on a phone; never the same agent twice."""
    with stage.person(FIRST) as first:
        first.follow("Comparer les pages")
        assert "Deux agents différents comparent les pages" in first.text()
        assert looking.faults(first.page, (WIDE,)) == []
        page = first.page
        signing.tab_to(page, page.get_by_role("link", name="Aller à la décision"))
        page.keyboard.press("Enter")
        signing.tab_to(page, first.field("J’ai comparé"))
        page.keyboard.press("Space")
        reads(first)
        with page.expect_navigation():
            signing.tab_to(page, page.get_by_role("button", name="Certifier conforme"))
            page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="Comparer les pages")).to_have_count(0)
        slot = stage.behind(lambda: Slot.unscoped.get(paper_reference__gt=""))
        first.open(f"/papier/{slot.public_id}/certifier/")
        assert "un autre agent la fait" in first.text()
        first.open(path)
        assert "un second agent est attendu" in first.text()
    with stage.person(SECOND, NARROW) as second:
        second.page.get_by_role("link", name="Comparer les pages").first.click()
        assert "Certifié une première fois par Inès Caron" in second.text()
        assert overflow(second.page) == 0
        second.field("J’ai comparé").check()
        reads(second)
        second.press("Certifier conforme")
        second.open(path)
        assert f"original conservé par {HOLDER}" in second.text()


def reads(agent):
    """The day written on the paper, and where it is kept."""
    agent.field("Date écrite").fill("2026-05-04")
    agent.field("Original conservé").fill(HOLDER)


def is_signed_with_a_certificate(stage):
    """The inspector downloads the file, signs it with their own software, returns it."""
    with stage.person("inspectrice") as inspector:
        inspector.follow("Lire et signer")
        inspector.follow("Lire et signer")
        with inspector.page.expect_navigation():
            inspector.page.get_by_role("button", name="Signer avec mon certificat").click()
        inspector.follow("Télécharger, signer et renvoyer")
        given = inspector.download("Télécharger le PDF")
        own = stage.behind(lambda: forgeries.signer(settings.VAR_DIR, "Nadia LEFEBVRE"))
        signed = stage.behind(forgeries.sign, given, own, "sig_state")
        inspector.page.locator("main input[type=file]").set_input_files(file("signe.pdf", signed))
        inspector.press("Renvoyer le PDF signé")
        assert "Votre signature est enregistrée" in inspector.text()


def is_final(stage, path, folder):
    """« Signée », each signatory with the way they signed; the files that everybody keeps."""
    with stage.person("maire") as mayor:
        mayor.open(path)
        said = mayor.text()
        for way in ("Papier", "Certificat du signataire", "Électronique simple"):
            assert way in said
        assert "4 mai 2026, date écrite sur le papier" in said
        assert "n° CONV2026_002 au registre" in said
        assert looking.faults(mayor.page, (WIDE,)) == []
        whole = mayor.download("Télécharger le PDF")
        electronic = mayor.download("Fichier électronique signé, seul")
        assert mayor.download("Numérisation de l’exemplaire").startswith(b"%PDF-")
    holds(electronic, folder)
    with stage.person(FIRST) as jurist:
        jurist.open(path)
        return whole, jurist.download("Dossier de preuve (zip)")


def holds(electronic, folder):
    """An ordinary tool finds each electronic signature valid, the paper's field empty."""
    tool = shutil.which("pdfsig")
    if tool is None:
        return
    (folder / "acte.pdf").write_bytes(electronic)
    command = [tool, "-nocert", str(folder / "acte.pdf")]
    said = subprocess.run(command, check=False, capture_output=True, text=True).stdout
    assert said.count("Signature is Valid") == 3
    assert "The signature form field is not signed" in said


def is_recognised(stage, whole):
    """Anybody drops the file on the public page."""
    with stage.visitor() as anybody:
        anybody.open("/verifier/")
        anybody.page.locator("main input[type=file]").set_input_files(file("acte.pdf", whole))
        anybody.press("Vérifier le fichier")
        said = anybody.text()
        assert "Ce fichier est l’exemplaire définitif de la convention" in said
        assert "numérisation certifiée d’un original papier" in said
        assert looking.faults(anybody.page, (NARROW,)) == []


def is_proved_elsewhere(evidence, folder):
    """Without the site nor any network; one changed byte of the scan is named."""
    alone = Alone(folder, evidence)
    seen = alone.verify()
    assert seen.returncode == 0, seen.stdout + seen.stderr
    assert "Conclusion : aucune anomalie." in seen.stdout
    assert "exemplaire-reuni.pdf : revisions/4-definitif.pdf y est joint" in seen.stdout
    with zipfile.ZipFile(io.BytesIO(evidence)) as archive:
        name = next(each for each in archive.namelist() if each.startswith("papiers/"))
    scan = alone.folder / name
    data = bytearray(scan.read_bytes())
    data[len(data) // 2] ^= 1
    scan.write_bytes(data)
    seen = alone.verify()
    assert seen.returncode == 1
    assert f"NON  {name} : fichier modifié." in seen.stdout
