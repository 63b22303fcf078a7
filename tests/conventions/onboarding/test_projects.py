"""A project and its opinion: the table of their moves, and what they do to the file (§ 1.7)."""

import datetime as dt

import pytest

from common import clock
from common.lifecycle import NotYours, Refused
from conventions.onboarding.lifecycle import SchoolEntryLifecycle
from conventions.onboarding.models import (
    EntryStatus,
    InspectorOpinion,
    OpinionStatus,
    PedagogicalProject,
    ProjectStatus,
)
from conventions.onboarding.projects import services, writing
from conventions.onboarding.projects.lifecycle import OpinionLifecycle, ProjectLifecycle
from tests import factories
from tests.circuits import walking
from tests.conventions.onboarding.scene import NOW, campaign, entry, fresh, put
from tests.conventions.onboarding.written import WRITTEN, opinion, project, visit
from tests.depth import some

P, O, S = ProjectStatus, OpinionStatus, EntryStatus  # noqa: E741
HEAD, INSPECTOR, SYSTEM_ALONE = {"head"}, {"inspector"}, {"system"}
MANAGER = {"manager", "colleague"}
PROJECTS = (
    ("submit", (P.WRITING, P.RETURNED), P.SUBMITTED, HEAD),
    ("return_project", (P.SUBMITTED,), P.RETURNED, INSPECTOR | MANAGER | SYSTEM_ALONE),
    ("adopt", (P.SUBMITTED,), P.ADOPTED, SYSTEM_ALONE),
    ("drop", (P.WRITING, P.SUBMITTED, P.RETURNED), P.DROPPED, HEAD),
)
OPINIONS = (
    ("give_favourable", (O.REQUESTED,), O.FAVOURABLE, INSPECTOR),
    ("give_reserves", (O.REQUESTED,), O.WITH_RESERVES, INSPECTOR),
    ("lift_reserve", (O.WITH_RESERVES,), O.RESERVES_LIFTED, INSPECTOR | {"adviser"}),
    ("harden", (O.WITH_RESERVES,), O.UNFAVOURABLE, INSPECTOR),
    ("give_unfavourable", (O.REQUESTED,), O.UNFAVOURABLE, INSPECTOR),
    ("void_opinion", (O.REQUESTED, O.WITH_RESERVES), O.VOID, SYSTEM_ALONE),
)
YESTERDAY, LATER = NOW.date() - dt.timedelta(days=1), NOW.date() + dt.timedelta(days=30)
GIVEN = {
    "give_reserves": {"reserve": "Préciser l’évaluation.", "reserve_due": LATER},
    "lift_reserve": {"note": "L’évaluation est précisée."},
}


def test_the_moves_are_those_of_the_table():
    assert walking.table(ProjectLifecycle) == walking.expected(PROJECTS)
    assert walking.table(OpinionLifecycle) == walking.expected(OPINIONS)


@pytest.mark.parametrize("lifecycle", [ProjectLifecycle, OpinionLifecycle])
def test_every_move_of_a_person_has_a_button_and_every_move_has_its_line(lifecycle):
    for verb, _source, _target, words in lifecycle.moves():
        assert words.sentence, verb
        assert bool(words.button) != words.system, verb


def tried(scene, lifecycle, table, record, status):
    """Each verb by each person: what differs from the table."""
    rules = {(row[0], str(source)): row for row in table for source in row[1]}
    wrong = []
    for verb in lifecycle.verbs():
        row = rules.get((verb, status))
        for role, actor in walking.trying(scene.cast, row and row[3]).items():
            with walking.undone():
                found = walking.attempt(
                    lifecycle,
                    type(record).unscoped.get(pk=record.pk),
                    verb,
                    row[2] if row else None,
                    actor=actor,
                    reason="parce que",
                    **GIVEN.get(verb, {}),
                )
            due = walking.WRONG_STATUS
            if row is not None:
                due = walking.DONE if role in row[3] else walking.NOT_YOURS
            if found != due:
                wrong.append((verb, role, found, due))
    return wrong


