"""Records of the layers above that a sheet may be about: how they are found, and where they stand.

An act stands above the directory, and beside the register of the field: both meet here. The
application of the record registers it in ``AppConfig.ready()``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

from audit.actor import Actor

from .models import Circonscription, Institution


@dataclass(frozen=True, slots=True)
class Subject:
    """``code`` is its name in addresses, ``label`` its words, ``model`` its « app.model ».

    ``name``: the words of one record; ``body``: the collectivité that it concerns, if any;
    ``area``: its district, if any.
    """

    code: str
    label: str
    model: str
    name: Callable[[Any], str]
    body: Callable[[Any], Institution | None]
    area: Callable[[Any], Circonscription | None]

    def seen(self, actor: Actor) -> Any:
        """The records of this kind that ``actor`` may see."""
        model: Any = apps.get_model(self.model)
        return model.objects.visible_to(actor)


_subjects: dict[str, Subject] = {}


def register(subject: Subject) -> None:
    """Let sheets be about a kind of record."""
    if subject.code in _subjects:
        raise ValueError(f"subjects: {subject.code!r} is already registered")
    _subjects[subject.code] = subject


def every() -> list[Subject]:
    return sorted(_subjects.values(), key=lambda subject: subject.label)


def coded(code: str) -> Subject | None:
    """The kind of record of that name in addresses."""
    return _subjects.get(code)


def of(record: Model) -> Subject | None:
    """The kind of ``record``; None for what no sheet is about."""
    label = record._meta.label_lower
    return next((each for each in _subjects.values() if each.model == label), None)
