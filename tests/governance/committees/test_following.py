"""Decisions to carry out: whose task they are, those that are late, what was done."""

import datetime as dt

import pytest
from django.urls import reverse

from audit.models import Event
from circuits.models import Assignment
from common import clock
from common.lifecycle import NotYours, Refused
from common.models import OutboxMessage
from desk import inbox
from governance import acting
from governance.committees import bringing, effects, holding
from governance.committees.confirming import RecordLifecycle
from governance.committees.followups import FollowUpLifecycle
from governance.committees.models import AgendaItem, Decision, DecisionRecord, FollowUp
from governance.committees.models.items import Purpose
from governance.offices import Office
from tests import factories
from tests.conventions.case import saved
from tests.governance.committees.put_cases import (
    case,
    case_of_the_file,
    signed_up,
)
from tests.governance.committees.put_cases import waiting as held

__all__ = ["case", "case_of_the_file", "held"]

DAY = dt.timedelta(days=1)


@pytest.fixture
def follow_up(held, case):
    """That of a decision that the inspector carries out within ten days."""
    return begun(held, case.inspector)


def begun(held, responsible, **fields):
    item = factories.item(
        held.committee, title="Plan de formation", purpose=Purpose.DECISION, **fields
    )
    decision = held.decides(item)
    decision.responsible, decision.due_on = responsible, clock.today() + 10 * DAY
    factories.recorded(decision)
    held.confirms()
    return FollowUp.unscoped.filter(decision=decision).first()