@pytest.mark.parametrize("status", some(P.values, 3))
def test_everybody_tries_everything_on_a_project(scene, monkeypatch, status):
    made = scene.entry(status=S.AWAITING_OPINION)
    found = project(made, status=status)
    opinion(found, scene.area, status=O.FAVOURABLE)
    # an adopted project or an unfavourable opinion moves the file too: not the subject here
    monkeypatch.setattr(ProjectLifecycle, "after", lambda flow, verb, **given: None)
    assert tried(scene, ProjectLifecycle, PROJECTS, found, status) == []


@pytest.mark.parametrize("status", some(O.values, 3))
def test_everybody_tries_everything_on_an_opinion(scene, status):
    made = scene.entry(status=S.AWAITING_OPINION)
    found = opinion(
        project(made, status=P.SUBMITTED), scene.area, status=status, reserve="Évaluation.",
        reserve_due=YESTERDAY,
    )  # fmt: skip
    assert tried(scene, OpinionLifecycle, OPINIONS, found, status) == []


# --- writing ------------------------------------------------------------------------------------


def test_the_head_and_the_teachers_write_and_nobody_else(scene):
    made = scene.entry()
    for role in set(scene.cast) - {"head", "teacher"}:
        with pytest.raises(NotYours):
            writing.start(actor=scene.cast[role], entry=made)
    found = writing.start(actor=scene.cast["teacher"], entry=made)
    assert writing.start(actor=scene.cast["head"], entry=made) == found
    with pytest.raises(NotYours):
        writing.save(actor=scene.cast["other_head"], project=found, given={}, version=1)


def test_each_save_is_a_version_and_the_same_words_are_none(scene):
    found = writing.start(actor=scene.cast["head"], entry=scene.entry())
    first = writing.save(
        actor=scene.cast["head"], project=found, given={"diagnosis": "Constat"}, version=1
    )
    same = writing.save(
        actor=scene.cast["head"], project=found, given={"diagnosis": "Constat"}, version=2
    )
    assert (first.version, same.version) == (2, 2)
    assert found.history.count() == 2


def test_a_second_author_never_writes_over_the_first_unknowingly(scene):
    found = writing.start(actor=scene.cast["head"], entry=scene.entry())
    head, teacher = scene.cast["head"], scene.cast["teacher"]
    writing.save(actor=head, project=found, given={"goals": "Écrire"}, version=1)
    with pytest.raises(Refused) as refused:
        writing.save(actor=teacher, project=found, given={"goals": "Lire"}, version=1)
    assert refused.value.refusals[0].key == "common.stale"
    assert "Le projet a changé depuis l’ouverture de la page" in str(refused.value)
    assert factories.mandate_of(head).person.last_name in str(refused.value)
    saved = writing.save(actor=teacher, project=found, given={"goals": "Lire"}, version=2)
    assert saved.goals == "Lire"


def test_a_project_deposited_changes_no_more(scene):
    found = project(scene.entry(), status=P.SUBMITTED)
    with pytest.raises(Refused, match="Ce projet est déposé"):
        writing.save(actor=scene.cast["head"], project=found, given={"goals": "Autre"}, version=1)


def test_a_school_that_comes_back_finds_its_text(scene):
    last = campaign("2025-2026", closes_on=dt.date(2026, 7, 1), owner=scene.campaign.owner)
    project(entry(last, scene.school, status=S.REFUSED_BY_AUTHORITY), status=P.ADOPTED)
    found = writing.start(actor=scene.cast["head"], entry=scene.entry())
    assert (found.diagnosis, found.status) == (WRITTEN["diagnosis"], P.WRITING)
    assert found.teachers_council_on is None  # asked again each year


