"""What happens when a circuit closes: the layer above registers one handler per kind."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Circuit

Closed = Callable[["Circuit"], None]
_closed: dict[str, Closed] = {}


def on_closed(kind: str) -> Callable[[Closed], Closed]:
    """Register the function called, in the same transaction, when a circuit of ``kind`` closes."""

    def register(function: Closed) -> Closed:
        if kind in _closed:
            raise ValueError(f"circuit kind {kind!r} has two handlers")
        _closed[kind] = function
        return function

    return register


def closed(circuit: "Circuit") -> None:
    """Tell the handler of the circuit's kind; a kind without handler just closes."""
    handler = _closed.get(circuit.kind)
    if handler is not None:
        handler(circuit)


def kinds() -> list[str]:
    return sorted(_closed)
