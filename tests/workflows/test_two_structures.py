"""Two campaigns of different structures: each file goes on under its own, old ones stay whole."""

import datetime as dt

import pytest

from conventions.onboarding.lifecycle import SchoolEntryLifecycle
from conventions.onboarding.models import EntryStatus, InspectorOpinion
from conventions.onboarding.projects import services
from conventions.onboarding.projects.lifecycle import OpinionLifecycle
from governance.offices import Office
from tests import factories
from tests.app.school_entry_2027 import SchoolEntry2027
from tests.conventions.onboarding.conftest import scene, scene_of_the_file
from tests.conventions.onboarding.scene import campaign, entry, everything_holds, fresh
from tests.conventions.onboarding.written import project
from tests.workflows.test_school_entry import asked, move
from workflows import school_entry

__all__ = ["scene", "scene_of_the_file"]
S = EntryStatus
pytestmark = pytest.mark.django_db


@pytest.fixture
def two(scene, monkeypatch):
    """The file of a school in each campaign; every fact holds."""
    everything_holds(monkeypatch)
    monkeypatch.setitem(school_entry.FLOWS, "school_entry_2027", SchoolEntry2027)
    later = campaign(
        "2027-2028",
        structure="school_entry_2027",
        opens_on=dt.date(2026, 1, 1),
        owner=scene.campaign.owner,
    )
    school = factories.school(scene.commune, "École du Canal", area=scene.area)
    scene.cast["head_there"] = factories.actor(Office.SCHOOL_HEAD, scene.dsden, school=school)
    return (scene.entry(), "head"), (entry(later, school), "head_there")


def opened(scene, found, head):
    """From the project to the opening of the base, which both structures ask alike."""
    services.submit(actor=scene.cast[head], project=project(found), no_name=False)
    move(scene, found, "request_opinion", "manager")
    opinion = InspectorOpinion.unscoped.get(project__entry=found)
    OpinionLifecycle.move(opinion, "give_favourable", actor=scene.cast["inspector"])
    move(scene, found, "request_financing", "manager")
    move(scene, found, "record_financing", "preparer")
    move(scene, found, "request_opening", "inspector")
    move(scene, found, "record_opening", "system")


def test_each_file_follows_the_structure_of_its_campaign(scene, two):
    (old, _), (new, _) = two
    for found, head in two:
        opened(scene, found, head)
    assert asked(scene, old) == {"Planifier la formation de l’école": {"adviser"}}
    assert asked(scene, new) == {}
    move(scene, new, "plan_training", "adviser")
    assert asked(scene, new) == {"Distribuer les comptes à chaque responsable": {"head_there"}}
    assert asked(scene, old) == {"Planifier la formation de l’école": {"adviser"}}


@pytest.fixture
def stopped(two):
    """A file that waited at a node which its structure has no more."""
    _, (found, _) = two
    (run,) = school_entry.open_runs(found)
    task = run.task_set.exclude(flow_task=SchoolEntry2027.start).get()
    task.flow_task = SchoolEntry2027.council
    task.save()
    return found


@pytest.mark.parametrize("role", ["manager", "inspector", "mayor", "head_there"])
def test_a_file_at_a_node_that_is_gone_is_read_by_its_people(scene, stopped, client_as, role):
    page = client_as(scene.cast[role]).get(stopped.get_absolute_url())
    assert page.status_code == 200
    assert "École du Canal" in page.content.decode()


def test_a_file_at_a_node_that_is_gone_is_closed(scene, stopped):
    move(scene, stopped, "refuse_school", "head_there", reason="équipe réduite", category="other")
    assert fresh(stopped).status == S.REFUSED_BY_SCHOOL
    assert asked(scene, stopped) == {}
    assert school_entry.open_runs(fresh(stopped)) == []


def test_the_moves_of_the_year_go_on_there_too(scene, stopped):
    """A fact recorded since is not lost because the process waits elsewhere."""
    verbs = dict(SchoolEntryLifecycle(fresh(stopped)).available(scene.cast["head_there"]))
    assert "submit_project" in verbs
