"""Is the history whole? Everything that could have been bent is read again.

Chain of the journal, each history row against the hash in its journal line, each audited record
against its last history row, the database guards, then what other apps registered (files).
Rows are read by windows, so that memory does not grow with the history. Each comparison is one
statement, hence right while the site is being used.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.db.models import Exists, IntegerField, Model, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from . import canonical, chain, registry, triggers
from .models import Event, Shape

_WINDOW = 2000
_UNREADABLE = (
    AttributeError,
    TypeError,
    ValueError,
    ArithmeticError,
    ValidationError,
    DatabaseError,
)


def faults() -> Iterator[str]:
    """One French sentence per fault; nothing when all is well."""
    for name in triggers.missing():
        yield f"Base de données : la protection « {name} » manque."
    yield from chain.faults()
    for model in registry.audited_models():
        yield from _history_faults(model)
        yield from _lost_entries(model)
        yield from _record_faults(model)
    for check in registry.checks():
        yield from check()


def keep_shapes() -> None:
    """Note the columns of each history table, so that its older rows stay verifiable."""
    known = set(Shape.objects.values_list("object_type", "key"))
    for model in registry.audited_models():
        history = registry.history_model(model)
        label, key = model._meta.label_lower, canonical.shape_of(history)
        if (label, key) not in known:
            Shape.objects.create(
                object_type=label, key=key, columns=list(canonical.columns(history))
            )


def _history_faults(model: Any) -> Iterator[str]:
    """History rows without a journal line, or that differ from the hash written in it."""
    history, label = registry.history_model(model), model._meta.label_lower
    shapes = _shapes(label, history)
    names = canonical.columns(history)
    lines = Event.objects.filter(object_type=label, history_id=OuterRef("pk")).order_by("sequence")
    rows = history._base_manager.annotate(
        said_hash=Subquery(lines.values("after_hash")[:1]),
        said_shape=Subquery(lines.values("shape")[:1]),
        empty=_empty_cells(history),
    )
    for key, values in _windows(rows, ("said_hash", "said_shape", "empty", *names)):
        # Django reads a damaged date of SQLite as an absent one: the cells must be as many.
        if values is None or values[2] != sum(cell is None for cell in values[3:]):
            yield f"{_name(model)} : l'entrée d'historique {key} est illisible."
            continue
        said_hash, said_shape, _, *cells = values
        record = dict(zip(names, cells, strict=True)).get(model._meta.pk.attname)
        entry = f"{_name(model)} n° {record} : l'entrée d'historique {key}"
        if said_hash is None:
            yield f"{entry} n'a pas de fait au journal."
        elif said_shape not in shapes:
            yield f"{entry} a été écrite avec des colonnes inconnues."
        elif _digest(names, history, cells, shapes[said_shape]) != said_hash:
            yield f"{entry} a été modifiée."


def _empty_cells(model: type[Model]) -> RawSQL:
    """How many cells of a row the database itself holds for absent."""
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    cells = [f"{table}.{quote(str(field.column))}" for field in model._meta.concrete_fields]
    counted = " + ".join(f"CASE WHEN {cell} IS NULL THEN 1 ELSE 0 END" for cell in cells)
    return RawSQL(counted, [], output_field=IntegerField())  # noqa: S611 names of our own columns


def _shapes(label: str, history: type[Model]) -> dict[str, frozenset[str]]:
    """The lists of columns that rows of ``history`` were hashed with, by short name."""
    found = {canonical.shape_of(history): frozenset(canonical.columns(history))}
    for key, columns in Shape.objects.filter(object_type=label).values_list("key", "columns"):
        if canonical.shape(columns) == key and set(columns) <= set(canonical.columns(history)):
            found[key] = frozenset(columns)
    return found


def _digest(
    names: Sequence[str], model: type[Model], cells: Sequence[object], kept: frozenset[str]
) -> str | None:
    """Hash of a row, or None when a cell cannot be written any more.

    A cell may hold anything once somebody wrote SQL by hand: that is a fault to name, not a crash.
    """
    wanted = [(name, cell) for name, cell in zip(names, cells, strict=True) if name in kept]
    try:
        return canonical.digest(
            canonical.read([n for n, _ in wanted], model, [c for _, c in wanted])
        )
    except _UNREADABLE:
        return None


def _windows(
    rows: QuerySet[Any], names: Sequence[str]
) -> Iterator[tuple[int, tuple[Any, ...] | None]]:
    """Key and cells of every row, in order of key; None for the cells of an unreadable row."""
    table = connection.ops.quote_name(rows.model._meta.db_table)
    key = connection.ops.quote_name(rows.model._meta.pk.column)
    after = -(2**63)
    while True:
        try:
            found = rows.filter(pk__gt=after).order_by("pk").values_list("pk", *names)[:_WINDOW]
            window = [(row[0], row[1:]) for row in found]
        except _UNREADABLE:
            query = f"SELECT {key} FROM {table} WHERE {key} > %s ORDER BY {key} LIMIT {_WINDOW}"  # noqa: S608
            with connection.cursor() as cursor:
                cursor.execute(query, [after])
                keys = [row[0] for row in cursor.fetchall()]
            window = [(one, _alone(rows, one, names)) for one in keys]
        if not window:
            return
        yield from window
        after = window[-1][0]


def _alone(rows: QuerySet[Any], key: int, names: Sequence[str]) -> tuple[Any, ...] | None:
    try:
        return rows.filter(pk=key).values_list(*names).first()
    except _UNREADABLE:
        return None


def _lost_entries(model: Any) -> Iterator[str]:
    """Journal lines whose history row is gone."""
    history = registry.history_model(model)
    lines = Event.objects.filter(
        ~Exists(history._base_manager.filter(pk=OuterRef("history_id"))),
        object_type=model._meta.label_lower,
        history_id__isnull=False,
    )
    for entry, record in lines.order_by("history_id").values_list("history_id", "object_id"):
        yield f"{_name(model)} n° {record} : l'entrée d'historique {entry} a disparu."


def _record_faults(model: Any) -> Iterator[str]:
    """Records that differ from their last history row, or that one of the two lacks.

    The database compares the stored cells itself: nothing is converted, so nothing can fail.
    """
    quote = connection.ops.quote_name
    history = quote(registry.history_model(model)._meta.db_table)
    record, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    last = f"(SELECT MAX(x.history_id) FROM {history} x WHERE x.{key} = "  # noqa: S608
    same = [quote(field.column) for field in model._meta.concrete_fields]
    changed = " OR ".join(f"r.{column} {differs} h.{column}" for column in same)
    found = f"""
        SELECT r.{key}, CASE WHEN h.history_id IS NULL THEN 'sans historique'
            WHEN h.history_type = '-' THEN 'revenu après sa suppression'
            ELSE 'modifié hors de l''application' END
        FROM {record} r LEFT JOIN {history} h ON h.history_id = {last} r.{key})
        WHERE h.history_id IS NULL OR h.history_type = '-' OR {changed} ORDER BY r.{key}"""  # noqa: S608
    gone = f"""
        SELECT h.{key}, 'disparu sans trace' FROM {history} h
        WHERE h.history_id = {last} h.{key}) AND h.history_type <> '-'
        AND NOT EXISTS (SELECT 1 FROM {record} r WHERE r.{key} = h.{key}) ORDER BY h.{key}"""  # noqa: S608
    with connection.chunked_cursor() as cursor:
        for query in (found, gone):
            cursor.execute(query)
            while window := cursor.fetchmany(_WINDOW):
                for number, what in window:
                    yield f"{_name(model)} n° {number} : enregistrement {what}."


def _name(model: type[Model]) -> str:
    return str(model._meta.verbose_name).capitalize()
