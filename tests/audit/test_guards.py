"""The database refuses to rewrite history and journal, also after a migration."""

from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, migrations, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from audit import canonical, chain, history, triggers, verification
from audit.models import Checkpoint, Event, Shape
from audit.recording import recording
from common import clock
from tests.app.models import Dossier

pytestmark = [pytest.mark.django_db, pytest.mark.both]

TABLES = ("audit_event", "audit_checkpoint", "audit_shape", "testapp_historicaldossier")
VERBS = ("update", "delete", "replace", "truncate")


@pytest.fixture
def checkpoint(stored):
    return chain.checkpoint(clock.now())


def rewrite(table, verb):
    key = "history_id" if "historical" in table else "id"
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if verb == "replace" and not postgresql:
            cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
        elif verb == "replace":
            cursor.execute(
                f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1 "
                f"ON CONFLICT ({key}) DO UPDATE SET {key} = EXCLUDED.{key}"
            )
        elif verb == "update":
            cursor.execute(f"UPDATE {table} SET {key} = {key}")
        elif verb == "truncate" and postgresql:
            cursor.execute(f"TRUNCATE {table} CASCADE")
        else:
            cursor.execute(f"DELETE FROM {table}")


def all_refused():
    for table in TABLES:
        for verb in VERBS:
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                rewrite(table, verb)
    assert list(verification.faults()) == []


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("table", TABLES)
def test_sql_that_rewrites_is_refused(table, verb, checkpoint):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rewrite(table, verb)
    assert list(verification.faults()) == []


def test_the_orm_rewrites_nothing_either(checkpoint):
    for rows in (Event.objects, Checkpoint.objects, Shape.objects, Dossier.history):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.all().delete()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.update(verb="x")
    entry = Dossier.history.first()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.save()


def test_without_guards_the_same_sql_passes(checkpoint):
    """The refusals above come from the guards, and from nothing else."""
    with triggers.lifted():
        rewrite("audit_event", "update")
        assert len(triggers.missing()) == len(triggers._guards())
    assert triggers.missing() == []


def apply_migration(*operations):
    """Run a real migration of the test app, as ``migrate`` does, then what follows it."""
    migration = migrations.Migration("0002_later", "testapp")
    migration.operations = list(operations)
    migration.dependencies = [("testapp", "0001_initial")]
    loader = MigrationLoader(connection)
    before = loader.project_state(("testapp", "0001_initial"))
    executor = MigrationExecutor(connection)
    executor.apply_migration(before.clone(), migration)
    try:
        call_command("migrate", verbosity=0)
    finally:
        executor.recorder.record_unapplied("testapp", "0002_later")
    return before, migration


def undo(state, migration):
    MigrationExecutor(connection).unapply_migration(state, migration)
    call_command("migrate", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_guards_are_back_after_a_migration_that_rebuilds_the_tables(checkpoint, actor):
    widen = [
        migrations.AlterField(name, "title", models.CharField(max_length=120))
        for name in ("dossier", "historicaldossier")
    ]
    done = apply_migration(*widen)
    try:
        assert triggers.missing() == []
        all_refused()
        with recording(actor):
            Dossier.unscoped.create(title="after")
        assert list(verification.faults()) == []
    finally:
        undo(*done)


@pytest.mark.django_db(transaction=True)
def test_a_column_added_later_raises_no_false_alarm(stored):
    """Older hashes cover the columns of their day."""
    done = apply_migration(
        *[
            migrations.AddField(name, "nickname", models.CharField(max_length=20, default="x"))
            for name in ("dossier", "historicaldossier")
        ]
    )
    try:
        with future_columns():
            verification.keep_shapes()
            assert list(verification.faults()) == []
            assert Shape.objects.filter(object_type="testapp.dossier").count() == 2
    finally:
        undo(*done)


@contextmanager
def future_columns():
    """The models as tomorrow's code would declare them, for as long as the block lasts."""
    fields = []
    for model in (Dossier, Dossier.history.model):
        field = models.CharField(max_length=20, default="x")
        field.contribute_to_class(model, "nickname")
        fields.append((model, field))
    forget_columns()
    try:
        yield
    finally:
        for model, field in fields:
            model._meta.local_fields.remove(field)
            model._meta._expire_cache()
            delattr(model, "nickname")
        forget_columns()


def forget_columns():
    for cached in (canonical.writers, canonical.columns, canonical.shape_of, history._insertion):
        cached.cache_clear()


def test_a_guard_that_was_emptied_counts_as_missing(stored):
    """Same name, no effect: only the definition tells."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER guard_row")
        else:
            cursor.execute('DROP TRIGGER "guard_audit_event_delete"')
            cursor.execute(
                'CREATE TRIGGER "guard_audit_event_delete" BEFORE DELETE ON audit_event '
                "BEGIN SELECT 1; END"
            )
    assert len(triggers.missing()) == 1
    assert "protection" in next(iter(verification.faults()))
    triggers.install()
    assert triggers.missing() == []


def test_database_check_names_the_missing_guard(stored, capsys):
    with triggers.lifted():
        call_command("check", "--database", "default", "--tag", "database")
        assert "run migrate" in capsys.readouterr().err
    call_command("check", "--database", "default", "--tag", "database")
    assert "run migrate" not in capsys.readouterr().err
