"""The table of an entry's moves: every status, every verb, everybody of the cast (tables, § 1.6).

``TABLE`` is the rule in data: verb, from, to, who. Whatever is not in it is refused and leaves
the row, its history and the journal as they were.
"""

import datetime as dt

import pytest

from audit.actor import SYSTEM
from common import clock
from common.lifecycle import Refused
from conventions.onboarding import facts, registry
from conventions.onboarding.lifecycle import DebtLifecycle, SchoolEntryLifecycle
from conventions.onboarding.models import (
    FINAL,
    PASSED_BY,
    DebtKind,
    DebtStatus,
    EntryStatus,
    SchoolEntry,
    Track,
)
from tests.circuits import walking
from tests.conventions.onboarding.scene import (
    NOW,
    debt,
    everything_holds,
    fresh,
    nothing_known,
    put,
)
from tests.depth import some

S = EntryStatus
MANAGER = {"manager", "colleague"}
HEAD = {"head"}
SYSTEM_ALONE = {"system"}
AUTHORITY = MANAGER | {"mayor", "preparer"}
OPENED = (
    S.BASE_OPEN,
    S.TRAINING_PLANNED,
    S.TRAINED,
    S.ACCOUNTS_DISTRIBUTED,
    S.ACTIVE,
    S.BILLABLE,
    S.URGENT_OPEN,
)
BEFORE_OPENING = (
    S.CANDIDATE,
    S.PROJECT_SUBMITTED,
    S.AWAITING_OPINION,
    S.SCHOOL_PROJECT,
    S.FINANCING_REQUESTED,
    S.FINANCED,
    S.AWAITING_CONVENTION,
    S.UNDER_CONVENTION,
)
TABLE = (
    ("submit_project", (S.CANDIDATE, S.UNFAVOURABLE), S.PROJECT_SUBMITTED, HEAD),
    ("request_opinion", (S.PROJECT_SUBMITTED,), S.AWAITING_OPINION, MANAGER | HEAD),
    ("accept_project", (S.AWAITING_OPINION,), S.SCHOOL_PROJECT, SYSTEM_ALONE),
    ("reject_project", (S.AWAITING_OPINION,), S.UNFAVOURABLE, SYSTEM_ALONE),
    ("request_financing", (S.SCHOOL_PROJECT,), S.FINANCING_REQUESTED, MANAGER),
    ("record_financing", (S.FINANCING_REQUESTED,), S.FINANCED, AUTHORITY),
    ("wait_convention", (S.FINANCED,), S.AWAITING_CONVENTION, SYSTEM_ALONE),
    (
        "attach_convention",
        (S.FINANCED, S.AWAITING_CONVENTION),
        S.UNDER_CONVENTION,
        SYSTEM_ALONE,
    ),
    ("request_opening", (S.UNDER_CONVENTION,), S.OPENING_REQUESTED, MANAGER | {"inspector"}),
    ("record_opening", (S.OPENING_REQUESTED,), S.BASE_OPEN, SYSTEM_ALONE),
    ("plan_training", (S.BASE_OPEN,), S.TRAINING_PLANNED, {"adviser"}),
    ("record_training", (S.TRAINING_PLANNED,), S.TRAINED, SYSTEM_ALONE),
    ("distribute", (S.TRAINED,), S.ACCOUNTS_DISTRIBUTED, HEAD),
    ("activate", (S.ACCOUNTS_DISTRIBUTED,), S.ACTIVE, SYSTEM_ALONE),
    ("make_billable", (S.ACTIVE,), S.BILLABLE, SYSTEM_ALONE),
    ("complete_year", (S.BILLABLE, S.ACTIVE), S.COMPLETED, SYSTEM_ALONE),
    ("open_urgently", BEFORE_OPENING, S.URGENT_OPEN, MANAGER),
    ("confirm_after_urgency", (S.URGENT_OPEN,), S.BASE_OPEN, MANAGER),
    (
        "refuse_school",
        (S.CANDIDATE, S.PROJECT_SUBMITTED, S.UNFAVOURABLE, S.SCHOOL_PROJECT),
        S.REFUSED_BY_SCHOOL,
        HEAD | {"inspector"},
    ),
    (
        "refuse_authority",
        (S.FINANCING_REQUESTED, S.FINANCED, S.AWAITING_CONVENTION),
        S.REFUSED_BY_AUTHORITY,
        AUTHORITY,
    ),
    ("suspend", OPENED, S.SUSPENDED, MANAGER | {"dasen"}),
    ("resume", (S.SUSPENDED,), S.BASE_OPEN, MANAGER | {"dasen"}),
    ("exit", (*OPENED, S.SUSPENDED), S.EXITED, MANAGER),
)
GIVEN = {
    "refuse_school": {"category": "pedagogy"},
    "refuse_authority": {"category": "budget"},
    "exit": {"purge_on": NOW.date() + dt.timedelta(days=30)},
}
LAST_DAY = dt.datetime(2027, 8, 31, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _alone(monkeypatch):
    """What a move brings about elsewhere (opinions, process) is told in tests of its own."""
    monkeypatch.setattr(registry, "_moved", [])


def test_the_moves_are_those_of_the_table():
    assert walking.table(SchoolEntryLifecycle) == walking.expected(TABLE)


def test_a_final_status_has_no_way_out():
    left = {source for _verb, source, _target in walking.table(SchoolEntryLifecycle)}
    assert left == set(S.values) - {str(status) for status in FINAL}


@pytest.mark.parametrize("lifecycle", [SchoolEntryLifecycle, DebtLifecycle])
def test_every_move_of_a_person_has_a_button_and_every_move_has_its_line(lifecycle):
    for verb, _source, _target, words in lifecycle.moves():
        assert words.sentence, verb
        assert bool(words.button) != words.system, verb


@pytest.mark.parametrize("status", some(S.values, 4))
def test_everybody_tries_everything(scene, monkeypatch, status):
    """One status: each verb by each person does what the table says, and nothing else."""
    everything_holds(monkeypatch)
    entry = scene.entry(status=status)
    rules = {(row[0], str(source)): row for row in TABLE for source in row[1]}
    wrong = []
    for verb in SchoolEntryLifecycle.verbs():
        row = rules.get((verb, status))
        if verb == "wait_convention":
            monkeypatch.setitem(facts._readers, "convention", lambda entry, **given: ["non"])
        for role, actor in walking.trying(scene.cast, row and row[3]).items():
            at = LAST_DAY if verb == "complete_year" else NOW
            with walking.undone(), clock.at(at):
                found = walking.attempt(
                    SchoolEntryLifecycle,
                    fresh(entry),
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
        everything_holds(monkeypatch)
    assert wrong == []


#: verb → the fact that it rests on
RESTS_ON = {
    "submit_project": "project",
    "request_opinion": "visit",
    "accept_project": "favourable_opinion",
    "reject_project": "unfavourable_opinion",
    "request_financing": "financing_plan",
    "record_financing": "financing_decision",
    "attach_convention": "convention",
    "request_opening": "opening_preconditions",
    "record_opening": "opening_report",
    "plan_training": "training_session",
    "record_training": "training_coverage",
    "distribute": "distribution",
    "activate": "activations",
    "make_billable": "attested_count",
    "open_urgently": "urgency",
    "exit": "closing_order",
}


@pytest.mark.parametrize("verb", RESTS_ON)
def test_a_fact_that_nobody_provides_refuses_with_its_sentence(scene, monkeypatch, verb):
    """It never passes by default, and everything else does not make up for it."""
    everything_holds(monkeypatch)
    monkeypatch.delitem(facts._readers, RESTS_ON[verb])
    row = next(row for row in TABLE if row[0] == verb)
    entry = scene.entry(status=row[1][0])
    actor = scene.cast[sorted(row[3])[0]]
    with pytest.raises(Refused) as refused:
        SchoolEntryLifecycle.move(
            fresh(entry), verb, actor=actor, reason="parce que", **GIVEN.get(verb, {})
        )
    sentence, source = facts.FACTS[RESTS_ON[verb]]
    assert [(r.sentence, r.source) for r in refused.value.refusals] == [(sentence, source)]


def test_a_fact_has_one_answer_and_a_name_of_the_table():
    with pytest.raises(LookupError, match="no fact 'weather'"):
        facts.provides("weather")(print)
    with pytest.raises(ValueError, match="already provided"):
        facts.provides("convention")(lambda entry, **given: ())


# --- particular rules ---------------------------------------------------------------------------


def test_a_school_without_competent_body_asks_nobody_for_money(scene, monkeypatch):
    everything_holds(monkeypatch)
    entry = scene.entry(status=S.SCHOOL_PROJECT)
    link = scene.school.competences.get()
    put(link, ends_on=dt.date(2026, 8, 31))
    with pytest.raises(Refused, match="Aucune collectivité compétente pour École des Tilleuls au"):
        SchoolEntryLifecycle.move(entry, "request_financing", actor=scene.cast["manager"])


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (None, "Aucune convention en vigueur ne porte cette école."),
        (
            registry.Coverage("CONV-1", "Signée sous réserve", "/", subject_to_deliberation=True),
            "ni ouverture ni facturation dans l’attente",
        ),
        (registry.Coverage("CONV-1", "En signature", "/"), "elle est au stade « En signature »"),
    ],
)
def test_a_school_waits_for_a_convention_in_force(scene, monkeypatch, found, words):
    monkeypatch.setattr(registry, "_covering", [lambda school, day, classes: found])
    entry = scene.entry(status=S.AWAITING_CONVENTION)
    with pytest.raises(Refused, match=words):
        SchoolEntryLifecycle.move(entry, "attach_convention", actor=SYSTEM)
    asked = []

    def in_force(school, day, classes):
        asked.append((school, day, classes))
        return registry.Coverage("CONV-1", "En vigueur", "/", in_force=True)

    monkeypatch.setattr(registry, "_covering", [in_force])
    put(entry, classes=["CE1"])
    moved = SchoolEntryLifecycle.move(entry, "attach_convention", actor=SYSTEM)
    assert moved.status == S.UNDER_CONVENTION
    assert asked == [(scene.school, dt.date(2026, 9, 1), ["CE1"])]


