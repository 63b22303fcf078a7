"""What happens when a circuit closes: the layer above registers one handler per family.

The family of a circuit is the first word of its code: « convention » for « convention.sign ».
It also writes the letter that goes with a copy to be signed by hand, by type of record; and the
committees are told when a step waits for one of them, and say what proves its decision (N12).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from common.lifecycle import Refusal

if TYPE_CHECKING:
    from documents.models import Slot

    from .models import Circuit, Step


class Letters(Protocol):
    """The letters of one type of record; see ``conventions.letters``."""

    @staticmethod
    def ask(step: "Step", slot: "Slot") -> None: ...

    @staticmethod
    def find(slot: "Slot") -> bytes: ...

    @staticmethod
    def trouble(slot: "Slot") -> str: ...


_letters: dict[str, type[Letters]] = {}


def writes_letters(subject_type: str) -> Callable[[type[Letters]], type[Letters]]:
    """Register who writes the letters of a type of record."""

    def register(writer: type[Letters]) -> type[Letters]:
        if subject_type in _letters:
            raise ValueError(f"{subject_type!r} already has its letters")
        _letters[subject_type] = writer
        return writer

    return register


def letters(subject_type: str) -> type[Letters]:
    return _letters[subject_type]


Closed = Callable[["Circuit"], None]
_closed: dict[str, Closed] = {}


def on_closed(family: str) -> Callable[[Closed], Closed]:
    """Register the function called, in the same transaction, when a circuit of it closes."""

    def register(function: Closed) -> Closed:
        if family in _closed:
            raise ValueError(f"circuits {family!r} have two handlers")
        _closed[family] = function
        return function

    return register


def closed(circuit: "Circuit") -> None:
    """Tell the handler of the circuit's family; one without handler just closes."""
    handler = _closed.get(circuit.kind.split(".")[0])
    if handler is not None:
        handler(circuit)


def families() -> list[str]:
    return sorted(_closed)


Unproved = Callable[["Step", object], Iterable[Refusal]]
Told = Callable[["Step"], None]
Page = Callable[["Step"], str]


@dataclass(frozen=True, slots=True)
class Committees:
    """What the instances do with the steps that wait for them.

    ``opened``: the case goes among the points to place. ``unproved(step, proof)``: why ``proof``
    does not end the step; nothing when it does. ``page``: that of the point, while one waits.
    """

    opened: Told
    unproved: Unproved
    page: Page


_committees: list[Committees] = []
NO_PROOF = Refusal(
    "Cette étape attend la décision d’une instance : nul ne la clôt à sa place.",
    key="ruling.missing",
)


def by_committee(committees: Committees) -> None:
    """Register the instances."""
    if _committees:
        raise ValueError("committees are already registered")
    _committees.append(committees)


def ask_committee(step: "Step") -> None:
    """A committee's step is open: it waits to be put on an agenda."""
    for each in _committees:
        each.opened(step)


def unproved(step: "Step", proof: object) -> Iterable[Refusal]:
    """Why ``proof`` does not end a committee's step; nobody but the committees judges it."""
    return _committees[0].unproved(step, proof) if _committees and proof else [NO_PROOF]


def page(step: "Step") -> str:
    """The page of the point that a step waits for; empty for any other step."""
    return next((each.page(step) for each in _committees), "")
