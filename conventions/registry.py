"""What follows a move of a convention: the process above registers itself here."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from audit.actor import Actor

if TYPE_CHECKING:
    from .models import Convention

Moved = Callable[["Convention", str, Actor], None]
_followers: list[Moved] = []


def on_moved(function: Moved) -> Moved:
    """Register a follower: called after each move, in its transaction, with the verb."""
    _followers.append(function)
    return function


def moved(convention: "Convention", verb: str, actor: Actor) -> None:
    for follower in _followers:
        follower(convention, verb, actor)


def followers() -> int:
    """How many processes follow conventions; exactly one in a running site."""
    return len(_followers)