def test_a_year_ends_on_the_eve_of_the_next_one(scene):
    entry = scene.entry(status=S.ACTIVE)
    with (
        clock.at(dt.datetime(2027, 8, 30, 9, tzinfo=dt.UTC)),
        pytest.raises(Refused, match="L’année se clôt le 31"),
    ):
        SchoolEntryLifecycle.move(entry, "complete_year", actor=SYSTEM)
    with clock.at(LAST_DAY):
        moved = SchoolEntryLifecycle.move(entry, "complete_year", actor=SYSTEM)
    assert (moved.status, moved.closed_on) == (S.COMPLETED, LAST_DAY.date())


def test_an_urgent_school_is_confirmed_once_its_debts_are_closed(scene, monkeypatch):
    everything_holds(monkeypatch)
    manager, director = scene.cast["manager"], scene.cast["director"]
    entry = SchoolEntryLifecycle.move(scene.entry(), "open_urgently", actor=manager)
    assert entry.track == Track.URGENT
    visit, council = debt(entry, DebtKind.SITE_VISIT), debt(entry, DebtKind.SCHOOL_COUNCIL)
    with pytest.raises(Refused, match="visite technique et avis du conseil d’école"):
        SchoolEntryLifecycle.move(entry, "confirm_after_urgency", actor=manager)
    DebtLifecycle.move(visit, "settle", actor=manager)
    waived = DebtLifecycle.move(council, "waive", actor=director, reason="école en travaux")
    assert (waived.status, waived.settled_on) == (DebtStatus.WAIVED, NOW.date())
    moved = SchoolEntryLifecycle.move(entry, "confirm_after_urgency", actor=manager)
    assert moved.status == S.BASE_OPEN


