"""A case put to an instance, and the step that only a confirmed decision ends (N12)."""

import datetime as dt

import pytest
from django.urls import reverse

from audit.models import Event
from circuits import rulings, services
from circuits.lifecycle import StepLifecycle
from circuits.models import Circuit, Step
from common import clock
from common.lifecycle import NotYours, Refused
from governance import acting
from governance.committees import cases, effects, meetings
from governance.committees.models import AgendaItem, Decision
from governance.committees.models.decisions import Nature
from governance.committees.models.items import ItemStatus as I
from governance.committees.models.items import Purpose
from governance.offices import Office
from tests import factories
from tests.conventions.case import saved
from tests.governance.committees.put_cases import (
    Waiting,
    case,
    case_of_the_file,
    signed_up,
    waiting,
)

__all__ = ["case", "case_of_the_file", "waiting"]

BLOCKED = (Step.Status.OPEN, Circuit.Status.RUNNING)
DONE = (Step.Status.DONE, Circuit.Status.COMPLETED)


def verbs(record):
    rows = Event.objects.filter(object_type=record._meta.label_lower, object_id=record.pk)
    return list(rows.values_list("verb", flat=True))


def put(waiting, actor=None, **given):
    fields = {"committee": waiting.committee, "title": "Convention", "purpose": Purpose.OPINION}
    return cases.put(actor=actor or waiting.owner, record=waiting.convention, **{**fields, **given})


# --- By hand --------------------------------------------------------------------------------------


def test_the_owner_puts_the_case_and_the_secretary_places_it(waiting):
    item = put(waiting, question="Le tarif convient-il ?")
    assert (item.status, item.purpose, item.step) == (I.PENDING, Purpose.OPINION, None)
    assert "put_case" in verbs(item)
    with pytest.raises(Refused, match="déjà soumis à cette instance"):
        put(waiting)
    waiting.step = None
    start = clock.now() + dt.timedelta(days=40)
    meeting = meetings.plan(
        actor=waiting.secretary, committee=waiting.committee, starts_at=start, place="mairie"
    )
    placed = waiting.moves("place", meeting=meeting)
    [standing] = cases.standings(waiting.convention, waiting.owner)
    assert (standing.item, standing.item.meeting) == (placed, meeting)
    assert cases.case_of(placed, waiting.owner) == waiting.convention


def test_a_private_point_on_the_case_is_not_told_to_who_may_not_see_it(waiting, case):
    item = put(waiting)
    item.secret = True
    saved(item)
    seat = waiting.committee.seats.get(institution=case.commune)
    seat.voting = False
    saved(seat)
    with pytest.raises(Refused) as refused:
        put(waiting, actor=acting.actor_of(case.mayor))
    assert "ne peut pas être soumis de nouveau" in str(refused.value)
    assert "le point est" not in str(refused.value)


def test_the_case_goes_to_competent_instances_that_one_may_ask(waiting, case):
    steering = factories.committee("steering", circonscription=case.district, host=case.syndicate)
    factories.committee(
        "steering", circonscription=factories.circonscription("Ailleurs"), host=case.syndicate
    )
    factories.committee("tender_board", host=case.syndicate)
    offered = cases.offered(waiting.owner, waiting.convention)
    assert set(offered) == {waiting.committee, steering}
    mayor = acting.actor_of(case.mayor)
    assert cases.offered(mayor, waiting.convention) == [waiting.committee], "where she sits"
    rector = acting.actor_of(case.rector)
    for other in (rector, waiting.secretary):
        assert cases.offered(other, waiting.convention) == []
        with pytest.raises(NotYours):
            put(waiting, other)
    waiting.convention.status = "withdrawn"
    assert cases.offered(waiting.owner, waiting.convention) == []


def test_a_member_reads_the_point_and_the_case_only_within_its_own_scope(waiting, case):
    item = put(waiting)
    rector = acting.actor_of(case.rector)
    factories.seat(waiting.committee, case.academie, Office.RECTOR, college="Éducation nationale")
    assert AgendaItem.objects.visible_to(rector).filter(pk=item.pk).exists()
    assert cases.case_of(item, rector) is None, "a draft is not the rector's"
    assert cases.case_of(item, waiting.owner) == waiting.convention


# --- A step that waits ---------------------------------------------------------------------------


