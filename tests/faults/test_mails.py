"""The mail server is down, refuses, refuses one address, or hangs: nobody signs less for it."""

import datetime as dt

import pytest
from django.urls import reverse

from common import clock, outbox
from conventions.models import Status
from demo.rehearsal import CODE, LINK
from documents.models import Signature
from governance import channels
from tests.circuits import acts
from tests.faults.conftest import read
from tests.plugins import mailserver
from tests.soak.life import latest

pytestmark = pytest.mark.django_db
SILENT = "Le serveur de courriels ne répond pas"


@pytest.fixture
def post(tmp_path, settings):
    """A server that works; a test spoils it."""
    with mailserver.running(tmp_path / "mails") as server:
        for name, value in server.settings.items():
            setattr(settings, name, value)
        settings.EMAIL_TIMEOUT = 0.3
        yield server


def down(server, settings):
    settings.EMAIL_PORT = 9


def later(server, settings):
    server.answers["MAIL FROM"] = "451 plus tard"


def hangs(server, settings):
    server.silent = True


def mended(server):
    server.answers.clear()
    server.silent = False


FAULTS = [(down, SILENT), (later, "a refusé ce message (réponse 451)"), (hangs, SILENT)]


@pytest.mark.parametrize(("fault", "sentence"), FAULTS, ids=[f.__name__ for f, _ in FAULTS])
def test_the_act_is_issued_and_its_page_says_that_the_mails_wait(
    fault, sentence, post, settings, issued, manager, signatory
):
    port = settings.EMAIL_PORT
    fault(post, settings)
    assert outbox.send_due() == 0
    assert acts.fresh(issued).status == Status.AWAITING_SIGNATURE
    page = manager(issued)
    assert "Un courriel n’est pas parti" in page
    assert sentence in page
    assert "Nouvel essai le 4 mai 2026" in page
    assert signatory(issued).status_code == 302  # from the account, without any mail
    mended(post)
    settings.EMAIL_PORT = port
    with clock.at(acts.NOW + dt.timedelta(minutes=5)):
        assert outbox.send_due() > 0
        assert "Un courriel n’est pas parti" not in manager(issued)
    assert mailserver.letters(post.folder)


def test_one_address_refused_does_not_hold_the_others(post, issued, manager):
    step = acts.step_of(issued, "authority")
    mandate = acts.task_of(step).mandate
    address = channels.signing_address(mandate)
    post.answers[address.upper()] = "550 inconnue"
    outbox.send_due()
    told = [letter["To"] for letter in mailserver.letters(post.folder)]
    assert address not in told
    other = acts.task_of(acts.step_of(issued, "state")).mandate
    assert channels.signing_address(other) in told
    page = manager(issued)
    assert f"Un courriel n’est pas parti, à {mandate}" in page
    assert "refuse cette adresse (réponse 550). Vérifiez-la dans la fiche de la personne." in page
    mended(post)
    with clock.at(acts.NOW + dt.timedelta(minutes=5)):
        outbox.send_due()
    assert address in [letter["To"] for letter in mailserver.letters(post.folder)]


@pytest.mark.parametrize(("fault", "sentence"), FAULTS, ids=[f.__name__ for f, _ in FAULTS])
def test_who_waits_for_a_code_is_told(fault, sentence, post, settings, issued, client, here):
    outbox.send_due()
    port, step = settings.EMAIL_PORT, acts.step_of(issued, "authority")
    token = latest_token(post, step)
    page = reverse("circuits:sign", args=[token])
    fault(post, settings)
    client.post(reverse("circuits:ask_code", args=[token]))
    assert "n’a pas encore pu partir" not in read(client.get(page))
    outbox.send_due()
    text = read(client.get(page))
    assert "Le courriel du code n’a pas encore pu partir. Rien n’est perdu" in text
    assert "un nouvel essai aura lieu à 10 h 02" in text
    mended(post)
    settings.EMAIL_PORT = port
    with clock.at(acts.NOW + dt.timedelta(minutes=3)):
        outbox.send_due()
        assert "n’a pas encore pu partir" not in read(client.get(page))
        sign_with_the_code(post, step, token, client)
    assert Signature.objects.count() == 1


def latest_token(post, step):
    address = channels.signing_address(acts.task_of(step).mandate)
    return latest(post.folder, address, LINK)[0]


def sign_with_the_code(post, step, token, client):
    address = channels.signing_address(acts.task_of(step).mandate)
    code = "".join(latest(post.folder, address, CODE))
    client.post(reverse("circuits:open_act", args=[token]), {"code": code})
    answer = client.post(
        reverse("circuits:confirm", args=[token]), {"read": "on", "process": "on", "code": code}
    )
    assert answer.status_code == 302


def test_the_list_of_mails_says_it_without_a_word_of_english(
    post, settings, issued, here, client_as
):
    settings.EMAIL_PORT = 9
    outbox.send_due()
    page = read(client_as(here.actor("chef-de-projet")).get(reverse("desk:mails")))
    assert "Le serveur de courriels ne répond pas (ConnectionRefusedError)" in page
    assert "Errno" not in page