def test_only_the_director_waives_a_debt_and_a_fact_alone_settles_it(scene, monkeypatch):
    nothing_known(monkeypatch)
    found = debt(scene.entry(status=S.URGENT_OPEN), DebtKind.SITE_VISIT)
    tried = {}
    for role, actor in scene.cast.items():
        with walking.undone():
            tried[role] = walking.attempt(
                DebtLifecycle, found, "waive", DebtStatus.WAIVED, actor=actor, reason="motif"
            )
    assert [role for role, what in tried.items() if what == walking.DONE] == ["director"]
    with pytest.raises(Refused, match="La visite technique n’est ni faite ni dispensée"):
        DebtLifecycle.move(found, "settle", actor=scene.cast["manager"])


@pytest.mark.parametrize("verb", ["refuse_school", "refuse_authority", "suspend", "resume", "exit"])
def test_a_move_that_needs_a_reason_says_so(scene, monkeypatch, verb):
    everything_holds(monkeypatch)
    row = next(row for row in TABLE if row[0] == verb)
    entry = scene.entry(status=row[1][0])
    with pytest.raises(Refused, match="Indiquez le motif"):
        SchoolEntryLifecycle.move(
            entry, verb, actor=scene.cast[sorted(row[3])[0]], **GIVEN.get(verb, {})
        )


