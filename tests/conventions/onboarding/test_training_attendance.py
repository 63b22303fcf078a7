"""Who came to a session: numbers by office and by school, the coverage, the attestations."""

import datetime as dt

import pytest

from audit.actor import SYSTEM
from common import clock
from common.lifecycle import Refused
from conventions.onboarding.lifecycle import SchoolEntryLifecycle
from conventions.onboarding.models import (
    CoveredSchool,
    EntryStatus,
    SchoolEntry,
    SessionStatus,
    TrainingKind,
    TrainingParticipant,
)
from conventions.onboarding.training.attendance import Count
from conventions.onboarding.training.lifecycle import SessionLifecycle
from governance.offices import Office
from tests import factories
from tests.conventions.onboarding import training
from tests.conventions.onboarding.scene import NOW, put

S = SessionStatus


def move(made, verb, actor, **given):
    return SessionLifecycle.move(made, verb, actor=actor, **given)


def test_the_sheet_waits_for_the_session(scene):
    made = training.call(training.session(scene), scene.cast["head"])
    with pytest.raises(Refused, match=r"La séance a lieu le 16.septembre 2026"):
        move(made, "hold", scene.cast["adviser"], schools=training.counts(made))
    with clock.at(training.at(hour=9, minute=1)):
        held = move(made, "hold", scene.cast["adviser"], schools=training.counts(made))
    assert (held.status, held.held_on) == (S.HELD, training.DAY)


def held(scene, **given):
    """A session of yesterday, counted with ``given``."""
    made = training.past(training.session(scene))
    training.call(made, scene.cast["head"], scene.cast["teacher"])
    return made, lambda **more: move(made, "hold", scene.cast["adviser"], **{**given, **more})


@pytest.mark.parametrize(
    ("count", "words"),
    [
        ({}, "École des Tilleuls : indiquez le nombre de présents"),
        ({"present": {"teachers": 4}}, "enseignants et directrices et directeurs"),
        ({"present": {"teachers": -1, "heads": 1}}, "le nombre de présents"),
        ({"present": {"teachers": 4, "heads": 1, "Léa": 1}}, "le nombre de présents"),
        ({"teachers": 0}, "indiquez le nombre d’enseignants à former"),
        ({"teachers": 3}, "5 présents pour 3 enseignants"),
        ({"new_teachers": 6}, "sont parmi les 5 présents"),
    ],
)
def test_numbers_that_cannot_be_are_refused(scene, count, words):
    made, hold = held(scene)
    right = {"teachers": 5, "present": {"teachers": 4, "heads": 1}, "new_teachers": 5}
    schools = {made.schools.get().pk: Count(**{**right, **count})} if count else {}
    with pytest.raises(Refused, match=words):
        hold(schools=schools)


def test_nobody_is_counted_elsewhere(scene):
    made, hold = held(scene)
    with pytest.raises(Refused, match="pas dans cette séance"):
        hold(schools=training.counts(made) | {0: Count(1)})
    with pytest.raises(Refused, match="1 personne cochée n’était pas à convoquer"):
        hold(schools=training.counts(made), attended=[0])


def test_a_school_is_trained_once_enough_of_its_teachers_came(scene):
    made, hold = held(scene)
    file = put(made.schools.get().entry, status=EntryStatus.TRAINING_PLANNED)
    with pytest.raises(Refused, match="Aucune séance tenue ne compte d’enseignant"):
        SchoolEntryLifecycle.move(file, "record_training", actor=SYSTEM)
    hold(schools=training.counts(made, teachers=10, came=6, heads=1, new=7))
    with pytest.raises(Refused, match="70 % des enseignants formés, 80 % requis"):
        SchoolEntryLifecycle.move(file, "record_training", actor=SYSTEM)
    second = training.past(training.session(scene, schools=()))
    factories.recorded(CoveredSchool(session=second, entry=file))
    training.call(second, scene.cast["teacher"])
    counts = training.counts(second, teachers=10, came=4, heads=0, new=1)
    move(second, "hold", scene.cast["adviser"], schools=counts)
    assert SchoolEntry.unscoped.get(pk=file.pk).status == EntryStatus.TRAINED, "8 of 10"


def test_the_number_of_teachers_is_the_latest_that_was_counted(scene):
    made, hold = held(scene)
    file = put(made.schools.get().entry, status=EntryStatus.TRAINING_PLANNED)
    hold(schools=training.counts(made, teachers=5, came=3, heads=0, new=3))
    second = training.past(training.session(scene, schools=()), days=0)
    put(second, starts_at=NOW - dt.timedelta(hours=4), ends_at=NOW - dt.timedelta(hours=1))
    factories.recorded(CoveredSchool(session=second, entry=file))
    training.call(second, scene.cast["teacher"])
    counts = training.counts(second, teachers=3, came=2, heads=0, new=0)
    move(second, "hold", scene.cast["adviser"], schools=counts)
    assert SchoolEntry.unscoped.get(pk=file.pk).status == EntryStatus.TRAINED, "3 of 3"


def test_teachers_who_came_before_train_the_school_as_soon_as_it_is_planned(scene):
    """A session held before the base was open, or before a suspension."""
    made, hold = held(scene)
    hold(schools=training.counts(made))
    file = made.schools.get().entry
    assert file.status == EntryStatus.BASE_OPEN
    SchoolEntryLifecycle.move(file, "plan_training", actor=scene.cast["adviser"])
    assert SchoolEntry.unscoped.get(pk=file.pk).status == EntryStatus.TRAINED


def test_parents_are_counted_and_nobody_is_named(scene):
    made = training.past(training.session(scene, kind=TrainingKind.FAMILIES))
    training.call(made, scene.cast["head"])
    row = made.schools.get()
    count = Count(0, {"guardians": 34, "teachers": 2, "heads": 1})
    move(made, "hold", scene.cast["adviser"], schools={row.pk: count})
    row.refresh_from_db()
    assert row.by_office == [
        ("Enseignants", 2), ("Directrices et directeurs", 1), ("Parents", 34),
    ]  # fmt: skip


def test_attestations_follow_a_sheet_that_is_closed(scene):
    made, hold = held(scene)
    head = made.participants.get(mandate=scene.cast["head"].mandate_id)
    hold(schools=training.counts(made), attended=[head.pk])
    assert dict(made.participants.values_list("mandate", "present")) == {
        scene.cast["head"].mandate_id: True, scene.cast["teacher"].mandate_id: False,
    }  # fmt: skip
    late = factories.recorded(
        TrainingParticipant(
            session=made, mandate=factories.mandate(
                Office.TEACHER, scene.dsden, school=scene.school
            )
        )
    )  # fmt: skip
    with pytest.raises(Refused, match="La feuille de présence n’est pas close"):
        move(made, "attest", scene.cast["adviser"])
    put(late, present=False)
    assert move(made, "attest", scene.cast["adviser"]).attested_on == NOW.date()


def test_inspectors_are_counted_for_the_session(scene):
    made = training.past(
        training.session(
            scene, by="officer", area=None, kind=TrainingKind.INSPECTORS, schools=()
        )
    )  # fmt: skip
    training.call(made, scene.cast["inspector"])
    with pytest.raises(Refused, match="Indiquez pour la séance le nombre de présents"):
        move(made, "hold", scene.cast["adviser"], present={"inspectors": 0, "others": 0})
    person = made.participants.get()
    kept = move(
        made, "hold", scene.cast["adviser"], present={"inspectors": 1, "others": 2},
        attended=[person.pk],
    )  # fmt: skip
    assert kept.by_office == [("Inspecteurs", 1), ("Autres", 2)]
