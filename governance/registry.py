"""Outlets of governance, filled in by the layers above when the site starts.

A délibération that becomes enforceable, a mandate that ends: the acts and steps concerned live
above, so they register a handler, called in the same transaction after the move is saved.
"""

import datetime as dt
from collections.abc import Callable, Iterator

from audit.actor import Actor

from .models import Deliberation, Mandate

DeliberationHandler = Callable[[Deliberation, str, Actor], None]
MandateHandler = Callable[[Mandate, str, Actor], None]
SignedThatDay = Callable[[Mandate, dt.date, dt.date], str]

_deliberations: list[DeliberationHandler] = []
_mandates: list[MandateHandler] = []
_signed: list[SignedThatDay] = []


def on_deliberation_moved(handler: DeliberationHandler) -> DeliberationHandler:
    """Decorator: ``handler(deliberation, verb, actor)`` after each move of a délibération."""
    _deliberations.append(handler)
    return handler


def on_mandate_moved(handler: MandateHandler) -> MandateHandler:
    """Decorator: ``handler(mandate, verb, actor)`` after each move of a mandate."""
    _mandates.append(handler)
    return handler


def signed_between(probe: SignedThatDay) -> SignedThatDay:
    """Decorator: ``probe(mandate, first, end)`` names an act signed in [first, end), or « »."""
    _signed.append(probe)
    return probe


def deliberation_moved(deliberation: Deliberation, verb: str, actor: Actor) -> None:
    for handler in _deliberations:
        handler(deliberation, verb, actor)


def mandate_moved(mandate: Mandate, verb: str, actor: Actor) -> None:
    for handler in _mandates:
        handler(mandate, verb, actor)


def acts_signed(mandate: Mandate, first: dt.date, end: dt.date) -> Iterator[str]:
    """Printed references of what the holder signed in [first, end)."""
    for probe in _signed:
        reference = probe(mandate, first, end)
        if reference:
            yield reference
