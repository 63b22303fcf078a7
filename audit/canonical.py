"""One way to write a value as text, so that a hash computed today is found again in ten years.

The same record must give the same words whether it was just built in memory or read back from
SQLite or PostgreSQL: numbers are exact, instants are in UTC, JSON is sorted. A hash covers the
columns that the table had on the day of writing; their list has a short name, the *shape*, so
that a column added later leaves older hashes valid. A column of an audited table therefore never
changes its name nor its meaning: a new one is added, the old one stays.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterable
from decimal import Decimal, Inexact, localcontext
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Field, Model

Writer = Callable[[Any], object]
_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def text(value: object) -> str:
    """``value`` (plain: dict, list, str, int, bool, None) as canonical JSON."""
    return _encode(value)


def digest(value: object) -> str:
    """SHA-256, in hexadecimal, of ``value`` as canonical JSON."""
    return sha256(_encode(value).encode()).hexdigest()


def plain_json(value: object, encoder: type[json.JSONEncoder] | None = None) -> Any:
    """``value`` as it comes back from a JSON column of any database.

    Keys become text; a whole number written as a float becomes an integer, because PostgreSQL
    gives 1e22 back without its exponent.
    """
    return json.loads(json.dumps(value, cls=encoder), parse_float=_number)


def _number(written: str) -> float | int:
    value = float(written)
    return int(value) if value.is_integer() else value


def row(instance: Model) -> dict[str, object]:
    """Every stored column of ``instance`` as plain values, by column attribute."""
    return {name: write(getattr(instance, name)) for name, write in writers(type(instance))}


def read(names: Iterable[str], model: type[Model], values: Iterable[object]) -> dict[str, object]:
    """The same as ``row`` for ``values`` read from the columns ``names`` of ``model``."""
    write = dict(writers(model))
    return {name: write[name](value) for name, value in zip(names, values, strict=True)}


@cache
def writers(model: type[Model]) -> tuple[tuple[str, Writer], ...]:
    """Name and writer of every column of ``model``, sorted by name."""
    return tuple(sorted((f.attname, _writer(f)) for f in model._meta.concrete_fields))


@cache
def columns(model: type[Model]) -> tuple[str, ...]:
    """Names of the columns of ``model`` today, sorted."""
    return tuple(name for name, _ in writers(model))


def shape(names: Iterable[str]) -> str:
    """Short name of a list of columns."""
    return sha256("\x1f".join(names).encode()).hexdigest()[:16]


@cache
def shape_of(model: type[Model]) -> str:
    """Short name of the columns of ``model`` today."""
    return shape(columns(model))


def _writer(field: Any) -> Writer:
    """The function that writes a value of ``field``; quick when the type is the usual one."""
    while field.is_relation:
        field = field.target_field
    for kinds, usual, convert in _KINDS:
        if isinstance(field, kinds):
            return _quick(field, usual, convert)
    return _quick(field, frozenset(), lambda _field, value: str(value))


def _quick(
    field: Field[Any, Any], usual: frozenset[type], convert: Callable[[Any, Any], object]
) -> Writer:
    def write(value: Any) -> object:
        if value is None or type(value) in usual:
            return value
        return convert(field, value)

    return write


def _as_text(field: Any, value: Any) -> object:
    value = field.to_python(value)
    return None if value is None else str.__str__(value)  # a TextChoices gives its own value


def _as_number(field: Any, value: Any) -> object:
    value = field.to_python(value)
    return value if value is None or isinstance(value, bool) else int(value)


def _as_decimal(field: Any, value: Any) -> object:
    """Without final zeros; more decimals than the column holds are refused.

    SQLite and PostgreSQL would not round them in the same way.
    """
    exact = field.to_python(value)
    if exact is None:
        return None
    with localcontext() as context:
        context.prec = max(context.prec, field.max_digits)
        context.traps[Inexact] = True
        try:
            exact = exact.quantize(Decimal(1).scaleb(-field.decimal_places))
        except Inexact:
            raise ValueError(
                f"{field.model.__name__}.{field.name}: {value} has more than "
                f"{field.decimal_places} decimals; round it before it is saved."
            ) from None
    written = f"{exact:f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if exact == 0 else written


def _as_float(field: Any, value: Any) -> object:
    value = field.to_python(value)
    return None if value is None else float(value) + 0.0  # no negative zero


def _as_instant(field: Any, value: Any) -> object:
    if type(value) is not dt.datetime or value.tzinfo is None:
        value = dt.datetime.fromisoformat(field.get_prep_value(value).isoformat())
    return value.astimezone(dt.UTC).isoformat()


def _as_iso(field: Any, value: Any) -> object:
    value = field.to_python(value)
    return None if value is None else value.isoformat()


def _as_uuid(field: Any, value: Any) -> object:
    return str(value if type(value) is UUID else field.to_python(value))


def _as_json(field: Any, value: Any) -> object:
    return plain_json(value, field.encoder)


def _as_bytes(field: Any, value: Any) -> object:
    return bytes(value).hex()


def _as_name(field: Any, value: Any) -> object:
    return str(value)


_NONE: frozenset[type] = frozenset()
_KINDS: tuple[tuple[Any, frozenset[type], Callable[[Any, Any], object]], ...] = (
    (models.FileField, frozenset({str}), _as_name),
    ((models.CharField, models.TextField), frozenset({str}), _as_text),
    (models.BooleanField, frozenset({bool}), _as_number),
    ((models.IntegerField, models.AutoField), frozenset({int}), _as_number),
    (models.DecimalField, _NONE, _as_decimal),
    (models.FloatField, _NONE, _as_float),
    (models.DateTimeField, _NONE, _as_instant),
    ((models.DateField, models.TimeField), _NONE, _as_iso),
    (models.UUIDField, _NONE, _as_uuid),
    (models.JSONField, _NONE, _as_json),
    (models.BinaryField, _NONE, _as_bytes),
)