def test_what_is_missing_is_listed_and_the_place_of_parents_has_its_sentence(scene):
    found = project(scene.entry(), goals="", pupil_count=None, families_place=" ")
    with pytest.raises(Refused) as refused:
        services.submit(actor=scene.cast["head"], project=found, no_name=False)
    said = [each.sentence for each in refused.value.refusals]
    assert said == [
        "Il manque : effectif concerné et objectifs pédagogiques.",
        "Décrivez la place des parents.",
    ]
    assert fresh(found.entry).status == S.CANDIDATE


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("l’élève Martin Dupont lit mal", "Martin Dupont"),
        ("la famille Bernard refuse", "Bernard"),
        ("le petit Lucas", "Lucas"),
        ("les élèves de CE1 écrivent", ""),
        ("accord des parents. Internet est lent", ""),
    ],
)
def test_a_project_that_seems_to_name_a_pupil_says_so_beside_its_text(scene, text, seen):
    told = writing.warned(project(scene.entry(), goals=text))
    assert seen in told
    assert bool(told) is bool(seen)


def test_a_name_that_seems_typed_asks_somebody_to_say_that_it_is_none(scene):
    found = project(scene.entry(), accessibility="l’élève Martin a besoin d’aide")
    with pytest.raises(Refused, match="Aucune donnée d’élève ne doit figurer ici"):
        services.submit(actor=scene.cast["head"], project=found, no_name=False)
    services.submit(actor=scene.cast["head"], project=found, no_name=True)
    assert fresh(found.entry).status == S.PROJECT_SUBMITTED


# --- the visit and the opinion ------------------------------------------------------------------


@pytest.fixture
def deposited(scene):
    """A project deposited, the visit done."""
    made = scene.entry()
    found = project(made)
    services.submit(actor=scene.cast["head"], project=found, no_name=False)
    visit(made, scene.cast["manager"])
    return fresh(made)


def test_the_opinion_is_asked_once_the_visit_is_done_or_waived(scene):
    made = scene.entry()
    services.submit(actor=scene.cast["head"], project=project(made), no_name=False)
    manager = scene.cast["manager"]
    with pytest.raises(Refused, match="La visite technique n’est ni faite ni dispensée"):
        SchoolEntryLifecycle.move(fresh(made), "request_opinion", actor=manager)
    with pytest.raises(NotYours):
        services.waive_visit(actor=scene.cast["adviser"], entry=made, reason="vue en 2025")
    services.waive_visit(actor=manager, entry=made, reason="vue en 2025")
    SchoolEntryLifecycle.move(fresh(made), "request_opinion", actor=manager)
    assert InspectorOpinion.unscoped.get().status == O.REQUESTED


def test_a_visit_that_was_made_is_not_waived(scene, deposited):
    with pytest.raises(Refused, match="n’est pas à dispenser"):
        services.waive_visit(actor=scene.cast["manager"], entry=deposited, reason="trop loin")


def test_no_opinion_is_asked_of_a_district_without_inspector(scene, deposited):
    put(factories.mandate_of(scene.cast["inspector"]), ends_on=NOW.date())
    with pytest.raises(Refused, match="Aucune inspection en fonction pour Montval-Est"):
        SchoolEntryLifecycle.move(deposited, "request_opinion", actor=scene.cast["manager"])
    assert fresh(deposited).status == S.PROJECT_SUBMITTED


@pytest.fixture
def asked(scene, deposited):
    SchoolEntryLifecycle.move(deposited, "request_opinion", actor=scene.cast["manager"])
    return InspectorOpinion.unscoped.get()


def statuses(opinion):
    found = InspectorOpinion.unscoped.select_related("project__entry").get(pk=opinion.pk)
    return found.status, found.project.status, found.project.entry.status


def test_a_favourable_opinion_makes_it_the_project_of_the_school(scene, asked):
    OpinionLifecycle.move(asked, "give_favourable", actor=scene.cast["inspector"])
    assert statuses(asked) == (O.FAVOURABLE, P.ADOPTED, S.SCHOOL_PROJECT)
    found = InspectorOpinion.unscoped.get()
    assert found.given_by_id == scene.cast["inspector"].mandate_id


