"""« Qui appeler ce matin » : one line for what one body has not answered, with its telephone."""

import datetime as dt

from circuits.models import Assignment
from common import clock
from desk import inbox
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


def test_a_partner_reads_no_list_of_calls(here):
    _act, calls = _late(here, "secretaire")
    assert calls == []
