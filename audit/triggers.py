"""The database itself refuses to rewrite history.

Django rebuilds a table on SQLite at any ``AlterField`` and its triggers vanish, so one idempotent
``install`` runs after every migration; a system check and ``verify_history`` say what is missing.
On SQLite ``INSERT OR REPLACE`` deletes without firing a delete trigger, hence the guard before
inserts; on PostgreSQL row triggers let TRUNCATE through, hence the statement trigger.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection
from django.db.models import Model, UniqueConstraint

from . import registry

_REFUSAL = "this table is append-only"
_FUNCTION = """
CREATE OR REPLACE FUNCTION contreseing_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'this table is append-only: %', TG_TABLE_NAME; END $$
"""


def guarded_models() -> Iterator[type[Model]]:
    """The journal, every history table, and what other apps declared append-only."""
    yield from registry.append_only_models()
    for model in apps.get_models(include_auto_created=True):
        if hasattr(model, "instance_type") and hasattr(model, "tracked_fields"):
            yield model


def _unique_sets(model: type[Model]) -> Iterator[tuple[str, ...]]:
    for field in model._meta.concrete_fields:
        if field.primary_key or field.unique:
            yield (str(field.column),)
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.fields:
            yield tuple(
                str(getattr(model._meta.get_field(name), "column", name))
                for name in constraint.fields
            )


def _statements(model: type[Model]) -> dict[str, str]:
    """SQL of each trigger of ``model``'s table, by trigger name."""
    table = model._meta.db_table
    quoted = connection.ops.quote_name(table)
    if connection.vendor == "postgresql":
        row, statement = f"guard_{table}_row"[:63], f"guard_{table}_all"[:63]
        return {
            row: f'CREATE TRIGGER "{row}" BEFORE UPDATE OR DELETE ON {quoted} '
            "FOR EACH ROW EXECUTE FUNCTION contreseing_append_only()",
            statement: f'CREATE TRIGGER "{statement}" BEFORE TRUNCATE ON {quoted} '
            "FOR EACH STATEMENT EXECUTE FUNCTION contreseing_append_only()",
        }
    refuse = f"SELECT RAISE(ABORT, '{_REFUSAL}')"
    clash = " OR ".join(
        "(" + " AND ".join(f'"{c}" = NEW."{c}"' for c in columns) + ")"
        for columns in _unique_sets(model)
    )
    made = {
        f"guard_{table}_{verb.lower()}": f'CREATE TRIGGER "guard_{table}_{verb.lower()}" '
        f"BEFORE {verb} ON {quoted} BEGIN {refuse}; END"
        for verb in ("UPDATE", "DELETE")
    }
    name = f"guard_{table}_insert"
    exists = f"EXISTS (SELECT 1 FROM {quoted} WHERE {clash})"  # noqa: S608 names of our own tables
    made[name] = (
        f'CREATE TRIGGER "{name}" BEFORE INSERT ON {quoted} WHEN {exists} BEGIN {refuse}; END'
    )
    return made


def _present() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {row[0] for row in cursor.fetchall()}


def _tables() -> set[str]:
    return set(connection.introspection.table_names())


def missing() -> list[str]:
    """Names of the guards that the database lacks."""
    present, tables = _present(), _tables()
    return sorted(
        name
        for model in guarded_models()
        if model._meta.db_table in tables
        for name in _statements(model)
        if name not in present
    )


def install() -> None:
    """Create every guard that is missing; safe to run again."""
    present, tables = _present(), _tables()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for model in guarded_models():
            if model._meta.db_table not in tables:
                continue
            for name, statement in _statements(model).items():
                if name not in present:
                    cursor.execute(statement)


def remove() -> None:
    """Drop every guard: only to empty a test database between two tests."""
    present = _present()
    with connection.cursor() as cursor:
        for model in guarded_models():
            table = connection.ops.quote_name(model._meta.db_table)
            for name in _statements(model):
                if name in present:
                    on = f" ON {table}" if connection.vendor == "postgresql" else ""
                    cursor.execute(f'DROP TRIGGER "{name}"{on}')


@contextmanager
def lifted() -> Iterator[None]:
    """Without guards inside the block; they are put back whatever happens."""
    remove()
    try:
        yield
    finally:
        install()
