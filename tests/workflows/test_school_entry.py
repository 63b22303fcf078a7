"""The process of a school's entry: who is asked for what, from its enrolment to the end."""

import datetime as dt
from decimal import Decimal

import pytest

from audit.actor import SYSTEM
from circuits.models import Assignment
from common import clock
from common.lifecycle import Refused
from common.models import OutboxMessage
from conventions.onboarding import facts, registry
from conventions.onboarding.financing import services as financing
from conventions.onboarding.lifecycle import SchoolEntryLifecycle
from conventions.onboarding.models import EntryStatus, InspectorOpinion, PedagogicalProject
from conventions.onboarding.projects import services, writing
from conventions.onboarding.projects.lifecycle import OpinionLifecycle, ProjectLifecycle
from tests import factories
from tests.conventions.onboarding import financed
from tests.conventions.onboarding.conftest import scene, scene_of_the_file
from tests.conventions.onboarding.scene import NOW, everything_holds, fresh, put
from tests.conventions.onboarding.written import opinion, project, visit
from workflows import school_entry
from workflows.school_entry import SchoolEntryProcess

__all__ = ["scene", "scene_of_the_file"]
S = EntryStatus
pytestmark = pytest.mark.django_db


def asked(scene, entry):
    """What waits about ``entry``: the steps, and the roles of the cast asked for each."""
    roles = {actor.mandate_id: role for role, actor in scene.cast.items() if actor.mandate_id}
    found = {}
    for task in Assignment.unscoped.open().about(entry).select_related("step"):
        found.setdefault(task.step.label, set()).add(roles.get(task.mandate_id))
    return found


def move(scene, entry, verb, role, **given):
    actor = SYSTEM if role == "system" else scene.cast[role]
    return SchoolEntryLifecycle.move(fresh(entry), verb, actor=actor, **given)


@pytest.fixture
def covered(monkeypatch):
    """Whatever the slices to come would establish is true."""
    everything_holds(monkeypatch)


def deposited(scene):
    entry = scene.entry()
    services.submit(actor=scene.cast["head"], project=project(entry), no_name=False)
    visit(entry, scene.cast["manager"])
    return entry


def test_each_step_is_asked_of_whom_it_concerns(scene, covered):
    """From the candidate to the end of the year, in the order of the table."""
    entry = scene.entry()
    assert asked(scene, entry) == {"Écrire et déposer le projet pédagogique": {"head"}}
    services.submit(actor=scene.cast["head"], project=project(entry), no_name=False)
    assert asked(scene, entry) == {
        "Visiter l’école, puis demander l’avis de l’inspection": {"manager"}
    }
    move(scene, entry, "request_opinion", "manager")
    assert asked(scene, entry) == {"Donner un avis sur le projet": {"inspector"}}
    opinion = InspectorOpinion.unscoped.get()
    OpinionLifecycle.move(opinion, "give_favourable", actor=scene.cast["inspector"])
    assert asked(scene, entry) == {"Demander le financement": {"manager"}}
    move(scene, entry, "request_financing", "manager")
    assert asked(scene, entry) == {
        "Décider du financement et joindre la décision": {"mayor", "preparer"}
    }
    move(scene, entry, "record_financing", "preparer")
    assert fresh(entry).status == S.UNDER_CONVENTION  # one is in force already
    assert asked(scene, entry) == {"Demander l’ouverture de la base": {"manager"}}
    move(scene, entry, "request_opening", "inspector")
    assert asked(scene, entry) == {}  # the DASEN decides once, on the order of the whole list
    move(scene, entry, "record_opening", "system")
    assert asked(scene, entry) == {"Planifier la formation de l’école": {"adviser"}}
    move(scene, entry, "plan_training", "adviser")
    assert fresh(entry).status == S.TRAINED  # its teachers came already
    assert asked(scene, entry) == {"Distribuer les comptes à chaque responsable": {"head"}}
    move(scene, entry, "distribute", "head")
    assert fresh(entry).status == S.ACTIVE  # its first connections are counted already
    move(scene, entry, "make_billable", "system")
    assert asked(scene, entry) == {}
    with clock.at(dt.datetime(2027, 8, 31, 9, tzinfo=dt.UTC)):
        move(scene, entry, "complete_year", "system")
    assert school_entry.open_runs(fresh(entry)) == []


