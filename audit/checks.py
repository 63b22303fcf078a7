"""What the code of an audited model must respect, and what the database must hold."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Warning
from django.db import DatabaseError

from . import registry, triggers
from .history import RecordedQuerySet


def models_have_no_silent_path(**kwargs: Any) -> list[CheckMessage]:
    """Managers, many-to-many tables and inheritance that would let a change go unseen."""
    return [message for model in registry.audited_models() for message in _silent_paths(model)]


def _silent_paths(model: Any) -> Iterator[CheckMessage]:
    for manager in {model._default_manager, model._base_manager, *model._meta.managers}:
        if not issubclass(manager._queryset_class, RecordedQuerySet):
            yield Error(
                f"manager {manager.name} may change records without history",
                hint="Build it from RecordedQuerySet; let class Meta inherit from Record.Meta.",
                obj=model,
                id="audit.E001",
            )
    for field in model._meta.local_many_to_many:
        if field.remote_field.through not in set(registry.audited_models()):
            yield Error(
                f"the rows of {field.name} change without history",
                hint="Give it a through model that is itself audited.",
                obj=model,
                id="audit.E002",
            )
    if model._meta.concrete_model is model and model._meta.parents:
        yield Error(
            "an audited model spread over two tables cannot be verified",
            hint="Inherit from an abstract model, or hold a key to the other one.",
            obj=model,
            id="audit.E003",
        )
    if set(registry.history_model(model).tracked_fields) != set(model._meta.concrete_fields):
        yield Error("the history leaves columns out", obj=model, id="audit.E004")


def guards_present(**kwargs: Any) -> list[CheckMessage]:
    """Database checks run only when asked for (``check --database default``)."""
    try:
        lacking = triggers.missing()
    except DatabaseError:
        return []
    return [Warning(f"Guard {name} is missing: run migrate.", id="audit.W001") for name in lacking]
