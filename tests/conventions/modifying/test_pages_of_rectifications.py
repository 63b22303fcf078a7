"""A rectification on its pages: the error, the proposal, the answers, the text that is right."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common.models import OutboxMessage
from conventions.models import Convention, Rectification
from conventions.modifying import answering, mails, rectification_file, rectifying
from desk import inbox
from tests import factories
from tests.circuits import acts
from tests.conventions.modifying import signed
from tests.conventions.modifying.test_pages_of_amendments import said, url

pytestmark = pytest.mark.django_db

PARTIES = ("maire", "inspectrice", "president")


@pytest.fixture(scope="module")
def act_of_the_file(world_of_the_file):
    return signed.in_force(world_of_the_file)


@pytest.fixture
def initial(act_of_the_file, here):
    return Convention.unscoped.get(pk=act_of_the_file.pk)


@pytest.fixture
def manager(here, client_as):
    return client_as(here.actor("chef-de-projet"))


def address(name, made, *args):
    keys = [made.convention.public_id, made.public_id, *args]
    return reverse(f"conventions:{name}", args=keys)


def typed(**values):
    given = {
        "key": "article-1-objet",
        "wrong": "engagements",
        "right": "engagemens",
        "row": "R01",
        "evidence": "texte voté",
    }
    return given | values


def test_it_is_offered_by_the_cells_that_name_it(initial, manager):
    begin = url("begin_rectification", initial)
    page = manager.get(url("redo", initial)).content.decode()
    for key in ("R01", "R06", "R10"):
        assert f'href="{begin}?changement={key}"' in page
    assert f'href="{begin}?changement=R23"' not in page
    assert f'href="{begin}"' in manager.get(initial.get_absolute_url()).content.decode()


def test_an_error_is_written_and_what_was_typed_is_kept(initial, manager):
    begin = url("begin_rectification", initial)
    missing = manager.post(begin, typed(evidence=""))
    assert missing.status_code == 422
    assert "Nommez la pièce" in said(missing)
    absent = manager.post(begin, typed(wrong="mots absents"))
    assert absent.status_code == 409
    assert "mots absents" in absent.content.decode()
    assert not Rectification.unscoped.exists()
    done = manager.post(begin, typed())
    made = Rectification.unscoped.get()
    assert done.url == made.get_absolute_url()
    shown = said(manager.get(done.url))
    assert "Lire : « engagemens »" in shown
    assert "Proposer une rectification" in shown
    substance = manager.post(address("add_error", made), typed(right="engagements jamais"))
    assert "ce n’est pas une erreur matérielle" in said(substance)
    remove = address("remove_error", made, made.errors.get().public_id)
    assert manager.post(remove).status_code == 302
    assert "Aucune erreur n’est écrite" in said(manager.get(done.url))
    refused = manager.post(address("propose_rectification", made))
    assert refused.status_code == 409


def test_each_party_answers_from_its_list_of_things_to_do(here, initial, manager, client_as):
    made = signed.rectification(initial, here)
    mayor = client_as(here.actor("maire"))
    assert mayor.get(made.get_absolute_url()).status_code == 404
    assert manager.post(address("propose_rectification", made)).status_code == 302
    [task] = [
        task
        for group in inbox.groups(here.actor("maire"))
        for task in group.tasks
        if "rectification" in task.verb
    ]
    assert (task.url, task.button) == (made.get_absolute_url(), "Lire et répondre")
    page = said(mayor.get(initial.get_absolute_url()))
    assert "Répondre à la rectification" in page
    assert mayor.get(url("pending_rectification", initial)).url == made.get_absolute_url()
    without = mayor.post(made.get_absolute_url(), {"answer": "refuse"})
    assert without.status_code == 422
    assert "Écrivez le motif" in said(without)
    for slug in PARTIES:
        client = client_as(here.actor(slug))
        assert client.post(made.get_absolute_url(), {"answer": "accept"}).status_code == 302
    shown = said(mayor.get(made.get_absolute_url()))
    assert "Acceptée par chaque partie" in shown
    assert "Acceptée par" in shown
    assert OutboxMessage.objects.filter(template="conventions.rectified").exists()
    act = said(mayor.get(initial.get_absolute_url()))
    assert f"Lire le texte consolidé (rectification {made.reference})" in act
    assert "engagemens" in said(mayor.get(url("text_in_force", initial)))


def test_a_site_upgraded_without_its_circuits_says_what_to_type(
    here, initial, manager, monkeypatch
):
    made = signed.rectification(initial, here)
    monkeypatch.setattr(rectifying, "CIRCUIT", "convention.never-loaded")
    answer = manager.post(address("propose_rectification", made))
    assert answer.status_code == 409
    assert "python manage.py load_reference" in said(answer)
    assert Rectification.unscoped.get(pk=made.pk).status == "draft"


def test_a_refusal_is_told_without_its_reason(here, initial, manager, client_as):
    made = signed.rectification(initial, here)
    manager.post(address("propose_rectification", made))
    refusal = {"answer": "refuse", "reason": "Le périmètre change."}
    client_as(here.actor("maire")).post(made.get_absolute_url(), refusal)
    made = Rectification.unscoped.select_related("convention", "closing_party").get(pk=made.pk)
    assert "Refusée par la commune de Saint-Modèle" in mails.words(made)
    assert "Le périmètre change." in said(manager.get(made.get_absolute_url()))
    other = client_as(here.actor("inspectrice"))
    assert "Le périmètre change." not in said(other.get(made.get_absolute_url()))
    sent = mails.rectified({"rectification": made.pk, "mandate": here.people["maire"].pk})
    assert "Refusée par" in sent.text
    assert "périmètre" not in sent.text


def test_it_is_withdrawn_with_a_reason(here, initial, manager):
    made = signed.rectification(initial, here)
    withdraw = address("withdraw_rectification", made)
    manager.post(withdraw, {"reason": ""})
    assert Rectification.unscoped.get(pk=made.pk).status == "draft"
    manager.post(withdraw, {"reason": "sans objet"})
    assert Rectification.unscoped.get(pk=made.pk).status == "withdrawn"


def test_it_is_printed_with_a_line_a_party(here, initial, manager, monkeypatch):
    monkeypatch.setattr(
        rectification_file.production.conversion,
        "to_pdfa",
        lambda docx, expected_text: acts.blank_pdf(),
    )
    made = signed.rectification(initial, here)
    manager.post(address("propose_rectification", made))
    payload = {"rectification": made.pk}
    first = rectification_file.rectification_item(payload, here.actor("chef-de-projet"))
    assert first == f"Rectification {made.reference}, proposée."
    again = rectification_file.rectification_item(payload, here.actor("chef-de-projet"))
    assert again == first
    made = Rectification.unscoped.get(pk=made.pk)
    lines = made.document.snapshot["acceptances"]
    assert [line["answer"] for line in lines] == ["", "", ""]
    pdf = reverse(
        "conventions:document_file", args=[initial.public_id, made.document.public_id, "pdf"]
    )
    assert manager.get(pdf).status_code == 200


def letter(made, **values):
    """The form of a letter, as the page sends it."""
    _, mandate = next(iter(answering.offered(made).values()))
    file = SimpleUploadedFile("courrier.pdf", acts.blank_pdf(), "application/pdf")
    given = {"signatory": mandate.public_id, "day": "2026-05-04", "answer": "accept", "file": file}
    return given | values


def test_a_letter_is_recorded_for_the_party_that_wrote_it(here, initial, manager, client_as):
    made = signed.rectification(initial, here)
    page = address("record_letter", made)
    assert manager.get(page).status_code == 409
    manager.post(address("propose_rectification", made))
    made.refresh_from_db()
    assert page in manager.get(made.get_absolute_url()).content.decode()
    assert "Mme Hélène Dumont, maire de Saint-Modèle" in said(manager.get(page))
    picture = SimpleUploadedFile("courrier.png", b"\x89PNG\r\n\x1a\nrien", "image/png")
    for values, status, sentence in (
        ({"file": ""}, 422, "Joignez le courrier"),
        ({"file": picture}, 422, "PDF (.pdf) attendu"),
        ({"answer": "refuse"}, 422, "Écrivez le motif"),
        ({"day": "2026-06-01"}, 409, "un jour à venir"),
    ):
        answer = manager.post(page, letter(made, **values))
        assert answer.status_code == status, sentence
        assert sentence in said(answer)
        kept = answer.content.decode()
        assert f'value="{values.get("day", "2026-05-04")}"' in kept
        chosen = values.get("answer", "accept")
        assert re.search(rf'<input[^>]*value="{chosen}"[^>]*checked', kept)
    assert manager.post(page, letter(made)).url == made.get_absolute_url()
    signer = "Mme Hélène Dumont, maire de Saint-Modèle (fictive)"
    told = f"Acceptée par {signer}, courrier du 4 mai 2026, enregistré le 4 mai 2026 par"
    inspector = client_as(here.actor("inspectrice"))
    for client, reads in ((manager, True), (inspector, False)):
        shown = client.get(made.get_absolute_url())
        assert told in said(shown)
        assert ("Lire le courrier" in said(shown)) is reads
        kept = answering.letters(made)[here.commune.pk].public_id
        file = reverse("conventions:document_file", args=[initial.public_id, kept, "pdf"])
        assert client.get(file).status_code == (200 if reads else 404)
    act = said(inspector.get(initial.get_absolute_url()))
    assert told in act
    assert "Courrier de la commune" not in act
    act = said(manager.get(initial.get_absolute_url()))
    assert "a enregistré, pour le compte d’une partie, sa réponse reçue par courrier" in act
    assert "Courrier de la commune de Saint-Modèle (fictive) : rectification" in act
    assert "a accusé réception" not in act


def test_whoever_could_not_sign_reads_why_instead_of_the_form(here, initial, manager, client_as):
    made = signed.rectification(initial, here)
    manager.post(address("propose_rectification", made))
    mandate = here.people["maire"]
    mandate.act_reference = ""
    factories.recorded(mandate)
    mayor = client_as(here.actor("maire"))
    shown = said(mayor.get(made.get_absolute_url()))
    assert "n’est pas enregistré" in shown
    assert "Envoyer ma réponse" not in shown
    answer = mayor.post(made.get_absolute_url(), {"answer": "accept"})
    assert answer.status_code == 409
    assert "n’est pas enregistré" in said(answer)
