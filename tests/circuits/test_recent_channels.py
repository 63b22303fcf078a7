"""A code does not go to an address recorded a few days ago before somebody checked it again."""

import datetime as dt

import pytest
from django.urls import reverse

from circuits import presence
from common import clock
from common.lifecycle import Refused
from demo.people import CAST
from governance import services
from governance.models import ContactChannel
from tests.circuits import acts

NEW = "nouvelle.adresse@personnel.example"


def texts(response):
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def step(issued, here):
    """The mayor's signature, once her secretary filed a sheet with another address."""
    found = acts.step_of(issued, "authority")
    mandate = acts.task_of(found).mandate
    former = mandate.sheets.get(current=True)
    services.register_sheet(
        actor=here.actor("secretaire"),
        mandate=mandate,
        scan=former.scan,
        signed_on=former.signed_on,
        email=NEW,
        accepts_process=True,
    )
    return found


def test_the_signatory_reads_why_and_may_sign_otherwise(step, here, client_as):
    client = client_as(here.actor("maire"))
    client.post(reverse("circuits:open_act", args=[step.public_id]))
    said = texts(client.get(reverse("circuits:sign", args=[step.public_id])))
    assert "a été enregistrée le 4 mai 2026, il y a moins de 10 jours" in said
    assert "une seconde vérification est nécessaire avant d’y envoyer un code" in said
    assert "Signer sur papier" in said
    with pytest.raises(Refused, match="seconde vérification"):
        acts.sign(step)


def test_ten_days_later_it_serves(step):
    with clock.at(acts.NOW + dt.timedelta(days=10, minutes=1)):
        acts.sign(step)
    assert step.links.get(status="consumed").codes.get().sent_to == "n••••@personnel.example"


def test_the_syndicate_checks_it_and_the_code_leaves(step, here, client_as):
    mandate = acts.task_of(step).mandate
    page = reverse("governance:mandate", args=[mandate.public_id])
    channel = ContactChannel.unscoped.get(value=NEW)
    check = reverse("governance:check_channel", args=[channel.public_id])
    assert check not in texts(client_as(here.actor("secretaire")).get(page))
    lawyer = client_as(here.actor("juriste"))
    assert check in texts(lawyer.get(page))
    assert lawyer.post(check, {"how": ""}).status_code == 422
    assert lawyer.post(check, {"how": "Appelée à la mairie, adresse relue."}).status_code == 302
    assert "il y a moins de 10 jours" not in texts(lawyer.get(page))
    acts.sign(step)


def test_before_an_agent_it_serves_at_once(step, here):
    agent = here.actor("chef-de-projet")
    link = presence.open_for(step, identity="document", place="Mairie", actor=agent)
    assert acts.code_for(link)


def test_the_cast_of_the_demonstration_was_checked(here):
    own = [each.own_address for each in CAST]
    signing = ContactChannel.unscoped.filter(scope="signing", value__in=own)
    assert signing.exists()
    assert not signing.filter(checked_at=None).exists()
