"""Orders that open or close bases: every cell of the table (tables, § 1.8), each guard."""

import datetime as dt

import pytest

from audit.actor import SYSTEM
from common import clock
from common.lifecycle import Refused
from conventions.onboarding.lifecycle import SchoolEntryLifecycle
from conventions.onboarding.models import (
    CheckName,
    EntryStatus,
    LineStatus,
    OrderKind,
    OrderStatus,
    SchoolEntry,
)
from conventions.onboarding.models.openings import DECIDED
from conventions.onboarding.openings import services
from conventions.onboarding.openings.lifecycle import LineLifecycle, OrderLifecycle
from governance.offices import Office
from tests import factories
from tests.circuits import walking
from tests.conventions.onboarding import opening
from tests.conventions.onboarding.opening import COUNTS, DECISION, TODAY
from tests.conventions.onboarding.scene import NOW, entry, put

O, L = OrderStatus, LineStatus  # noqa: E741
AUTHORS = {"manager", "colleague"}
DASEN = {"dasen", "delegate"}
EXECUTES = {"adviser", "drane", "provider"}
ORDER = (
    ("request_order", (O.LIST_DRAFT, O.LIST_RETURNED), O.REQUESTED_ORDER, {"inspector"}),
    ("return_list", (O.REQUESTED_ORDER,), O.LIST_RETURNED, {"dasen", "officer", "delegate"}),
    ("decide", (O.REQUESTED_ORDER,), O.DECIDED, DASEN),
    ("start_execution", (O.DECIDED,), O.EXECUTING, EXECUTES),
    ("finish_order", (O.EXECUTING,), O.EXECUTED, {"system"}),
    (
        "withdraw_order",
        (O.LIST_DRAFT, O.REQUESTED_ORDER, O.LIST_RETURNED),
        O.ORDER_WITHDRAWN,
        AUTHORS,
    ),
    ("withdraw_order", (O.DECIDED,), O.ORDER_WITHDRAWN, {"dasen"}),
)
LINE = (
    ("meet", (L.WAITING,), L.READY, {"system"}),
    ("import_line", (L.READY, L.ANOMALY), L.IMPORTED, EXECUTES),
    ("report_anomaly", (L.READY,), L.ANOMALY, EXECUTES),
    ("leave_out", (L.WAITING, L.READY, L.ANOMALY), L.LEFT_OUT, AUTHORS | {"dasen"}),
)
GIVEN = {"decide": DECISION, "import_line": {"counts": COUNTS}, "report_anomaly": {"text": "x"}}


@pytest.fixture
def in_force(monkeypatch):
    opening.convention(monkeypatch)


def test_the_moves_are_those_of_the_table():
    assert walking.table(OrderLifecycle) == walking.expected(ORDER)
    assert walking.table(LineLifecycle) == walking.expected(LINE)


@pytest.mark.parametrize("lifecycle", [OrderLifecycle, LineLifecycle])
def test_every_move_of_a_person_has_a_button_and_every_move_has_its_line(lifecycle):
    for verb, _source, _target, words in lifecycle.moves():
        assert words.sentence, verb
        assert bool(words.button) != words.system, verb


def tried(lifecycle, record, table, cast, status):
    """What each person obtains by each verb, where it is not what the table says."""
    rules = {(row[0], str(source)): row for row in table for source in row[1]}
    wrong = []
    for verb in lifecycle.verbs():
        row = rules.get((verb, status))
        for role, actor in walking.trying(cast, row and row[3]).items():
            with walking.undone():
                found = walking.attempt(
                    lifecycle,
                    record,
                    verb,
                    row[2] if row else "",
                    actor=actor,
                    reason="motif",
                    **GIVEN.get(verb, {}),
                )
            due = walking.WRONG_STATUS if row is None else (
                walking.DONE if role in row[3] else walking.NOT_YOURS
            )  # fmt: skip
            if found != due:
                wrong.append((verb, role, found, due))
    return wrong


@pytest.mark.parametrize("status", O.values)
def test_everybody_tries_everything_on_an_order(scene, in_force, status):
    named, people = opening.cast(scene)
    made = opening.order(scene, provider=named)
    done = L.LEFT_OUT if status == O.EXECUTING else L.READY
    opening.line(scene, made, status=done)
    assert tried(OrderLifecycle, opening.standing(made, status), ORDER, people, status) == []


