"""A mandate: recorded with its act, confirmed by somebody else, suspended, ended, annulled."""

import datetime as dt
import importlib
import inspect

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from audit.actor import SYSTEM
from audit.models import Event
from audit.recording import recording
from common import clock
from common.lifecycle import NotYours, Refused
from governance import registry, services
from governance.exclusion import NoOverlap
from governance.lifecycle import MandateLifecycle
from governance.models import Mandate
from governance.models.periods import Period
from governance.offices import UNIQUE_OFFICES, Office
from tests import factories
from tests.factories import mandate_of

FILE = "e" * 64
Status = Mandate.Status


def record(actor, commune, office=Office.EXECUTIVE, **fields):
    fields.setdefault("person", factories.person())
    fields.setdefault("starts_on", dt.date(2026, 3, 27))
    act = {"act_kind": "election", "act_reference": "PV du conseil", "act_file": FILE}
    return services.record_mandate(
        actor=actor, institution=commune, office=office, **(act | fields)
    )


def test_mandate_counts_once_confirmed_by_somebody_else(commune, preparer, project_manager):
    mandate = record(preparer, commune)
    assert mandate.status == Status.FUTURE
    assert not mandate.is_valid(clock.now())
    confirmed = services.confirm_mandate(actor=project_manager, mandate=mandate)
    assert confirmed.status == Status.VALID
    assert confirmed.is_valid(clock.now())
    assert confirmed.confirmed_by_id == project_manager.mandate_id
    verbs = Event.objects.filter(object_id=mandate.pk, object_type="governance.mandate")
    assert list(verbs.order_by("sequence").values_list("verb", flat=True)) == [
        "record_mandate",
        "confirm_mandate",
        "begin",
    ]
    with pytest.raises(Refused, match="déjà confirmé"):
        services.confirm_mandate(actor=project_manager, mandate=mandate)


@pytest.mark.parametrize(
    "who", ["mayor", "other_mayor", "project_manager", "legal_officer", "inspector", "stranger"]
)
def test_others_do_not_record_a_mandate(commune, who, request):
    with pytest.raises(NotYours):
        record(request.getfixturevalue(who), commune, Office.DEPUTY)


def test_preparer_records_neither_elsewhere_nor_other_offices(commune, epci, preparer, dsden):
    with pytest.raises(NotYours):
        record(preparer, epci)
    with pytest.raises(NotYours):
        record(preparer, commune, Office.PROVIDER)


def test_preparer_gives_the_act(commune, preparer):
    with pytest.raises(Refused, match="Déposez l’acte"):
        record(preparer, commune, act_file="")


@pytest.mark.parametrize("who", ["preparer", "admin"])
def test_nobody_gives_themselves_a_mandate(commune, who, request):
    actor = request.getfixturevalue(who)
    with pytest.raises(NotYours):
        record(actor, commune, person=mandate_of(actor).person)


def test_nobody_confirms_their_own_mandate(syndicate, admin, project_manager):
    manager = mandate_of(project_manager).person
    mandate = record(admin, syndicate, Office.SYNDICATE_DIRECTOR, person=manager)
    with pytest.raises(NotYours):
        services.confirm_mandate(actor=project_manager, mandate=mandate)
    assert not Mandate.unscoped.get(pk=mandate.pk).confirmed_at


def test_admin_does_not_confirm(commune, admin):
    mandate = record(admin, commune)
    with pytest.raises(NotYours):
        services.confirm_mandate(actor=admin, mandate=mandate)


# --- One holder at a time -------------------------------------------------------------------


def test_office_already_held_is_refused(commune, mayor, admin):
    with pytest.raises(ValidationError, match="est occupée par"):
        record(admin, commune)


def test_next_holder_begins_the_day_the_last_one_ends(commune, admin):
    last = factories.mandate(Office.EXECUTIVE, commune, ends_on=dt.date(2026, 3, 27))
    with pytest.raises(ValidationError, match="est occupé"):
        record(admin, commune, starts_on=dt.date(2026, 3, 26))
    assert record(admin, commune, starts_on=dt.date(2026, 3, 27)).pk != last.pk


def test_two_deputies_but_not_twice_the_same(commune, admin, deputy):
    assert record(admin, commune, Office.DEPUTY).pk
    with pytest.raises(ValidationError, match="occupé"):
        record(admin, commune, Office.DEPUTY, person=mandate_of(deputy).person)


def test_one_inspector_per_district(dsden, inspector, area, other_area, admin):
    with pytest.raises(ValidationError, match="occupé"):
        record(admin, dsden, Office.INSPECTOR, circonscription=area)
    assert record(admin, dsden, Office.INSPECTOR, circonscription=other_area).pk


