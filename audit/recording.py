"""The journal line is written in the same breath as the change.

Every write of an audited record happens inside ``recording(actor)``::

    with recording(actor) as journal:
        journal.says(convention, "submit", reason="")
        convention.save()

The lines gathered are chained as the last statement of the outermost block: either the change
and its lines are stored together, or nothing is. A write outside any block raises
``Unrecorded``, so no path can be forgotten in silence.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import Model

from . import canonical, chain, registry
from .actor import Actor
from .chain import Line


class Unrecorded(RuntimeError):
    """An audited record was written outside ``recording``: a fault of the code."""


class Unsaid(RuntimeError):
    """``says`` announced a change that no save followed: a fault of the code."""


@dataclass(frozen=True, slots=True)
class _Named:
    """The words announced for the next save of ``record``, kept alive until then."""

    record: Model
    verb: str
    reason: str
    document_hash: str
    data: dict[str, object]


Written = list[tuple[Line, Callable[[], None] | None]]


@dataclass
class Journal:
    """The lines of one block, in order; ``says`` names the change about to be saved."""

    actor: Actor
    request_id: str = ""
    _depth: int = 0
    _written: Written = field(default_factory=list)
    _named: dict[int, _Named] = field(default_factory=dict)

    def says(
        self,
        record: Model,
        verb: str,
        *,
        reason: str = "",
        document_hash: str = "",
        **data: object,
    ) -> None:
        """Give the next save of ``record`` this verb instead of « create » or « change ».

        The very object given here must be saved before the block ends.
        """
        self._named[id(record)] = _Named(record, verb, reason, document_hash, data)

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
        self._add(self._line(_Named(record, verb, reason, document_hash, data)))

    def saved(self, record: Model, history: Model, fallback: str) -> None:
        """Add the line of a history row; called by ``audit.history`` alone."""
        named = self._named.pop(id(record), None) or _Named(record, fallback, "", "", {})
        line = self._line(named)
        line.history_id = history.pk
        line.shape = canonical.shape_of(type(history))
        line.after_hash = canonical.digest(canonical.row(history))
        self._add(line)

    def _line(self, named: _Named) -> Line:
        actor, record = self.actor, named.record
        return Line(
            at=registry.now(),
            verb=named.verb,
            object_type=record._meta.label_lower,
            object_id=record.pk,
            object_key=str(getattr(record, "public_id", "") or ""),
            document_hash=named.document_hash,
            actor_user=actor.user_id,
            actor_person=actor.person_key,
            actor_mandate=actor.mandate_id,
            actor_institution=actor.institution_id,
            actor_title=actor.title,
            reason=named.reason,
            data=named.data,
            request_id=self.request_id,
        )

    def _add(self, line: Line) -> None:
        """Keep ``line``; inside a savepoint, with a mark that a rollback makes Django forget."""
        if len(connection.savepoint_ids) == self._depth:
            self._written.append((line, None))
            return

        def mark() -> None:
            """Does nothing: its presence among the commit hooks is what counts."""

        transaction.on_commit(mark)
        self._written.append((line, mark))

    def _close(self) -> None:
        """Chain what was written, less what an inner rollback took back."""
        if self._named:
            verbs = ", ".join(sorted(named.verb for named in self._named.values()))
            raise Unsaid(f"journal.says announced {verbs}: save that very object in the block.")
        alive = {id(hook[1]) for hook in connection.run_on_commit}
        chain.append([line for line, mark in self._written if mark is None or id(mark) in alive])


_current: ContextVar[Journal | None] = ContextVar("journal", default=None)


@contextmanager
def recording(actor: Actor, *, request_id: str = "") -> Iterator[Journal]:
    """Open a transaction in which ``actor`` changes audited records.

    A nested block joins the outer one under its own actor; when it fails, its lines go with it.
    What runs on commit is outside the block: it opens its own.
    """
    outer = _current.get()
    journal = Journal(actor, request_id)
    if outer is not None:
        journal.request_id = request_id or outer.request_id
        journal._depth, journal._written, journal._named = (
            outer._depth,
            outer._written,
            outer._named,
        )
    named = dict(journal._named)
    try:
        with transaction.atomic():
            if outer is None:
                journal._depth = len(connection.savepoint_ids)
            token = _current.set(journal)
            try:
                yield journal
                if outer is None:
                    journal._close()
            finally:
                _current.reset(token)
    except BaseException:
        journal._named.clear()
        journal._named.update(named)
        raise


def current() -> Journal:
    """The journal of the block under way; raises ``Unrecorded`` outside any."""
    journal = _current.get()
    if journal is None:
        raise Unrecorded(
            "An audited record is written outside audit.recording(actor): say who changes it."
        )
    return journal
