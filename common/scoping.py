"""Nobody reads rows without saying on whose behalf.

``Model.objects`` refuses to touch the database until ``visible_to(actor)`` or
``unscoped(reason=…)`` was called. Django's own machinery (related objects, validation) uses the
manager named ``unscoped``, which an architecture test forbids in views.
"""

from collections.abc import Iterator
from typing import Any, Self, TypeVar

from django.db import models

from audit.actor import Actor
from audit.history import RecordedQuerySet

M = TypeVar("M", bound=models.Model)


class ScopeMissing(RuntimeError):
    """Rows were asked for without a scope: a fault of the code."""


class ScopedQuerySet(RecordedQuerySet[M]):
    """A set that can be read once its scope is said."""

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

    def _said(self) -> Self:
        clone: Self = self._chain()  # type: ignore[attr-defined]
        clone.scope_said = True
        return clone

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone.scope_required = self.scope_required
        clone.scope_said = self.scope_said
        return clone

    def _check(self) -> None:
        if self.scope_required and not self.scope_said:
            raise ScopeMissing(
                f"{self.model.__name__}.objects: call visible_to(actor) or unscoped(reason=…)."
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


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """The ``objects`` of every record."""

    def get_queryset(self) -> ScopedQuerySet[Any]:
        queryset: ScopedQuerySet[Any] = super().get_queryset()
        queryset.scope_required = True
        return queryset


def managers(
    queryset: type[ScopedQuerySet[Any]],
) -> tuple[models.Manager[Any], models.Manager[Any]]:
    """``objects, unscoped = managers(MyQuerySet)`` for a model with its own queryset."""
    return (
        ScopedManager.from_queryset(queryset)(),
        models.Manager.from_queryset(queryset)(),
    )