@pytest.mark.parametrize("status", L.values)
def test_everybody_tries_everything_on_a_line(scene, in_force, status):
    named, people = opening.cast(scene)
    made = opening.order(scene, provider=named)
    found = opening.line(scene, made, status=status, entry=EntryStatus.OPENING_REQUESTED)
    other = factories.school(scene.commune, "École du Lavoir", area=scene.area)
    opening.line(scene, made, school=other)
    opening.standing(made, O.EXECUTING)
    assert tried(LineLifecycle, found, LINE, people, status) == []


# --- from the list to the base open -------------------------------------------------------------


def moved(record, verb, actor, **given):
    lifecycle = OrderLifecycle if record.__class__.__name__ == "BaseOpeningOrder" else LineLifecycle
    return lifecycle.move(record, verb, actor=actor, **given)


def status_of(found):
    return SchoolEntry.unscoped.get(pk=found.entry_id).status


def test_a_school_goes_from_the_list_to_its_base_open(scene, in_force):
    named, people = opening.cast(scene)
    made = opening.order(scene, by="inspector", provider=named)
    file = entry(scene.campaign, scene.school, status=EntryStatus.UNDER_CONVENTION)
    found = services.add_line(actor=people["inspector"], order=made, entry=file)
    assert made.reference == "OB-2026-001"
    with pytest.raises(Refused, match="registre du responsable, analyse d’impact"):
        moved(made, "request_order", people["inspector"])
    with pytest.raises(Refused, match=r"Il manque avant l’ouverture.: registre"):
        SchoolEntryLifecycle.move(file, "request_opening", actor=people["manager"])
    for name in CheckName:
        assert found.status == L.WAITING
        found = services.tick(actor=people["adviser"], line=found, name=name, on=TODAY)
    assert found.status == L.READY
    check = found.checks.get(name=CheckName.DPIA)
    assert (check.by_id, check.on) == (people["adviser"].mandate_id, TODAY)
    moved(made, "request_order", people["inspector"])
    assert status_of(found) == EntryStatus.OPENING_REQUESTED
    decided = moved(opening.fresh_order(made), "decide", people["delegate"], **DECISION)
    assert decided.authority["mandate_id"] == people["delegate"].mandate_id
    assert decided.authority["ground"] == "delegation"
    assert decided.decision_file == opening.COPY
    moved(decided, "start_execution", people["provider"])
    moved(opening.fresh_line(found), "report_anomaly", people["provider"], text="fichier vide")
    with pytest.raises(Refused, match="Aucun compte rendu d’import"):
        SchoolEntryLifecycle.move(file, "record_opening", actor=SYSTEM)
    moved(opening.fresh_line(found), "import_line", people["provider"], counts=COUNTS)
    assert status_of(found) == EntryStatus.BASE_OPEN
    assert opening.fresh_order(made).status == O.EXECUTED


def test_a_school_leaves_once_its_base_is_to_be_closed(scene):
    made = opening.order(scene, kind=OrderKind.CLOSE)
    assert made.reference.startswith("FB-2026-")
    found = opening.line(scene, made, ticked=False)
    given = {"reason": "départ", "purge_on": TODAY + dt.timedelta(days=30)}
    manager = scene.cast["manager"]
    with pytest.raises(Refused, match="L’ordre de fermeture n’est pas établi"):
        SchoolEntryLifecycle.move(found.entry, "exit", actor=manager, **given)
    found = services.tick(actor=manager, line=found, name=CheckName.FAMILIES, on=TODAY)
    assert found.status == L.READY, "the families alone, and no convention"
    opening.standing(made, O.DECIDED)
    left = SchoolEntryLifecycle.move(found.entry, "exit", actor=manager, **given)
    assert left.status == EntryStatus.EXITED


def test_a_convention_that_comes_last_makes_the_line_ready(scene, monkeypatch):
    opening.convention(monkeypatch, in_force=False)
    made = opening.order(scene)
    found = opening.line(scene, made, entry=EntryStatus.AWAITING_CONVENTION)
    assert services.met(found).status == L.WAITING
    opening.convention(monkeypatch)
    SchoolEntryLifecycle.move(found.entry, "attach_convention", actor=SYSTEM)
    assert opening.fresh_line(found).status == L.READY


# --- guards -------------------------------------------------------------------------------------


def test_a_list_without_school_is_not_asked_for(scene):
    with pytest.raises(Refused, match="Ajoutez au moins une école"):
        moved(opening.order(scene), "request_order", scene.cast["inspector"])


