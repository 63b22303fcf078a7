"""Attendance over the meetings held, and the frequency that the rules ask for."""

from django.urls import reverse

from common import clock
from common.french import NBSP
from desk import inbox
from governance.committees import assiduity, waiting
from tests import factories
from tests.governance.committees.sittings import *  # noqa: F403
from tests.governance.committees.sittings import F


def page(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def test_attendance_tells_who_came_was_replaced_or_gave_power(sitting, seats, committee, client_as):
    sitting.comes("dasen", "inspector", "president")
    sitting.power("mayor", "president")
    assert assiduity.of(committee).meetings == 0, "not closed yet"
    sitting.note("inspector", F.LEAVE)
    sitting.comes("other_mayor")
    sitting.move("open_meeting")
    sitting.meeting.status = "closed"
    factories.recorded(sitting.meeting)
    told = assiduity.of(committee)
    by_seat = {line.seat: line for line in told.lines}
    assert told.meetings == 1
    mayor = by_seat[seats["mayor"].words]
    assert (mayor.power, mayor.absent, mayor.rate) == (1, 0, 0)
    inspector = by_seat[seats["inspector"].words]
    assert (inspector.holder, inspector.rate) == (1, 100), "even when they left"
    assert [(c.name, c.meetings, c.holder) for c in told.colleges] == [
        ("Collectivités", 3, 2), ("Éducation nationale", 2, 2),
    ]  # fmt: skip
    assert assiduity.of(committee, sitting.meeting.day.year - 1).meetings == 0
    url = reverse("committees:attendance", args=[committee.public_id])
    client = client_as(sitting.actor)
    assert "100 %" in page(client, url)
    answer = client.get(f"{url}?format=csv&annee={sitting.meeting.day.year}")
    assert "Collectivités" in answer.content.decode("utf-8-sig")


def test_attendance_is_read_by_who_prepares_or_may_preside(client_as, committee, mayor, dasen):
    url = reverse("committees:attendance", args=[committee.public_id])
    page(client_as(dasen), url)
    page(client_as(mayor), url, 403)


def test_an_instance_that_should_have_met_is_said_to_who_prepares_it(
    committee, secretary, mayor, client_as
):
    [late] = waiting.to_plan(secretary)
    assert late.committee == committee
    assert late.due < clock.today()
    assert late.source == f"règlement intérieur, art.{NBSP}4.1"
    assert waiting.to_plan(mayor) == []
    [task] = [t for g in inbox.groups(secretary) for t in g.tasks]
    assert (task.verb, task.late) == ("Préparer une séance", True)
    assert inbox.count(secretary) == 1
    assert "devait se tenir avant" in page(client_as(secretary), committee.get_absolute_url())
    factories.meeting(committee)
    assert waiting.to_plan(secretary) == []
