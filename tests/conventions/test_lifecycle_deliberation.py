"""The table of a délibération's moves, walked from every status by everybody."""

import datetime as dt
import itertools

import pytest

from audit.actor import SYSTEM
from common import clock
from governance.lifecycle import DeliberationLifecycle
from governance.models import Deliberation
from governance.offices import Office
from tests import factories
from tests.circuits import acts, walking
from tests.conventions import case as build

D = Deliberation.Status
DEPOSIT = {"system", "manager", "mayor", "preparer", "director_of_commune"}
JURIST = {"jurist"}
TABLE = (
    ("upload", (D.EXPECTED,), D.TO_CONFIRM, DEPOSIT),
    ("record_vote", (D.EXPECTED,), D.RECORDED, DEPOSIT),
    ("confirm", (D.TO_CONFIRM,), D.RECORDED, DEPOSIT | JURIST),
    ("record_rejection", (D.EXPECTED, D.RECORDED), D.REJECTED, DEPOSIT),
    ("prove", (D.RECORDED,), D.ENFORCEABLE, DEPOSIT),
    *(
        ("establish_text", (each,), each, JURIST)
        for each in (D.RECORDED, D.ENFORCEABLE, D.CHALLENGED)
    ),
    ("contest_proof", (D.ENFORCEABLE,), D.RECORDED, JURIST),
    ("record_challenge", (D.ENFORCEABLE,), D.CHALLENGED, JURIST),
    ("close_challenge", (D.CHALLENGED,), D.ENFORCEABLE, JURIST),
    ("annul", (D.RECORDED, D.ENFORCEABLE, D.CHALLENGED), D.WITHDRAWN, JURIST),
)


@pytest.fixture
def cast(here):
    elsewhere = factories.commune("Loinville")
    return {
        "system": SYSTEM,
        "manager": here.actor("chef-de-projet"),
        "jurist": here.actor("juriste"),
        "director": here.actor("direction"),
        "mayor": here.actor("maire"),
        "deputy": factories.actor(Office.DEPUTY, here.commune, rank=1),
        "director_of_commune": factories.actor(Office.AUTHORITY_DIRECTOR, here.commune),
        "preparer": here.actor("secretaire"),
        "inspector": here.actor("inspectrice"),
        "stranger": factories.actor(Office.EXECUTIVE, elsewhere),
        "stranger_preparer": factories.actor(Office.PREPARER, elsewhere),
    }


def given(verb):
    yesterday = clock.today() - dt.timedelta(days=1)
    mentions = {
        "number": "2026-999",
        "voted_on": yesterday,
        "object": "Autorisation de signer",
        "body": "conseil municipal",
    }
    return {
        "upload": {"file": "a" * 64},
        "record_vote": mentions,
        "confirm": mentions,
        "record_rejection": {"voted_on": yesterday, "category": "budget"},
        "prove": {"proof": "stamp", "proof_file": "a" * 64, "received_on": yesterday},
        "establish_text": {"text_hash": "c" * 64},
        "record_challenge": {"reference": "2601234", "on": yesterday},
        "annul": {"on": yesterday, "file": "b" * 64},
    }.get(verb, {})


def test_the_moves_are_those_of_the_table():
    assert walking.table(DeliberationLifecycle) == walking.expected(TABLE)


def test_everybody_tries_everything(here, cast):
    record = factories.deliberation(
        here.commune, voted_on=clock.today() - dt.timedelta(days=1), kind="act"
    )
    rules = {(row[0], str(source)): row for row in TABLE for source in row[1]}
    wrong = []
    for status, verb in itertools.product(D.values, DeliberationLifecycle.verbs()):
        row = rules.get((verb, status))
        for role, actor in walking.trying(cast, row and row[3]).items():
            with walking.undone():
                fresh = Deliberation.unscoped.get(pk=record.pk)
                fresh.status = status
                build.saved(fresh, "prepare_test")
                found = walking.attempt(
                    DeliberationLifecycle,
                    fresh,
                    verb,
                    row[2] if row else None,
                    actor=actor,
                    reason="motif",
                    **given(verb),
                )
            due = walking.WRONG_STATUS
            if row is not None:
                due = walking.DONE if role in row[3] else walking.NOT_YOURS
            if found != due:
                wrong.append((status, verb, role, found, due))
    assert wrong == []


def test_a_proof_withdrawn_sends_the_act_back_to_the_councils_with_its_text(here):
    """The acts not yet issued wait for the vote again; proved anew, they go on by themselves."""
    convention = acts.ready(here)
    text, vote = convention.text_hash, convention.party("authority").deliberation
    DeliberationLifecycle.move(
        vote, "contest_proof", actor=here.actor("juriste"), reason="le cachet est d’un autre acte"
    )
    back = acts.fresh(convention)
    assert (back.status, back.text_hash) == ("in_deliberation", text)
    (deposit,) = acts.open_steps(convention)
    assert (deposit.kind, deposit.institution) == ("deposit", here.commune)
    vote.refresh_from_db()
    acts.world.prove(vote, on=clock.today())
    assert acts.fresh(convention).status == "ready_to_issue"
    assert [s.label for s in acts.open_steps(convention)] == ["Émettre l’acte"]


def test_a_proof_withdrawn_after_the_issue_forbids_the_signature(here):
    convention = acts.issued(here)
    DeliberationLifecycle.move(
        convention.party("authority").deliberation,
        "contest_proof",
        actor=here.actor("juriste"),
        reason="le cachet est d’un autre acte",
    )
    step = acts.step_of(convention, "authority")
    told = acts.signing.readiness(step, acts.task_of(step).mandate)
    assert not told.may_sign
    assert "n’est pas encore exécutoire" in " ".join(r.sentence for r in told.refusals)
