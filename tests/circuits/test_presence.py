"""A mayor signs on an agent's device: identity stated, code on the mayor's own channel."""

import datetime as dt

import pytest
from django.urls import reverse

from audit.models import Event
from circuits import presence, signing
from circuits.models import SigningLink
from common import clock, outbox
from common.lifecycle import NotYours, Refused
from desk import history_words
from documents.models import Signature
from tests.circuits import acts

BOXES = {"read": "on", "process": "on"}
STATED = {"stated": "on", "identity": "document", "place": "Mairie de Saint-Modèle"}


@pytest.fixture
def act(issued):
    return issued


@pytest.fixture
def agent(here):
    return here.actor("chef-de-projet")


def page_of(act, party="authority"):
    return reverse("circuits:presence", args=[acts.step_of(act, party).public_id])


def texts(response):
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_from_the_identity_stated_to_the_evidence(here, act, agent, client_as, mailoutbox):
    tablet = client_as(agent)
    assert page_of(act) in texts(tablet.get(act.get_absolute_url()))
    assert "Hélène Dumont" in texts(tablet.get(page_of(act)))
    unstated = tablet.post(page_of(act), {"identity": "document", "place": "Mairie"})
    assert unstated.status_code == 422
    assert "Cochez « identité constatée »" in texts(unstated)
    assert "Mairie" in texts(unstated)
    opened = tablet.post(page_of(act), STATED)
    link = SigningLink.unscoped.get(witness=agent.mandate_id)
    key = presence.key_of(link)
    assert opened.url == reverse("circuits:sign", args=[key])
    shown = texts(tablet.get(opened.url))
    assert "Signature en présence de Mme Claire Vasseur" in shown
    assert "pièce d’identité présentée" in shown
    mailoutbox.clear()
    tablet.post(reverse("circuits:ask_code", args=[key]), BOXES)
    outbox.send_due()
    (code,) = [m for m in mailoutbox if m.subject == "Votre code de signature"]
    assert code.to == ["helene.dumont@personnel.example"], "the mayor's own channel"
    digits = code.body.strip().split("\n")[0].replace(" ", "")
    done = tablet.post(reverse("circuits:confirm", args=[key]), {**BOXES, "code": digits})
    assert done.status_code == 302
    evidence = Signature.objects.get().evidence
    assert evidence["presence"].pop("stated_at").startswith("2026-05-04T08:00")
    assert evidence["presence"] == {
        "agent": agent.label,
        "identity": "pièce d’identité présentée",
        "place": "Mairie de Saint-Modèle",
    }
    assert evidence["authority"]["name"] == "Mme Hélène Dumont"
    history = texts(tablet.get(act.get_absolute_url()))
    assert "a constaté l’identité du signataire" in history
    slot = acts.fresh(act).envelope.slots.get(key="authority")
    assert (slot.status, slot.mode) == ("accepted", "platform")
    assert "a signé en présence d’un agent" in slot_history(slot)


def slot_history(slot):
    found = Event.objects.filter(object_type="documents.slot", object_id=slot.pk)
    return [history_words.sentence(e.object_type, e.verb) for e in found]


def test_the_link_of_the_mail_still_serves_until_somebody_signs(act, agent):
    step = acts.step_of(act, "authority")
    mailed = acts.link_for(step)
    presence.open_for(step, identity="known", place="", actor=agent)
    mailed.refresh_from_db()
    assert mailed.status == SigningLink.Status.LIVE
    assert acts.link_for(step) == mailed, "the mayor's own session uses its own link"
    acts.sign(step)
    seen = SigningLink.unscoped.get(witness=agent.mandate_id)
    with pytest.raises(Refused):
        signing.sign(seen, code="123456", consent=acts.CONSENT, facts=acts.FACTS)
    assert Signature.objects.count() == 1


def test_nobody_but_the_agent_opens_it_and_not_for_long(here, act, agent, client_as):
    step = acts.step_of(act, "authority")
    link = presence.open_for(step, identity="known", place="", actor=agent)
    address = reverse("circuits:sign", args=[presence.key_of(link)])
    for slug in ("juriste", "maire", "secretaire", "president"):
        assert client_as(here.actor(slug)).get(address).status_code == 404
    assert client_as(here.actor("juriste")).get(page_of(act)).status_code == 200
    with clock.at(acts.NOW + dt.timedelta(minutes=31)):
        late = client_as(agent).get(address)
        assert late.status_code == 409
        assert "Le temps de signer en présence est passé" in texts(late)
        renewed = client_as(agent).post(reverse("circuits:renew", args=[presence.key_of(link)]))
        assert renewed.status_code == 409


@pytest.mark.parametrize("slug", ["maire", "secretaire", "inspectrice", "president", "dpo"])
def test_only_staff_who_sign_nothing_state_an_identity(here, act, client_as, slug):
    assert client_as(here.actor(slug)).get(page_of(act)).status_code == 404
    with pytest.raises(NotYours, match="constatée par un agent"):
        presence.open_for(
            acts.step_of(act, "authority"), identity="known", place="", actor=here.actor(slug)
        )


def test_how_the_identity_was_known_is_said(act, agent):
    with pytest.raises(Refused, match="Dites comment"):
        presence.open_for(acts.step_of(act, "authority"), identity="", place="", actor=agent)
