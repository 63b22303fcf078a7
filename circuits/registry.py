"""What happens when a circuit closes: the layer above registers one handler per family.

The family of a circuit is the first word of its code: « convention » for « convention.sign ».
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Circuit

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
