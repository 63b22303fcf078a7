"""Cases that may be put to a committee: what each is called, and who puts it.

The committees and the applications of cases do not import each other: both meet here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

from audit.actor import Actor
from governance.models import Circonscription, Mandate


@dataclass(frozen=True, slots=True)
class Matter:
    """One kind of case.

    ``code`` is its name in addresses, and what a kind of instance is said to be competent for;
    ``model`` its « app.model ». ``title`` proposes the words of the point; ``area``: the district
    whose own instance may examine it, None for the instances of the whole programme alone;
    ``owner``: whose case it is, told of what was not adopted.
    """

    code: str
    label: str
    model: str
    may_put: Callable[[Actor, Any], bool]
    title: Callable[[Any], str]
    area: Callable[[Any], Circonscription | None]
    owner: Callable[[Any], Mandate]

    def seen(self, actor: Actor) -> Any:
        """The cases of this kind that ``actor`` may see."""
        model: Any = apps.get_model(self.model)
        return model.objects.visible_to(actor)


Bodies = Callable[[str], Iterable[tuple[str, str]]]
_matters: dict[str, Matter] = {}
_bodies: list[Bodies] = []


def register(matter: Matter) -> None:
    """Let a kind of case be put to committees."""
    if matter.code in _matters:
        raise ValueError(f"matters: {matter.code!r} is already registered")
    _matters[matter.code] = matter


def every() -> list[Matter]:
    """All of them, in the order of their labels."""
    return sorted(_matters.values(), key=lambda matter: matter.label)


def coded(code: str) -> Matter | None:
    """The kind of case of that name in addresses."""
    return _matters.get(code)


def of(record: Model | None) -> Matter | None:
    """The kind of ``record``; None for what no committee is asked about."""
    label = record._meta.label_lower if record is not None else ""
    return next((each for each in _matters.values() if each.model == label), None)


def offers(function: Bodies) -> None:
    """Register who names the kinds of instance competent for a kind of case: code, label."""
    if _bodies:
        raise ValueError("matters: the kinds of instance are already registered")
    _bodies.append(function)


def bodies(code: str) -> list[tuple[str, str]]:
    """Kinds of instance competent for cases of the kind ``code``: code, label."""
    return [each for function in _bodies for each in function(code)]
