"""Two files whose certificate does not say the signatory's name: one set aside, one accepted."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.browser import NARROW, WIDE
from tests.circuits import acts
from tests.depth import whole
from tests.documents.pdf import forgeries
from tests.journeys import looking

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, whole]

INSPECTOR = "nadia.lefebvre@personnel.example"
OFFICE = "Circonscription de Montval-Est"
MAIDEN = "Nadia DURIEUX"
ASIDE = "Certificat de service : signez avec votre certificat personnel."
CALLED = "Appelée au rectorat : son nom de naissance figure au certificat."
WAITS = "Un agent du syndicat examine les points à vérifier"


def test_an_office_certificate_is_set_aside_then_a_maiden_name_is_accepted(stage):
    convention = stage.behind(acts.issued, stage.world)
    stage.works()
    path = convention.get_absolute_url()
    with stage.person("inspectrice") as inspector:
        chooses_her_certificate(inspector)
        returns(stage, inspector, OFFICE)
        is_asked_nothing_meanwhile(inspector, path)
    is_set_aside(stage)
    told = stage.mail(INSPECTOR, "Votre fichier signé n’est pas accepté")
    assert ASIDE in told
    with stage.person("inspectrice") as inspector:
        is_asked_again(inspector)
        returns(stage, inspector, MAIDEN)
        is_asked_nothing_meanwhile(inspector, path)
    is_accepted_on_a_phone(stage, path)
    with stage.person("inspectrice") as inspector:
        inspector.open(path)
        assert "Signée par Mme Nadia Lefebvre" in inspector.text()
        assert "Certificat du signataire" in inspector.text()
        assert looking.faults(inspector.page, (WIDE,)) == []


def chooses_her_certificate(inspector):
    inspector.follow("Lire et signer")
    inspector.follow("Lire et signer")
    inspector.press("Signer avec mon certificat Télécharger, signer, renvoyer le fichier")
    inspector.follow("Télécharger, signer et renvoyer")
    assert looking.faults(inspector.page, (WIDE,)) == []


def returns(stage, inspector, name):
    """She signs the file of the page with a certificate in that name, and sends it back."""
    given = inspector.download("Télécharger le PDF")
    own = stage.behind(lambda: forgeries.signer(settings.VAR_DIR, name, organisation="Académie"))
    signed = stage.behind(forgeries.sign, given, own, "sig_state")
    file = {"name": "signe.pdf", "mimeType": "application/pdf", "buffer": signed}
    inspector.page.locator("main input[type=file]").set_input_files(file)
    inspector.press("Renvoyer le PDF signé")
    expect(inspector.page.get_by_role("heading", level=1)).to_have_text(
        "Fichier reçu, en cours d’examen"
    )
    said = inspector.text()
    assert WAITS in said
    assert f"certificat au nom de « {name}" in said
    assert "signataire attendu « Mme Nadia Lefebvre »" in said
    assert looking.faults(inspector.page, (WIDE,)) == []


def is_asked_nothing_meanwhile(inspector, path):
    """Her inbox and the act say where it stands; neither asks her to sign."""
    for page, said in (
        ("/", "il est en cours de vérification"),
        (path, "Retour reçu, en cours de vérification."),
    ):
        inspector.open(page)
        assert said in inspector.text()
        expect(inspector.page.get_by_role("link", name="Lire et signer")).to_have_count(0)
        expect(
            inspector.page.get_by_role("link", name="Voir où en est la vérification").first
        ).to_be_visible()


def is_set_aside(stage):
    """A decision without its reason keeps the choice; with it, the task leaves the list."""
    with stage.person("chef-de-projet") as manager:
        manager.page.get_by_role("link", name="Examiner").first.click()
        expect(manager.page.get_by_role("heading", level=1)).to_have_text(
            "Examiner un fichier signé"
        )
        assert "4. Champs et signataires : à vérifier." in manager.text()
        assert OFFICE in manager.text()
        assert looking.faults(manager.page, (WIDE,)) == []
        manager.field("Écarter ce retour").check()
        with manager.page.expect_navigation() as answered:
            manager.page.get_by_role("button", name="Enregistrer ma décision").click()
        assert answered.value.status == 422
        assert "Écrivez ce que vous avez vérifié et comment." in manager.text()
        expect(manager.field("Écarter ce retour")).to_be_checked()
        assert looking.faults(manager.page, (WIDE,)) == []
        manager.field("Motif").fill(ASIDE)
        manager.press("Enregistrer ma décision")
        expect(manager.page.get_by_role("heading", name="À faire", level=1)).to_be_visible()
        expect(manager.page.get_by_role("link", name="Examiner")).to_have_count(0)
    stage.works()


def is_asked_again(inspector):
    """From her list to the page that takes a file back, as on the first day."""
    assert "en cours de vérification" not in inspector.text()
    inspector.follow("Lire et signer")
    inspector.follow("Lire et signer")
    inspector.follow("Télécharger, signer et renvoyer")


def is_accepted_on_a_phone(stage, path):
    with stage.person("juriste", NARROW) as lawyer:
        page = lawyer.page
        page.get_by_role("link", name="Examiner").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Examiner un fichier signé")
        assert MAIDEN in lawyer.text()
        assert looking.faults(page, (NARROW,)) == []
        page.set_viewport_size({"width": NARROW, "height": 900})
        lawyer.field("Certifier conforme").check()
        lawyer.field("Motif").fill(CALLED)
        lawyer.press("Enregistrer ma décision")
        lawyer.open(path)
        assert "Signée par Mme Nadia Lefebvre" in lawyer.text()
    stage.works()
