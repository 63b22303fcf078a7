"""A meeting from its preparation to the answers: who does what, what is refused, what is told."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from audit.models import Event
from common import clock, outbox
from common.french import NBSP
from common.lifecycle import NotYours, Refused
from common.models import OutboxMessage
from governance.committees import agenda, answering, convening, meetings
from governance.committees.lifecycle import ItemLifecycle, MeetingLifecycle
from governance.committees.models import AgendaItem, Invitation
from governance.committees.models.invitations import Answer
from governance.committees.models.items import ItemStatus as I
from governance.committees.models.items import Purpose
from governance.committees.models.meetings import MeetingStatus as M
from governance.offices import Office
from tests import factories
from tests.circuits import walking
from tests.governance.committees.people import *  # noqa: F403
from tests.plugins.stages import kept

STATE, AUTHORITIES = "Éducation nationale", "Collectivités"


@kept
def _committee(cast):
    found = factories.committee()
    factories.seat(found, cast["dsden"], Office.DASEN, college=STATE)
    factories.seat(found, cast["syndicate"], Office.SYNDICATE_PRESIDENT, college=AUTHORITIES)
    factories.seat(found, cast["commune"], Office.EXECUTIVE, college=AUTHORITIES)
    factories.seat(found, cast["other_commune"], Office.EXECUTIVE, college=AUTHORITIES)
    return found


@pytest.fixture
def committee(cast):
    return _committee(cast)


@kept
def _meeting(committee, dasen):
    return factories.meeting(committee, chair=factories.mandate_of(dasen))


@pytest.fixture
def meeting(committee, dasen):
    return _meeting(committee, dasen)


@kept
def convened(meeting, secretary, dasen):
    agenda.add(actor=secretary, meeting=meeting, title="Bilan", purpose=Purpose.INFORMATION)
    convener = factories.mandate_of(dasen)
    return MeetingLifecycle.move(meeting, "convene", actor=secretary, convener=convener)


def sentences(refused):
    return " ".join(refusal.sentence for refusal in refused.value.refusals).replace(NBSP, " ")


def moved(start):
    """The days between now and a meeting at ``start`` days."""
    return clock.now() + dt.timedelta(days=start)


# --- The table ------------------------------------------------------------------------------


def test_the_tables_are_those_of_the_design():
    assert walking.table(MeetingLifecycle) == walking.expected(
        [
            ("convene", [M.PLANNED], M.CONVENED),
            ("cancel_meeting", [M.PLANNED, M.CONVENED, M.ADJOURNED, M.NO_QUORUM], M.CANCELLED),
            ("open_meeting", [M.CONVENED, M.ADJOURNED], M.OPEN),
            ("find_no_quorum", [M.CONVENED, M.OPEN], M.NO_QUORUM),
            ("reconvene", [M.NO_QUORUM], M.RECONVENED),
            ("adjourn", [M.OPEN], M.ADJOURNED),
            ("lose_chair", [M.OPEN], M.ADJOURNED),
            ("close_after_loss", [M.NO_QUORUM, M.OPEN], M.CLOSED),
            ("archive", [M.CLOSED], M.ARCHIVED),
        ]
    )
    assert walking.table(ItemLifecycle) == walking.expected(
        [
            ("place", [I.PENDING, I.DEFERRED], I.PLACED),
            ("call", [I.PLACED], I.UNDER_DISCUSSION),
            ("decide", [I.UNDER_DISCUSSION], I.DECIDED),
            (
                "withdraw_item",
                [I.PENDING, I.PLACED, I.UNDER_DISCUSSION, I.DEFERRED],
                I.WITHDRAWN,
            ),
            ("defer", [I.PLACED, I.UNDER_DISCUSSION], I.DEFERRED),
            ("return_item", [I.PLACED, I.UNDER_DISCUSSION], I.PENDING),
        ]
    )


def test_each_status_and_role_gets_the_answer_of_the_table(
    meeting, secretary, project_manager, dasen, mayor, stranger
):
    item = factories.item(meeting.committee)
    given = {"meeting": meeting, "reason": "motif"}
    people = {"secretary": secretary, "manager": project_manager, "convener": dasen}
    for actor in people.values():
        with walking.undone():
            done = walking.attempt(ItemLifecycle, item, "place", I.PLACED, actor=actor, **given)
            assert done == walking.DONE
    for actor in (mayor, stranger):
        for verb in ("place", "withdraw_item"):
            done = walking.attempt(ItemLifecycle, item, verb, "", actor=actor, **given)
            assert done == walking.NOT_YOURS
        done = walking.attempt(
            MeetingLifecycle, meeting, "cancel_meeting", "", actor=actor, reason="motif"
        )
        assert done == walking.NOT_YOURS
    for verb in ("defer", "return_item"):
        done = walking.attempt(ItemLifecycle, item, verb, "", actor=secretary, **given)
        assert done == walking.WRONG_STATUS
    with walking.undone():
        gone = MeetingLifecycle.move(meeting, "cancel_meeting", actor=dasen, reason="motif")
        for verb in ("convene", "cancel_meeting"):
            done = walking.attempt(
                MeetingLifecycle, gone, verb, "", actor=secretary, reason="motif",
                convener=factories.mandate_of(dasen),
            )  # fmt: skip
            assert done == walking.WRONG_STATUS
    done = walking.attempt(MeetingLifecycle, meeting, "cancel_meeting", "", actor=secretary)
    assert done == walking.REFUSED, "a reason is asked"


# --- Preparation ----------------------------------------------------------------------------


def test_a_meeting_takes_its_number_its_rules_and_the_points_that_come_back(
    committee, secretary, meeting, dasen, syndicate_president
):
    agenda.add(
        actor=secretary, meeting=meeting, title="Indicateurs", purpose=Purpose.INFORMATION,
        recurring=True,
    )  # fmt: skip
    convened(meeting, secretary, dasen)
    start = meeting.starts_at + dt.timedelta(days=90)
    new = meetings.plan(actor=secretary, committee=committee, starts_at=start, place="mairie")
    assert new.number == f"{committee.reference}-{new.day.year}-01"
    assert new.rules == committee.rules_on(clock.today())
    assert new.chair == factories.mandate_of(syndicate_president), "à tour de rôle"
    titles = list(new.items.in_order().values_list("title", flat=True))
    assert titles[0].startswith("Approbation du procès-verbal de la séance du ")
    assert new.items.in_order().first().approves_minutes_of == meeting
    assert titles[1:] == ["Indicateurs"]
    with pytest.raises(Refused):
        meetings.plan(actor=secretary, committee=committee, starts_at=clock.now(), place="x")


def test_a_member_asks_for_a_point_in_time_only(committee, mayor, stranger, secretary):
    soon = factories.meeting(committee, starts_at=moved(3))
    asked = {"title": "Connexion des écoles", "purpose": Purpose.OPINION}
    with pytest.raises(Refused) as refused:
        agenda.ask(actor=mayor, committee=committee, meeting=soon, **asked)
    assert "se demandaient jusqu’au" in sentences(refused)
    with pytest.raises(NotYours):
        agenda.ask(actor=stranger, committee=committee, **asked)
    item = agenda.ask(actor=mayor, committee=committee, **asked)
    assert (item.status, item.asked_by) == (I.PENDING, factories.mandate_of(mayor))


def test_points_change_places_and_keep_theirs_where_they_must(meeting, secretary):
    first, _second, third = (
        agenda.add(actor=secretary, meeting=meeting, title=t, purpose=Purpose.INFORMATION)
        for t in "ABC"
    )
    agenda.reorder(actor=secretary, item=third, to=0)
    agenda.reorder(actor=secretary, item=first, to=99)
    assert list(meeting.items.in_order().values_list("title", flat=True)) == ["C", "B", "A"]


# --- Convocation ----------------------------------------------------------------------------


def test_the_convocation_belongs_to_the_convener(meeting, project_manager, secretary, dasen, mayor):
    agenda.add(actor=secretary, meeting=meeting, title="Bilan", purpose=Purpose.INFORMATION)
    for actor, convener in ((project_manager, dasen), (secretary, mayor)):
        with pytest.raises(Refused) as refused:
            MeetingLifecycle.move(
                meeting, "convene", actor=actor, convener=factories.mandate_of(convener)
            )
        assert sentences(refused) == (
            "La convocation appartient au directeur académique (DASEN) ou au président du "
            "syndicat (règlement intérieur, art. 4.2)."
        )
    own = factories.mandate_of(dasen)
    assert MeetingLifecycle.move(meeting, "convene", actor=dasen, convener=own).convener == own


def test_a_late_convocation_says_the_last_day_and_asks_for_an_urgency(committee, secretary, dasen):
    convener = factories.mandate_of(dasen)
    late = factories.meeting(committee, starts_at=moved(4))
    agenda.add(actor=secretary, meeting=late, title="Bilan", purpose=Purpose.INFORMATION)
    with pytest.raises(Refused) as refused:
        MeetingLifecycle.move(late, "convene", actor=secretary, convener=convener)
    assert "Dernier jour pour envoyer la convocation : " in sentences(refused)
    assert "ni le jour de l’envoi ni celui de la séance ne comptent." in sentences(refused)
    urgent = MeetingLifecycle.move(
        late, "convene", actor=secretary, convener=convener, urgency_reason="Panne."
    )
    assert (urgent.status, urgent.urgency_reason) == (M.CONVENED, "Panne.")
    tomorrow = factories.meeting(committee, starts_at=moved(1))
    agenda.add(actor=secretary, meeting=tomorrow, title="Bilan", purpose=Purpose.INFORMATION)
    with pytest.raises(Refused) as refused:
        MeetingLifecycle.move(
            tomorrow, "convene", actor=secretary, convener=convener, urgency_reason="Panne."
        )
    assert "Choisissez une autre date de séance." in sentences(refused)


def test_a_decision_needs_its_report_and_is_fixed_by_the_convocation(meeting, secretary, dasen):
    convener = factories.mandate_of(dasen)
    item = agenda.add(actor=secretary, meeting=meeting, title="Charte", purpose=Purpose.DECISION)
    with pytest.raises(Refused) as refused:
        MeetingLifecycle.move(meeting, "convene", actor=secretary, convener=convener)
    assert sentences(refused) == "Le point 1 n’a pas de rapport."
    agenda.change(actor=secretary, item=item, report="a" * 64)
    gone = MeetingLifecycle.move(meeting, "convene", actor=secretary, convener=convener)
    for attempt in (
        lambda: agenda.change(actor=secretary, item=item, title="Autre"),
        lambda: ItemLifecycle.move(item, "defer", actor=secretary, reason="x"),
        lambda: agenda.add(actor=secretary, meeting=gone, title="X", purpose=Purpose.DECISION),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert "ses points soumis à décision ne changent plus" in sentences(refused)
    late = agenda.add(actor=secretary, meeting=gone, title="Info", purpose=Purpose.INFORMATION)
    assert late.late


def test_each_seat_is_convened_by_mail_or_by_post_and_a_cancellation_is_told(
    meeting, secretary, dasen, django_capture_on_commit_callbacks
):
    convened(meeting, secretary, dasen)
    assert meeting.invitations.count() == 4
    promised = OutboxMessage.objects.filter(template="committees.convocation").count()
    assert promised == meeting.invitations.filter(way="mail").count() > 0
    outbox.send_due()
    letter = mail.outbox[0]
    assert reverse("committees:answer", args=["x"]).removesuffix("x/") in letter.body
    name, content, kind = letter.attachments[0]
    assert (name, kind) == ("seance.ics", "text/calendar; charset=utf-8; method=REQUEST")
    assert "METHOD:REQUEST" in content
    assert "Bilan" not in content
    MeetingLifecycle.move(meeting, "cancel_meeting", actor=secretary, reason="Neige.")
    assert AgendaItem.unscoped.get().status == I.PENDING
    mail.outbox.clear()
    outbox.send_due()
    assert len(mail.outbox) == promised
    assert "Neige." in mail.outbox[0].body
    assert "METHOD:CANCEL" in mail.outbox[0].attachments[0][1]


def test_who_did_not_answer_is_reminded_once_at_half_time(meeting, secretary, dasen, mayor):
    convened(meeting, secretary, dasen)
    own = meeting.invitations.get(mandate=mayor.mandate_id)
    answering.answer(actor=mayor, invitation=own, answer=Answer.PRESENT)
    assert convening.remind_due(clock.now()) == 0
    later = clock.now() + dt.timedelta(days=20)
    later = later.replace(hour=10) + dt.timedelta(days=(7 - later.weekday()) % 7)
    waiting = meeting.invitations.filter(way="mail", answer="").count()
    assert convening.remind_due(later) in (0, waiting), "0 on a holiday"
    assert convening.remind_due(later) == 0


# --- Answers --------------------------------------------------------------------------------


@pytest.fixture
def link(meeting, secretary, dasen, mayor):
    convened(meeting, secretary, dasen)
    invitation = meeting.invitations.get(mandate=mayor.mandate_id)
    return reverse("committees:answer", args=[convening.token_of(invitation)])


def test_a_mail_scanner_answers_nothing_and_reads_nothing(link, client, mayor):
    before = Event.objects.count()
    for ask in (client.get, client.head):
        response = ask(link)
        assert response.status_code == 200
        assert "Bilan" not in response.content.decode()
    assert Event.objects.count() == before
    assert Invitation.unscoped.get(mandate=mayor.mandate_id).opened_at is None
    assert client.get(f"{link}seance.ics").status_code == 404


def test_a_member_opens_answers_and_changes_the_answer_without_account(link, client, mayor):
    assert "Bilan" in client.post(f"{link}ouvrir/", follow=True).content.decode()
    shown = client.post(link, {"answer": "present"}, follow=True).content.decode()
    assert "Votre réponse est enregistrée." in shown
    client.post(link, {"answer": "excused"})
    found = Invitation.unscoped.get(mandate=mayor.mandate_id)
    assert found.answer == Answer.EXCUSED
    assert found.opened_at
    assert found.answered_at
    assert Event.objects.filter(verb="answer_convocation").last().actor_mandate == mayor.mandate_id
    assert client.post(link, {"answer": "remote"}).status_code == 422, "no remote link was given"


def test_who_prepares_the_meeting_notes_an_answer_received_otherwise(
    link, meeting, client_as, project_manager, mayor
):
    own = meeting.invitations.get(mandate=mayor.mandate_id)
    page = reverse("committees:answer", args=[own.public_id])
    client_as(project_manager).post(page, {"answer": "excused"})
    own.refresh_from_db()
    assert (own.answer, own.opened_at) == (Answer.EXCUSED, None)
    said = Event.objects.filter(verb="answer_convocation").last()
    assert said.actor_mandate == project_manager.mandate_id


def test_a_link_serves_its_member_only(link, client_as, other_mayor, client):
    assert client_as(other_mayor).get(link).status_code == 403
    assert client_as(other_mayor).post(link, {"answer": "present"}).status_code == 403
    assert client.get(reverse("committees:answer", args=["b" * 64])).status_code == 404


def test_a_link_replayed_after_the_meeting_or_its_cancellation_is_refused(
    link, client, meeting, secretary, monkeypatch
):
    client.post(f"{link}ouvrir/")
    with monkeypatch.context() as later:
        later.setattr(clock, "now", lambda: meeting.starts_at + dt.timedelta(minutes=1))
        refused = client.post(link, {"answer": "present"})
        assert refused.status_code == 409
        assert "a commencé ou a eu lieu" in refused.content.decode()
    MeetingLifecycle.move(meeting, "cancel_meeting", actor=secretary, reason="Neige.")
    refused = client.post(link, {"answer": "present"})
    assert refused.status_code == 409
    assert "Aucune réponse n’est plus attendue" in refused.content.decode()


def test_a_power_stays_in_the_college_and_within_the_rules(
    link, meeting, mayor, other_mayor, syndicate_president, dasen
):
    def of(actor):
        return meeting.invitations.get(mandate=actor.mandate_id)

    president = of(syndicate_president)
    holders = {member.name for member in answering.ways(of(mayor)).holders}
    assert of(dasen).mandate.person.formal_name not in holders
    assert len(holders) == 2
    power = {"answer": Answer.POWER, "power_to": president.seat}
    answering.answer(actor=mayor, invitation=of(mayor), **power)
    with pytest.raises(Refused) as refused:
        answering.answer(actor=other_mayor, invitation=of(other_mayor), **power)
    assert "détient déjà 1 pouvoir" in sentences(refused)
    with pytest.raises(Refused) as refused:
        answering.answer(actor=syndicate_president, invitation=president, answer=Answer.EXCUSED)
    assert "Vous détenez le pouvoir de" in sentences(refused)


def test_a_private_point_is_absent_for_who_may_not_see_it(
    committee, meeting, secretary, dasen, syndicate_president, project_manager, mayor, dsden,
    client_as, client,
):  # fmt: skip
    seat = committee.seats.get(
        office=Office.EXECUTIVE, institution=factories.mandate_of(mayor).institution
    )
    seat.voting = False
    factories.recorded(seat)
    agenda.add(actor=secretary, meeting=meeting, title="zqhuis", purpose=Purpose.INFORMATION,
               secret=True)  # fmt: skip
    convened(meeting, secretary, dasen)
    page = meeting.get_absolute_url()
    for actor, sees in ((secretary, True), (dasen, True), (mayor, False), (project_manager, False)):
        assert ("zqhuis" in client_as(actor).get(page).content.decode()) is sees, actor.title
    outbox.send_due()
    assert all("zqhuis" not in f"{m.body}{m.alternatives}{m.attachments}" for m in mail.outbox)
    token = convening.token_of(meeting.invitations.get(mandate=mayor.mandate_id))
    opened = client.post(reverse("committees:open_convocation", args=[token]), follow=True)
    assert "Bilan" in opened.content.decode()
    assert "zqhuis" not in opened.content.decode()
