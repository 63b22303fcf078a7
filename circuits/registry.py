"""What happens when a circuit closes: the layer above registers one handler per family.

The family of a circuit is the first word of its code: « convention » for « convention.sign ».
It also writes the letter that goes with a copy to be signed by hand, by type of record.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

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
