"""No audited model is forgotten: what holds for one holds for every entry of the registry."""

import datetime as dt
import io
import uuid
import warnings
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models, transaction

from audit import chain, history, registry, triggers
from audit.actor import SYSTEM
from audit.models import Event, PlainData
from audit.recording import recording
from common import clock
from desk import ticking
from documents import store
from tests.app.models import Dossier
from tests.audit.test_guards import VERBS
from tests.audit.test_tampering import unguarded
from tests.depth import some

pytestmark = [pytest.mark.django_db, pytest.mark.both]

AUDITED = list(registry.audited_models())
GUARDED = list(triggers.guarded_models())
PLAIN = {
    models.BooleanField: True,
    models.DateTimeField: dt.datetime(2026, 5, 4, 8, tzinfo=dt.UTC),
    models.DateField: dt.date(2026, 5, 4),
    models.TimeField: dt.time(8),
    models.DurationField: dt.timedelta(1),
    models.DecimalField: Decimal(1),
    models.FloatField: 1.0,
    models.JSONField: {},
    PlainData: {},
    models.BinaryField: b"x",
}


def label(model):
    return model._meta.label


def cell(field):
    """A value that the column takes, whatever it means."""
    if field.null:
        return None
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if field.choices and not isinstance(field, models.BooleanField):
        return field.choices[0][0]
    kind = next((value for known, value in PLAIN.items() if isinstance(field, known)), None)
    if kind is not None:
        return kind
    text = isinstance(field, models.CharField | models.TextField | models.FileField)
    return "a" * min(field.max_length or 9, 9) if text else 1


