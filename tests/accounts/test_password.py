"""Changing a password, and choosing a new one by mail."""

import re

import pytest
from django.test import Client

from accounts.models import User
from common import outbox
from common.models import OutboxMessage

from .conftest import PASSWORD

NEW = "une autre phrase bien longue"
FORGOTTEN = "/compte/mot-de-passe/oublie/"


@pytest.fixture
def link(client, person, mailoutbox) -> str:
    """The path of the link received by mail."""
    client.post(FORGOTTEN, {"email": "CLAIRE.vasseur@exemple.fr"})
    outbox.send_due()
    found = re.search(r"http\S+?(/compte/\S+)", mailoutbox[0].body)
    assert found is not None
    return found[1]


def choose(client: Client, link: str, password: str = NEW):
    form = client.get(link, follow=True)
    return client.post(
        form.request["PATH_INFO"], {"password1": password, "password2": password}, follow=True
    )


def test_the_mail_has_one_link_of_our_own_host_and_keeps_no_secret(client, person, mailoutbox):
    client.post(FORGOTTEN, {"email": person.email}, headers={"host": "localhost"})
    stored = OutboxMessage.objects.get()
    outbox.send_due()
    mail = mailoutbox[0]
    assert mail.to == [person.email]
    assert mail.body.count("http") == 1
    assert "http://127.0.0.1:8000/compte/" in mail.body
    assert "1 heure" in mail.body
    assert stored.context == {"user": person.pk}


def test_an_unknown_address_receives_the_same_answer_and_no_mail(client, person, mailoutbox):
    known = client.post(FORGOTTEN, {"email": person.email})
    unknown = client.post(FORGOTTEN, {"email": "personne@exemple.fr"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert OutboxMessage.objects.count() == 1


def test_the_link_serves_once(client, link, person):
    assert choose(client, link).content.decode().count("mot de passe est") == 1
    person.refresh_from_db()
    assert person.check_password(NEW)
    again = Client().get(link, follow=True).content.decode()
    assert "Ce lien ne peut plus servir" in again


def test_an_account_deactivated_before_sending_receives_nothing(client, person, mailoutbox):
    client.post(FORGOTTEN, {"email": person.email})
    User.objects.filter(pk=person.pk).update(is_active=False)
    OutboxMessage.objects.update(state=OutboxMessage.State.WAITING)
    mailoutbox.clear()
    outbox.send_due()
    assert mailoutbox == []


@pytest.mark.parametrize("weak", ["court", "motdepasse", "claire.vasseur@exemple.fr"])
def test_a_weak_password_is_refused_with_its_reason(client, link, person, weak):
    page = choose(client, link, weak).content.decode()
    assert "à corriger" in page
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_changing_it_needs_the_present_one_and_signs_out_elsewhere(client, person):
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(person)
    address = "/compte/mot-de-passe/changer/"
    wrong = {"oldpassword": "autre", "password1": NEW, "password2": NEW}
    assert "pas votre mot de passe actuel" in client.post(address, wrong).content.decode()
    client.post(address, {**wrong, "oldpassword": PASSWORD})
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert client.get(address).status_code == 200
    assert elsewhere.get(address).status_code == 302


def test_asking_too_often_is_throttled(client, person):
    answers = [client.post(FORGOTTEN, {"email": person.email}) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert "Trop d’essais" in answers[-1].content.decode()


def test_an_action_that_binds_asks_for_the_password_again(client, person):
    client.force_login(person)
    page = client.get("/compte/confirmer/")
    assert 'autocomplete="current-password"' in page.content.decode()
    wrong = client.post("/compte/confirmer/", {"password": "autre"})
    assert "pas votre mot de passe" in wrong.content.decode()
    assert client.post("/compte/confirmer/", {"password": PASSWORD}).status_code == 302
