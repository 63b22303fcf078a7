"""The préparateur of several communes (P13): one switch, what the officials must do, no code."""

import re

import pytest
from django.test import Client

from accounts.models import User
from common import clock
from desk import preparing
from governance import acting
from governance.offices import Office
from tests import factories
from tests.circuits import acts


@pytest.fixture
def two_desks(here):
    """The secretary also serves another commune; an act waits for the first mayor."""
    convention = acts.issued(here)
    other = factories.commune("Brumont")
    factories.mandate(Office.EXECUTIVE, other)
    person = here.people["secretaire"].person
    factories.mandate(Office.PREPARER, other, who=person, title="secrétaire de mairie")
    client = Client()
    client.force_login(User.objects.get(pk=person.user_id))
    client.post("/mandat/", {"mandate": str(here.people["secretaire"].public_id)})
    return convention, other, client


def page(client):
    return re.sub(r"\s+", " ", client.get("/").content.decode())


def test_each_commune_is_a_card_with_what_is_expected_there(here, two_desks):
    _convention, _other, client = two_desks
    said = page(client)
    assert said.count('class="cs-desk"') == 2
    assert "Secrétaire de mairie de Brumont" in said
    assert "1 chose attendue" in said
    assert "rien d’attendu" in said
    assert "Changer de mandat" in said, "the switch of the header is offered too"


def test_the_switch_changes_commune_and_comes_back_to_the_page(here, two_desks):
    convention, _other, client = two_desks
    first = page(client)
    assert convention.reference in first
    key = re.search(r'name="mandate" value="([0-9a-f-]{36})"', first).group(1)
    answer = client.post("/mandat/", {"mandate": key, "next": "/"})
    assert answer["Location"] == "/"
    second = page(client)
    assert convention.reference not in second
    assert "rien d’attendu" in second


def test_what_waits_for_the_mayor_is_read_not_signed(here, two_desks):
    convention, _other, client = two_desks
    mandate = here.people["secretaire"]
    (line,) = preparing.awaited(acting.actor_of(mandate), [mandate])
    assert line.verb == "Signer la convention"
    assert convention.reference in line.what
    assert line.since.startswith("Attendu de Mme Hélène Dumont, maire.")
    assert line.url == convention.get_absolute_url()
    said = page(client)
    assert "Ce que vos élus ont à faire" in said
    assert "eux seuls signent" in said
    assert "/signer/" not in said


def test_an_office_without_holder_is_said_to_who_may_record_it(here, two_desks):
    task = acts.task_of(acts.step_of(two_desks[0], "authority"))
    task.mandate = None
    factories.recorded(task)
    mandate = here.people["secretaire"]
    (line,) = preparing.awaited(acting.actor_of(mandate), [mandate])
    assert "titulaire à désigner" in line.since


def test_a_mayor_reads_no_such_list_and_one_mandate_offers_no_switch(here):
    acts.issued(here)
    mandate = here.people["maire"]
    assert preparing.awaited(acting.actor_of(mandate), [mandate]) == []
    assert preparing.desks(acting.actor_of(mandate), [mandate]) == []


def test_announced_absences_are_on_ones_own_page(here):
    mandate = here.people["maire"]
    factories.absence(mandate)
    assert [a.mandate_id for a in preparing.own_absences(acting.actor_of(mandate))] == [mandate.pk]
    other = acting.actor_of(here.people["president"])
    assert preparing.own_absences(other) == []
    assert clock.today() <= factories.absence(here.people["president"]).ends_on
