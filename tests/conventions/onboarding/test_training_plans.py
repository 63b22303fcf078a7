"""The training plan of a district: every cell, its capacity, its versions."""

import datetime as dt
from decimal import Decimal

import pytest

from audit.actor import SYSTEM
from common.lifecycle import NotYours, Refused
from conventions.onboarding.models import PlanStatus, TrainingPlan
from conventions.onboarding.training import plans
from conventions.onboarding.training.plan_lifecycle import PlanLifecycle
from governance.offices import Office
from tests import factories
from tests.circuits import walking
from tests.conventions.onboarding import training
from tests.conventions.onboarding.scene import NOW, put

P = PlanStatus
WRITERS, VISAS = {"adviser", "officer"}, {"inspector", "dasen"}
TABLE = (
    ("submit_plan", (P.PLAN_DRAFT, P.PLAN_RETURNED), P.PLAN_SUBMITTED, WRITERS),
    ("return_plan", (P.PLAN_SUBMITTED,), P.PLAN_RETURNED, VISAS),
    ("validate_plan", (P.PLAN_SUBMITTED,), P.PLAN_VALIDATED, VISAS),
    ("replace_plan", (P.PLAN_VALIDATED,), P.PLAN_REPLACED, {"system"}),
)


def move(plan, verb, actor, **given):
    return PlanLifecycle.move(plan, verb, actor=actor, **given)


def test_the_moves_are_those_of_the_table():
    assert walking.table(PlanLifecycle) == walking.expected(TABLE)
    for verb, _source, _target, words in PlanLifecycle.moves():
        assert words.sentence, verb
        assert bool(words.button) != words.system, verb


@pytest.mark.parametrize("status", P.values)
def test_everybody_tries_everything(scene, status):
    training.session(scene)
    plan = training.plan(scene, status=status)
    rules = {(row[0], str(source)): row for row in TABLE for source in row[1]}
    wrong = []
    for verb in PlanLifecycle.verbs():
        row = rules.get((verb, status))
        for role, actor in walking.trying(scene.cast, row and row[3]).items():
            with walking.undone():
                found = walking.attempt(
                    PlanLifecycle, plan, verb, row[2] if row else "", actor=actor, reason="motif"
                )
            due = walking.WRONG_STATUS
            if row is not None:
                due = walking.DONE if role in row[3] else walking.NOT_YOURS
            if found != due:
                wrong.append((verb, role, found, due))
    assert wrong == []


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        ({"goals": ""}, "Il manque : les objectifs de l’année"),
        ({"teachers": None, "evaluation": ""}, "le nombre d’enseignants concernés et l’évaluation"),
        ({"advisers": None}, "le nombre de conseillers numériques"),
        ({"adviser_share": None}, "la part de leur temps"),
        ({"adviser_hours": None}, "leurs heures de formation"),
    ],
)
def test_a_plan_is_complete_before_its_visa_is_asked(scene, lacking, words):
    training.session(scene)
    with pytest.raises(Refused, match=words):
        move(training.plan(scene, **lacking), "submit_plan", scene.cast["adviser"])


def test_a_plan_has_sessions_and_cancelled_ones_do_not_count(scene):
    training.session(scene, status="cancelled_session")
    with pytest.raises(Refused, match="Le plan ne prévoit aucune séance"):
        move(training.plan(scene), "submit_plan", scene.cast["adviser"])


def test_advisers_do_not_lead_more_hours_than_they_have(scene):
    """Two advisers at half time, six hours a year for a full time: six hours in all (M33)."""
    plan = training.plan(scene, adviser_hours=6)
    assert (plan.full_time, plan.capacity) == (Decimal(1), Decimal(6))
    for _twice in range(2):
        training.session(scene, schools=())
    officer = factories.mandate_of(scene.cast["officer"])
    training.session(scene, schools=(), trainer=officer)
    submitted = move(plan, "submit_plan", scene.cast["adviser"])
    training.session(scene, schools=())
    with pytest.raises(Refused, match=r"totalisent 9 h, pour 6 h disponibles"):
        move(submitted, "validate_plan", scene.cast["inspector"])
    back = move(submitted, "return_plan", scene.cast["inspector"], reason="trop d’heures")
    with pytest.raises(Refused, match=r"totalisent 9 h"):
        move(back, "submit_plan", scene.cast["adviser"])


def test_a_plan_of_a_change_of_ent_is_validated_before_the_market_is_published(scene):
    training.session(scene)
    plan = training.plan(scene, status=P.PLAN_SUBMITTED, tender_on=NOW.date())
    with pytest.raises(Refused, match="La publication du marché est prévue le"):
        move(plan, "validate_plan", scene.cast["inspector"])
    put(plan, tender_on=NOW.date() + dt.timedelta(days=1))
    assert move(plan, "validate_plan", scene.cast["inspector"]).status == P.PLAN_VALIDATED


def test_a_version_validated_keeps_its_sessions_and_replaces_the_one_before(scene):
    made = training.session(scene)
    first = training.plan(scene)
    move(first, "submit_plan", scene.cast["adviser"])
    first = move(TrainingPlan.unscoped.get(), "validate_plan", scene.cast["dasen"])
    assert [row["number"] for row in first.sessions] == [made.number]
    assert (first.validated_on, first.validated_by_id) == (
        NOW.date(), scene.cast["dasen"].mandate_id,
    )  # fmt: skip
    second = plans.begin_plan(actor=scene.cast["adviser"], campaign=scene.campaign, area=scene.area)
    assert (second.version, second.goals) == (2, first.goals)
    with pytest.raises(Refused, match="La version 2 de ce plan est « En préparation »"):
        plans.begin_plan(actor=scene.cast["officer"], campaign=scene.campaign, area=scene.area)
    move(second, "submit_plan", scene.cast["officer"])
    assert TrainingPlan.unscoped.get(version=1).status == P.PLAN_VALIDATED
    move(second, "validate_plan", scene.cast["inspector"])
    assert TrainingPlan.unscoped.get(version=1).status == P.PLAN_REPLACED


def test_a_plan_is_written_by_the_district_until_its_visa_is_asked(scene):
    plan = training.plan(scene)
    given = {name: getattr(plan, name) for name in plans.WRITTEN}
    with pytest.raises(NotYours):
        plans.write_plan(actor=scene.cast["other_adviser"], plan=plan, **given)
    written = plans.write_plan(actor=scene.cast["adviser"], plan=plan, **given | {"teachers": 50})
    assert written.teachers == 50
    put(plan, status=P.PLAN_SUBMITTED)
    with pytest.raises(Refused, match="Commencez une nouvelle version"):
        plans.write_plan(actor=scene.cast["adviser"], plan=plan, **given)
    with pytest.raises(NotYours):
        plans.begin_plan(
            actor=scene.cast["inspector"], campaign=scene.campaign, area=scene.area
        )  # fmt: skip


def test_who_reads_a_plan(scene):
    training.plan(scene)
    seen = {
        role
        for role, actor in scene.cast.items()
        if actor != SYSTEM and TrainingPlan.objects.visible_to(actor).exists()
    }
    assert seen == {
        "manager", "colleague", "jurist", "director", "accounts", "admin", "dasen", "officer",
        "inspector", "adviser",
    }  # fmt: skip
    drane = factories.actor(Office.DRANE, scene.dsden.parent or factories.academie())
    assert not TrainingPlan.objects.visible_to(drane).exists()
