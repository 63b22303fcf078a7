"""What follows a final copy: the app of the act registers itself, by type of record."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Envelope

Final = Callable[["Envelope"], None]
_finals: dict[str, Final] = {}


def on_final(about_type: str) -> Callable[[Final], Final]:
    """Register the function called, in its transaction, when an act's copy becomes final."""

    def register(function: Final) -> Final:
        if about_type in _finals:
            raise ValueError(f"{about_type!r} already has its handler")
        _finals[about_type] = function
        return function

    return register


def final(envelope: "Envelope") -> None:
    handler = _finals.get(envelope.document.about_type)
    if handler is not None:
        handler(envelope)


def kinds() -> list[str]:
    return sorted(_finals)