def test_a_refusal_says_of_what_kind_it_is(scene):
    entry = scene.entry()
    with pytest.raises(Refused, match="Choisissez la nature du motif"):
        SchoolEntryLifecycle.move(
            entry, "refuse_school", actor=scene.cast["head"], reason="non", category="météo"
        )
    moved = SchoolEntryLifecycle.move(
        entry, "refuse_school", actor=scene.cast["head"], reason="non", category="parents"
    )
    assert (moved.reason, moved.category, moved.closed_on) == ("non", "parents", NOW.date())


@pytest.mark.parametrize("days", [None, -1, 100])
def test_accounts_of_a_school_that_leaves_are_purged_within_three_months(scene, monkeypatch, days):
    everything_holds(monkeypatch)
    entry = scene.entry(status=S.BASE_OPEN)
    day = NOW.date() + dt.timedelta(days=days) if days is not None else None
    with pytest.raises(Refused, match=r"au plus tard le 15.septembre 2026"):
        SchoolEntryLifecycle.move(
            entry, "exit", actor=scene.cast["manager"], reason="départ", purge_on=day
        )


def test_each_step_is_dated_once(scene, monkeypatch):
    """Suspended and resumed, a school keeps the day on which its base was first open."""
    everything_holds(monkeypatch)
    entry = scene.entry(status=S.OPENING_REQUESTED)
    manager = scene.cast["manager"]
    SchoolEntryLifecycle.move(entry, "record_opening", actor=SYSTEM)
    with clock.at(NOW + dt.timedelta(days=9)):
        SchoolEntryLifecycle.move(entry, "suspend", actor=manager, reason="travaux")
        moved = SchoolEntryLifecycle.move(entry, "resume", actor=manager, reason="finis")
    assert list(entry.steps.values_list("step", "passed_on")) == [("opening", NOW.date())]
    assert moved.since.date() == NOW.date() + dt.timedelta(days=9)


def test_who_follows_is_told_of_each_move_in_its_transaction(scene, monkeypatch):
    everything_holds(monkeypatch)
    told = []
    monkeypatch.setattr(
        registry, "_moved", [lambda entry, verb, actor: told.append((entry.status, verb, actor))]
    )
    head = scene.cast["head"]
    SchoolEntryLifecycle.move(scene.entry(), "submit_project", actor=head)
    assert told == [
        (S.CANDIDATE, "enrol", scene.cast["manager"]),
        (S.PROJECT_SUBMITTED, "submit_project", head),
    ]


def test_every_step_is_passed_by_a_status():
    assert {str(step) for step in PASSED_BY.values()} == {
        "project", "opinion", "financing", "convention", "opening", "training", "distribution",
        "activation", "count",
    }  # fmt: skip


def test_those_who_have_no_part_in_it_do_not_even_see_it(scene):
    entry = scene.entry()
    hidden = {
        "other_head", "other_inspector", "other_adviser", "other_dasen", "stranger",
        "stranger_preparer", "parent",
    }  # fmt: skip
    for status in S.values:
        put(entry, status=status)
        seen = {
            role
            for role, actor in scene.cast.items()
            if SchoolEntry.objects.visible_to(actor).filter(pk=entry.pk).exists()
        }
        assert seen == set(scene.cast) - hidden, status