def page(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def test_a_confirmed_decision_is_a_task_of_who_carries_it_out(follow_up, case):
    [task] = Assignment.unscoped.open().about(follow_up)
    assert (task.mandate, task.due_on) == (case.inspector, follow_up.decision.due_on)
    [line] = [t for g in inbox.groups(acting.actor_of(case.inspector)) for t in g.tasks]
    assert (line.verb, line.url) == ("Exécuter une décision", follow_up.get_absolute_url())
    assert "Plan de formation" in line.what
    assert OutboxMessage.objects.filter(template="circuits.assignment").exists()
    [effect] = effects.produced(follow_up.decision, acting.actor_of(case.inspector))
    assert effect.sentence.startswith("Son exécution revient à ")


def test_a_rejected_decision_is_nobodys_task(held, case):
    item = factories.item(held.committee)
    held.decides(item, adopted=False)
    held.confirms()
    assert not FollowUp.unscoped.exists()


def test_it_is_done_with_a_note_by_who_carries_it_out(follow_up, held, case):
    inspector = acting.actor_of(case.inspector)
    with pytest.raises(NotYours):
        FollowUpLifecycle.move(follow_up, "carry_out", actor=acting.actor_of(case.mayor), note="x")
    with pytest.raises(Refused, match="Dites ce qui a été fait"):
        FollowUpLifecycle.move(follow_up, "carry_out", actor=inspector, note=" ")
    done = FollowUpLifecycle.move(follow_up, "carry_out", actor=inspector, note="Trois sessions.")
    assert (done.status, done.done_by) == ("done", case.inspector)
    assert not Assignment.unscoped.open().about(follow_up).exists()
    assert Event.objects.filter(verb="carry_out").count() == 1
    with pytest.raises(Refused):
        FollowUpLifecycle.move(done, "carry_out", actor=inspector, note="encore")


def test_a_late_one_is_brought_back_once_on_the_next_agenda(follow_up, held):
    with clock.at(clock.now() + 11 * DAY):
        meeting = held.meets()
        [late] = bringing.to_bring_back(held.committee, held.secretary)
        assert late == follow_up
        item = bringing.bring_back(actor=held.secretary, meeting=meeting, follow_up=late)
        assert (item.subject, item.purpose) == (follow_up.decision, Purpose.INFORMATION)
        assert bringing.to_bring_back(held.committee, held.secretary) == []


def test_one_of_a_private_point_is_known_to_who_carries_it_out_alone(held, case):
    made = begun(held, case.manager, secret=True)
    other = acting.actor_of(case.mayor)
    number = made.decision.number
    assert number not in str(made)
    assert made in FollowUp.objects.visible_to(held.owner)
    assert made.decision in Decision.objects.visible_to(held.owner)
    law = factories.actor(Office.LEGAL_OFFICER, case.syndicate)
    assert made not in FollowUp.objects.visible_to(law)
    assert made in FollowUp.objects.visible_to(other), "a member with a voice"


def test_the_page_of_an_instance_filters_and_exports_them(client_as, follow_up, held, case):
    client = client_as(signed_up(held.keeper))
    url = reverse("committees:follow_ups", args=[held.committee.public_id])
    number = follow_up.decision.number
    assert number in page(client, url)
    assert number not in page(client, f"{url}?etat=retard")
    assert number not in page(client, f"{url}?etat=faites")
    assert number in page(client, f"{url}?etat=ouvertes&responsable={case.inspector.public_id}")
    assert "Plan de formation" in client.get(f"{url}?format=csv").content.decode("utf-8-sig")
    with clock.at(clock.now() + 11 * DAY):
        client = client_as(acting.actor_of(held.keeper))
        assert "En retard" in page(client, f"{url}?etat=retard")
        meeting = held.meets()
        shown = page(client, meeting.get_absolute_url())
        assert "Inscrire la suite" in shown
        back = reverse("committees:bring_back", args=[meeting.public_id])
        client.post(back, {"suite": follow_up.public_id})
        assert AgendaItem.unscoped.filter(meeting=meeting).count() == 1


def test_what_was_done_is_typed_on_its_page(client_as, follow_up, case, held):
    url = follow_up.get_absolute_url()
    form = reverse("committees:carry_out", args=[follow_up.public_id])
    client = client_as(signed_up(case.inspector))
    assert form in page(client, url)
    assert client.post(form, {"note": ""}).status_code == 422
    assert client.post(form, {"note": "Fait."}).status_code == 302
    assert "Fait." in page(client, url)
    other = client_as(signed_up(case.mayor))
    assert form not in page(other, url)
    assert other.post(form, {"note": "x"}).status_code == 403
    page(client_as(signed_up(case.deputy)), url, 404)


def test_a_corrected_record_gives_the_task_to_whom_it_says_now(follow_up, held, case):
    decision, day = follow_up.decision, clock.today() + 20 * DAY

    def corrected(responsible, due_on):
        record = DecisionRecord.unscoped.latest("rank")
        RecordLifecycle.move(record, "correct_decisions", actor=held.chair, reason="Erreur.")
        holding.complete(
            actor=held.secretary, decision=decision, responsible=responsible, due_on=due_on
        )
        held.record = DecisionRecord.unscoped.latest("rank")
        held.confirms()
        return [(t.mandate, t.due_on) for t in Assignment.unscoped.open().about(follow_up)]

    told = OutboxMessage.objects.filter(template="circuits.assignment")
    before = told.count()
    assert corrected(case.mayor, day) == [(case.mayor, day)]
    assert told.count() == before + 1
    assert corrected(case.mayor, day) == [(case.mayor, day)]
    assert told.count() == before + 1, "nothing changed: nobody is told again"
    assert corrected(case.mayor, day + DAY) == [(case.mayor, day + DAY)]


def test_who_inherits_the_task_reads_it_without_the_point(client_as, held, case):
    made = begun(held, case.manager, secret=True)
    heir = factories.actor(Office.LEGAL_OFFICER, case.syndicate)
    url = made.get_absolute_url()
    page(client_as(heir), url, 404)
    [task] = Assignment.unscoped.open().about(made)
    task.mandate = factories.mandate_of(heir)
    saved(task)
    assert "Voir le point" not in page(client_as(heir), url)
    FollowUpLifecycle.move(made, "carry_out", actor=heir, note="Fait.")
    assert "Fait." in page(client_as(heir), url), "once done, too"
    assert "Voir le point" in page(client_as(signed_up(held.keeper)), url)


def test_its_page_links_only_to_what_its_reader_may_open(client_as, follow_up, held, case):
    meeting = follow_up.decision.meeting
    links = (
        reverse("committees:follow_ups", args=[held.committee.public_id]),
        meeting.get_absolute_url(),
    )
    [task] = Assignment.unscoped.open().about(follow_up)
    task.mandate = case.deputy
    saved(task)
    heir, keeper = client_as(signed_up(case.deputy)), client_as(signed_up(held.keeper))
    said = page(heir, follow_up.get_absolute_url())
    assert meeting.number in said
    for url in links:
        page(heir, url, 404)
        assert f'href="{url}"' not in said
        assert f'href="{url}"' in page(keeper, follow_up.get_absolute_url())
