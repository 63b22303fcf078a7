"""Who has an authenticator application signs with its code: nothing is sent to them."""

import pytest
from django.urls import reverse

from accounts.models import User
from circuits import codes, signing
from common.lifecycle import Refused
from common.models import OutboxMessage
from documents.models import Signature
from tests.accounts.phone import enrol
from tests.circuits import acts
from tests.faults.conftest import read

BOXES = {"read": "on", "process": "on"}


@pytest.fixture
def step(issued):
    return acts.step_of(issued, "authority")


@pytest.fixture
def phone(step):
    return enrol(User.objects.get(pk=acts.task_of(step).mandate.person.user_id))


def test_signed_from_the_account_with_the_code_of_the_application(step, phone, client_as):
    mayor = signing.acting.actor_of(acts.task_of(step).mandate)
    browser, key = client_as(mayor), [step.public_id]
    acts.link_for(step)
    page = read(browser.get(reverse("circuits:sign", args=key)))
    assert "Les six chiffres que montre votre application d’authentification" in page
    assert "Recevoir mon code" not in page
    confirm = reverse("circuits:confirm", args=key)
    wrong = read(browser.post(confirm, {**BOXES, "code": "000000"}))
    assert "Code inexact. Il vous reste 4 essais" in wrong
    assert browser.post(confirm, {**BOXES, "code": phone.code()}).status_code == 302
    evidence = Signature.objects.get().evidence["code"]
    assert (evidence["channel"], evidence["single_channel"]) == ("totp", False)
    assert (evidence["sent_to"], evidence["wrong_tries"]) == (codes.WITH_APPLICATION, 1)
    assert not OutboxMessage.objects.filter(template="circuits.code").exists()


def test_the_code_that_opened_the_act_signs_it_and_no_other(step, phone, here):
    link = acts.link_for(step)
    code = phone.code()
    scope = signing.code_scope(signing.readiness(step, link.mandate))
    opened = codes.check(link, code, document_sha256=scope)
    assert codes.check(link, code, document_sha256=scope) == opened
    with pytest.raises(Refused, match="Code inexact"):
        codes.check(link, code, document_sha256="f" * 64)


def test_five_wrong_codes_lock_the_signature(step, phone):
    link = acts.link_for(step)
    scope = signing.code_scope(signing.readiness(step, link.mandate))
    for left in (4, 3, 2, 1):
        with pytest.raises(Refused, match=f"Il vous reste {left}"):
            codes.check(link, "000000", document_sha256=scope)
    for _ in range(2):
        with pytest.raises(Refused, match="signature bloquée jusqu'à"):
            codes.check(link, "000000", document_sha256=scope)
    with pytest.raises(Refused, match="signature bloquée jusqu'à"):
        codes.check(link, phone.code(), document_sha256=scope)
