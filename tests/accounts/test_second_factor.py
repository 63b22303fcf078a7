"""The authenticator application: enrolled by its owner, asked at sign-in, reset when lost."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import second_factor
from accounts.models import User
from common import outbox
from governance import services
from tests import factories
from tests.accounts.phone import Phone, enrol, spare
from tests.faults.conftest import read

PASSWORD = "quatre petits chats gris"
INDEX = "mfa_index"


@pytest.fixture
def owner(mayor):
    user = User.objects.get(pk=mayor.user_id)
    user.set_password(PASSWORD)
    user.save()
    return user


def signing_in(user):
    browser = Client()
    form = {"login": user.email, "password": PASSWORD}
    return browser, browser.post(reverse("account_login"), form)


def confirmed(browser):
    """The password asked again before what engages."""
    return browser.post(reverse("account_reauthenticate"), {"password": PASSWORD}, follow=True)


def test_enrolled_from_the_page_with_its_picture_and_spare_codes(
    owner, mayor, client_as, django_capture_on_commit_callbacks
):
    browser, _ = signing_in(owner)
    assert "Aucun : votre mot de passe suffit" in read(browser.get(reverse(INDEX)))
    assert browser.get(reverse("mfa_activate_totp")).url.startswith("/compte/confirmer/")
    confirmed(browser)
    page = browser.get(reverse("mfa_activate_totp"))
    text = page.content.decode()
    assert "data:image/svg+xml;base64," in text
    assert "style=" not in text
    assert "<script" not in text.partition("<main")[2].partition("</main>")[0]
    wrong = browser.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "Ce code n’est pas celui attendu" in read(wrong)
    phone = Phone(re.search(r"<span class=\"cs-hash[^>]*>([A-Z2-7]+)<", wrong.content.decode())[1])
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("mfa_activate_totp"), {"code": phone.at(time.time())})
    done = browser.get(reverse("mfa_view_recovery_codes"))
    assert "Codes de secours" in read(done)
    assert all(code in read(done) for code in spare(owner))
    assert phone.secret not in str(Authenticator.objects.values_list("data", flat=True))
    fetched = browser.get(reverse("mfa_download_recovery_codes"))
    assert spare(owner)[0] in fetched.content.decode()
    outbox.send_due()
    assert mail.outbox[-1].subject == "Application d’authentification ajoutée"
    person = factories.mandate_of(mayor).person
    told = client_as(mayor).get(reverse("desk:history", args=["personne", person.public_id]))
    assert "a ajouté un second facteur à son compte" in read(told)


def test_asked_at_sign_in_and_no_code_serves_twice(owner):
    phone = enrol(owner)
    browser, answer = signing_in(owner)
    assert answer.url == reverse("mfa_authenticate")
    assert browser.get(reverse("desk:inbox")).status_code == 302, "not yet inside"
    page = reverse("mfa_authenticate")
    assert "Ce code n’est pas celui attendu" in read(browser.post(page, {"code": "000000"}))
    code = phone.code()
    assert browser.post(page, {"code": code}).url == reverse("ui:source")
    assert browser.get(reverse("desk:inbox")).status_code == 200
    other, _ = signing_in(owner)
    assert "Ce code n’est pas celui attendu" in read(other.post(page, {"code": code}))
    assert other.post(page, {"code": phone.code()}).status_code == 302


def test_a_recovery_code_serves_once_when_the_phone_is_lost(owner):
    enrol(owner)
    code = spare(owner)[3]
    browser, _ = signing_in(owner)
    assert browser.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert browser.get(reverse("desk:inbox")).status_code == 200
    assert code not in spare(owner)
    again, _ = signing_in(owner)
    assert again.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200


def test_codes_cannot_be_tried_at_will(owner):
    phone = enrol(owner)
    browser, _ = signing_in(owner)
    for _try in range(5):
        browser.post(reverse("mfa_authenticate"), {"code": "000000"})
    refused = read(browser.post(reverse("mfa_authenticate"), {"code": phone.code()}))
    assert "Trop d’essais sans succès" in refused


def test_removed_by_its_owner_after_their_password(owner):
    enrol(owner)
    browser = Client()
    browser.force_login(owner)
    assert browser.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert second_factor.enrolled(owner), "the password first"
    confirmed(browser)
    page = read(browser.get(reverse("mfa_deactivate_totp")))
    assert "Votre mot de passe suffira de nouveau" in page
    browser.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    outbox.send_due()
    assert mail.outbox[-1].subject == "Application d’authentification retirée"


def test_reset_by_the_administrator_with_a_line_and_a_mail(owner, mayor, admin, client_as):
    enrol(owner)
    person = factories.mandate_of(mayor).person
    keeper, page = client_as(admin), reverse("governance:person", args=[person.public_id])
    assert "Réinitialiser le second facteur" in read(keeper.get(page))
    reset = reverse("governance:reset_second_factor", args=[person.public_id])
    assert client_as(mayor).post(reset, {"reason": "moi-même"}).status_code == 403
    assert keeper.post(reset, {"reason": ""}).status_code == 422
    keeper.post(reset, {"reason": "téléphone perdu, rappelée à la mairie"})
    assert not Authenticator.objects.exists()
    outbox.send_due()
    assert mail.outbox[-1].to == [owner.email]
    assert "L’administrateur a retiré l’application" in mail.outbox[-1].body
    told = read(keeper.get(reverse("desk:history", args=["personne", person.public_id])))
    assert "a réinitialisé le second facteur du compte" in told
    assert "téléphone perdu" in told
    again = read(keeper.post(reset, {"reason": "encore"}))
    assert "n’a pas de second facteur" in again


def test_offices_of_the_settings_act_once_they_have_one(admin, client_as, settings):
    settings.SECOND_FACTOR_OFFICES = ["admin"]
    browser = client_as(admin)
    answer = browser.get(reverse("desk:inbox"))
    assert answer.url == reverse("mfa_activate_totp")
    assert "Votre fonction demande un second facteur" in read(browser.get(reverse(INDEX)))
    for open_page in ("ui:legal", "account_logout", INDEX):
        assert browser.get(reverse(open_page)).status_code == 200
    enrol(User.objects.get(pk=admin.user_id))
    assert browser.get(reverse("desk:inbox")).status_code == 200


def test_a_changed_secret_of_the_site_refuses_codes_and_breaks_nothing(owner, settings):
    phone = enrol(owner)
    settings.SECRET_KEY = "une autre clé de plus de cinquante caractères, tirée au hasard"
    assert not second_factor.check(owner, phone.at(time.time()))
    browser = Client()
    browser.force_login(owner)
    assert browser.get(reverse(INDEX)).status_code == 200


def test_the_administrator_resets_no_factor_of_their_own(admin):
    own = factories.mandate_of(admin).person
    with pytest.raises(Exception, match="administrateur, pour une autre personne"):
        services.reset_second_factor(actor=admin, person=own, reason="essai")
