"""Is the history whole? Everything that could have been bent is read again.

Chain of the journal, each history row against the hash in its journal line, each audited record
against its last history row, the database guards, then what other apps registered (files).
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model

from . import canonical, chain, registry, triggers
from .models import Event

_OWN_COLUMNS = frozenset(
    {
        "history_id",
        "history_date",
        "history_change_reason",
        "history_type",
        "history_user_id",
    }
)


def faults() -> Iterator[str]:
    """One French sentence per fault; nothing when all is well."""
    for name in triggers.missing():
        yield f"Base de données : la protection « {name} » manque."
    yield from chain.faults()
    for model in apps.get_models():
        if hasattr(model, "history") and hasattr(model.history, "model"):
            yield from _history_faults(model)
            yield from _record_faults(model)
    for check in registry.checks():
        yield from check()


def _history_faults(model: Any) -> Iterator[str]:
    """History rows without a journal line, or that differ from the hash written in it."""
    label = model._meta.label_lower
    recorded = dict(
        Event.objects.filter(object_type=label, history_id__isnull=False).values_list(
            "history_id", "after_hash"
        )
    )
    for entry in model.history.order_by("pk").iterator(chunk_size=2000):
        expected = recorded.pop(entry.pk, None)
        if expected is None:
            yield f"{_name(model)} n° {entry.id} : entrée d'historique {entry.pk} sans fait."
        elif _digest(entry) != expected:
            yield f"{_name(model)} n° {entry.id} : l'entrée d'historique {entry.pk} a été modifiée."
    for history_id in sorted(key for key in recorded if key is not None):
        yield f"{_name(model)} : l'entrée d'historique {history_id} a disparu."


def _record_faults(model: Any) -> Iterator[str]:
    """Records that differ from their last history row, or that one of the two lacks."""
    last: dict[Any, Any] = {}
    for entry in model.history.order_by("pk").iterator(chunk_size=2000):
        last[entry.id] = None if entry.history_type == "-" else _digest(entry, without=_OWN_COLUMNS)
    for record in model._base_manager.order_by("pk").iterator(chunk_size=2000):
        if record.pk not in last:
            yield f"{_name(model)} n° {record.pk} : enregistrement sans historique."
            continue
        expected = last.pop(record.pk)
        if expected is None:
            yield f"{_name(model)} n° {record.pk} : enregistrement revenu après sa suppression."
        elif _digest(record) != expected:
            yield f"{_name(model)} n° {record.pk} : modifié hors de l'application."
    for key, expected in last.items():
        if expected is not None:
            yield f"{_name(model)} n° {key} : enregistrement disparu sans trace."


def _digest(row: Model, *, without: frozenset[str] = frozenset()) -> str | None:
    """Hash of a row as stored, or None when a cell cannot be read any more.

    A cell may hold anything once somebody wrote SQL by hand: that is a fault to name, not a crash.
    """
    try:
        values = canonical.row(row)
    except (TypeError, ValueError, ArithmeticError, ValidationError):
        return None
    return canonical.digest({k: v for k, v in values.items() if k not in without})


def _name(model: type[Model]) -> str:
    return str(model._meta.verbose_name).capitalize()
