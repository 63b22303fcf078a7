"""The database itself refuses to rewrite history.

Django rebuilds a table on SQLite at any ``AlterField`` and its triggers vanish, so one idempotent
``install`` runs after every migration; a system check and ``verify_history`` say what is missing
or was replaced. On SQLite ``INSERT OR REPLACE`` deletes without firing a delete trigger, hence
the guard before inserts; on PostgreSQL row triggers let TRUNCATE through, hence the statement
trigger.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Model, UniqueConstraint

from . import registry

_REFUSAL = "this table is append-only"
_BODY = f" BEGIN RAISE EXCEPTION '{_REFUSAL}: %', TG_TABLE_NAME; END "
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION contreseing_append_only() RETURNS trigger LANGUAGE plpgsql "
    f"AS $${_BODY}$$"
)
_ROW, _ALL = 1 + 2 + 8 + 16, 2 + 32  # pg_trigger.tgtype: each row/before/delete/update; truncate
_PRESENT_POSTGRESQL = """
SELECT c.relname, t.tgname, t.tgtype
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL
  AND pg_table_is_visible(c.oid) AND p.proname = 'contreseing_append_only' AND p.prosrc = %s
"""


class Guard(NamedTuple):
    """One trigger: its table, its name there, how it reads once stored, how it is made."""

    table: str
    name: str
    stored: str
    statement: str


def guarded_models() -> Iterator[type[Model]]:
    """The journal, every history table, and what other apps declared append-only."""
    yield from registry.append_only_models()
    for model in registry.audited_models():
        yield registry.history_model(model)


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


def _guards() -> list[Guard]:
    """Every guard that the database must hold."""
    make = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    models = [model for model in guarded_models() if model._meta.db_table in tables]
    return [guard for model in models for guard in make(model)]


def _postgresql(model: type[Model]) -> Iterator[Guard]:
    table = model._meta.db_table
    for name, kind, when in (
        ("guard_row", _ROW, "BEFORE UPDATE OR DELETE ON {} FOR EACH ROW"),
        ("guard_all", _ALL, "BEFORE TRUNCATE ON {} FOR EACH STATEMENT"),
    ):
        event = when.format(connection.ops.quote_name(table))
        statement = f"CREATE TRIGGER {name} {event} EXECUTE FUNCTION contreseing_append_only()"
        yield Guard(table, name, str(kind), statement)


def _sqlite(model: type[Model]) -> Iterator[Guard]:
    table = model._meta.db_table
    quoted = connection.ops.quote_name(table)
    clash = " OR ".join(
        "(" + " AND ".join(f'"{c}" = NEW."{c}"' for c in columns) + ")"
        for columns in _unique_sets(model)
    )
    exists = f"EXISTS (SELECT 1 FROM {quoted} WHERE {clash})"  # noqa: S608 names of our own tables
    for verb, condition in (("UPDATE", ""), ("DELETE", ""), ("INSERT", f"WHEN {exists} ")):
        name = f"guard_{table}_{verb.lower()}"
        statement = (
            f'CREATE TRIGGER "{name}" BEFORE {verb} ON {quoted} {condition}'
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )
        yield Guard(table, name, statement, statement)


def _present() -> dict[tuple[str, str], str]:
    """Triggers that the database holds and that work: table and name to what they do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_PRESENT_POSTGRESQL, [_BODY])
        else:
            cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {(table, name): str(what) for table, name, what in cursor.fetchall()}


def missing() -> list[str]:
    """Guards that the database lacks, or that were replaced by something else."""
    present = _present()
    return sorted(
        guard.name if guard.table in guard.name else f"{guard.name} ({guard.table})"
        for guard in _guards()
        if present.get((guard.table, guard.name)) != guard.stored
    )


def install() -> None:
    """Create every guard that is missing or was replaced; safe to run again."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        present = _present()
        for guard in _guards():
            if present.get((guard.table, guard.name)) != guard.stored:
                cursor.execute(_drop(guard))
                cursor.execute(guard.statement)


def remove() -> None:
    """Drop every guard: only to empty a test database between two tests."""
    with transaction.atomic(), connection.cursor() as cursor:
        for guard in _guards():
            cursor.execute(_drop(guard))


def _drop(guard: Guard) -> str:
    name = connection.ops.quote_name(guard.name)
    if connection.vendor == "postgresql":
        return f"DROP TRIGGER IF EXISTS {name} ON {connection.ops.quote_name(guard.table)}"
    return f"DROP TRIGGER IF EXISTS {name}"


@contextmanager
def lifted() -> Iterator[None]:
    """Without guards inside the block; they are put back whatever happens."""
    remove()
    try:
        yield
    finally:
        install()
