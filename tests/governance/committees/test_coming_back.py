"""The points that come back on each new meeting: approvals of minutes, standing points."""

import datetime as dt

from django.urls import reverse

from common import clock
from governance.committees import agenda, meetings
from governance.committees.lifecycle import ItemLifecycle, MeetingLifecycle
from governance.committees.models import Minutes
from governance.committees.models.items import ItemStatus as I
from governance.committees.models.items import Purpose
from governance.committees.models.meetings import MeetingStatus as M
from governance.committees.models.minutes import MinutesStatus as S
from tests import factories
from tests.governance.committees.people import *  # noqa: F403
from tests.governance.committees.test_meetings import committee, convened, meeting

__all__ = ["committee", "meeting"]


def test_minutes_are_put_to_approval_once_even_when_it_was_put_off(
    committee, secretary, meeting, dasen
):
    agenda.add(actor=secretary, meeting=meeting, title="A", purpose=Purpose.INFORMATION)
    convened(meeting, secretary, dasen)
    start = meeting.starts_at + dt.timedelta(days=90)
    given = {"actor": secretary, "committee": committee, "place": "mairie"}
    new = meetings.plan(starts_at=start, **given)
    approval = new.items.get(approves_minutes_of=meeting)
    MeetingLifecycle.move(new, "cancel_meeting", actor=secretary, reason="neige")
    again = meetings.plan(starts_at=start, **given)
    assert again.items.get() == approval, "the same point, not a second one"
    assert not meetings.plan(starts_at=start + dt.timedelta(days=9), **given).items.exists()


def test_a_point_of_each_meeting_that_was_put_off_comes_back_once(committee, secretary, meeting):
    item = agenda.add(
        actor=secretary, meeting=meeting, title="Indicateurs", purpose=Purpose.INFORMATION,
        recurring=True,
    )  # fmt: skip
    ItemLifecycle.move(item, "defer", actor=secretary, reason="faute de temps")
    given = {"actor": secretary, "committee": committee, "place": "mairie"}
    days = [meeting.starts_at + dt.timedelta(days=30 * n) for n in (1, 2)]
    first, second = (meetings.plan(starts_at=day, **given) for day in days)
    assert first.items.get() == item
    assert second.items.get().title == "Indicateurs"


def test_a_meeting_is_planned_while_another_one_goes_on(committee, secretary, meeting):
    agenda.add(
        actor=secretary, meeting=meeting, title="Indicateurs", purpose=Purpose.INFORMATION,
        recurring=True,
    )  # fmt: skip
    item = meeting.items.get()
    item.status, meeting.status = I.DEFERRED, M.ADJOURNED
    factories.recorded(item)
    factories.recorded(meeting)
    start = meeting.starts_at + dt.timedelta(days=30)
    given = {"actor": secretary, "committee": committee, "place": "mairie"}
    planned = meetings.plan(starts_at=start, **given)
    assert planned.items.filter(recurring=True).count() == 1


def closed(committee, day, status):
    """A meeting of ``day`` days ago, closed, with minutes in ``status``."""
    held = factories.meeting(
        committee, starts_at=clock.now() - dt.timedelta(days=day), status=M.CLOSED
    )
    factories.recorded(Minutes(meeting=held, status=status, circulate_before=clock.today()))
    return held


def planned(committee, secretary, days=30):
    start = clock.now() + dt.timedelta(days=days)
    return meetings.plan(actor=secretary, committee=committee, starts_at=start, place="mairie")


def approved_at(meeting):
    return [each.approves_minutes_of for each in meeting.items.in_order()]


def test_minutes_rejected_or_withdrawn_are_put_to_approval_again(committee, secretary):
    older = closed(committee, 90, S.CIRCULATED)
    later = closed(committee, 40, S.CONTESTED)
    signed = closed(committee, 10, S.SIGNED)
    asked = {"purpose": Purpose.DECISION, "meeting": later}
    factories.item(committee, approves_minutes_of=older, status=I.DECIDED, **asked)
    factories.item(committee, approves_minutes_of=older, status=I.WITHDRAWN, **asked)
    new = planned(committee, secretary)
    assert approved_at(new) == [older, later], "in the order of their dates, once each"
    assert signed not in approved_at(new)
    assert approved_at(planned(committee, secretary, 60)) == [], "already on an agenda"


def test_minutes_approved_in_writing_are_not_put_to_a_vote_that_was_put_off(committee, secretary):
    held = closed(committee, 90, S.APPROVED)
    factories.item(committee, approves_minutes_of=held, status=I.DEFERRED, purpose=Purpose.DECISION)
    assert approved_at(planned(committee, secretary)) == []


def test_minutes_come_to_a_meeting_planned_before_they_were_made(committee, secretary, client_as):
    new = planned(committee, secretary)
    held = closed(committee, 10, S.CIRCULATED)
    client, url = client_as(secretary), new.get_absolute_url()
    assert "Inscrire l’approbation" in client.get(url).content.decode()
    sent = {"pv": held.public_id}
    for _ in range(2):
        client.post(reverse("committees:bring_back", args=[new.public_id]), sent)
    assert approved_at(new) == [held]
    assert "Inscrire l’approbation" not in client.get(url).content.decode()


def test_who_withdraws_a_point_of_each_meeting_reads_that_it_does_not_come_back(
    committee, secretary, meeting, client_as
):
    given = {"actor": secretary, "meeting": meeting, "purpose": Purpose.INFORMATION}
    for title, recurring in (("Indicateurs", True), ("Divers", False)):
        item = agenda.add(title=title, recurring=recurring, **given)
        url = reverse("committees:withdraw_item", args=[item.public_id])
        said = client_as(secretary).get(url).content.decode()
        assert ("il ne revient plus" in said) == recurring
