"""An inspector who changed district still reads what she signed there, and nothing more."""

import datetime as dt

import pytest
from django.urls import reverse

from common import clock
from conventions.models import Convention
from conventions.visibility import rights
from governance.offices import Office
from tests import factories
from tests.circuits import acts
from tests.conventions import case as build


@pytest.fixture
def moved(here):
    """The inspector, in another district since tomorrow; one act signed, one left unsigned."""
    signed, left = acts.issued(here), acts.issued(here)
    acts.sign(acts.step_of(signed, "state"))
    before = here.people["inspectrice"]
    before.status, before.ends_on = "ended", clock.today()
    build.saved(before, "end")
    with clock.at(acts.NOW + dt.timedelta(days=1)):
        actor = factories.actor(
            Office.INSPECTOR,
            here.dsden,
            who=before.person,
            circonscription=factories.circonscription("Montval-Ouest"),
            starts_on=clock.today(),
        )
        yield actor, signed, left


def test_the_act_that_she_signed_alone_is_read(moved, client_as):
    actor, signed, left = moved
    assert list(Convention.objects.visible_to(actor)) == [signed]
    assert rights(actor, acts.fresh(signed)) == "TE"
    page = client_as(actor).get(signed.get_absolute_url())
    assert page.status_code == 200
    assert client_as(actor).get(left.get_absolute_url()).status_code == 404


def test_she_moves_nothing_of_it_any_more(moved, client_as):
    actor, signed, _left = moved
    refused = reverse("conventions:move", args=[signed.public_id, "refuse"])
    answer = client_as(actor).post(refused, {"reason": "x", "category": "budget"})
    assert answer.status_code in (403, 404, 409)
    assert acts.fresh(signed).status == "awaiting_signature"


def test_her_successor_reads_both(moved, here):
    actor, signed, left = moved
    successor = factories.actor(
        Office.INSPECTOR,
        here.dsden,
        circonscription=signed.circonscription,
        starts_on=clock.today(),
    )
    assert set(Convention.objects.visible_to(successor)) == {signed, left}
    assert successor.person_id != actor.person_id