def test_a_school_waits_for_its_teachers_without_anybody_being_asked(scene, covered, monkeypatch):
    entry = scene.entry()
    move(scene, entry, "open_urgently", "manager")
    move(scene, entry, "confirm_after_urgency", "manager")
    missing = [facts.absent("training_coverage")]
    monkeypatch.setitem(facts._readers, "training_coverage", lambda entry, **given: missing)
    move(scene, entry, "plan_training", "adviser")
    assert fresh(entry).status == S.TRAINING_PLANNED
    assert asked(scene, entry) == {}
    everything_holds(monkeypatch)
    move(scene, entry, "record_training", "system")
    assert asked(scene, entry) == {"Distribuer les comptes à chaque responsable": {"head"}}


def test_the_inspector_is_told_by_mail(scene):
    entry = deposited(scene)
    move(scene, entry, "request_opinion", "manager")
    mandate = factories.mandate_of(scene.cast["inspector"])
    told = OutboxMessage.objects.filter(template="circuits.assignment")
    assert str(mandate) in set(told.values_list("recipient_label", flat=True))


def test_a_reserve_waits_for_the_adviser_by_its_day(scene):
    entry = deposited(scene)
    move(scene, entry, "request_opinion", "manager")
    day = NOW.date() + dt.timedelta(days=20)
    opinion = OpinionLifecycle.move(
        InspectorOpinion.unscoped.get(), "give_reserves", actor=scene.cast["inspector"],
        reason="Clair.", reserve="Évaluer.", reserve_due=day,
    )  # fmt: skip
    assert asked(scene, entry) == {"Constater que la réserve est levée": {"adviser", "inspector"}}
    task = Assignment.unscoped.open().about(entry).first()
    assert task.due_on == day
    OpinionLifecycle.move(opinion, "lift_reserve", actor=scene.cast["adviser"], note="Vu.")
    assert asked(scene, entry) == {"Demander le financement": {"manager"}}


def test_an_unfavourable_opinion_asks_the_school_again(scene):
    entry = deposited(scene)
    move(scene, entry, "request_opinion", "manager")
    OpinionLifecycle.move(
        InspectorOpinion.unscoped.get(), "give_unfavourable", actor=scene.cast["inspector"],
        reason="Sans évaluation.",
    )  # fmt: skip
    assert asked(scene, entry) == {"Écrire et déposer le projet pédagogique": {"head"}}
    services.submit(
        actor=scene.cast["head"], project=PedagogicalProject.unscoped.get(), no_name=False
    )
    assert fresh(entry).status == S.PROJECT_SUBMITTED


def test_a_project_taken_up_is_asked_of_the_school_while_the_opinion_waits(scene):
    entry = deposited(scene)
    move(scene, entry, "request_opinion", "manager")
    found = PedagogicalProject.unscoped.get()
    ProjectLifecycle.move(
        found, "return_project", actor=scene.cast["inspector"], reason="Précisez."
    )
    again = "Reprendre et déposer de nouveau le projet"
    assert asked(scene, entry)[again] == {"head"}
    writing.save(
        actor=scene.cast["head"], project=found, given={"goals": "Écrire"}, version=found.version
    )
    services.submit(actor=scene.cast["head"], project=found, no_name=False)
    assert asked(scene, entry) == {"Donner un avis sur le projet": {"inspector"}}


def test_a_body_that_pays_beside_the_competent_one_is_asked_too(scene):
    entry = deposited(scene)
    move(scene, entry, "request_opinion", "manager")
    OpinionLifecycle.move(
        InspectorOpinion.unscoped.get(), "give_favourable", actor=scene.cast["inspector"]
    )
    epci = factories.institution("epci", "Communauté du Val")
    scene.cast["president"] = factories.actor("executive", epci)
    shares = [("subscription", scene.commune, "1000.00"), ("subscription", epci, "243.62")]
    financed.plan(scene, fresh(entry), shares=shares)
    move(scene, entry, "request_financing", "manager")
    assert asked(scene, entry) == {
        "Décider du financement et joindre la décision": {"mayor", "preparer", "president"}
    }


