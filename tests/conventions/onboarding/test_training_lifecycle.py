"""Training sessions: every cell of the table (tables, § 1.9), each guard, who sees them."""

import datetime as dt

import pytest

from audit.actor import SYSTEM
from common.lifecycle import NotYours, Refused
from common.models import OutboxMessage
from conventions.onboarding.models import (
    CoveredSchool,
    SessionStatus,
    TrainingKind,
    TrainingParticipant,
    TrainingSession,
)
from conventions.onboarding.training import kinds
from conventions.onboarding.training.lifecycle import SessionLifecycle
from governance.offices import Office
from tests import factories
from tests.circuits import walking
from tests.conventions.onboarding import training
from tests.conventions.onboarding.scene import put

S = SessionStatus
TABLE = (
    ("call", (S.PLANNED_SESSION, S.POSTPONED), S.CALLED, {"officer", "inspector"}),
    ("hold", (S.CALLED,), S.HELD, {"adviser", "provider"}),
    ("attest", (S.HELD,), S.ATTESTED, {"adviser"}),
    ("postpone", (S.PLANNED_SESSION, S.CALLED), S.POSTPONED, {"adviser"}),
    (
        "cancel_session",
        (S.PLANNED_SESSION, S.CALLED, S.POSTPONED),
        S.CANCELLED_SESSION,
        {"adviser"},
    ),
)
LATER = {"starts_at": training.at(dt.date(2026, 9, 23)), "ends_at": training.at(
    dt.date(2026, 9, 23), 12
)}  # fmt: skip


def move(made, verb, actor, **given):
    return SessionLifecycle.move(made, verb, actor=actor, **given)


def given_for(scene, made):
    """What each move asks for, right."""
    head = factories.mandate_of(scene.cast["head"])
    return {
        "call": {"participants": [head]},
        "hold": {"schools": training.counts(made)},
        "postpone": LATER,
    }


def test_the_moves_are_those_of_the_table():
    assert walking.table(SessionLifecycle) == walking.expected(TABLE)


def test_every_move_of_a_person_has_a_button_and_every_move_has_its_line():
    for verb, _source, _target, words in SessionLifecycle.moves():
        assert words.sentence, verb
        assert words.button, verb


@pytest.mark.parametrize("status", S.values)
def test_everybody_tries_everything(scene, status):
    named, people = training.cast(scene)
    made = training.past(training.session(scene, provider=named))
    put(made, status=status)
    rules = {(row[0], str(source)): row for row in TABLE for source in row[1]}
    wrong = []
    for verb in SessionLifecycle.verbs():
        row = rules.get((verb, status))
        for role, actor in walking.trying(people, row and row[3]).items():
            with walking.undone():
                found = walking.attempt(
                    SessionLifecycle,
                    made,
                    verb,
                    row[2] if row else "",
                    actor=actor,
                    reason="motif",
                    **given_for(scene, made).get(verb, {}),
                )
            due = walking.WRONG_STATUS if row is None else (
                walking.DONE if role in row[3] else walking.NOT_YOURS
            )  # fmt: skip
            if found != due:
                wrong.append((verb, role, found, due))
    assert wrong == []


def test_who_plans_a_session(scene):
    """The adviser in their district, the DSDEN in its département, the provider its own."""
    named, people = training.cast(scene)
    seen = {}
    for role, actor in people.items():
        with walking.undone():
            try:
                own = {"kind": TrainingKind.HANDLING, "provider": named}
                training.session(scene, by=actor, schools=(), **own)
            except (NotYours, Refused) as refused:
                seen[role] = type(refused)
            else:
                seen[role] = True
    may = {role for role, found in seen.items() if found is True}
    assert may == {"adviser", "officer", "provider"}
    assert seen["other_provider"] is Refused
    assert {seen[role] for role in set(people) - may - {"other_provider"}} == {NotYours}


