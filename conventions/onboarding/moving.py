"""The moves that a person makes from the page of a file: which are offered, what is missing.

A move that needs more than a reason has a page of its own, offered by its capability::

    moving.offers("distribute", "onboarding:distribute")
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from audit.actor import Actor
from common.lifecycle import Move, Refusal

from .lifecycle import SchoolEntryLifecycle
from .models import SchoolEntry

PLAIN = (
    "submit_project",
    "request_opinion",
    "request_financing",
    "request_opening",
    "plan_training",
    "distribute",
    "confirm_after_urgency",
    "refuse_school",
    "refuse_authority",
    "suspend",
    "resume",
    "exit",
)
"""Moves asked on the common page: a reason at most, its nature, a date."""

WAYS_OUT = frozenset({"refuse_school", "refuse_authority", "suspend", "exit"})
_pages: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Offer:
    """A button of the page; ``missing`` says why it does not work yet."""

    verb: str
    button: str
    url: str
    missing: Sequence[Refusal] = ()
    way_out: bool = False


def offers(verb: str, route: str) -> None:
    """The page of a capability where ``verb`` is asked; its address takes the key of the entry."""
    if verb in _pages:
        raise ValueError(f"onboarding: {verb!r} has its page already")
    _pages[verb] = route


def offered(actor: Actor, entry: SchoolEntry) -> list[Offer]:
    """What ``actor`` may do now, what goes forward first."""
    flow = SchoolEntryLifecycle(entry)
    found = []
    for verb, words in flow.available(actor):
        url = _address(verb, entry)
        if not url:
            continue
        own = words.reason or verb in _pages
        missing = [] if own else flow.refusals(verb, actor=actor)
        found.append(Offer(verb, words.button, url, missing, verb in WAYS_OUT))
    return sorted(found, key=lambda offer: offer.way_out)


def asked(verb: str, actor: Actor, entry: SchoolEntry) -> tuple[bool, Move]:
    """Whether ``verb`` belongs to ``actor``, in whatever status, and its words."""
    transition = next(iter(getattr(SchoolEntryLifecycle, verb).get_transitions()))
    may = transition.has_perm(SchoolEntryLifecycle(entry), actor)
    return may, transition.custom["move"]


def _address(verb: str, entry: SchoolEntry) -> str:
    """Where ``verb`` is asked; empty while no page asks it."""
    if verb in _pages:
        return reverse(_pages[verb], args=[entry.public_id])
    return reverse("onboarding:move", args=[entry.public_id, verb]) if verb in PLAIN else ""