def test_the_step_makes_a_point_and_the_confirmed_decision_ends_it(waiting):
    step = waiting.opens()
    assert (waiting.item.status, waiting.item.purpose) == (I.PENDING, Purpose.DECISION)
    assert waiting.item.asked_by == waiting.case.manager
    assert waiting.asked() == [waiting.keeper]
    decision = waiting.decides()
    assert waiting.state() == BLOCKED, "provisional"
    waiting.confirms()
    assert waiting.state() == DONE
    assert waiting.step.outcome.startswith(f"décision {decision.number} du ")
    assert waiting.step.done_by == waiting.chair.label
    assert waiting.asked() == []
    assert "complete_committee" in verbs(waiting.convention)
    assert "end_step" in verbs(decision)
    effect, task = effects.produced(decision, waiting.owner)
    assert task.sentence.startswith("Son exécution revient à ")
    assert effect.case == waiting.convention
    assert step.pk == waiting.step.pk


@pytest.mark.parametrize(
    ("nature", "adopted"),
    [(Nature.DECISION, False), (Nature.OPINION, True), (Nature.REFERRAL, True),
     (Nature.RECOMMENDATION, True)],
)  # fmt: skip
def test_anything_but_an_adopted_decision_sends_the_case_back(waiting, nature, adopted):
    waiting.opens()
    decision = waiting.decides(nature=nature, adopted=adopted)
    waiting.confirms()
    assert waiting.state() == BLOCKED
    assert waiting.asked() == [waiting.case.manager]
    task = waiting.step.assignments.get(closed_at=None)
    assert task.due_reason.startswith("le comité d’éthique ")
    assert "attend toujours" in effects.produced(decision, waiting.owner)[0].sentence
    assert "send_back_committee" in verbs(waiting.convention)


def test_the_owner_puts_it_again_and_the_next_decision_ends_the_step(waiting):
    waiting.opens()
    waiting.decides(adopted=False)
    with pytest.raises(Refused, match="n’est pas encore confirmé"):
        put(waiting)
    waiting.confirms()
    again = put(waiting)
    assert (again.step, again.purpose) == (waiting.step, Purpose.DECISION)
    assert waiting.asked() == [waiting.keeper]
    waiting.decides()
    waiting.confirms()
    assert waiting.state() == DONE


def test_a_point_put_off_or_withdrawn_ends_nothing(waiting):
    waiting.opens()
    meeting = waiting.meets()
    waiting.moves("place", meeting=meeting)
    waiting.moves("defer", reason="dossier incomplet")
    assert (waiting.state(), waiting.asked()) == (BLOCKED, [waiting.keeper])
    waiting.moves("withdraw_item", reason="sans objet")
    assert (waiting.state(), waiting.asked()) == (BLOCKED, [waiting.case.manager])
    assert waiting.step.assignments.get(closed_at=None).due_reason.endswith(": sans objet")


def test_an_opinion_is_enough_where_an_opinion_is_asked(case):
    waiting = Waiting(case, ruling="opinion")
    waiting.opens()
    assert waiting.item.purpose == Purpose.OPINION
    waiting.decides(nature=Nature.OPINION)
    waiting.confirms()
    assert waiting.state() == DONE


def keys(refused):
    return {each.key for each in refused.value.refusals}


def test_nothing_else_ends_the_step(waiting, case):
    step = waiting.opens()
    for verb, given in (("complete", {}), ("decline", {"reason": "non"})):
        with pytest.raises(Refused) as refused:
            services.complete(step, actor=waiting.secretary, verb=verb, **given)
        assert keys(refused) == {"ruling.missing"}
    law = factories.actor(Office.LEGAL_OFFICER, case.syndicate)
    with pytest.raises(Refused) as refused:
        StepLifecycle.move(step, "deem_met", actor=law, ground="connu")
    assert keys(refused) == {"ruling.missing"}

    def ended_by(decision, expected):
        given = {"outcome": "oui", "proof": decision, "key": "x"}
        with pytest.raises(Refused) as refused:
            rulings.end(step, actor=waiting.chair, **given)
        assert keys(refused) == expected

    provisional = waiting.decides()
    ended_by(provisional, {"ruling.provisional"})
    other = factories.item(waiting.committee, status=I.DECIDED)
    ended_by(waiting.decides(other), {"ruling.other", "ruling.provisional"})
    elsewhere = factories.committee("working_group", host=case.syndicate)
    lost = factories.item(elsewhere, step=Step.unscoped.get(pk=step.pk), status=I.DECIDED)
    decision = waiting.decides(lost, meeting=waiting.meets(elsewhere), adopted=False)
    found = {each.key for each in effects.unproved(step, decision)}
    assert found == {"ruling.committee", "ruling.rejected", "ruling.provisional"}


def test_a_fault_halfway_leaves_everything_as_it_was(waiting, monkeypatch):
    waiting.opens()
    waiting.decides()
    events = Event.objects.count()

    def fault(circuit):
        raise RuntimeError("killed")

    monkeypatch.setattr(services, "advance", fault)
    with pytest.raises(RuntimeError):
        waiting.confirms()
    waiting.record.refresh_from_db()
    assert (waiting.record.status, waiting.state()) == ("provisional", BLOCKED)
    assert Event.objects.count() == events


