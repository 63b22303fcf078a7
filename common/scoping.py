"""Nobody reads rows without saying on whose behalf.

``Model.objects`` refuses to touch the database until ``visible_to(actor)`` or
``unscoped(reason=…)`` was called. Django's own machinery (related objects, validation) uses the
manager named ``unscoped``, which an architecture test forbids in views.
"""

from collections.abc import Iterator
from typing import Any, Self, TypeVar

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import models

from audit.actor import Actor
from audit.history import RecordedQuerySet

M = TypeVar("M", bound=models.Model)


class ScopeMissing(RuntimeError):
    """Rows were asked for without a scope: a fault of the code."""


class ScopedQuerySet(RecordedQuerySet[M]):
    """A set that can be read once its scope is said.

    A set combined with another (``|``, ``&``, ``union``) or used inside a filter must have said
    its own scope too.
    """

    scope_required = False
    scope_said = False

    def visible_to(self, actor: Actor) -> Self:
        """The rows that ``actor`` may see; the system sees all, a visitor sees none."""
        if actor.system:
            return self._said()
        return self.scope(actor)._said()

    def scope(self, actor: Actor) -> Self:
        """Narrow to what ``actor`` may see; each model says its own rule."""
        return self.none()

    def unscoped(self, *, reason: str) -> Self:
        """Every row, for the ``reason`` given (a job, a uniqueness rule, a verification)."""
        if not reason:
            raise ValueError("say why the scope is left out")
        return self._said()

    def none(self) -> Self:
        """No row at all: nothing that a scope would hide."""
        empty: Self = super().none()
        return empty._said()

    def _said(self) -> Self:
        clone: Self = self._chain()  # type: ignore[attr-defined]
        clone.scope_said = True
        return clone

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone.scope_required = self.scope_required
        clone.scope_said = self.scope_said
        return clone

    def _check(self, *others: Any) -> None:
        for queryset in (self, *others):
            if getattr(queryset, "scope_required", False) and not queryset.scope_said:
                raise ScopeMissing(
                    f"{queryset.model.__name__}.objects: call visible_to(actor) or "
                    "unscoped(reason=…)."
                )

    def _fetch_all(self) -> None:
        self._check()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[M]:
        self._check()
        return super().iterator(*args, **kwargs)

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._check()
        return super().aggregate(*args, **kwargs)

    def count(self) -> int:
        self._check()
        return super().count()

    def exists(self) -> bool:
        self._check()
        return super().exists()

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        self._check()
        return super().raw(*args, **kwargs)

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        """Called when the set stands inside the filter of another one."""
        self._check()
        return super().resolve_expression(*args, **kwargs)  # type: ignore[misc]

    def _combinator_query(self, combinator: str, *others: Any, all: bool = False) -> Any:
        self._check(*others)
        return super()._combinator_query(combinator, *others, all=all)  # type: ignore[misc]

    def __and__(self, other: Any) -> Self:
        self._check(other)
        return super().__and__(other)

    def __or__(self, other: Any) -> Self:
        self._check(other)
        return super().__or__(other)

    def __xor__(self, other: Any) -> Self:
        self._check(other)
        return super().__xor__(other)  # type: ignore[misc]


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """The ``objects`` of every record."""

    def get_queryset(self) -> ScopedQuerySet[Any]:
        queryset: ScopedQuerySet[Any] = super().get_queryset()
        queryset.scope_required = True
        return queryset

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        return self.get_queryset().raw(*args, **kwargs)


def managers(
    queryset: type[ScopedQuerySet[Any]],
) -> tuple[Any, Any]:
    """``objects, unscoped = managers(MyQuerySet)`` for a model with its own queryset.

    If the model has its own ``class Meta``, it inherits from ``Record.Meta``.
    """
    return (
        ScopedManager.from_queryset(queryset)(),
        models.Manager.from_queryset(queryset)(),
    )


def records_are_scoped(**kwargs: Any) -> list[CheckMessage]:
    """A model of ``Record`` whose ``objects`` could be read without a scope is refused."""
    from .models import Record

    return [
        Error(
            "the scope of this model can be left out",
            hint="objects, unscoped = managers(MyQuerySet); class Meta(Record.Meta).",
            obj=model,
            id="common.E001",
        )
        for model in apps.get_models()
        if issubclass(model, Record)
        and not (
            isinstance(model._meta.managers_map.get("objects"), ScopedManager)
            and model._meta.default_manager_name == "unscoped"
        )
    ]
