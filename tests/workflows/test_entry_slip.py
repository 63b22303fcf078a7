"""An entry slip from its issue to the school listed: who is awaited, and what a refusal does."""

import datetime as dt

import pytest
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from audit.actor import SYSTEM
from circuits.models import StepKind
from common import clock
from common.lifecycle import NotYours, Refused
from conventions import following as by_date
from conventions import gates, services, situation, stepper
from conventions.models import Convention, Status
from conventions.modifying.lifecycle import ModificationLifecycle
from governance.offices import Office
from tests import factories
from tests.circuits import acts, walking
from tests.conventions.modifying import scene, signed
from tests.workflows import following
from workflows.entry_slip import EntrySlipFlow

pytestmark = pytest.mark.django_db

S = Status
SIGNED = (S.SIGNED, S.SIGNED_SUBJECT_TO_DELIBERATION, S.NOTIFIED, S.IN_FORCE)
OWNER = {"manager", "system"}
TABLE = (
    ("issue_entry_slip", (S.DRAFT,), S.AWAITING_SIGNATURE, OWNER),
    ("reopen_entry_slip", (S.AWAITING_SIGNATURE,), S.DRAFT, OWNER),
    ("admit_school", (S.SIGNED,), S.IN_FORCE, {"system"}),
    ("expire_with", SIGNED, S.EXPIRED, {"system"}),
    ("terminate_with", SIGNED, S.TERMINATED, {"system"}),
)


@pytest.fixture(scope="module")
def initial_of_the_file(world_of_the_file):
    return signed.in_force(world_of_the_file)


@pytest.fixture
def initial(here, initial_of_the_file):
    return Convention.unscoped.get(pk=initial_of_the_file.pk)


@pytest.fixture
def slip(here, initial):
    return signed.slip(initial, here)


def waits(act):
    """The nodes at which the process of the slip waits."""
    tasks = Task.objects.filter(process__flow_class=EntrySlipFlow, status=STATUS.NEW)
    return [task.flow_task.name for task in tasks if task.process.artifact == act]


def listed(initial, act):
    """The school of the slip is among those of the act in force."""
    return initial.schools.filter(school__in=act.schools.values("school")).exists()


def visa(act, here, answer="ok", text=""):
    [step] = acts.open_steps(act, StepKind.VISA)
    services.answer_review(act, step, actor=here.actor("inspectrice"), answer=answer, text=text)
    return acts.fresh(act)


def test_the_moves_are_those_of_the_table():
    assert walking.table(ModificationLifecycle) == walking.expected(TABLE)


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_each_move_from_each_status_by_everybody(here, initial, slip, row):
    """Whatever the table does not say is refused, and changes nothing."""
    verb, sources, target, may = row
    given = {"reason": "x", "envelope": initial.envelope, "snapshot": {}, "text_hash": "f" * 64}
    cast = {
        "system": SYSTEM,
        "manager": here.actor("chef-de-projet"),
        "jurist": here.actor("juriste"),
        "mayor": here.actor("maire"),
        "inspector": here.actor("inspectrice"),
        "president": here.actor("president"),
        "stranger": factories.actor(Office.EXECUTIVE, factories.commune("Loinville")),
    }
    for status in S:
        slip = scene.put(slip, status)
        for name, actor in cast.items() if status in sources else [("system", SYSTEM)]:
            with walking.undone():
                found = walking.attempt(
                    ModificationLifecycle, slip, verb, target, actor=actor, **given
                )
            if status not in sources:
                assert found == walking.WRONG_STATUS, (status, name)
            else:
                assert (found == walking.NOT_YOURS) == (name not in may), (status, name)


def test_it_is_signed_then_given_a_visa_then_the_school_enters(here, initial, slip):
    manager, mayor = here.actor("chef-de-projet"), here.actor("maire")
    inspector = here.actor("inspectrice")
    assert waits(slip) == ["prepare"]
    following_one = situation.next_action(slip, manager)
    assert (following_one.verb, following_one.refusals) == ("issue_entry_slip", ())
    assert situation.sentence(slip, manager) == "Bulletin complet : émettez-le."
    act = acts.issue(slip, here)
    assert (act.status, waits(act), bool(act.text_hash)) == ("awaiting_signature", ["sign"], True)
    assert situation.next_action(act, mayor).label == "Lire et signer"
    assert situation.next_action(act, inspector) is None
    assert "l’inspecteur donne ensuite son visa" in situation.sentence(act, manager)
    act = acts.sign_all(act)
    assert act.status == "awaiting_signature"
    assert "Reste le visa de l’inspecteur" in situation.sentence(act, manager)
    assert "Votre visa est attendu avant" in situation.sentence(act, inspector)
    assert situation.next_action(act, inspector).label == "Donner mon visa"
    act = visa(act, here)
    assert (act.status, waits(act)) == ("signed", ["in_force"])
    assert act.register_number.startswith("BE2026_")
    assert "l’école entre dans la convention le" in situation.sentence(act, manager)
    for days, entered in ((-1, False), (0, True)):
        with clock.at(following.instant(act.starts_on + dt.timedelta(days=days))):
            by_date.move_by_date()
        assert listed(initial, act) == entered
    act = acts.fresh(act)
    assert (act.status, act.in_force_on, waits(act)) == ("in_force", act.starts_on, [])
    states = [line.state for line in stepper.lines(act)]
    assert states == ["done"] * len(states)
    assert "take_in_school" in following.verbs(initial)


def test_no_visa_before_the_signature(here, slip):
    act = acts.issue(slip, here)
    assert acts.open_steps(act, StepKind.VISA) == []
    with pytest.raises(Refused, match="Toutes les parties"):
        gates.move(act, "complete_signatures", actor=SYSTEM)
    with pytest.raises(NotYours):
        gates.move(act, "reopen_entry_slip", actor=here.actor("maire"), reason="x")


def test_the_inspector_who_gives_no_visa_refuses_the_slip(here, initial, slip):
    act = acts.sign_all(acts.issue(slip, here))
    act = visa(act, here, answer="changes", text="Le projet n’est plus celui de l’avis.")
    assert (act.status, act.closing_category, waits(act)) == ("refused", "project", [])
    assert "Motif : projet pédagogique" in situation.sentence(act, here.actor("chef-de-projet"))
    assert not listed(initial, act)


def test_a_signatory_asks_for_a_correction_and_the_slip_is_issued_again(here, slip):
    act = acts.issue(slip, here)
    services.take_up_text(act, actor=here.actor("maire"), reason="Il y a 14 élèves.")
    act = acts.fresh(act)
    assert (act.status, act.text_hash, act.snapshot) == ("draft", "", {})
    assert waits(act) == ["prepare"]
    assert act.envelope.status == "superseded"
    again = acts.issue(act, here, reference=f"{act.reference}-2")
    assert waits(again) == ["sign"]


def test_what_changed_since_the_issue_is_told_to_whoever_signs(here, initial, slip):
    act = acts.issue(slip, here)
    scene.put(initial, "in_force", max_accounts=initial.forecast_accounts + 11)
    [step] = acts.open_steps(act, StepKind.SIGNATURE)
    with pytest.raises(Refused, match="cette école demande un avenant"):
        acts.sign(step)


def test_it_ends_with_the_act_whatever_it_waited_for(here, initial, slip):
    act = visa(acts.sign_all(acts.issue(slip, here)), here)
    with clock.at(following.instant(initial.ends_on + dt.timedelta(days=1))):
        gates.move(initial, "expire", actor=SYSTEM)
    assert (acts.fresh(act).status, waits(act)) == ("expired", [])
