"""The papers around an act, asked for from its page: kit of the council, notifications."""

import pytest
from django.urls import reverse

from common import clock, jobs
from common.models import Job
from conventions import kit
from tests.circuits import acts

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(tmp_path):
    with acts.site(tmp_path), clock.at(acts.NOW):
        yield acts.build()


@pytest.fixture
def settled(here):
    return acts.settled(here)


def said(answer):
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def ask(client, convention):
    address = reverse("conventions:make_papers", args=[convention.public_id])
    return said(client.post(address, follow=True))


def test_the_owner_has_the_kit_made_again(settled, here, client_as):
    manager = client_as(here.actor("chef-de-projet"))
    page = said(manager.get(settled.get_absolute_url()))
    assert "Produire de nouveau le kit de délibération" in page
    assert "en cours de production" in ask(manager, settled)
    assert kit.last_job(settled).state == Job.State.WAITING
    shown = said(manager.get(settled.get_absolute_url()))
    assert "Les documents sont en cours de production. La page se met à jour seule." in shown


def test_a_paper_that_failed_says_why_on_the_page(settled, here, client_as, monkeypatch):
    manager = client_as(here.actor("chef-de-projet"))
    ask(manager, settled)

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kit, "_make", full)
    jobs.run(kit.last_job(settled).pk)
    shown = said(manager.get(settled.get_absolute_url()))
    assert "Projet de convention : Le fichier n’a pas pu être écrit" in shown
    assert "No space" not in shown


@pytest.mark.parametrize("who", ["juriste", "maire", "president"])
def test_others_do_not(who, settled, here, client_as):
    address = reverse("conventions:make_papers", args=[settled.public_id])
    assert client_as(here.actor(who)).post(address).status_code == 403
    assert kit.last_job(settled) is None


def test_before_the_text_is_settled_the_page_says_what_to_do(here, client_as):
    draft = acts.draft(here)
    manager = client_as(here.actor("chef-de-projet"))
    assert "Arrêtez d’abord le texte" in ask(manager, draft)
    assert "Produire de nouveau" not in said(manager.get(draft.get_absolute_url()))