def test_the_whole_departement_is_for_its_service(scene):
    made = training.session(
        scene, by="officer", area=None, kind=TrainingKind.INSPECTORS, schools=()
    )
    assert made.scope_words == str(scene.dsden)
    with pytest.raises(Refused, match="a lieu dans une circonscription"):
        training.session(scene, by="officer", area=None, schools=())
    with pytest.raises(NotYours):
        training.session(scene, area=None, kind=TrainingKind.INSPECTORS, schools=())


def test_a_provider_plans_its_own_handling_sessions_alone(scene):
    named, people = training.cast(scene)
    with pytest.raises(Refused, match="séances de prise en main qu’il anime lui-même"):
        training.session(scene, by=people["provider"], provider=named, schools=())
    with pytest.raises(Refused, match="Indiquez qui anime"):
        training.session(scene, trainer=None, schools=())
    stranger = factories.mandate_of(people["mayor"])
    with pytest.raises(Refused, match="n’anime pas de séance"):
        training.session(scene, trainer=stranger, schools=())


# --- convocations -------------------------------------------------------------------------------


def test_people_of_the_covered_schools_are_called_by_mail(scene):
    made = training.session(scene)
    people = [factories.mandate_of(scene.cast[role]) for role in ("head", "teacher")]
    called = move(made, "call", scene.cast["inspector"], participants=people)
    assert called.called_by_id == scene.cast["inspector"].mandate_id
    assert set(made.participants.values_list("mandate", flat=True)) == {p.pk for p in people}
    mails = OutboxMessage.objects.filter(template="onboarding.training_call")
    assert set(mails.values_list("recipient_label", flat=True)) == {
        each.person.formal_name for each in people
    }


def test_nobody_is_called_who_has_no_mandate_in_a_covered_school(scene):
    made, officer = training.session(scene, seats=1), scene.cast["officer"]
    head = factories.mandate_of(scene.cast["head"])
    other = factories.mandate_of(scene.cast["other_head"])
    with pytest.raises(Refused, match="n’a pas de mandat dans une école de la séance"):
        move(made, "call", officer, participants=[other])
    with pytest.raises(Refused, match="Choisissez au moins une personne"):
        move(made, "call", officer, participants=[])
    teacher = factories.mandate_of(scene.cast["teacher"])
    with pytest.raises(Refused, match="2 personnes choisies pour 1 place"):
        move(made, "call", officer, participants=[head, teacher])
    put(head, ends_on=training.DAY)
    with pytest.raises(Refused, match="n’a pas de mandat"):
        move(made, "call", officer, participants=[head])
    empty = training.session(scene, schools=())
    with pytest.raises(Refused, match="Ajoutez d’abord les écoles"):
        move(empty, "call", officer, participants=[head])


def test_inspectors_and_collectivites_are_called_by_their_own_reach(scene):
    officer = scene.cast["officer"]
    made = training.session(
        scene, by="officer", area=None, kind=TrainingKind.INSPECTORS, schools=()
    )
    inspectors = [factories.mandate_of(scene.cast[r]) for r in ("inspector", "other_inspector")]
    assert move(made, "call", officer, participants=inspectors).status == S.CALLED
    staff = training.session(scene, kind=TrainingKind.AUTHORITY_STAFF)
    put(staff.schools.get().entry, competent=scene.commune)
    director = factories.mandate_of(scene.cast["director_of_commune"])
    stranger = factories.mandate_of(scene.cast["stranger_preparer"])
    with pytest.raises(Refused, match="dans une collectivité qui répond"):
        move(staff, "call", officer, participants=[stranger])
    assert move(staff, "call", officer, participants=[director]).status == S.CALLED


def test_those_called_are_told_of_another_day_and_called_again(scene):
    people = [scene.cast["head"], scene.cast["teacher"]]
    made = training.call(training.session(scene), *people)
    with pytest.raises(Refused, match="a déjà lieu ce jour-là"):
        move(made, "postpone", scene.cast["adviser"], reason="neige", starts_at=made.starts_at,
             ends_at=made.ends_at)  # fmt: skip
    moved = move(made, "postpone", scene.cast["adviser"], reason="neige", **LATER)
    assert (moved.postponed_from, moved.starts_at) == (made.starts_at, LATER["starts_at"])
    told = OutboxMessage.objects.filter(template="onboarding.training_changed")
    assert told.count() == 2
    head = factories.mandate_of(people[0])
    again = move(moved, "call", scene.cast["officer"], participants=[head])
    assert again.sequence == moved.sequence + 1
    assert made.participants.get().mandate == head


