"""The text voted is the text signed: what happens when nothing says which text was voted (P1)."""

import datetime as dt

import pytest
from django.urls import reverse

from common import clock
from common.lifecycle import Refused
from conventions import dossier, services
from conventions.models import Status
from desk import history
from governance.lifecycle import DeliberationLifecycle
from governance.models import Deliberation
from tests.circuits import acts
from tests.conventions import case as build

UNKNOWN = "Rien n’établit que la délibération n° 2026-31 porte sur le texte du dossier"
BEFORE = -40
"""Days from today to a session held before the text was settled."""


@pytest.fixture
def manager(here, client_as):
    return client_as(here.actor("chef-de-projet"))


@pytest.fixture
def jurist(here, client_as):
    return client_as(here.actor("juriste"))


@pytest.fixture
def act(here):
    return acts.at_the_councils(here)


def words(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def page_of(act):
    return reverse("conventions:deliberation_of", args=[act.public_id, "authority"])


def address(act, name):
    return reverse(f"conventions:{name}", args=[act.public_id, "authority"])


def vote_of(act):
    return acts.fresh(act).party("authority").deliberation


def confirmed(browser, act, *, days, number="2026-31"):
    """The mentions typed on the page, of a session held ``days`` from today."""
    answer = browser.post(
        page_of(act),
        {
            "step": "confirm",
            "number": number,
            "voted_on": (clock.today() + dt.timedelta(days=days)).isoformat(),
            "object": "Autorisation de signer",
            "body": "conseil municipal",
        },
    )
    assert answer.status_code == 302, words(answer)
    return vote_of(act)


def enforceable(browser, act, *, days, number="2026-31"):
    acts.world.prove(
        confirmed(browser, act, days=days, number=number), on=clock.today() + dt.timedelta(days)
    )
    return acts.fresh(act)


def test_a_session_held_after_the_text_was_settled_voted_that_text(act, manager):
    assert confirmed(manager, act, days=0).text_hash == act.text_hash
    acts.world.prove(vote_of(act), on=clock.today())
    assert acts.fresh(act).status == Status.READY_TO_ISSUE


def test_a_session_held_before_it_binds_to_nothing_until_the_jurist_compares(act, manager, jurist):
    waiting = enforceable(manager, act, days=BEFORE)
    assert (vote_of(act).text_hash, waiting.status) == ("", Status.IN_DELIBERATION)
    assert UNKNOWN in words(manager.get(page_of(act)))
    assert address(act, "establish_text") not in words(manager.get(page_of(act)))
    assert address(act, "establish_text") in words(jurist.get(page_of(act)))
    jurist.post(address(act, "establish_text"))
    done = acts.fresh(act)
    assert done.status == Status.READY_TO_ISSUE
    assert dossier.equality(done)["same"]
    assert "a constaté que le texte voté est celui de l’acte" in words(
        jurist.get(
            reverse("desk:history", args=[history.kind_of(vote_of(act)), vote_of(act).public_id])
        )
    )


def test_a_vote_deposited_before_the_text_is_settled_is_not_taken_for_it(here, manager):
    draft = acts.draft(here)
    manager.post(address(draft, "await_vote"))
    assert confirmed(manager, draft, days=-1).text_hash == ""
    settled = acts.rehearsal.through_review(acts.fresh(draft), here)
    services.settle_text(settled, actor=here.actor("chef-de-projet"))
    acts.world.prove(vote_of(draft), on=clock.today())
    with pytest.raises(Refused, match="Rien n’établit"):
        services.skip_councils(acts.fresh(draft), actor=here.actor("chef-de-projet"))


def test_others_than_the_jurist_do_not_state_what_was_voted(here, act, manager, client_as):
    enforceable(manager, act, days=BEFORE)
    for code in ("chef-de-projet", "secretaire", "maire", "president"):
        answer = client_as(here.actor(code)).post(address(act, "establish_text"))
        assert answer.status_code in (403, 404), code
    assert vote_of(act).text_hash == ""


def test_a_text_already_established_is_not_established_again(act, manager, jurist):
    confirmed(manager, act, days=0)
    answer = jurist.post(address(act, "establish_text"))
    assert answer.status_code == 409
    assert "déjà établi" in words(answer)


# --- another text, another vote -------------------------------------------------------------
def test_another_text_needs_another_vote(here, act, manager):
    """The council voted, a correction changed the text: its assembly is asked again."""
    confirmed(manager, act, days=0)
    services.request_changes(
        acts.fresh(act), actor=here.actor("juriste"), reason="annexe 5 à reprendre"
    )
    changed = acts.fresh(act)
    services.revise(
        changed,
        {"duration_months": 24},
        actor=here.actor("chef-de-projet"),
        seen_version=services.version(changed),
    )
    for remark in changed.remarks.all():
        services.answer_remark(remark, actor=here.actor("chef-de-projet"), answer="repris")
    again = acts.rehearsal.through_review(acts.fresh(act), here)
    services.settle_text(again, actor=here.actor("chef-de-projet"))
    settled = acts.with_kit(acts.fresh(act))
    assert settled.text_hash != act.text_hash
    services.send_to_councils(settled, actor=here.actor("chef-de-projet"))
    assert vote_of(act).status == Deliberation.Status.EXPECTED
    assert Deliberation.unscoped.about(act).count() == 2


def test_a_vote_below_the_amount_of_the_act_is_replaced_by_a_new_one(act, manager):
    vote = confirmed(manager, act, days=0)
    waiting = _below(act, vote)
    page = words(manager.get(page_of(act)))
    assert "La délibération autorise" in page
    assert address(act, "await_vote") in page
    manager.post(address(act, "await_vote"))
    assert vote_of(act).status == Deliberation.Status.EXPECTED
    assert enforceable(manager, waiting, days=0, number="2026-32").status == Status.READY_TO_ISSUE


def _below(act, vote):
    """The vote proved, for fewer accounts than the act's."""
    vote.max_accounts = 1
    build.saved(vote, "confirm")
    DeliberationLifecycle.move(
        vote,
        "prove",
        actor=acts.SYSTEM,
        proof="stamp",
        proof_file="a" * 64,
        received_on=clock.today(),
    )
    return acts.fresh(act)


def test_an_act_already_covered_waits_for_no_other_vote(act, manager):
    enforceable(manager, act, days=0)
    assert manager.post(address(act, "await_vote")).status_code == 409
