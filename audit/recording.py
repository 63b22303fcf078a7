"""The journal line is written in the same breath as the change.

Every write of an audited record happens inside ``recording(actor)``::

    with recording(actor) as journal:
        journal.says(convention, "submit", reason="")
        convention.save()

The lines gathered are chained as the last statement of the outermost block: either the change
and its lines are stored together, or nothing is. A write outside any block raises
``Unrecorded``, so no path can be forgotten in silence.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Model

from . import canonical, chain, registry
from .actor import Actor
from .models import Event


class Unrecorded(RuntimeError):
    """An audited record was written outside ``recording``: a fault of the code."""


@dataclass
class Journal:
    """The lines of one block, in order; ``says`` names the change about to be saved."""

    actor: Actor
    request_id: str = ""
    lines: list[Event] = field(default_factory=list)
    _named: dict[int, tuple[str, str, str, dict[str, object]]] = field(default_factory=dict)

    def says(
        self,
        record: Model,
        verb: str,
        *,
        reason: str = "",
        document_hash: str = "",
        **data: object,
    ) -> None:
        """Give the next save of ``record`` this verb instead of « create » or « change »."""
        self._named[id(record)] = (verb, reason, document_hash, data)

    def note(
        self,
        record: Model,
        verb: str,
        *,
        reason: str = "",
        document_hash: str = "",
        **data: object,
    ) -> None:
        """Add a fact that changes no column of ``record`` (an opening, a refused attempt)."""
        self.lines.append(self._line(record, verb, reason, document_hash, data))

    def saved(self, record: Model, history: Model, fallback: str) -> None:
        """Add the line of a history row; called by the receiver and by the bulk methods."""
        verb, reason, document_hash, data = self._named.pop(id(record), (fallback, "", "", {}))
        line = self._line(record, verb, reason, document_hash, data)
        line.history_id = history.pk
        line.after_hash = canonical.digest(canonical.row(history))
        self.lines.append(line)

    def _line(
        self,
        record: Model,
        verb: str,
        reason: str,
        document_hash: str,
        data: dict[str, object],
    ) -> Event:
        actor = self.actor
        return Event(
            at=registry.now().astimezone(dt.UTC),
            verb=verb,
            object_type=record._meta.label_lower,
            object_id=record.pk,
            object_key=str(getattr(record, "public_id", "") or ""),
            document_hash=document_hash,
            actor_user=actor.user_id,
            actor_person=actor.person_key,
            actor_mandate=actor.mandate_id,
            actor_institution=actor.institution_id,
            actor_title=actor.title,
            reason=reason,
            data=data,
            request_id=self.request_id,
        )


_current: ContextVar[Journal | None] = ContextVar("journal", default=None)


@contextmanager
def recording(actor: Actor, *, request_id: str = "") -> Iterator[Journal]:
    """Open a transaction in which ``actor`` changes audited records.

    A nested block joins the outer one under its own actor; when it fails, its lines go with it.
    """
    outer = _current.get()
    lines = outer.lines if outer else []
    kept = len(lines)
    journal = Journal(actor, request_id or (outer.request_id if outer else ""), lines)
    token = _current.set(journal)
    try:
        with transaction.atomic():
            yield journal
            if outer is None:
                chain.append(lines)
    except BaseException:
        del lines[kept:]
        raise
    finally:
        _current.reset(token)


def current() -> Journal:
    """The journal of the block under way; raises ``Unrecorded`` outside any."""
    journal = _current.get()
    if journal is None:
        raise Unrecorded(
            "An audited record is written outside audit.recording(actor): say who changes it."
        )
    return journal
