"""Convened again for want of quorum, or in a hurry; the substitute of who will not come."""

import datetime as dt

import pytest
from django.urls import reverse

from common import clock
from common.lifecycle import NotYours, Refused
from common.models import OutboxMessage
from governance.committees import agenda, answering, mails, reconvening
from governance.committees.deciding import Motion
from governance.committees.lifecycle import MeetingLifecycle
from governance.committees.models import AgendaItem
from governance.committees.models.decisions import Ballot, Nature
from governance.committees.models.invitations import Answer
from governance.committees.models.items import ItemStatus as I
from governance.committees.models.items import Purpose
from governance.committees.models.meetings import MeetingStatus as M
from governance.committees.votes import Tally
from governance.offices import Office
from tests import factories
from tests.governance.committees.sittings import *  # noqa: F403
from tests.governance.committees.sittings import AUTHORITIES, STATE, Sitting, plain, words

DAY = dt.timedelta(days=1)


@pytest.fixture
def without_quorum(sitting):
    sitting.comes("president")
    sitting.move("find_no_quorum")
    return sitting


def again(sitting, days, *, actor=None, convener=None):
    convener = convener or factories.mandate_of(sitting.dasen)
    return reconvening.reconvene(
        actor=actor or sitting.actor, meeting=sitting.meeting, convener=convener,
        starts_at=sitting.meeting.starts_at + days * DAY, place="salle du conseil",
    )  # fmt: skip


def test_a_second_session_takes_the_same_agenda_without_quorum(without_quorum, dasen, seats):
    without_quorum.dasen = dasen
    first = without_quorum.meeting
    second = again(without_quorum, 4)
    first.refresh_from_db()
    assert (first.status, second.status) == (M.RECONVENED, M.CONVENED)
    assert second.second_session_of == first
    titles = [item.title for item in second.items.in_order()]
    assert titles == [
        "Charte des messages", "Indicateurs", "Tarif", "Calendrier",
        "Situation d’un prestataire",
    ], "the late point stays apart"  # fmt: skip
    assert AgendaItem.unscoped.get(title="Divers").status == I.DEFERRED
    held = Sitting(second, seats, without_quorum.actor)
    with clock.at(second.starts_at):
        held.comes("dasen")
        opened = held.move("open_meeting")
    assert plain(opened.quorum_sentence) == (
        "Seconde convocation sur le même ordre du jour : aucun quorum n’est exigé (règlement "
        "intérieur, art. 5.9). 1 présent sur 5."
    )


def test_the_interval_is_kept_and_said(without_quorum, dasen):
    """T07: three days between both, neither of them counted."""
    without_quorum.dasen = dasen
    with pytest.raises(Refused) as refused:
        again(without_quorum, 3)
    said = words(refused)
    assert said.startswith("Seconde séance au plus tôt le ")
    assert "3 jours au moins séparent les deux séances" in said
    without_quorum.meeting.refresh_from_db()
    assert without_quorum.meeting.status == M.NO_QUORUM


def test_only_where_the_rules_have_it_and_only_once(without_quorum, dasen, seats):
    without_quorum.dasen = dasen
    rules = without_quorum.meeting.rules
    days, rules.second_session_days = rules.second_session_days, None
    factories.recorded(rules)
    with pytest.raises(Refused) as refused:
        again(without_quorum, 10)
    assert words(refused) == (
        "Le règlement intérieur ne prévoit pas de seconde séance sans quorum."
    )
    rules.second_session_days = days
    factories.recorded(rules)
    held = Sitting(again(without_quorum, 4), seats, without_quorum.actor)
    with clock.at(held.meeting.starts_at), pytest.raises(Refused):
        held.move("find_no_quorum")


def test_not_after_a_decision(sitting, dasen):
    sitting.dasen = dasen
    sitting.comes("dasen", "president", "mayor")
    sitting.move("open_meeting")
    sitting.moves("Charte des messages", "call")
    motion = Motion(Nature.DECISION, "Adoptée.", Ballot.CONSENSUS)
    sitting.moves("Charte des messages", "decide", motion=motion)
    sitting.note("mayor", "leave")
    sitting.move("find_no_quorum")
    with pytest.raises(Refused) as refused:
        again(sitting, 10)
    assert "a déjà pris des décisions : closez-la" in words(refused)


def test_who_may_not_convene_does_not_convene_again(without_quorum, dasen, mayor, stranger):
    without_quorum.dasen = dasen
    for actor in (mayor, stranger):
        with pytest.raises(NotYours):
            again(without_quorum, 10, actor=actor)
    with pytest.raises(Refused) as refused:
        again(without_quorum, 10, convener=factories.mandate_of(mayor))
    assert "La convocation appartient" in words(refused)
    assert without_quorum.meeting.second_sessions.count() == 0


def test_the_page_convenes_again(without_quorum, dasen, client_as):
    client, found = client_as(without_quorum.actor), without_quorum.meeting
    page = client.get(found.get_absolute_url()).content.decode()
    address = reverse("committees:reconvene", args=[found.public_id])
    assert address in page
    form = client.get(address).content.decode()
    assert "Seconde séance au plus tôt le" in plain(form)
    day = (found.local + 4 * DAY).date()
    given = {"day": day, "hour": "18:00", "place": found.place}
    answer = client.post(address, {**given, "convener": str(factories.mandate_of(dasen).public_id)})
    assert answer.status_code == 302
    second = found.second_sessions.get()
    assert "Nouvelle convocation pour le" in client.get(found.get_absolute_url()).content.decode()
    assert "sur le même ordre du jour" in client.get(answer.url).content.decode()
    mail = mails.convocation({"invitation": second.invitations.first().pk})
    assert "aucun quorum n’est plus exigé" in plain(mail.text)
    assert client.post(address, given).status_code in (409, 422)


