"""What stays a person's own when their mandate is renewed, and when they left the instance."""

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Event
from common import clock
from desk import inbox
from governance import acting
from governance.committees import accounting, convening, permissions, waiting
from governance.committees.models import (
    AgendaItem,
    Decision,
    DecisionRecord,
    FollowUp,
    Invitation,
    Meeting,
    MeetingNote,
    Paper,
)
from governance.committees.models.minutes import MinutesStatus
from governance.committees.models.papers import Copy, PaperKind
from governance.models import Mandate
from governance.offices import Office
from tests import factories
from tests.conventions.case import saved
from tests.governance.committees.held import PRIVATE, confirmed, held, models, run
from tests.governance.committees.sittings import *  # noqa: F403

__all__ = ["confirmed", "held", "models"]


def ends(actor):
    """Their mandate ends today."""
    mandate = factories.mandate_of(actor)
    mandate.ends_on, mandate.status = clock.today(), Mandate.Status.ENDED
    return saved(mandate)


def renewed(actor):
    """The same person in the same office, under a mandate that follows the first one."""
    before = ends(actor)
    return acting.actor_of(
        factories.mandate(
            before.office, before.institution, who=before.person,
            circonscription=before.circonscription, starts_on=clock.today(),
        )
    )  # fmt: skip


def elsewhere(actor, other_commune):
    """The same person under another quality, which has no seat here."""
    who = factories.mandate_of(actor).person
    return acting.actor_of(factories.mandate(Office.DEPUTY, other_commune, who=who))


def sees(actor, record):
    return type(record).objects.visible_to(actor).filter(pk=record.pk).exists()


@pytest.fixture
def private(held, seats):
    """The private point, and a mayor who has no voice any more."""
    seats["mayor"].voting = False
    saved(seats["mayor"])
    return AgendaItem.unscoped.get(title=PRIVATE)


def test_a_convocation_stays_to_answer(meeting, mayor, other_commune, client_as):
    own = Invitation.unscoped.get(meeting=meeting, mandate=mayor.mandate_id)
    after = renewed(mayor)
    assert waiting.to_answer(after) == [own]
    page = client_as(after).get(meeting.get_absolute_url()).content.decode()
    url = reverse("committees:answer", args=[own.public_id])
    assert url in page
    assert client_as(after).get(url).status_code == 200
    assert not sees(elsewhere(mayor, other_commune), own)


def test_a_convocation_is_counted_for_its_person_and_costs_others_little(
    meeting, mayor, stranger, django_assert_max_num_queries
):
    """The bubble of the menu stands on every page: who has nothing to do with instances is asked
    one short question by matter: a seat, a convocation, a meeting, a sheet, a step."""
    after = renewed(mayor)
    assert [task.verb for group in inbox.groups(after) for task in group.tasks] == [
        "Répondre à la convocation"
    ]
    assert inbox.count(after) == 1
    with django_assert_max_num_queries(5):
        assert inbox.count(stranger) == 0


def test_who_convenes_and_presides_reads_the_answers(meeting, dasen):
    given = Invitation.unscoped.filter(meeting=meeting)
    assert set(Invitation.objects.visible_to(renewed(dasen))) == set(given)


def test_a_private_point_stays_to_who_asked_for_it(private, mayor):
    before, after = factories.mandate_of(mayor), renewed(mayor)
    assert not sees(after, private)
    private.asked_by = before
    saved(private)
    assert sees(after, private)


def test_a_private_decision_and_its_task_stay_to_who_carries_it_out(private, mayor, other_commune):
    decision = Decision.unscoped.get(item=private)
    decision.responsible = factories.mandate_of(mayor)
    saved(decision)
    task = factories.recorded(FollowUp(decision=decision))
    after = renewed(mayor)
    assert sees(after, decision)
    assert sees(after, task)
    assert permissions.may_carry_out(after, task)
    assert not sees(elsewhere(mayor, other_commune), task)


def test_a_task_done_stays_to_who_did_it(private, mayor):
    done = FollowUp(decision=Decision.unscoped.get(item=private))
    done.done_by = factories.mandate_of(mayor)
    assert sees(renewed(mayor), factories.recorded(done))


