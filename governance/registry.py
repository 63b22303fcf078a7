"""Outlets of governance, filled in by the layers above when the site starts.

A délibération that becomes enforceable, a mandate that ends: the acts and steps concerned live
above, so they register a handler, called in the same transaction after the move is saved.
So do the layer that knows which votes an auditor reads with the acts of their mission, and those
that ship data of their own.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from audit.actor import Actor

if TYPE_CHECKING:  # the models ask this registry which votes are read with an act
    from .models import Absence, Deliberation, Mandate, SchoolEvent, SignatorySheet

DeliberationHandler = Callable[["Deliberation", str, Actor], None]
AbsenceHandler = Callable[["Absence", Actor], None]
SheetHandler = Callable[["SignatorySheet", Actor], None]
MandateHandler = Callable[["Mandate", str, Actor], None]
SignedThatDay = Callable[["Mandate", dt.date, dt.date, str], str]
VotesExamined = Callable[[Actor], Q]
Loader = Callable[[dt.date], int]


@dataclass(frozen=True, slots=True)
class Consequence:
    """What an event of schools calls for above the directory: about what, what to do, where."""

    subject: str
    sentence: str
    url: str


SchoolEventProbe = Callable[["SchoolEvent", Actor], Iterable[Consequence]]
SchoolEventHandler = Callable[["SchoolEvent", Actor], None]

_school_events: list[SchoolEventHandler] = []
_foreseen: list[SchoolEventProbe] = []
_deliberations: list[DeliberationHandler] = []
_mandates: list[MandateHandler] = []
_absences: list[AbsenceHandler] = []
_sheets: list[SheetHandler] = []
_signed: list[SignedThatDay] = []
_examined: list[VotesExamined] = []
_shipped: dict[str, Loader] = {}


def on_deliberation_moved(handler: DeliberationHandler) -> DeliberationHandler:
    """Decorator: ``handler(deliberation, verb, actor)`` after each move of a délibération."""
    _deliberations.append(handler)
    return handler


def on_mandate_moved(handler: MandateHandler) -> MandateHandler:
    """Decorator: ``handler(mandate, verb, actor)`` after each move of a mandate."""
    _mandates.append(handler)
    return handler


def on_absence_announced(handler: AbsenceHandler) -> AbsenceHandler:
    """Decorator: ``handler(absence, actor)`` once somebody said that they will be away."""
    _absences.append(handler)
    return handler


def on_sheet_registered(handler: SheetHandler) -> SheetHandler:
    """Decorator: ``handler(sheet, actor)`` once a signatory's sheet gives the address to use."""
    _sheets.append(handler)
    return handler


def school_event_foreseen(probe: SchoolEventProbe) -> SchoolEventProbe:
    """Decorator: ``probe(event, actor)`` gives what the event calls for, of what ``actor`` sees:
    read before it is applied, and after."""
    _foreseen.append(probe)
    return probe


def on_school_event_applied(handler: SchoolEventHandler) -> SchoolEventHandler:
    """Decorator: ``handler(event, actor)`` in the transaction that applied the event."""
    _school_events.append(handler)
    return handler


def signed_between(probe: SignedThatDay) -> SignedThatDay:
    """Decorator: ``probe(mandate, first, end, ground)`` names an act signed in [first, end) on
    that ground (« » for any), or « »."""
    _signed.append(probe)
    return probe


def votes_examined(probe: VotesExamined) -> VotesExamined:
    """Decorator: ``probe(actor)`` says which délibérations an auditor reads with the acts of their
    mission, whatever the day of the vote."""
    _examined.append(probe)
    return probe


def ships(label: str, load: Loader) -> None:
    """``load(on)`` records what the software ships under that name and is not known yet, in use
    from ``on``, and returns how many rows it added."""
    _shipped[label] = load


def load_shipped(on: dt.date) -> dict[str, int]:
    """Everything that the layers above ship, once the legal parameters are there."""
    return {label: load(on) for label, load in _shipped.items()}


def school_event_applied(event: "SchoolEvent", actor: Actor) -> None:
    for handler in _school_events:
        handler(event, actor)


def consequences(event: "SchoolEvent", actor: Actor) -> list[Consequence]:
    """What every layer above would have to do of ``event``, as ``actor`` may know it."""
    return [found for probe in _foreseen for found in probe(event, actor)]


def deliberation_moved(deliberation: "Deliberation", verb: str, actor: Actor) -> None:
    for handler in _deliberations:
        handler(deliberation, verb, actor)


def mandate_moved(mandate: "Mandate", verb: str, actor: Actor) -> None:
    for handler in _mandates:
        handler(mandate, verb, actor)


def absence_announced(absence: "Absence", actor: Actor) -> None:
    for handler in _absences:
        handler(absence, actor)


def sheet_registered(sheet: "SignatorySheet", actor: Actor) -> None:
    for handler in _sheets:
        handler(sheet, actor)


def acts_signed(
    mandate: "Mandate", first: dt.date, end: dt.date, ground: str = ""
) -> Iterator[str]:
    """Printed references of what was signed under a mandate in [first, end), on any ground or on
    the one named (holder, delegation, prevented, interim)."""
    for probe in _signed:
        reference = probe(mandate, first, end, ground)
        if reference:
            yield reference


def examined_with_acts(actor: Actor) -> Q:
    """Délibérations that authorise an act which ``actor`` examines."""
    found = Q(pk__in=[])
    for probe in _examined:
        found |= probe(actor)
    return found