def test_a_convention_lost_meanwhile_stops_the_list(scene, monkeypatch):
    opening.convention(monkeypatch, in_force=False)
    made = opening.order(scene)
    opening.line(scene, made, status=L.READY)
    with pytest.raises(Refused, match=r"École des Tilleuls.: il manque convention en vigueur"):
        moved(made, "request_order", scene.cast["inspector"])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"file": ""}, "Joignez la copie de la décision"),
        ({"decision_reference": "  "}, "avec sa référence"),
        ({"decided_on": TODAY + dt.timedelta(days=1)}, "qui n’est pas encore venu"),
    ],
)
def test_a_decision_taken_elsewhere_has_its_number_its_date_and_its_copy(scene, given, words):
    made = opening.order(scene, status=O.REQUESTED_ORDER)
    with pytest.raises(Refused, match=words):
        moved(made, "decide", scene.cast["dasen"], **{**DECISION, **given})


def test_a_delegation_that_does_not_cover_decisions_decides_nothing(scene):
    made = opening.order(scene, status=O.REQUESTED_ORDER)
    officer = scene.cast["officer"]
    dasen = factories.mandate_of(scene.cast["dasen"])
    held = factories.delegation(dasen, factories.mandate_of(officer))
    with pytest.raises(Refused, match="ne couvre pas cette décision d’ouverture"):
        moved(made, "decide", officer, **DECISION)
    put(held, objects_covered=["decision"], starts_on=TODAY)
    with pytest.raises(Refused, match="ne s’applique qu’à compter du"):
        before = {**DECISION, "decided_on": TODAY - dt.timedelta(days=1)}
        moved(made, "decide", officer, **before)
    assert moved(made, "decide", officer, **DECISION).status == O.DECIDED


def test_who_signs_in_another_quality_does_not_decide_for_the_dasen(scene):
    """The head of a school binds that school: a delegation that ended gives nothing more."""
    made = opening.order(scene, status=O.REQUESTED_ORDER)
    head = scene.cast["head"]
    dasen = factories.mandate_of(scene.cast["dasen"])
    ended = {"objects_covered": ["decision"], "ends_on": TODAY}
    factories.delegation(dasen, factories.mandate_of(head), **ended)
    with pytest.raises(Refused):
        moved(made, "decide", head, **DECISION)


def test_execution_waits_for_the_date_of_effect(scene):
    later = TODAY + dt.timedelta(days=3)
    made = opening.order(scene, status=O.DECIDED, effective_on=later)
    with pytest.raises(Refused, match=r"Ouverture prévue le 19.juin 2026"):
        moved(made, "start_execution", scene.cast["adviser"])
    with clock.at(NOW + dt.timedelta(days=3)):
        assert moved(made, "start_execution", scene.cast["adviser"]).status == O.EXECUTING


def test_an_order_with_a_school_open_is_undone_by_a_closing(scene):
    made = opening.order(scene)
    opening.line(scene, made, status=L.IMPORTED)
    opening.standing(made, O.DECIDED)
    with pytest.raises(Refused, match=r"1 école est déjà ouverte : établissez un ordre"):
        moved(made, "withdraw_order", scene.cast["dasen"], reason="erreur")


def test_an_order_ends_once_every_school_has_its_report(scene):
    made = opening.order(scene)
    opening.line(scene, made, status=L.READY)
    opening.standing(made, O.EXECUTING)
    with pytest.raises(Refused, match="1 école n’a pas encore de compte rendu"):
        moved(made, "finish_order", SYSTEM)


def test_a_report_waits_for_the_execution_and_counts_every_profile(scene):
    made = opening.order(scene)
    found = opening.line(scene, made, status=L.READY)
    adviser = scene.cast["adviser"]
    for verb, given in (("import_line", {"counts": COUNTS}), ("report_anomaly", {"text": "x"})):
        with pytest.raises(Refused, match="son exécution n’a pas commencé"):
            moved(found, verb, adviser, **given)
    opening.standing(made, O.EXECUTING)
    nothing, negative = dict.fromkeys(COUNTS, 0), {**COUNTS, "pupils": -1}
    for counts in ({}, {"pupils": 3}, nothing, negative, {**COUNTS, "Léa": 1}):
        with pytest.raises(Refused, match="Indiquez le nombre de comptes par profil"):
            moved(found, "import_line", adviser, counts=counts)


def test_an_anomaly_that_names_somebody_is_asked_about(scene):
    made = opening.order(scene)
    found = opening.line(scene, made, status=L.READY)
    opening.standing(made, O.EXECUTING)
    adviser, text = scene.cast["adviser"], "doublon sur l’élève Martin"
    with pytest.raises(Refused, match=r"semble nommer une personne.*Martin"):
        moved(found, "report_anomaly", adviser, text=text)
    with pytest.raises(Refused, match="Décrivez l’anomalie"):
        moved(found, "report_anomaly", adviser, text=" ")
    kept = moved(found, "report_anomaly", adviser, text=text, names_checked=True)
    assert kept.anomaly == text


