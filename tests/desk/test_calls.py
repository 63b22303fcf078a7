"""« Qui appeler ce matin » : one line for what one body has not answered, with its telephone."""

import datetime as dt

import pytest
from django.urls import reverse

from audit.actor import SYSTEM
from audit.recording import recording
from circuits.models import Assignment
from common import clock
from desk import inbox
from governance.offices import Office
from tests import factories
from tests.circuits import acts


def _late(here, slug):
    """The calls of somebody, two months after the council should have voted."""
    act = acts.at_the_councils(here)
    step = next(each for each in acts.open_steps(act) if each.kind == "deposit")
    assert Assignment.unscoped.filter(step=step).count() > 1, "several people are asked"
    with clock.at(acts.NOW + dt.timedelta(days=60)):
        return act, list(inbox.calls(here.actor(slug)))


def test_a_body_that_is_late_is_called_once_whoever_is_asked_there(here):
    act, calls = _late(here, "chef-de-projet")
    (call,) = [each for each in calls if act.reference in each.what]
    assert call.phone == "01 99 00 00 03"
    assert call.url == act.get_absolute_url()


@pytest.mark.parametrize("slug", ["secretaire", "president", "juriste", "dpo"])
def test_whoever_does_not_call_reads_no_list_of_calls(here, slug):
    _act, calls = _late(here, slug)
    assert calls == []


def test_a_mandate_that_waits_is_told_to_whoever_may_confirm_it(here, client_as):
    page = reverse("desk:inbox")
    manager = client_as(here.actor("chef-de-projet"))
    assert "votre confirmation" not in manager.get(page).content.decode()
    waiting = factories.mandate(Office.DEPUTY, here.commune)
    with recording(SYSTEM):
        waiting.confirmed_at = None
        waiting.save()
    said = manager.get(page).content.decode().replace("\u00a0", " ")
    assert "1 mandat attend votre confirmation" in said
    other = client_as(here.actor("president")).get(page).content.decode()
    assert "votre confirmation" not in other
