"""The point of a case whose circuit starts again: the new step takes it up, or has its own."""

import pytest

from circuits import services
from circuits.models import TemplateStep
from governance.committees.models import AgendaItem
from governance.committees.models.items import ItemStatus as I
from governance.committees.models.items import Purpose
from governance.committees.models.meetings import MeetingStatus as M
from tests.conventions.case import saved
from tests.governance.committees.put_cases import case, case_of_the_file, waiting

__all__ = ["case", "case_of_the_file", "waiting"]


def put_off(waiting, status=M.CLOSED):
    """The point of the step, put off by a meeting which is in ``status``."""
    item, meeting = waiting.item, waiting.meets()
    item.meeting, item.status, meeting.status = meeting, I.DEFERRED, status
    saved(meeting)
    return saved(item)


def starts_again(waiting, ruling="opinion"):
    """The circuit is stopped, then another one asks for something else."""
    services.stop_all(waiting.convention, actor=waiting.owner, reason="texte repris")
    asked = TemplateStep.unscoped.get(template__code=waiting.step.circuit.kind)
    asked.ruling = ruling
    saved(asked)
    return waiting.opens()


def test_the_new_step_takes_a_point_put_off_and_says_what_it_asks(waiting):
    waiting.opens()
    item = put_off(waiting)
    assert item.purpose == Purpose.DECISION
    step = starts_again(waiting)
    [point] = AgendaItem.unscoped.about(waiting.convention)
    assert (point, point.step, point.purpose) == (item, step, Purpose.OPINION)


@pytest.mark.parametrize("status", [M.OPEN, M.ADJOURNED, M.NO_QUORUM])
def test_a_point_stays_to_the_meeting_that_is_not_over(waiting, status):
    first = waiting.opens()
    item = put_off(waiting, status)
    step = starts_again(waiting)
    item.refresh_from_db()
    assert (item.step, item.purpose) == (first, Purpose.DECISION)
    assert waiting.item.step == step


def test_a_step_that_waits_keeps_its_point_beside_another_one(waiting):
    first = waiting.opens()
    item = waiting.item
    second = waiting.opens()
    item.refresh_from_db()
    assert first != second
    assert item.step == first
    assert (waiting.item.step, waiting.item.status) == (second, I.PENDING)
