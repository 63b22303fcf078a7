"""Which lifecycle makes a move of an act: that of conventions, or that of what changes one."""

from typing import Any

from audit.actor import Actor
from common.lifecycle import Lifecycle, Move

from .lifecycle import ConventionLifecycle
from .models import Convention, Way
from .modifying.lifecycle import ModificationLifecycle

ISSUES = ("issue", "issue_entry_slip")
"""The moves by which a sealed act goes to its signatories: a job makes it first."""


def of(convention: Convention, verb: str) -> Lifecycle[Convention]:
    """The lifecycle that has ``verb``, on this act."""
    own = convention.kind.way and verb in ModificationLifecycle.verbs()
    return ModificationLifecycle(convention) if own else ConventionLifecycle(convention)


def move(convention: Convention, verb: str, *, actor: Actor, **given: Any) -> Convention:
    """Move the act by ``verb``, through the gate that makes it; see ``Lifecycle.move``."""
    return type(of(convention, verb)).move(convention, verb, actor=actor, **given)


def available(convention: Convention, actor: Actor) -> list[tuple[str, Move]]:
    """Moves that leave the present state and that ``actor`` may do, guards set aside."""
    found = ConventionLifecycle(convention).available(actor)
    if convention.kind.way:
        found += ModificationLifecycle(convention).available(actor)
    return sorted(found)


def issue_verb(convention: Convention) -> str:
    """The move by which the sealed act goes to its signatories."""
    return "issue_entry_slip" if convention.kind.way == Way.ENTRY_SLIP else "issue"


def words(convention: Convention, verb: str) -> Move:
    """What people read about a move of this act."""
    table = type(of(convention, verb)).moves()
    return next(said for name, _from, _to, said in table if name == verb)
