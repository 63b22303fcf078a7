"""Outlets of the entries of schools, filled in by the layers above when the site starts."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from audit.actor import Actor

if TYPE_CHECKING:
    from governance.models import School

    from .models import SchoolEntry


def _never(actor: Actor) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Coverage:
    """The convention that lists a school: its reference, its status in words, its page.

    ``in_force``: on the day asked. ``subject_to_deliberation``: signed too early, neither opening
    nor billing meanwhile (P3). ``max_amount`` (euros a year, taxes included) and ``max_accounts``:
    the most that it allows, for all its schools, during ``months``; None while nobody said.
    ``opens(actor)``: whether its page opens for ``actor``.
    """

    reference: str
    status: str
    url: str
    in_force: bool = False
    subject_to_deliberation: bool = False
    max_amount: Decimal | None = None
    max_accounts: int | None = None
    months: int | None = None
    opens: Callable[[Actor], bool] = _never


Covering = Callable[["School", dt.date, Sequence[str]], Coverage | None]
Moved = Callable[["SchoolEntry", str, Actor], None]

_covering: list[Covering] = []
_moved: list[Moved] = []


def by_conventions(function: Covering) -> Covering:
    """Decorator: ``function(school, day, classes)`` finds the convention that lists the school
    with these classes (none: the whole school), the one in force on ``day`` first."""
    if _covering:
        raise ValueError("onboarding: the conventions are already registered")
    _covering.append(function)
    return function


def coverage(school: "School", day: dt.date, classes: Sequence[str] = ()) -> Coverage | None:
    """The convention that lists a school; None when no convention does."""
    return next((function(school, day, classes) for function in _covering), None)


def on_moved(handler: Moved) -> Moved:
    """Decorator: ``handler(entry, verb, actor)`` after each move, in its transaction."""
    _moved.append(handler)
    return handler


def moved(entry: "SchoolEntry", verb: str, actor: Actor) -> None:
    for handler in _moved:
        handler(entry, verb, actor)