def test_a_case_that_went_on_without_it_is_left_alone(waiting):
    step = waiting.opens()
    decision = waiting.decides()
    services.stop_all(waiting.convention, actor=waiting.owner, reason="retirée")
    waiting.confirms()
    assert waiting.state() == (Step.Status.CANCELLED, Circuit.Status.STOPPED)
    assert "n’attendait plus" in effects.produced(decision, waiting.owner)[0].sentence
    assert step.pk == waiting.step.pk


def test_a_private_decision_gives_the_case_no_number(waiting):
    waiting.opens()
    item = waiting.item
    item.secret = True
    decision = waiting.decides(item)
    waiting.confirms()
    assert waiting.state() == DONE
    assert decision.number not in waiting.step.outcome
    label = waiting.convention._meta.label_lower
    for event in Event.objects.filter(object_type=label, object_id=waiting.convention.pk):
        assert decision.number not in f"{event.reason}{event.data}"


def test_a_private_refusal_is_told_to_the_owner_alone(waiting):
    waiting.opens()
    item = waiting.item
    item.secret = True
    waiting.decides(item, adopted=False)
    waiting.confirms()
    assert "n’a pas adopté" in waiting.step.assignments.get(closed_at=None).due_reason
    assert Event.objects.get(verb="send_back_committee").reason == ""


def test_without_one_instance_to_ask_the_owner_chooses(case):
    waiting = Waiting(case, committee="working_group")
    waiting.opens()
    assert not AgendaItem.unscoped.exists()
    assert waiting.asked() == [case.manager]
    group = factories.committee("working_group", host=case.syndicate)
    item = put(waiting, committee=group)
    assert item.step == waiting.step
    assert not Decision.unscoped.exists()


# --- Pages ----------------------------------------------------------------------------------------


def shown(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def test_the_owner_puts_it_from_its_page_and_reads_there_where_it_stands(client_as, waiting, case):
    owner = client_as(signed_up(case.manager))
    page = waiting.convention.get_absolute_url()
    assert "Inscrire à l’ordre du jour" in shown(owner, page)
    url = reverse("committees:put_case", args=["convention", waiting.convention.public_id])
    form = owner.get(url).context["form"]
    assert form.initial["title"].startswith("CONV-2026-012, ")
    wrong = owner.post(url, {"title": "", "question": "Quel tarif ?"})
    assert wrong.status_code == 422
    assert "Quel tarif ?" in wrong.content.decode(), "what was typed is kept"
    given = {**form.initial, "question": "Quel tarif ?"}
    assert owner.post(url, given).status_code == 302
    item = AgendaItem.unscoped.get()
    assert owner.post(url, given).status_code == 409
    assert item.get_absolute_url() in shown(owner, page)
    assert page in shown(owner, item.get_absolute_url())
    assert "Quel tarif ?" in shown(owner, item.get_absolute_url())


def test_the_page_of_the_point_shows_the_case_within_its_scope(client_as, waiting, case):
    item = put(waiting)
    factories.seat(waiting.committee, case.academie, Office.RECTOR, college="Éducation nationale")
    said = shown(client_as(signed_up(case.rector)), item.get_absolute_url())
    assert waiting.convention.get_absolute_url() not in said
    assert waiting.convention.reference not in said
    assert "n’est pas ouvert à votre mandat" in said
    page = waiting.convention.get_absolute_url()
    deputy = client_as(signed_up(case.deputy))
    shown(deputy, item.get_absolute_url(), 404)
    waiting.convention.status = "under_review"
    saved(waiting.convention)
    assert item.get_absolute_url() not in shown(deputy, page), "no seat, no point"


def test_a_kind_of_instance_says_which_cases_it_examines(client_as, waiting, case):
    kind = waiting.committee.kind
    client = client_as(signed_up(waiting.keeper))
    assert "Conventions, avenants" in shown(client, kind.get_absolute_url())
    client.post(reverse("committees:change_kind", args=[kind.public_id]), {"vide": "1"})
    assert cases.offered(waiting.owner, waiting.convention) == []


def test_the_secretary_finds_the_point_in_a_faire(client_as, waiting):
    waiting.opens()
    said = shown(client_as(signed_up(waiting.keeper)), "/")
    assert waiting.item.get_absolute_url() in said
    waiting.decides(adopted=False)
    waiting.confirms()
    assert waiting.convention.get_absolute_url() in shown(
        client_as(signed_up(waiting.case.manager)), "/"
    )
