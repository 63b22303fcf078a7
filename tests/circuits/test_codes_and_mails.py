"""A code asked from one's account, while the mail of the signature leaves."""

import pytest
from django.urls import reverse

from circuits import links
from circuits.models import SigningCode
from common.lifecycle import Refused
from tests.circuits import acts
from tests.faults.conftest import read

BOXES = {"read": "on", "process": "on", "code": "123456"}


@pytest.fixture
def step(issued):
    return acts.step_of(issued, "authority")


def mail_leaves(step, act, **values):
    """What the mail to sign makes when it is written: a fresh link, the one before revoked."""
    given = {"envelope_id": act.envelope_id, "text_hash": act.text_hash, "sent_to": "h…"}
    return links.make_link(step, acts.task_of(step).mandate, **(given | values))


def test_the_mail_that_leaves_after_the_code_does_not_undo_it(step, issued, here, client_as):
    acts.code_for(acts.link_for(step))
    mail_leaves(step, issued)
    browser, key = client_as(here.actor("maire")), [step.public_id]
    page = read(browser.get(reverse("circuits:sign", args=key)))
    assert "Recevoir mon code pour signer" not in page
    done = browser.post(reverse("circuits:confirm", args=key), BOXES, follow=True)
    assert "Votre signature est enregistrée" in read(done)


def test_a_code_asked_for_another_text_does_not_follow(step, issued):
    link = acts.link_for(step)
    acts.code_for(link)
    fresh, _token = mail_leaves(step, issued, text_hash="f" * 64)
    assert not fresh.codes.exists()
    assert link.codes.get().status == SigningCode.Status.SENT


def test_the_link_that_was_replaced_still_signs_nothing(step, issued):
    link = acts.link_for(step)
    acts.code_for(link)
    mail_leaves(step, issued)
    link.refresh_from_db()
    assert links.state_refusal(link) is not None
    with pytest.raises(Refused):
        acts.signing.sign(link, code="123456", consent=acts.CONSENT, facts=acts.FACTS)
