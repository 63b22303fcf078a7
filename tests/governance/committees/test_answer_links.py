"""Answer links visited by a filter, used again, too late, or by somebody else."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Event
from common import clock
from governance.committees import convening
from governance.committees.models import Invitation
from governance.committees.models.invitations import Answer
from tests import factories
from tests.governance.committees.sittings import *  # noqa: F403
from tests.governance.committees.sittings import plain


@pytest.fixture
def own(meeting, mayor):
    return meeting.invitations.get(mandate=mayor.mandate_id)


def address(invitation, name="answer", *more):
    return reverse(f"committees:{name}", args=[convening.token_of(invitation), *more])


def state():
    return list(Invitation.unscoped.order_by("pk").values()), Event.objects.count()


@pytest.mark.parametrize("method", ["get", "head", "options"])
@pytest.mark.parametrize("headers", [{}, {"Purpose": "prefetch"}, {"Sec-Purpose": "prefetch"}])
def test_a_filter_that_visits_every_link_changes_and_reads_nothing(own, meeting, method, headers):
    before = state()
    point = meeting.items.filter(secret=False).first()
    for path in (
        address(own),
        address(own, "open_convocation"),
        address(own, "answer_calendar"),
        address(own, "answer_report", point.public_id),
    ):
        answer = getattr(Client(), method)(path, headers=headers)
        assert answer.status_code in (200, 404, 405)
        assert point.title not in answer.content.decode()
    assert state() == before


def test_a_button_pressed_without_the_page_before_it_answers_nothing(own):
    """A script that posts at random: the answer needs the button of the opening first."""
    before = state()
    answer = Client().post(address(own), {"answer": "excused"})
    assert "Une convocation vous attend" in answer.content.decode()
    assert state() == before


def test_a_link_used_again_gives_the_same_answer_or_another(own):
    client = Client()
    client.post(address(own, "open_convocation"))
    for said in ("present", "present", "excused"):
        assert client.post(address(own), {"answer": said}).status_code == 302
    own.refresh_from_db()
    assert own.answer == Answer.EXCUSED
    again = Client().get(address(own))
    assert "excusé" not in again.content.decode(), "another browser opens it first"


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (dt.timedelta(0), "a commencé ou a eu lieu : ce lien ne permet plus de répondre."),
        (dt.timedelta(days=400), "a commencé ou a eu lieu : ce lien ne permet plus de répondre."),
    ],
)
def test_a_link_is_refused_from_the_beginning_of_the_meeting(own, meeting, away, said):
    with clock.at(meeting.starts_at + away):
        client = Client()
        opened = client.post(address(own, "open_convocation"), follow=True)
        assert opened.status_code == 409
        assert said in plain(opened.content.decode())
        before = state()
        answer = client.post(address(own), {"answer": "present"})
        assert answer.status_code == 409
        assert state() == before


def test_a_link_of_somebody_whose_mandate_has_ended_says_so(own, mayor):
    mandate = factories.mandate_of(mayor)
    mandate.ends_on, mandate.end_reason = clock.today(), "resignation"
    factories.recorded(mandate)
    client = Client()
    answer = client.post(address(own, "open_convocation"), follow=True)
    assert answer.status_code == 409
    assert "dont le mandat a pris fin" in plain(answer.content.decode())
    assert client.post(address(own), {"answer": "present"}).status_code == 409
    own.refresh_from_db()
    assert own.answer == Answer.NONE


def test_nobody_answers_with_the_link_of_another(own, other_mayor, secretary, client_as):
    before = state()
    for actor in (other_mayor, secretary):
        client = client_as(actor)
        for answer in (
            client.get(address(own)),
            client.post(address(own, "open_convocation")),
            client.post(address(own), {"answer": "present"}),
        ):
            assert answer.status_code == 403
            assert "Ce lien est personnel à" in plain(answer.content.decode())
    assert Client().get(reverse("committees:answer", args=["b" * 64])).status_code == 404
    assert state() == before
