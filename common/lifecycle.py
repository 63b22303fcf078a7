"""The gate: the only way a status changes.

A lifecycle declares its moves on ``viewflow.fsm``, as data a page, a test and a chart can read::

    class ConventionLifecycle(Lifecycle):
        state = column(Status, "status")

        @state.transition(Status.DRAFT, Status.UNDER_REVIEW, permission=this.may_submit,
                          custom=move("Envoyer en relecture", "a envoyé en relecture"))
        def submit(self, **given): ...

``Lifecycle.move(record, "submit", actor=…)`` takes the row lock, checks state, permission and
guards in that order, moves, saves, and leaves the journal line to the end of the transaction.
viewflow asks for a permission but does not enforce it, hence this gate.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models
from viewflow import fsm

from audit.actor import Actor
from audit.recording import recording

R = TypeVar("R", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an action is impossible: a French sentence, its legal or practical source."""

    sentence: str
    source: str = ""
    key: str = ""


class Refused(Exception):
    """The action is impossible now (409): every refusal that applies, first one first."""

    status = 409

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(refusals[0].sentence)
        self.refusals: Sequence[Refusal] = refusals


class NotYours(PermissionDenied):
    """The action belongs to somebody else (403); the sentence says to whom."""


@dataclass(frozen=True, slots=True)
class Move:
    """What people read about a transition: its button, its line in the history.

    ``reason``: a reason must be given. ``system``: no button, a task does it.
    """

    button: str = ""
    sentence: str = ""
    reason: bool = False
    system: bool = False


def move(button: str = "", sentence: str = "", **options: bool) -> dict[str, Any]:
    """The ``custom`` argument of a transition."""
    return {"move": Move(button, sentence, **options)}


def by(predicate: Callable[[Actor, Any], bool]) -> Callable[[Any, Actor], bool]:
    """The ``permission`` of a transition, from a predicate of ``<app>/permissions.py``."""
    return lambda flow, actor: predicate(actor, flow.record)


def system(flow: Any, actor: Actor) -> bool:
    """The ``permission`` of a move that no person makes."""
    return actor.system


def column(choices: type[models.TextChoices], field: str = "status") -> fsm.State:
    """A state kept in ``record.<field>``; a lifecycle is its only writer."""
    state = fsm.State(choices)
    state.getter()(lambda flow: choices(getattr(flow.record, field)))
    state.setter()(lambda flow, value: setattr(flow.record, field, value))
    return state


class Lifecycle(Generic[R]):
    """The moves of one kind of record. ``guard_<verb>`` methods yield the refusals of a move."""

    state: ClassVar[fsm.State]
    label: ClassVar[str] = "ce dossier"

    def __init__(self, record: R) -> None:
        self.record = record

    @classmethod
    def move(cls, record: R, verb: str, *, actor: Actor, reason: str = "", **given: Any) -> R:
        """Move ``record`` by ``verb``; returns the fresh, saved record.

        Raises ``Refused`` (409: wrong state, guard not met, reason missing) and ``NotYours``
        (403). Nothing is stored then. ``given`` goes to the transition and to its guards.
        """
        with recording(actor) as journal:
            manager = type(record)._base_manager
            locked = manager.select_for_update().get(pk=record.pk)
            flow = cls(locked)
            before = str(flow.state)
            transition = cls.transition(verb, before)
            if transition is None:
                raise Refused(flow.wrong_state(verb))
            if not transition.has_perm(flow, actor):
                raise NotYours(flow.not_yours(verb, actor))
            refusals = list(flow.refusals(verb, actor=actor, reason=reason, **given))
            if refusals:
                raise Refused(*refusals)
            getattr(flow, verb)(actor=actor, reason=reason, **given)
            journal.says(
                locked,
                verb,
                reason=reason,
                before=before,
                after=str(flow.state),
                **flow.facts(verb),
            )
            locked.save()
            flow.after(verb, actor=actor, reason=reason, **given)
        return locked

    @classmethod
    def transition(cls, verb: str, state: str) -> fsm.Transition | None:
        """The transition named ``verb`` that leaves ``state``, or None."""
        method = getattr(cls, verb, None)
        if method is None or not hasattr(method, "get_transitions"):
            raise LookupError(f"{cls.__name__} has no move {verb!r}")
        found = {t.source: t for t in method.get_transitions()}
        return found.get(state) or found.get(fsm.State.ANY)

    @classmethod
    def verbs(cls) -> list[str]:
        return sorted(method.slug for method in cls.state.get_transitions())

    @classmethod
    def moves(cls) -> Iterable[tuple[str, str, str, Move]]:
        """The whole table: verb, from, to, words."""
        for method, transitions in cls.state.get_transitions().items():
            for transition in transitions:
                words = transition.custom.get("move", Move())
                yield method.slug, str(transition.source), str(transition.target), words

    def available(self, actor: Actor) -> list[tuple[str, Move]]:
        """Moves that leave the present state and that ``actor`` may do, guards set aside."""
        found = []
        for transition in type(self).state.get_outgoing_transitions(self.state):
            words = transition.custom.get("move", Move())
            if not words.system and transition.has_perm(self, actor):
                found.append((transition.slug, words))
        return sorted(found)

    def refusals(self, verb: str, *, actor: Actor, reason: str = "", **given: Any) -> list[Refusal]:
        """Every reason why ``verb`` is impossible now; empty when it may be done."""
        transition = self.transition(verb, str(self.state))
        if transition is None:
            return [self.wrong_state(verb)]
        words = transition.custom.get("move", Move())
        found = []
        if transition.conditions:
            raise TypeError(f"{verb}: write guard_{verb}, whose refusals have words")
        if words.reason and not reason.strip():
            found.append(REASON)
        guard = getattr(self, f"guard_{verb}", None)
        if guard is not None:
            found.extend(guard(actor=actor, reason=reason, **given))
        return found

    def wrong_state(self, verb: str) -> Refusal:
        choices = type(self.state)
        sources = [choices(t.source).label for t in getattr(type(self), verb).get_transitions()]
        expected = " ou ".join(f"« {label} »" for label in dict.fromkeys(sources))
        return Refusal(
            f"Impossible à ce stade : {self.label} est « {self.state.label} ». "
            f"Étape attendue : {expected}.",
            key="common.wrong_status",
        )

    def not_yours(self, verb: str, actor: Actor) -> str:
        return (
            f"Cette action ne revient pas à votre mandat ({actor.title}). "
            "Vous pouvez consulter le dossier."
        )

    def facts(self, verb: str) -> dict[str, Any]:
        """Plain values kept in the journal line of ``verb``."""
        return {}

    def after(self, verb: str, *, actor: Actor, reason: str, **given: Any) -> None:
        """Effects in the same transaction, once the record is saved (assignments, outbox)."""


REASON = Refusal("Indiquez le motif : il figurera dans l'historique.", key="common.reason")