def test_annulled_mandate_leaves_the_office_free(commune, admin):
    factories.mandate(Office.EXECUTIVE, commune, status="mandate_annulled")
    assert record(admin, commune).pk


def test_database_knows_the_unique_offices():
    """The migration holds a copy: a new unique office needs a new migration."""
    migration = importlib.import_module("governance.migrations.0002_no_overlap")
    assert ", ".join(f"'{office}'" for office in UNIQUE_OFFICES) == migration.UNIQUE_OFFICES


def test_database_guards_every_period_that_a_check_guards():
    """A coordinate may be recorded again for another quality: its check alone judges."""
    operations = [
        operation
        for migration in MigrationLoader(None).disk_migrations.values()
        for operation in migration.operations
    ]
    guarded = {each.model for each in operations if isinstance(each, NoOverlap)}
    checked = {
        model._meta.model_name
        for model in apps.get_models()
        if issubclass(model, Period) and "refuse_overlap" in inspect.getsource(model)
    }
    assert checked - {"contactchannel"} <= guarded


def test_database_refuses_two_holders(commune, mayor):
    """On PostgreSQL even a write that skips every check is refused."""
    if connection.vendor != "postgresql":
        pytest.skip("exclusion constraints exist on PostgreSQL only")
    second = Mandate(
        person=factories.person(),
        institution=commune,
        office=Office.EXECUTIVE,
        starts_on=clock.today(),
    )
    with pytest.raises(IntegrityError), recording(SYSTEM):
        second.save()
    deputies = [
        Mandate(
            person=factories.person(),
            institution=commune,
            office=Office.DEPUTY,
            starts_on=clock.today(),
        )
        for _ in range(2)
    ]
    with recording(SYSTEM), transaction.atomic():
        for mandate in deputies:
            mandate.save()


@pytest.mark.parametrize(
    ("office", "words"),
    [
        (Office.PROJECT_MANAGER, "syndicat qui porte"),
        (Office.ADMIN, "syndicat qui porte"),
        (Office.INSPECTOR, "circonscription"),
        (Office.SCHOOL_HEAD, "école"),
    ],
)
def test_office_out_of_place_is_refused(commune, admin, office, words):
    """A commune must not open the syndicate's files with a mandate of its own."""
    with pytest.raises(ValidationError, match=words):
        record(admin, commune, office)


# --- Suspended, ended, annulled -------------------------------------------------------------


def test_jurist_suspends_and_resumes(mayor, legal_officer, project_manager):
    mandate = mandate_of(mayor)
    with pytest.raises(Refused, match="motif"):
        MandateLifecycle.move(mandate, "suspend_mandate", actor=legal_officer)
    with pytest.raises(NotYours):
        MandateLifecycle.move(mandate, "suspend_mandate", actor=project_manager, reason="x")
    held = MandateLifecycle.move(
        mandate, "suspend_mandate", actor=legal_officer, reason="décret du 3 mai"
    )
    assert not held.is_valid(clock.now())
    back = MandateLifecycle.move(held, "resume_mandate", actor=legal_officer, reason="fin")
    assert back.is_valid(clock.now())


def test_jurist_ends_a_mandate_early(mayor, legal_officer):
    mandate, today = mandate_of(mayor), clock.today()
    with pytest.raises(Refused, match="motif"):
        services.end_mandate(actor=legal_officer, mandate=mandate, on=today)
    with pytest.raises(Refused, match="à venir"):
        services.end_mandate(
            actor=legal_officer, mandate=mandate, on=today + dt.timedelta(days=1), reason="x"
        )
    with pytest.raises(Refused, match="date de fin"):
        services.end_mandate(actor=legal_officer, mandate=mandate, reason="x")
    ended = services.end_mandate(actor=legal_officer, mandate=mandate, on=today, reason="démission")
    assert (ended.status, ended.ends_on) == (Status.ENDED, today)
    assert not ended.is_valid(clock.now())
    assert ended.is_valid(clock.now() - dt.timedelta(days=1)), "yesterday it counted"


