"""One way to write a value as text, so that a hash computed today is found again in ten years.

The same record must give the same words whether it was just built in memory or read back from
SQLite or PostgreSQL: numbers are quantised to their column, instants are in UTC, JSON is sorted.
"""

import datetime as dt
import hashlib
import json
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Field, Model


def plain(field: Field[Any, Any], value: object) -> object:
    """The value of ``field`` as JSON can hold it."""
    value = field.to_python(value)
    if isinstance(field, DecimalField) and isinstance(value, Decimal):
        return str(value.quantize(Decimal(1).scaleb(-field.decimal_places)))
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def row(instance: Model) -> dict[str, object]:
    """Every stored column of ``instance`` as plain values, by column attribute."""
    return {
        field.attname: plain(_target(field), getattr(instance, field.attname))
        for field in instance._meta.concrete_fields
    }


def _target(field: Any) -> Field[Any, Any]:
    return field.target_field if field.is_relation else field


def digest(value: object) -> str:
    """SHA-256, in hexadecimal, of ``value`` as canonical JSON."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