# --- Urgency -------------------------------------------------------------------------------------


@pytest.fixture
def in_a_hurry(committee, seats, dasen, secretary):
    """Convened two days before, for a reason, with one point to decide and one to hear."""
    found = factories.meeting(
        committee, chair=factories.mandate_of(dasen), starts_at=clock.now() + 2 * DAY
    )
    for title, purpose in (("Tarif", Purpose.DECISION), ("Bilan", Purpose.INFORMATION)):
        agenda.add(actor=secretary, meeting=found, title=title, purpose=purpose, report="0" * 64)
    return MeetingLifecycle.move(
        found, "convene", actor=secretary, convener=factories.mandate_of(dasen),
        urgency_reason="Rentrée avancée.",
    )  # fmt: skip


@pytest.fixture
def hurried(in_a_hurry, seats, secretary):
    """It is open."""
    held = Sitting(in_a_hurry, seats, secretary)
    with clock.at(in_a_hurry.starts_at):
        held.comes("dasen", "inspector", "president", "mayor", "other_mayor")
        held.move("open_meeting")
        yield held


def ballot(adopted):
    tally = Tally(2, 0) if adopted else Tally(0, 2)
    return Motion(
        Nature.DECISION, "L’urgence est ratifiée.", Ballot.SECRET, askers=3,
        tallies={STATE: tally, AUTHORITIES: Tally(2, 1)},
    )  # fmt: skip


def decide(hurried, title, motion=None):
    hurried.moves(title, "call")
    return hurried.moves(title, "decide", motion=motion)


def test_the_urgency_is_the_first_point_and_the_first_vote(hurried):
    titles = [item.title for item in hurried.meeting.items.in_order()]
    assert titles == ["Ratification de l’urgence", "Tarif", "Bilan"]
    consensus = Motion(Nature.DECISION, "Le tarif est voté.", Ballot.CONSENSUS)
    with pytest.raises(Refused) as refused:
        decide(hurried, "Tarif", consensus)
    assert words(refused) == (
        "La séance a été convoquée en urgence : votez d’abord sur la ratification de l’urgence "
        "(règlement intérieur, art. 4.4)."
    )
    decide(hurried, "Bilan")
    decide(hurried, "Ratification de l’urgence", ballot(adopted=True))
    assert hurried.moves("Tarif", "decide", motion=consensus).decision.adopted


def test_an_urgency_refused_leaves_no_decision_possible(hurried):
    decide(hurried, "Ratification de l’urgence", ballot(adopted=False))
    consensus = Motion(Nature.DECISION, "Le tarif est voté.", Ballot.CONSENSUS)
    with pytest.raises(Refused) as refused:
        decide(hurried, "Tarif", consensus)
    assert words(refused) == (
        "L’urgence n’a pas été ratifiée : aucune autre décision ne peut être prise (règlement "
        "intérieur, art. 4.4). Renvoyez ce point à une autre séance."
    )
    hurried.moves("Tarif", "defer", reason="Urgence non ratifiée.")
    decide(hurried, "Bilan")
    assert hurried.move("close_after_loss").status == M.CLOSED


def test_the_urgency_keeps_its_place_and_the_link_says_why(in_a_hurry, mayor, client_as):
    first, second, _last = in_a_hurry.items.in_order()
    assert agenda.movable(first) == []
    assert first not in agenda.movable(second)
    own = in_a_hurry.invitations.get(mandate=mayor.mandate_id)
    page = client_as(mayor).get(reverse("committees:answer", args=[own.public_id]))
    said = plain(page.content.decode())
    assert "Convocation en urgence : Rentrée avancée." in said
    assert "La séance vote d’abord sur l’urgence." in said


def test_without_urgency_nothing_is_to_ratify(meeting):
    assert not meeting.items.filter(ratifies_urgency=True).exists()


# --- Substitutes ---------------------------------------------------------------------------------


@pytest.fixture
def substitute(committee, seats, dsden, other_inspector):
    factories.seat(
        committee, dsden, Office.INSPECTOR, college=STATE,
        circonscription=factories.mandate_of(other_inspector).circonscription,
        substitute_for=seats["dasen"],
    )  # fmt: skip
    return other_inspector


def told():
    return OutboxMessage.objects.filter(template="committees.substitute")


def test_who_will_not_come_calls_their_substitute_once(meeting, seats, dasen, substitute):
    own = meeting.invitations.get(seat=seats["dasen"])
    for each in (Answer.PRESENT, Answer.EXCUSED, Answer.REPRESENTED):
        answering.answer(actor=dasen, invitation=own, answer=each)
    mail = mails.substitute(told().get().context)
    name = factories.mandate_of(dasen).person.formal_name
    said = plain(mail.text)
    assert f"{name}, que vous suppléez, ne siégera pas à la séance {meeting.number}" in said
    assert "Charte des messages" in said
    assert "prestataire" not in said, "a point held in private is read once seated"
    assert "huis clos" not in said
    answering.answer(actor=dasen, invitation=own, answer=Answer.PRESENT)
    assert mails.substitute(told().get().context) is None, "who comes after all is not replaced"


def test_nobody_is_called_where_no_substitute_sits(meeting, seats, mayor):
    own = meeting.invitations.get(seat=seats["mayor"])
    answering.answer(actor=mayor, invitation=own, answer=Answer.EXCUSED)
    assert not told().exists()