def test_equipment_is_asked_of_its_three_sides_and_again_when_it_changes(scene):
    entry = scene.entry(status=S.SCHOOL_PROJECT)
    opinion(project(entry, status="adopted"), scene.area, status="favourable")
    plan, manager = financed.plan(scene, entry), scene.cast["manager"]

    def awaited():
        return asked(scene, entry).get("Donner un accord sur l’équipement choisi", set())

    item = {"label": "Vidéoprojecteur", "quantity": 1, "unit_price": Decimal(900)}
    first = financing.add_item(actor=manager, plan=plan, **item)
    assert awaited() == {"head", "mayor", "manager"}
    financing.agree(actor=scene.cast["head"], plan=plan)
    assert awaited() == {"mayor", "manager"}
    second = financing.add_item(actor=manager, plan=plan, **{**item, "label": "Tablette"})
    assert awaited() == {"head", "mayor", "manager"}
    for each in (first, second):
        financing.remove_item(actor=manager, item=each)
    assert awaited() == set()


def test_a_school_waits_for_its_convention_and_nobody_is_asked(scene, monkeypatch, covered):
    monkeypatch.setitem(
        facts._readers, "convention", lambda entry, **given: [facts.absent("convention")]
    )
    entry = scene.entry(status=S.FINANCING_REQUESTED)
    move(scene, entry, "record_financing", "mayor")
    assert fresh(entry).status == S.AWAITING_CONVENTION


@pytest.mark.parametrize(
    ("status", "verb", "role", "given"),
    [
        (S.CANDIDATE, "refuse_school", "head", {"category": "parents"}),
        (S.FINANCING_REQUESTED, "refuse_authority", "mayor", {"category": "budget"}),
        (S.BASE_OPEN, "exit", "manager", {"purge_on": NOW.date()}),
    ],
)
def test_a_way_out_stops_what_was_asked(scene, covered, status, verb, role, given):
    entry = scene.entry(status=status)
    assert asked(scene, entry)
    move(scene, entry, verb, role, reason="parce que", **given)
    assert asked(scene, entry) == {}
    assert school_entry.open_runs(fresh(entry)) == []


def test_urgency_and_suspension_begin_another_way(scene, covered):
    entry = scene.entry()
    move(scene, entry, "open_urgently", "manager")
    assert asked(scene, entry) == {"Régulariser, puis confirmer l’entrée": {"manager"}}
    move(scene, entry, "confirm_after_urgency", "manager")
    assert asked(scene, entry) == {"Planifier la formation de l’école": {"adviser"}}
    move(scene, entry, "suspend", "dasen", reason="travaux")
    assert asked(scene, entry) == {"Décider : reprise ou sortie": {"manager"}}
    move(scene, entry, "resume", "dasen", reason="finis")
    assert asked(scene, entry) == {"Planifier la formation de l’école": {"adviser"}}


def test_a_step_is_due_on_the_day_of_the_campaign(scene):
    day = dt.date(2026, 7, 10)
    put(scene.campaign.steps.model(
        campaign=scene.campaign, step="project", due_on=day, source="règle"
    ))  # fmt: skip
    entry = scene.entry()
    assert Assignment.unscoped.open().about(entry).get().due_on == day


def test_a_school_without_head_falls_to_who_follows_the_file(scene):
    put(factories.mandate_of(scene.cast["head"]), ends_on=NOW.date())
    assert asked(scene, scene.entry()) == {"Écrire et déposer le projet pédagogique": {"manager"}}


def test_a_campaign_of_an_unknown_structure_enrols_nobody(scene):
    put(scene.campaign, structure="school_entry_2031")
    with pytest.raises(Refused, match="une structure que ce site ne connaît pas"):
        scene.entry()
    assert not SchoolEntryProcess.objects.exists()


def test_a_move_that_the_process_refuses_changes_nothing(scene, monkeypatch):
    entry = scene.entry()

    def broken(entry, verb, actor):
        raise Refused(facts.absent("project"))

    monkeypatch.setattr(registry, "_moved", [*registry._moved, broken])
    with pytest.raises(Refused):
        services.submit(actor=scene.cast["head"], project=project(entry), no_name=False)
    assert fresh(entry).status == S.CANDIDATE
    assert asked(scene, entry) == {"Écrire et déposer le projet pédagogique": {"head"}}
