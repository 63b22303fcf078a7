"""What an event of schools calls for in conventions: told before, then a task; nothing moves."""

import datetime as dt

import pytest

from audit.actor import NOBODY
from conventions.modifying import school_events
from desk import inbox
from governance import acting, registry
from governance.schooling import reading, services
from tests.conventions.modifying import scene
from tests.factories import circonscription, institution

DAY = dt.date(2026, 5, 4)


@pytest.fixture
def initial(case):
    return scene.in_force(case)


@pytest.fixture
def manager(case):
    return case.actor


def event(manager, kind, *schools, day=DAY, **fields):
    return services.prepare(
        actor=manager, kind=kind, takes_effect_on=day, act_reference="Arrêté", schools=schools,
        **fields,
    )  # fmt: skip


def told(found, manager):
    return [f"{each.subject} {each.sentence}".replace("\xa0", " ")
            for each in registry.consequences(found, manager)]  # fmt: skip


def applied(manager, *given, **fields):
    found = event(manager, *given, **fields)
    return services.move_event(actor=manager, event=found, verb="apply")


def test_a_closure_calls_for_an_amendment_of_the_act_that_lists_the_school(case, initial, manager):
    (said,) = told(event(manager, "closure", case.tilleuls), manager)
    assert said.startswith(initial.reference)
    assert "avenant à prévoir, qui la retire à compter du 4 mai 2026" in said
    assert school_events.to_amend(manager) == [], "nothing is to be done of what is prepared"


def test_a_merger_calls_for_an_entry_slip_too(case, initial, manager):
    lac = case.add_school("0809003B", "École du Lac", 20)
    (said,) = told(event(manager, "merger", case.tilleuls, school=lac), manager)
    assert "Bulletin d’entrée à prévoir pour École du Lac" in said
    (inside,) = told(event(manager, "merger", case.tilleuls, school=case.parc), manager)
    assert "Bulletin" not in inside, "the school that takes over is in the act already"


def test_a_transfer_names_the_new_body(case, initial, manager):
    epci = institution("epci", "Communauté de communes du Val")
    found = event(manager, "transfer", case.tilleuls, institution=epci, part="whole")
    (said,) = told(found, manager)
    assert "relève de la communauté de communes du Val" in said
    assert "la facturation se partage à cette date" in said


def test_what_is_applied_is_a_task_until_the_act_no_longer_lists_the_school(case, initial, manager):
    applied(manager, "closure", case.tilleuls)
    (found,) = school_events.to_amend(manager)
    assert (found.convention, found.due) == (initial, DAY)
    assert "École des Tilleuls est fermée" in found.sentence
    lines = [task for group in inbox.groups(manager) for task in group.tasks]
    assert [task.verb for task in lines].count("Prévoir un avenant") == 1
    assert inbox.count(manager) == len(lines)
    initial.refresh_from_db()
    assert initial.status == "in_force", "nothing signed moves by itself"
    assert initial.schools.count() == 2
    scene.amendment(case, initial)
    assert school_events.to_amend(manager) == [], "an amendment is under way"


def test_an_event_that_changes_nothing_of_the_act_gives_no_task(case, initial, manager):
    applied(manager, "rpi", case.tilleuls, rpi="dispersed")
    assert school_events.to_amend(manager) == []


def test_only_who_steers_the_act_has_the_task(case, initial, manager):
    applied(manager, "closure", case.tilleuls)
    assert school_events.to_amend(acting.actor_of(case.mayor)) == []


def test_a_redrawing_warns_of_the_acts_that_are_not_signed(case, manager):
    act = case.convention()
    other = circonscription("Montval-Nord")
    batch = reading.Batch([reading.Move(case.tilleuls, other, DAY)])
    found = services.prepare_redrawing(
        actor=manager, takes_effect_on=DAY, act_reference="Arrêté", batch=batch
    )
    (said,) = told(found, manager)
    assert said.startswith(act.reference)
    assert "Montval-Nord" in said


def test_an_act_that_the_reader_does_not_see_is_not_told(case, initial, manager):
    found = event(manager, "closure", case.tilleuls)
    assert registry.consequences(found, NOBODY) == []