@pytest.mark.parametrize("role", ["adviser", "inspector"])
def test_a_reserve_closes_by_a_tick_and_what_was_seen(scene, asked, role):
    inspector = scene.cast["inspector"]
    with pytest.raises(Refused, match="Écrivez la réserve et sa date"):
        OpinionLifecycle.move(
            asked, "give_reserves", actor=inspector, reason="Clair.", reserve="Évaluer.",
            reserve_due=YESTERDAY,
        )  # fmt: skip
    OpinionLifecycle.move(
        asked, "give_reserves", actor=inspector, reason="Clair.", **GIVEN["give_reserves"]
    )
    assert statuses(asked) == (O.WITH_RESERVES, P.SUBMITTED, S.AWAITING_OPINION)
    with pytest.raises(Refused, match="Dites ce que vous avez constaté"):
        OpinionLifecycle.move(asked, "lift_reserve", actor=scene.cast[role], note=" ")
    OpinionLifecycle.move(asked, "lift_reserve", actor=scene.cast[role], note="Vu en classe.")
    assert statuses(asked) == (O.RESERVES_LIFTED, P.ADOPTED, S.SCHOOL_PROJECT)


def test_a_reserve_that_is_not_lifted_hardens_after_its_day(scene, asked):
    inspector = scene.cast["inspector"]
    OpinionLifecycle.move(
        asked, "give_reserves", actor=inspector, reason="Clair.", **GIVEN["give_reserves"]
    )
    with pytest.raises(Refused, match="La réserve court jusqu’au 16"):
        OpinionLifecycle.move(asked, "harden", actor=inspector)
    with clock.at(NOW + dt.timedelta(days=31)):
        OpinionLifecycle.move(asked, "harden", actor=inspector)
    assert statuses(asked) == (O.UNFAVOURABLE, P.RETURNED, S.UNFAVOURABLE)
    assert "réserve non levée : Préciser" in fresh(asked.project.entry).reason


def test_after_an_unfavourable_opinion_the_school_deposits_again(scene, asked):
    inspector, head = scene.cast["inspector"], scene.cast["head"]
    with pytest.raises(Refused, match="Indiquez le motif"):
        OpinionLifecycle.move(asked, "give_unfavourable", actor=inspector)
    OpinionLifecycle.move(asked, "give_unfavourable", actor=inspector, reason="Sans évaluation.")
    assert statuses(asked) == (O.UNFAVOURABLE, P.RETURNED, S.UNFAVOURABLE)
    found = PedagogicalProject.unscoped.get()
    assert found.return_reason == "Sans évaluation."
    writing.save(actor=head, project=found, given={"indicators": "deux"}, version=found.version)
    services.submit(actor=head, project=found, no_name=False)
    SchoolEntryLifecycle.move(fresh(found.entry), "request_opinion", actor=head)
    second = found.opinions.get(status=O.REQUESTED)
    assert second.project_version == 2
    OpinionLifecycle.move(second, "give_favourable", actor=inspector)
    assert fresh(found.entry).status == S.SCHOOL_PROJECT


def test_a_project_taken_up_again_makes_the_opinion_void_and_asks_another(scene, asked):
    found = PedagogicalProject.unscoped.get()
    ProjectLifecycle.move(
        found, "return_project", actor=scene.cast["inspector"], reason="Précisez les usages."
    )
    assert statuses(asked)[0] == O.VOID
    services.submit(actor=scene.cast["head"], project=found, no_name=False)
    assert found.opinions.filter(status=O.REQUESTED).count() == 1
    assert fresh(found.entry).status == S.AWAITING_OPINION


def test_a_refusal_leaves_everything_as_it_was(scene, asked, monkeypatch):
    """The opinion, the project and the file move together or not at all."""

    def broken(flow, **given):
        raise Refused(writing.stale(PedagogicalProject.unscoped.get()))

    monkeypatch.setattr(SchoolEntryLifecycle, "guard_accept_project", broken)
    with pytest.raises(Refused):
        OpinionLifecycle.move(asked, "give_favourable", actor=scene.cast["inspector"])
    assert statuses(asked) == (O.REQUESTED, P.SUBMITTED, S.AWAITING_OPINION)
