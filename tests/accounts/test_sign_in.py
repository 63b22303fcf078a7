"""Who signs in, who does not, and how long it lasts."""

import datetime as dt

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, reverse

from common import clock

from .conftest import PASSWORD

LOGIN = "/compte/connexion/"
PRIVATE = "/compte/mot-de-passe/changer/"


def sign_in(client, email="claire.vasseur@exemple.fr", password=PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def signed_in(client) -> bool:
    return client.get(PRIVATE).status_code == 200


def test_the_right_password_opens_the_site_whatever_the_case_of_the_address(client, person):
    answer = sign_in(client, email="Claire.VASSEUR@exemple.fr")
    assert answer.status_code == 302
    assert signed_in(client)


def test_a_wrong_password_and_an_unknown_address_receive_the_same_words(client, person):
    wrong = sign_in(client, password="autre chose que cela")
    unknown = sign_in(client, email="personne@exemple.fr")
    for answer in (wrong, unknown):
        assert answer.status_code == 200
        assert "ne vont pas ensemble" in answer.content.decode()
    assert not signed_in(client)


def test_what_was_typed_is_kept_but_never_the_password(client, person):
    text = sign_in(client, password="mauvais mot de passe").content.decode()
    assert "claire.vasseur@exemple.fr" in text
    assert "mauvais mot de passe" not in text


def test_too_many_tries_are_throttled_for_that_address(client, person):
    answers = [sign_in(client, password=f"essai numéro {n}") for n in range(6)]
    assert answers[-1].status_code == 429
    assert "attendez cinq minutes" in answers[-1].content.decode()
    assert sign_in(client).status_code == 429


def test_too_many_tries_from_one_place_are_throttled(client, db):
    answers = [sign_in(client, email=f"p{n}@exemple.fr") for n in range(31)]
    assert answers[-1].status_code == 429


def test_browsers_can_fill_the_form(client, db):
    text = client.get(LOGIN).content.decode()
    assert 'autocomplete="username"' in text
    assert 'autocomplete="current-password"' in text


@pytest.mark.parametrize("target", ["https://ailleurs.exemple.fr/", "//ailleurs.exemple.fr/"])
def test_signing_in_never_leads_elsewhere(client, person, target):
    answer = sign_in(client, next=target)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("ui:source")


def test_a_session_is_new_after_signing_in(client, person):
    client.get(LOGIN)
    session = client.session
    session["seen_before"] = True
    session.save()
    client.cookies["session"] = session.session_key
    sign_in(client)
    assert client.session.session_key != session.session_key


def test_signing_out_takes_a_post(client, person):
    sign_in(client)
    assert client.get("/compte/deconnexion/").status_code == 200
    assert signed_in(client)
    client.post("/compte/deconnexion/")
    assert not signed_in(client)


def test_nobody_signs_up():
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_a_deactivated_account_is_told_so_only_with_its_password(client, person):
    person.is_active = False
    person.save()
    assert "ne vont pas ensemble" in sign_in(client, password="autre chose").content.decode()
    answer = client.get(sign_in(client)["Location"])
    assert "Votre compte est désactivé" in answer.content.decode()
    assert not signed_in(client)


def test_an_account_deactivated_meanwhile_is_refused_at_the_next_request(client, person):
    sign_in(client)
    person.is_active = False
    person.save()
    assert not signed_in(client)
    person.is_active = True
    person.save()
    assert not signed_in(client)


def test_silence_closes_the_session_and_the_page_says_so(client, person):
    sign_in(client)
    assert signed_in(client)
    with clock.at(clock.now() + dt.timedelta(seconds=settings.SESSION_IDLE_SECONDS + 61)):
        assert not signed_in(client)
        assert "Votre session est terminée" in client.get(LOGIN).content.decode()


def test_working_keeps_the_session_open_but_not_beyond_its_whole_length(client, person):
    sign_in(client)
    start = clock.now()
    for minutes in range(0, settings.SESSION_COOKIE_AGE // 60, 30):
        with clock.at(start + dt.timedelta(minutes=minutes)):
            assert signed_in(client), minutes
    with clock.at(start + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE + 61)):
        assert not signed_in(client)
