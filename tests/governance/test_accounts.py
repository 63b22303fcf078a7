"""Accounts: opened by an administrator for somebody else, entered by a link, closed at once."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from common import outbox
from common.lifecycle import NotYours, Refused
from governance import services
from governance.offices import Office
from tests import factories

ADDRESS = "nouvelle@mairie.example"


@pytest.fixture
def newcomer(commune):
    """Somebody with a mandate and no account."""
    return factories.mandate(
        Office.AUTHORITY_DIRECTOR, commune, who=factories.person(signed_up=False)
    ).person


def opened(admin, newcomer):
    services.open_account(actor=admin, person=newcomer, email=ADDRESS)
    newcomer.refresh_from_db()
    return newcomer


def page(name, person):
    return reverse(f"governance:{name}", args=[person.public_id])


def history(person):
    return reverse("desk:history", args=["personne", person.public_id])


def link_of_the_mail():
    outbox.send_due()
    letter = mail.outbox[-1]
    assert letter.to == [ADDRESS]
    return re.search(r"/compte/mot-de-passe/nouveau/\S+", letter.body).group()


@pytest.mark.parametrize("who", ["project_manager", "legal_officer", "mayor", "preparer", "dasen"])
def test_the_administrator_alone_opens_accounts(who, newcomer, request, client_as):
    actor = request.getfixturevalue(who)
    with pytest.raises(NotYours):
        services.open_account(actor=actor, person=newcomer, email=ADDRESS)
    answer = client_as(actor).post(page("open_account", newcomer), {"email": ADDRESS})
    assert answer.status_code == 403
    assert not User.objects.filter(email=ADDRESS).exists()
    assert "Ouvrir un compte" not in client_as(actor).get(page("person", newcomer)).content.decode()


def test_nobody_closes_their_own_account(admin):
    own = factories.mandate_of(admin).person
    with pytest.raises(NotYours):
        services.close_account(actor=admin, person=own, reason="départ")


def test_from_the_page_to_the_first_sign_in(admin, newcomer, client_as):
    answer = client_as(admin).post(page("open_account", newcomer), {"email": ADDRESS}, follow=True)
    assert "l’invitation part à cette adresse" in answer.content.decode()
    visitor = Client()
    form = visitor.get(link_of_the_mail(), follow=True)
    chosen = "quatre petits chats gris"
    done = visitor.post(
        form.request["PATH_INFO"], {"password1": chosen, "password2": chosen}, follow=True
    )
    assert done.status_code == 200
    entered = visitor.post(
        reverse("account_login"), {"login": ADDRESS, "password": chosen}, follow=True
    )
    assert entered.context["user"].email == ADDRESS
    assert "a ouvert le compte" in client_as(admin).get(history(newcomer)).content.decode()


def test_an_invitation_expires_and_is_sent_again(admin, newcomer, client_as, settings):
    opened(admin, newcomer)
    first = link_of_the_mail()
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "Ce lien ne peut plus servir" in Client().get(first, follow=True).content.decode()
    settings.PASSWORD_RESET_TIMEOUT = 3600
    answer = client_as(admin).post(page("invite_again", newcomer), follow=True)
    assert "nouvelle invitation" in answer.content.decode()
    assert Client().get(link_of_the_mail(), follow=True).context["form"]


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("account", "a déjà un compte"),
        ("taken", "déjà celle d’un compte"),
    ],
)
def test_an_account_is_refused_with_its_reason(before, words, admin, newcomer, client_as):
    if before == "account":
        opened(admin, newcomer)
    else:
        factories.user(ADDRESS)
    answer = client_as(admin).post(page("open_account", newcomer), {"email": ADDRESS.upper()})
    assert answer.status_code == 409
    assert words in answer.content.decode()
    assert ADDRESS.upper() in answer.content.decode()


def test_a_closed_account_ends_its_sessions_and_opens_again(admin, newcomer, client_as):
    opened(admin, newcomer)
    inside = Client()
    inside.force_login(newcomer.user)
    assert inside.get(reverse("desk:inbox")).status_code == 200
    keeper = client_as(admin)
    empty = keeper.post(page("close_account", newcomer), {"reason": ""})
    assert empty.status_code == 422
    keeper.post(page("close_account", newcomer), {"reason": "a quitté la mairie"})
    assert inside.get(reverse("desk:inbox")).status_code == 302
    assert "est fermé" in keeper.get(page("person", newcomer)).content.decode()
    assert "a quitté la mairie" in keeper.get(history(newcomer)).content.decode()
    with pytest.raises(Refused, match="déjà fermé"):
        services.close_account(actor=admin, person=newcomer, reason="encore")
    keeper.post(page("reopen_account", newcomer), {"reason": "revient"})
    assert User.objects.get(email=ADDRESS).is_active


def test_an_invitation_to_a_closed_account_is_dropped(admin, newcomer):
    opened(admin, newcomer)
    services.close_account(actor=admin, person=newcomer, reason="erreur")
    outbox.send_due()
    assert mail.outbox == []
