"""Whoever presides leaves; a holder and a substitute come together; a fact noted at its hour."""

import datetime as dt

import pytest
from django.urls import reverse

from common import clock
from common.lifecycle import Refused
from governance.committees import chronicle, counting
from governance.committees.lifecycle import MeetingLifecycle
from governance.committees.models import Presence
from governance.committees.models.attendance import Sits
from governance.committees.models.meetings import MeetingStatus as M
from governance.committees.quorum import Mode
from governance.offices import Office
from tests import factories
from tests.circuits import walking
from tests.governance.committees.sittings import *  # noqa: F403
from tests.governance.committees.sittings import STATE, F, plain, words

MINUTE = dt.timedelta(minutes=1)


def opened(sitting, *names):
    sitting.comes("dasen", *names)
    return sitting.move("open_meeting")


def test_who_replaces_the_chair_presides_from_then_on(sitting, syndicate_president, client_as):
    opened(sitting, "inspector", "president", "mayor")
    sitting.note("dasen", F.LEAVE)
    sitting.meeting.refresh_from_db()
    successor = factories.mandate_of(syndicate_president)
    assert sitting.meeting.chair == successor
    assert sitting.meeting.status == M.OPEN
    name = successor.person.formal_name
    told = chronicle.entries(sitting.meeting, sitting.actor)
    assert (name, "prend la présidence.") in [(each.who, each.sentence) for each in told]
    page = client_as(sitting.actor).get(
        reverse("committees:sitting", args=[sitting.meeting.public_id])
    )
    assert f"présidée par {name}" in page.content.decode().replace("\xa0", " ")
    sitting.comes("dasen")
    sitting.meeting.refresh_from_db()
    assert sitting.meeting.chair == successor, "who came back does not take it again by arriving"


def test_without_anybody_to_preside_the_meeting_is_suspended_and_says_so(
    sitting, dasen, syndicate_president, client_as
):
    opened(sitting, "inspector", "mayor", "other_mayor")
    sitting.note("dasen", F.LEAVE)
    sitting.meeting.refresh_from_db()
    assert sitting.meeting.status == M.ADJOURNED
    name = factories.mandate_of(dasen).person.formal_name
    said = plain(sitting.meeting.quorum_sentence)
    assert said.startswith("Séance suspendue à ")
    assert said.endswith(
        f"{name}, qui présidait, l’a quittée, et ni président ni remplaçant n’est présent "
        "(règlement intérieur, art. 3.4)."
    )
    assert plain(chronicle.situation(sitting.meeting)) == said
    with pytest.raises(Refused):
        sitting.moves("Tarif", "call")
    sitting.comes("president")
    again = sitting.move("open_meeting")
    assert again.chair == factories.mandate_of(syndicate_president)


def test_a_meeting_that_somebody_presides_does_not_stop_by_itself(sitting, mayor):
    opened(sitting, "president", "mayor")
    for actor, answer in ((sitting.actor, walking.REFUSED), (mayor, walking.NOT_YOURS)):
        done = walking.attempt(
            MeetingLifecycle, sitting.meeting, "lose_chair", "", actor=actor, sentence="x"
        )
        assert done == answer


def test_another_departure_leaves_the_chair_where_it_is(sitting, dasen):
    opened(sitting, "inspector", "president", "mayor", "other_mayor")
    sitting.note("president", F.LEAVE)
    sitting.meeting.refresh_from_db()
    assert sitting.meeting.chair == factories.mandate_of(dasen)
    assert not Presence.unscoped.filter(fact=F.PRESIDE).exists()


def test_a_substitute_beside_the_holder_is_there_and_not_counted(
    sitting, committee, dsden, other_inspector, client_as
):
    factories.seat(
        committee, dsden, Office.INSPECTOR, college=STATE,
        circonscription=factories.mandate_of(other_inspector).circonscription,
        substitute_for=sitting.seats["dasen"],
    )  # fmt: skip
    opened(sitting, "president", "mayor")
    before = counting.room(sitting.meeting, None, clock.now()).quorum
    sitting.comes("dasen", sits=Sits.SUBSTITUTE)
    assert counting.room(sitting.meeting, None, clock.now()).quorum == before
    page = client_as(sitting.actor).get(
        reverse("committees:sitting", args=[sitting.meeting.public_id])
    )
    assert "assiste sans compter" in page.content.decode()
    sitting.note("dasen", F.LEAVE)
    sitting.meeting.refresh_from_db()
    assert sitting.meeting.status == M.OPEN
    assert counting.room(sitting.meeting, None, clock.now()).quorum.counts == before.counts


def test_who_attends_from_afar_is_noted_and_counted_as_the_rules_say(sitting, committee):
    opened(sitting, "president", "mayor")
    sitting.comes("inspector", mode=Mode.REMOTE)
    state = counting.room(sitting.meeting, None, clock.now()).quorum.counts[0]
    assert state.present == (2 if sitting.meeting.rules.remote_counts else 1)


@pytest.mark.parametrize(
    ("away", "said"),
    [(dt.timedelta(minutes=5), "n’est pas encore passée"), (-7 * 60 * MINUTE, "vérifiez l’heure")],
)
def test_a_fact_is_neither_to_come_nor_of_another_day(sitting, away, said):
    with pytest.raises(Refused) as refused:
        sitting.comes("mayor", at=sitting.meeting.starts_at + away)
    assert said in words(refused)
    assert not Presence.unscoped.exists()


def post(client, sitting, name, act, hour):
    return client.post(
        reverse("committees:presence", args=[sitting.meeting.public_id]),
        {"seat": sitting.seats[name].public_id, "act": act, "hour": hour},
    )


def test_a_fact_is_noted_afterwards_at_its_true_hour(sitting, client_as):
    found = opened(sitting, "president", "mayor")
    client = client_as(sitting.actor)

    def local(minutes):
        return (found.opened_at + minutes * MINUTE).astimezone(found.zone)

    with clock.at(found.opened_at + 20 * MINUTE):
        answer = post(client, sitting, "inspector", "salle", local(12).strftime("%H:%M"))
        assert answer.status_code == 302
        fact = Presence.unscoped.get(seat=sitting.seats["inspector"])
        assert fact.at.astimezone(found.zone).strftime("%H:%M") == local(12).strftime("%H:%M")
        answer = post(client, sitting, "other_mayor", "salle", local(0).strftime("%H:%M"))
        assert answer.status_code == 302, "the minute of the opening is after it"
        answer = post(client, sitting, "inspector", "depart", local(5).strftime("%H:%M"))
        assert answer.status_code == 409
        assert "n’est pas notée présente" in answer.content.decode()
        answer = post(client, sitting, "inspector", "depart", local(-30).strftime("%H:%M"))
        assert answer.status_code == 409
        assert "La séance a été ouverte à" in answer.content.decode().replace("\xa0", " ")
        answer = post(client, sitting, "inspector", "depart", "midi")
        assert answer.status_code == 422
        assert "midi" in answer.content.decode(), "what was typed is kept"