def test_staff_fix_the_last_day_beforehand(
    commune, mayor, project_manager, legal_officer, preparer
):
    """The mandate holds to that day, then ends by itself; the day may be moved or taken away."""
    mandate, today = mandate_of(mayor), clock.today()
    last = today + dt.timedelta(days=10)
    with pytest.raises(NotYours):
        services.set_end(actor=preparer, mandate=mandate, ends_on=last, reason="démission")
    with pytest.raises(Refused, match="motif"):
        services.set_end(actor=project_manager, mandate=mandate, ends_on=last, reason=" ")
    told = services.set_end(
        actor=project_manager, mandate=mandate, ends_on=last, reason="démission acceptée"
    )
    assert (told.status, told.ends_on, told.ended_early_reason) == (
        Status.VALID,
        last,
        "démission acceptée",
    )
    assert told.is_valid(clock.now())
    moved = services.set_end(actor=legal_officer, mandate=told, ends_on=None, reason="reprise")
    assert (moved.ends_on, moved.ended_early_reason) == (None, "")


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "terminez le mandat"), (-3, "terminez le mandat"), (None, "Indiquez le dernier jour")],
)
def test_a_last_day_is_to_come(mayor, project_manager, days, words):
    day = None if days is None else clock.today() + dt.timedelta(days=days)
    with pytest.raises(Refused, match=words):
        services.set_end(actor=project_manager, mandate=mandate_of(mayor), ends_on=day, reason="x")


def test_a_last_day_leaves_the_office_to_one_holder(commune, mayor, project_manager, admin):
    """The successor is already recorded: the mandate before may not last into theirs."""
    today, mandate = clock.today(), mandate_of(mayor)
    planned = services.set_end(
        actor=project_manager, mandate=mandate, ends_on=today + dt.timedelta(days=5), reason="x"
    )
    record(admin, commune, starts_on=today + dt.timedelta(days=5))
    with pytest.raises(Refused, match="est occupée par"):
        services.set_end(
            actor=project_manager, mandate=planned, ends_on=today + dt.timedelta(days=9), reason="x"
        )


def test_a_last_day_does_not_precede_the_first(commune, admin, project_manager):
    coming = record(admin, commune, starts_on=clock.today() + dt.timedelta(days=30))
    with pytest.raises(Refused, match="ne le précède pas"):
        services.set_end(
            actor=project_manager,
            mandate=coming,
            ends_on=clock.today() + dt.timedelta(days=20),
            reason="x",
        )


def test_nobody_rules_their_own_mandate(legal_officer):
    with pytest.raises(NotYours):
        services.end_mandate(
            actor=legal_officer, mandate=mandate_of(legal_officer), on=clock.today(), reason="x"
        )


def test_mandate_that_never_began_leaves_an_empty_period(commune, admin, legal_officer):
    future = clock.today() + dt.timedelta(days=30)
    mandate = record(admin, commune, starts_on=future)
    ended = services.end_mandate(
        actor=legal_officer, mandate=mandate, on=clock.today(), reason="erreur"
    )
    assert ended.ends_on == ended.starts_on == future
    assert record(admin, commune, starts_on=future).pk, "the office is free"


def test_court_annuls(mayor, legal_officer):
    gone = MandateLifecycle.move(
        mandate_of(mayor), "annul_mandate", actor=legal_officer, reason="TA, 4 mai 2026"
    )
    assert not gone.is_valid(clock.now() - dt.timedelta(days=30))


def test_daily_task_begins_and_ends(commune, admin, project_manager, monkeypatch):
    heard = []
    monkeypatch.setattr(registry, "_mandates", [lambda m, v, a: heard.append(v)])
    today = clock.today()
    factories.mandate(Office.EXECUTIVE, commune, ends_on=today + dt.timedelta(days=3))
    coming = record(admin, commune, starts_on=today + dt.timedelta(days=3))
    services.confirm_mandate(actor=project_manager, mandate=coming)
    unconfirmed = record(admin, commune, Office.DEPUTY, starts_on=today + dt.timedelta(days=1))
    with clock.at(clock.now() + dt.timedelta(days=2)):
        assert services.roll_mandates(clock.now()) == 0
    with clock.at(clock.now() + dt.timedelta(days=4)):
        assert services.roll_mandates(clock.now()) == 2
        assert services.roll_mandates(clock.now()) == 0
    assert heard == ["begin", "end_mandate"]
    assert Mandate.unscoped.get(pk=unconfirmed.pk).status == Status.FUTURE


def test_waiver_is_written_by_the_jurist_with_a_reason(inspector, legal_officer, project_manager):
    mandate = mandate_of(inspector)
    with pytest.raises(NotYours):
        services.waive_habilitation(actor=project_manager, mandate=mandate, reason="usage")
    with pytest.raises(Refused):
        services.waive_habilitation(actor=legal_officer, mandate=mandate, reason=" ")
    assert services.waive_habilitation(
        actor=legal_officer, mandate=mandate, reason="usage"
    ).habilitation_waived