def test_another_day_follows_the_rules_of_a_session(scene):
    training.calendar_known()
    made, adviser = training.session(scene), scene.cast["adviser"]
    hours = {
        "starts_at": training.at(dt.date(2026, 10, 20)),
        "ends_at": training.at(dt.date(2026, 10, 20), 12),
    }
    with pytest.raises(Refused, match="pendant les vacances"):
        move(made, "postpone", adviser, reason="neige", **hours)
    with pytest.raises(Refused, match="Indiquez la nouvelle date"):
        move(made, "postpone", adviser, reason="neige")
    with pytest.raises(Refused, match="se termine avant d’avoir commencé"):
        move(made, "postpone", adviser, reason="neige", **(LATER | {"ends_at": training.at()}))
    with pytest.raises(Refused, match="Indiquez le motif"):
        move(made, "postpone", adviser, reason=" ", **LATER)
    moved = move(made, "postpone", adviser, reason="neige", holiday_reason="accord", **hours)
    assert moved.holiday_reason == "accord"


# --- the kinds, who sees what -------------------------------------------------------------------


def test_every_kind_has_its_row_of_data():
    assert set(kinds.table()) == set(TrainingKind.values)
    for kind in kinds.table().values():
        assert kind.reach in kinds.REACHES, kind
        assert set(kind.called) <= set(Office.values), kind
        assert kind.counted, kind


def test_who_reads_a_session_and_those_called_to_it(scene):
    named, people = training.cast(scene)
    made = training.session(scene, provider=named)
    training.call(made, people["head"], people["teacher"])
    staff = {"manager", "colleague", "jurist", "director", "accounts"}
    state = {"dasen", "officer", "inspector", "adviser"}
    local = {"mayor", "preparer", "director_of_commune"}
    reads = staff | state | local | {"admin", "head", "teacher", "provider"}

    def seen(model):
        return {
            role
            for role, actor in people.items()
            if actor != SYSTEM and model.objects.visible_to(actor).exists()
        }

    assert seen(TrainingSession) == reads
    assert seen(CoveredSchool) == reads
    assert seen(TrainingParticipant) == reads - local - {"admin"}


def test_a_school_reads_its_own_line_and_its_own_people(scene):
    made = training.session(scene)
    second = factories.school(scene.commune, "École du Lavoir", area=scene.area)
    training.cover(scene, made, second)
    neighbour = factories.actor(Office.SCHOOL_HEAD, scene.dsden, school=second)
    training.call(made, scene.cast["head"], neighbour)
    for actor, school in ((scene.cast["head"], scene.school), (neighbour, second)):
        row = CoveredSchool.objects.visible_to(actor).get()
        assert row.entry.school == school
        called = TrainingParticipant.objects.visible_to(actor).get()
        assert called.mandate.school == school


def test_who_leads_from_outside_sees_that_session_alone(scene):
    _named, people = training.cast(scene)
    canope = factories.mandate_of(people["canope"])
    made = training.session(scene, trainer=canope)
    training.session(scene)
    assert TrainingSession.objects.visible_to(people["canope"]).get() == made
    elsewhere = people["other_inspector"]
    assert not TrainingSession.objects.visible_to(elsewhere).exists()
    training.call(made, elsewhere)
    assert TrainingSession.objects.visible_to(elsewhere).get() == made


def test_whoever_takes_the_office_over_leads_and_organises(scene):
    made = training.past(training.session(scene))
    training.call(made, scene.cast["head"])
    successor = factories.actor(Office.DIGITAL_ADVISER, scene.dsden, circonscription=scene.area)
    schools = training.counts(made)
    with pytest.raises(NotYours):
        move(made, "hold", scene.cast["other_adviser"], schools=schools)
    assert move(made, "hold", successor, schools=schools).status == S.HELD