def filled(model):
    """A row of ``model`` that nobody saved."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    return model(**{field.attname: cell(field) for field in fields})


@contextmanager
def undone():
    """Rows that point nowhere must be gone before the database looks at its keys."""
    sqlite = connection.vendor == "sqlite"
    if sqlite:
        sql("PRAGMA ignore_check_constraints = ON")
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        if sqlite:
            sql("PRAGMA ignore_check_constraints = OFF")


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def stored(model):
    """A row of ``model``, put in its table without the care of the application."""
    if connection.vendor == "postgresql":
        for constraint in model._meta.constraints:
            sql(f"ALTER TABLE {model._meta.db_table} DROP CONSTRAINT IF EXISTS {constraint.name}")
    row = filled(model)
    manager = models.QuerySet(model)
    manager.bulk_create([row])
    return manager.get(pk=row.pk)


def rewriting(model, verb):
    table, key = model._meta.db_table, model._meta.pk.column
    if verb == "update":
        return f"UPDATE {table} SET {key} = {key}"
    if verb == "replace" and connection.vendor == "sqlite":
        return f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    if verb == "replace":
        return (
            f"INSERT INTO {table} SELECT * FROM {table} "
            f"ON CONFLICT ({key}) DO UPDATE SET {key} = EXCLUDED.{key}"
        )
    if verb == "truncate" and connection.vendor == "postgresql":
        return f"TRUNCATE {table} CASCADE"
    return f"DELETE FROM {table}"


def verified():
    """Exit code of the command, and what it printed."""
    out = io.StringIO()
    try:
        call_command("verify_history", stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue()
    return 0, out.getvalue()


def test_the_registry_holds_every_record_of_ours():
    names = {label(model) for model in AUDITED}
    assert {"conventions.Convention", "governance.Mandate", "documents.Slot"} <= names
    assert len(GUARDED) >= len(AUDITED) + 6


@pytest.mark.parametrize("model", GUARDED, ids=label)
def test_the_database_refuses_to_rewrite_the_table(model, db):
    with undone():
        # PostgreSQL empties no table where keys are still to be checked: guard or not.
        if connection.vendor == "postgresql":
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                sql(rewriting(model, "truncate"))
        stored(model)
        for verb in VERBS[:3] if connection.vendor == "postgresql" else VERBS:
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                sql(rewriting(model, verb))


@pytest.mark.parametrize("model", some(AUDITED), ids=label)
def test_the_command_names_the_row_that_was_bent(model, db):
    name = str(model._meta.verbose_name).capitalize()
    entries = registry.history_model(model)
    with undone():
        with recording(SYSTEM):
            record = stored(model)
            history._record(record, record, "+")
        assert verified()[0] == 0
        entry = entries._base_manager.get(**{model._meta.pk.attname: record.pk})

        with undone():  # the record alone, by hand
            sql(f"UPDATE {model._meta.db_table} SET public_id = %s", "0" * 32)
            code, said = verified()
            assert code == 1
            expected = f"{name} n° {record.pk} : enregistrement modifié hors de l'application."
            assert expected in said

        with undone():  # its history, with the guards off
            for guard in triggers._guards():
                if guard.table == entries._meta.db_table:
                    sql(triggers._drop(guard))
            sql(f"UPDATE {entries._meta.db_table} SET public_id = %s", "0" * 32)
            code, said = verified()
            assert code == 1
            assert f"{name} n° {record.pk} : l'entrée d'historique {entry.pk} a été modif" in said
            assert entries._meta.db_table in said  # the guard that is missing


@contextmanager
def models_kept():
    """The editor builds each model again under its own name, with a history of its own."""
    kept = {label: dict(found) for label, found in apps.all_models.items()}
    try:
        yield
    finally:
        for label, found in kept.items():
            apps.all_models[label].clear()
            apps.all_models[label].update(found)
        apps.clear_cache()


@pytest.mark.django_db(transaction=True)
def test_every_guard_is_back_after_the_migration_of_every_table(db):
    """What Django does at any ``AlterField`` on SQLite; PostgreSQL keeps its triggers."""
    with models_kept(), connection.schema_editor() as editor, warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the editor builds each model again
        for model in {*AUDITED, *GUARDED}:
            if connection.vendor == "sqlite":
                editor._remake_table(model)
            else:
                editor.execute(f"ALTER TABLE {model._meta.db_table} ADD COLUMN later integer")
                editor.execute(f"ALTER TABLE {model._meta.db_table} DROP COLUMN later")
    if connection.vendor == "sqlite":
        assert len(triggers.missing()) == 3 * len(GUARDED)
    call_command("migrate", verbosity=0)
    assert triggers.missing() == []


# --- Files, and the ends of the journal -------------------------------------------------------


@pytest.fixture
def kept(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with store.prepared((b"%PDF-1.7 acte", store.PDF)) as (file,), transaction.atomic():
        return file.keep()


def test_a_file_changed_missing_or_added_on_disk_is_named(kept):
    path, short = store.path_of(kept.sha256), kept.sha256[:12]
    assert verified()[0] == 0
    path.write_bytes(b"%PDF-1.7 faux")
    assert verified() == (1, f"Fichier {short} : il a été modifié.\n")
    path.unlink()
    assert verified() == (1, f"Fichier {short} : il manque.\n")
    path.write_bytes(b"%PDF-1.7 acte")
    other = path.with_name("f" * 64)
    other.write_bytes(b"x")
    assert verified() == (1, f"Fichier {'f' * 12} : sans enregistrement.\n")
    other.unlink()
    assert verified()[0] == 0


@pytest.fixture
def journal(db):
    """Two changes, then a fact that changed nothing: no history row would betray its loss."""
    with recording(SYSTEM) as lines:
        dossiers = [Dossier.unscoped.create(title=f"n° {n}") for n in range(2)]
        lines.note(dossiers[0], "open")
    return dossiers


def test_a_line_added_by_hand_is_named(journal):
    columns = ", ".join(f for f in chain._COLUMNS if f != "sequence")
    sql(
        f"INSERT INTO audit_event (sequence, {columns}) "
        f"SELECT 4, {columns} FROM audit_event WHERE sequence = 3"
    )
    code, said = verified()
    assert code == 1
    assert "le fait n° 4 ne suit pas le précédent" in said


def test_the_last_lines_cut_off_are_seen_against_the_checkpoint_of_the_day(journal):
    ticking.run()
    with unguarded("audit_event"):
        sql("DELETE FROM audit_event WHERE sequence = 3")
    code, said = verified()
    assert code == 1
    assert "le point de contrôle n° 3 n'a plus de fait correspondant" in said


def test_a_change_whose_line_was_cut_off_is_named_even_before_the_checkpoint(journal):
    entry = journal[1].history.get()
    with unguarded("audit_event"):
        sql("DELETE FROM audit_event WHERE sequence >= 2")
    code, said = verified()
    assert code == 1
    assert f"l'entrée d'historique {entry.pk} n'a pas de fait au journal" in said


def test_a_checkpoint_is_kept_each_day_while_the_journal_grows(journal):
    start = clock.now()
    assert chain.daily_checkpoint(start).sequence == Event.objects.count()
    assert chain.daily_checkpoint(start + dt.timedelta(hours=23)) is None
    assert chain.daily_checkpoint(start + dt.timedelta(hours=25)) is None  # nothing was written
    with recording(SYSTEM) as lines:
        lines.note(journal[0], "open")
    assert chain.daily_checkpoint(start + dt.timedelta(hours=25)).sequence == 4


def test_an_empty_journal_has_no_checkpoint(db):
    assert chain.daily_checkpoint(clock.now()) is None