def test_the_draft_of_the_minutes_stays_to_read_and_to_observe(held, mayor):
    minutes = accounting.of(held)
    minutes.status, minutes.observations_until = MinutesStatus.CIRCULATED, clock.today()
    saved(minutes)
    after = renewed(mayor)
    assert [due.verb for due in waiting.about_minutes(after)] == ["Relire le PV projet"]
    assert permissions.may_observe(after, minutes)


def test_its_writing_stays_to_the_secretary_of_the_meeting(held, mayor):
    held.secretary = factories.mandate_of(mayor)
    saved(held)
    assert [due.verb for due in waiting.about_minutes(renewed(mayor))] == ["Diffuser le PV projet"]


def test_who_presides_still_does_and_finds_the_approval_in_writing(held, inspector, other_commune):
    held.chair = factories.mandate_of(inspector)
    held.rules.written_approval_days = 5
    saved(held.rules)
    saved(held)
    minutes = accounting.of(held)
    minutes.status, minutes.observations_until = MinutesStatus.CIRCULATED, factories.START
    saved(minutes)
    after = renewed(inspector)
    assert permissions.presides(after, held)
    assert "Constater l’approbation du PV" in [w.verb for w in waiting.about_minutes(after)]
    assert not permissions.presides(elsewhere(inspector, other_commune), held)


def test_who_presided_and_left_confirms_the_record_on_its_page(
    held, dasen, other_commune, client_as
):
    record = DecisionRecord.unscoped.get(meeting=held)
    ends(dasen)
    gone = elsewhere(dasen, other_commune)
    other = factories.actor(Office.DEPUTY, other_commune)
    for each in (held, record, *Decision.unscoped.filter(meeting=held), *held.items.all()):
        assert sees(gone, each)
        assert not sees(other, each)
    assert not Meeting.objects.visible_to(gone).exclude(pk=held.pk).exists()
    [due] = waiting.about_minutes(gone)
    client = client_as(gone)
    page = client.get(due.url).content.decode()
    confirm = reverse("committees:confirm_record", args=[record.public_id])
    assert confirm in page
    assert f'href="{held.committee.get_absolute_url()}"' not in page, "it would not open"
    assert client.get(held.items.first().get_absolute_url()).status_code == 200


def test_who_presided_and_left_reads_its_notes_and_its_record_printed(
    confirmed, held, dasen, other_commune
):
    run()
    ends(dasen)
    gone = elsewhere(dasen, other_commune)
    for each in MeetingNote.unscoped.filter(item__meeting=held):
        assert sees(gone, each)
    printed = Paper.unscoped.filter(meeting=held, kind=PaperKind.RECORD, copy=Copy.SHARED)
    assert sees(gone, printed.get())
    assert not sees(factories.actor(Office.DEPUTY, other_commune), printed.get())


def test_the_link_of_a_convocation_answers_under_the_renewed_mandate(meeting, mayor):
    own = Invitation.unscoped.get(meeting=meeting, mandate=mayor.mandate_id)
    after = renewed(mayor)
    client, token = Client(), convening.token_of(own)
    client.post(reverse("committees:open_convocation", args=[token]))
    answered = client.post(reverse("committees:answer", args=[token]), {"answer": "present"})
    assert answered.status_code == 302
    own.refresh_from_db()
    assert own.answer == "present"
    assert Event.objects.get(verb="answer_convocation").actor_mandate == after.mandate_id


def test_what_a_tablet_kept_is_sent_under_the_renewed_mandate(sitting, secretary, client_as):
    url = reverse("committees:presence", args=[sitting.meeting.public_id])
    seat = {"seat": str(sitting.seats["dasen"].public_id), "act": "salle"}
    after = renewed(secretary)
    client = client_as(after)
    other = factories.actor(Office.PROJECT_MANAGER, factories.mandate_of(after).institution)
    assert client.post(url, {**seat, "mandat": str(other.mandate_id)}).status_code == 403
    assert client.post(url, {**seat, "mandat": str(secretary.mandate_id)}).status_code == 302