def test_the_list_of_an_order_that_is_over_does_not_change(scene):
    made = opening.order(scene)
    found = opening.line(scene, made, status=L.READY)
    opening.standing(made, O.ORDER_WITHDRAWN)
    manager = scene.cast["manager"]
    with pytest.raises(Refused, match="sa liste ne change plus"):
        moved(found, "leave_out", manager, reason="x")
    with pytest.raises(Refused, match="ne change plus"):
        services.tick(actor=manager, line=found, name=CheckName.DPIA, on=TODAY)


def test_a_precondition_is_of_today_at_the_latest_and_is_corrected(scene):
    found = opening.line(scene, opening.order(scene), ticked=False)
    manager, later = scene.cast["manager"], TODAY + dt.timedelta(days=1)
    with pytest.raises(Refused, match="n’est pas encore venu"):
        services.tick(actor=manager, line=found, name=CheckName.DPIA, on=later)
    for day in (TODAY, dt.date(2026, 6, 1)):
        services.tick(actor=manager, line=found, name=CheckName.DPIA, on=day, evidence="v2")
    assert found.checks.get().on == dt.date(2026, 6, 1)
    closing = opening.order(scene, kind=OrderKind.CLOSE)
    other = factories.school(scene.commune, "École du Lavoir", area=scene.area)
    with pytest.raises(Refused, match="ne concerne pas cet ordre"):
        line = opening.line(scene, closing, school=other)
        services.tick(actor=manager, line=line, name=CheckName.DPIA, on=TODAY)


def test_a_school_joins_the_list_of_its_district_once(scene):
    manager, made = scene.cast["manager"], opening.order(scene)
    file = entry(scene.campaign, scene.school, status=EntryStatus.UNDER_CONVENTION)

    def add(order=made, school_file=file):
        return services.add_line(actor=manager, order=order, entry=school_file)

    first = add()
    with pytest.raises(Refused, match=f"déjà sur l’ordre {made.reference}"):
        add(opening.order(scene))
    LineLifecycle.move(first, "leave_out", actor=manager, reason="travaux")
    assert add().pk != first.pk, "left out, it may come back"
    away = factories.school(
        scene.commune, "École du Lac", area=factories.circonscription("Montval-Nord")
    )
    with pytest.raises(Refused, match="n’est pas dans la circonscription Montval-Est"):
        add(school_file=entry(scene.campaign, away, status=EntryStatus.UNDER_CONVENTION))
    third = factories.school(scene.commune, "École du Lavoir", area=scene.area)
    early = entry(scene.campaign, third)
    with pytest.raises(Refused, match="est au stade « Candidate »"):
        add(school_file=early)
    put(early, status=EntryStatus.FINANCED)
    opening.standing(made, O.REQUESTED_ORDER)
    with pytest.raises(Refused, match="ne change plus"):
        add(school_file=early)


@pytest.mark.parametrize("days", [None, -1, 100])
def test_a_closing_says_by_when_accounts_are_erased(scene, days):
    day = TODAY + dt.timedelta(days=days) if days is not None else None
    with pytest.raises(Refused, match="Indiquez la date d’effacement des comptes"):
        opening.order(scene, kind=OrderKind.CLOSE, purge_on=day)


# --- who sees them ------------------------------------------------------------------------------


def test_who_reads_an_order_in_each_status(scene):
    named, people = opening.cast(scene)
    made = opening.order(scene, provider=named)
    always = {
        "manager", "colleague", "jurist", "director", "accounts", "admin", "dasen", "officer",
        "delegate", "inspector", "adviser",
    }  # fmt: skip
    for status in O.values:
        opening.standing(made, status)
        seen = {
            role
            for role, actor in people.items()
            if actor != SYSTEM and type(made).objects.visible_to(actor).exists()
        }
        assert seen == always | ({"drane", "provider"} if status in DECIDED else set()), status


def test_the_provider_reads_no_precondition(scene):
    named, people = opening.cast(scene)
    made = opening.order(scene, provider=named)
    found = opening.line(scene, made)
    opening.standing(made, O.DECIDED)
    check = found.checks.first()
    assert type(found).objects.visible_to(people["provider"]).get() == found
    assert not type(check).objects.visible_to(people["provider"]).exists()
    assert type(check).objects.visible_to(people["drane"]).exists()
    assert people["drane"].office == Office.DRANE
