"""What opens a signature and what is refused, each with its sentence; small sealed files."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from accounts.models import User
from conventions import services
from demo import paper
from documents.models import Signature
from governance.models import Mandate
from tests.browser import NARROW, overflow
from tests.circuits import acts
from tests.journeys import signing
from tests.journeys.stage import NEIGHBOUR

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
MAYOR, INSPECTOR = "helene.dumont@personnel.example", "nadia.lefebvre@personnel.example"
PHONE = "01 99 00 00 01"


def issued(stage):
    """An act in signature, its links sent."""
    convention = stage.behind(acts.issued, stage.world)
    stage.works()
    return convention


def signed_by(stage, convention):
    """Parties whose signature is stored, one line a signature."""
    found = Signature.objects.filter(slot__envelope__document__about_id=convention.pk)
    return sorted(stage.behind(lambda: list(found.values_list("slot__key", flat=True))))


def answer(visitor, path):
    """The status of the page opened."""
    return visitor.page.goto(path).status


def actes_receipt(secretary):
    secretary.field("Accusé de réception @CTES").check()
    secretary.field("Identifiant @CTES").fill("080-218001766-20260503-2026_31-DE")


def stamp(secretary):
    secretary.field("Cachet").check()
    secretary.field("Fichier de la preuve").set_input_files(scan("cachet.pdf"))


def certificate(secretary):
    secretary.field("Certification de l’exécutif").check()
    secretary.field("Fichier de la preuve").set_input_files(scan("certificat.pdf"))


def scan(name):
    return {"name": name, "mimeType": "application/pdf", "buffer": acts.blank_pdf()}


@pytest.mark.parametrize("proof", [actes_receipt, stamp, certificate])
def test_each_of_the_three_proofs_makes_the_vote_enforceable(stage, proof):
    convention = stage.behind(acts.at_the_councils, stage.world)
    stage.behind(acts.vote, convention, stage.world)
    page = f"{convention.get_absolute_url()}deliberation/"
    with stage.person("secretaire") as secretary:
        secretary.open(page)
        secretary.press("Joindre la preuve")
        assert "Votée le 3 mai 2026. Déposez une preuve" in secretary.text()
        proof(secretary)
        secretary.field("Publiée le").fill("2026-05-03")
        secretary.field("Reçue par l’État le").fill("2026-05-03")
        secretary.press("Joindre la preuve")
        assert "Exécutoire depuis le 3 mai 2026" in secretary.text()
    assert stage.behind(acts.fresh, convention).status == "ready_to_issue"


def test_a_link_that_served_says_when_and_whom_to_call(stage):
    convention = issued(stage)
    link = stage.link(MAYOR)
    stage.behind(lambda: acts.sign(acts.step_of(convention, "authority")))
    with stage.visitor(NARROW) as anybody:
        assert answer(anybody, link) == 409
        assert "Ce lien a déjà servi le 4 mai 2026 à 10 h" in anybody.text()
        call = "Si vous n’êtes pas à l’origine de cette signature, prévenez sans délai le syndicat"
        assert f"{call} au {PHONE}." in anybody.text()
        assert convention.title not in anybody.text()


def test_a_link_to_a_text_that_changed_no_longer_signs(stage):
    convention = issued(stage)
    link = stage.link(MAYOR)

    def taken_up():
        manager = stage.world.actor("chef-de-projet")
        services.reopen(convention, "reopen_mentions", actor=manager, reason="nom du maire")
        acts.issue(acts.fresh(convention), stage.world)

    stage.behind(taken_up)
    stage.works()
    with stage.visitor(NARROW) as mayor:
        assert answer(mayor, link) == 409
        assert "Ce lien ne permet plus de signer : " in mayor.text()
        assert "Un nouveau lien vous est adressé dès que le texte est de nouveau" in mayor.text()
        assert answer(mayor, stage.link(MAYOR)) == 200
        signing.opens(stage, mayor, MAYOR)
        signing.by_mouse(stage, mayor, MAYOR)
    assert signed_by(stage, convention) == ["authority"]


@pytest.mark.parametrize("slug", ["president", "secretaire", NEIGHBOUR.slug])
def test_a_link_opens_in_nobody_elses_session(stage, slug):
    convention = issued(stage)
    link = stage.link(MAYOR)
    with stage.person(slug) as other:
        assert answer(other, link) == 403
        assert "Ce lien est personnel à H. D. Changez de session." in other.text()
        assert convention.title not in other.text()
        path = link.removeprefix(stage.address)
        for name in ("code/", "ouvrir/", "confirmer/", "refuser/", "corriger/", "mode/"):
            assert other.send(path + name) == 403, name
        assert other.status(f"{path}acte.pdf") == 403


def test_a_mailbox_shared_since_receives_no_code(stage):
    """The secretary signs in with the mailbox of the mayor: no code goes there any more."""
    convention = issued(stage)
    link = stage.link(MAYOR)
    refused = (
        "h••••@personnel.example est aussi la coordonnée d’une autre personne : elle ne peut pas "
        "recevoir un code de signature. Choisissez le papier, le certificat, ou une autre "
        "coordonnée."
    )
    with sharing(stage, "secretaire@demonstration.example", MAYOR):
        with stage.visitor(NARROW) as mayor:
            mayor.open(link)
            assert refused in mayor.text()
            expect(mayor.page.get_by_role("button", name="Recevoir mon code")).to_have_count(0)
        with stage.person("maire", NARROW) as mayor:
            mayor.open(convention.get_absolute_url())
            mayor.follow("Lire et signer")
            assert refused in mayor.text()
            expect(mayor.page.get_by_role("button", name="Recevoir mon code")).to_be_disabled()
            expect(mayor.page.get_by_role("button", name="Signer sur papier")).to_be_enabled()


@contextmanager
def sharing(stage, account, address):
    """Meanwhile the account has that address."""
    stage.behind(lambda: User.objects.filter(email=account).update(email=address))
    try:
        yield
    finally:
        stage.behind(lambda: User.objects.filter(email=address).update(email=account))


def test_a_shared_mailbox_does_not_enter_the_sheet(stage):
    """The secretary types the mairie's mailbox in the mayor's sheet: refused on the spot."""
    mandate = stage.world.people["maire"]
    sheet = stage.behind(lambda: paper.signatory_sheet(Mandate.unscoped.get(pk=mandate.pk)))
    file = {"name": "fiche.pdf", "mimeType": "application/pdf", "buffer": sheet}
    with stage.person("secretaire") as secretary:
        secretary.open(f"{mandate.get_absolute_url()}fiche/")
        secretary.page.locator("main input[type=file]").first.set_input_files(file)
        secretary.field("Signée le").fill("2026-05-04")
        secretary.field("Adresse personnelle").fill("mairie@saint-modele.example")
        secretary.page.locator("main form button[type=submit]").click()
        assert "est une coordonnée de l’institution ou d’un service" in secretary.text()
    assert stage.behind(lambda: mandate.sheets.get(current=True).email) == MAYOR


def test_two_clicks_sign_once(stage):
    """An impatient mayor clicks twice: one signature, and the page that says so."""
    convention = issued(stage)
    with stage.person("maire", NARROW) as mayor:
        mayor.open(convention.get_absolute_url())
        mayor.follow("Lire et signer")
        for box in mayor.page.get_by_role("checkbox").all():
            box.check()
        mayor.page.get_by_role("button", name="Recevoir mon code pour signer").click()
        mayor.field("Code reçu").fill(stage.code(MAYOR))
        mayor.page.get_by_role("button", name="Signer la convention").dblclick()
        expect(
            mayor.page.get_by_role("heading", name="Votre signature est enregistrée")
        ).to_be_visible()
    assert signed_by(stage, convention) == ["authority"]


def test_an_inspector_signs_three_acts_with_one_code_on_a_phone(stage):
    conventions = stage.behind(acts.many, stage.world, 3)
    stage.works()
    with stage.person("inspectrice", NARROW) as inspector:
        page = inspector.page
        inspector.open("/")
        inspector.page.get_by_role("link", name="avec un seul code").click()
        assert overflow(page) == 0
        for convention in conventions:
            page.get_by_label(convention.reference).check()
        expect(page.locator("[data-bulk-count]")).to_have_text("3 actes choisis")
        inspector.press("Lire et signer")
        assert overflow(page) == 0
        page.locator("main ol a").first.click()
        expect(page.get_by_role("heading", name="Lire la convention")).to_be_visible()
        page.go_back()
        page.reload()
        assert inspector.text().count("Pas encore ouvert") == 2
        for box in page.get_by_role("checkbox").all():
            expect(box).not_to_be_checked()
            box.check()
        inspector.press("Recevoir mon code")
        inspector.field("Code reçu").fill(stage.code(INSPECTOR))
        inspector.press("Signer 3 actes")
        stage.works()
        page.reload()
        assert inspector.text().count("Signé.") == 3
        assert overflow(page) == 0
    assert [signed_by(stage, convention) for convention in conventions] == [["state"]] * 3
