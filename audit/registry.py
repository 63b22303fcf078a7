"""Outlets of the journal, filled by the layers above when the site starts.

``clock`` gives the recording instant; ``append_only`` adds tables that the database must guard;
``checks`` adds verifications to ``verify_history`` (files, sealed documents); ``names`` turns the
pseudonyms of the journal back into the words that a person reads, ``sentence`` its verbs.
"""

import datetime as dt
import inspect
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils import timezone

Check = Callable[[], Iterable[str]]

_append_only: list[type[Model]] = []
_checks: list[Check] = []
_clock: Callable[[], dt.datetime] = timezone.now
_names: Callable[[Iterable[str]], dict[str, str]] | None = None
_sentence: Callable[[str, str], str] | None = None


def use_clock(now: Callable[[], dt.datetime]) -> None:
    """Make ``now`` (aware, UTC) the source of recording instants."""
    global _clock
    _clock = now


def now() -> dt.datetime:
    return _clock()


def use_names(resolve: Callable[[Iterable[str]], dict[str, str]]) -> None:
    """Make ``resolve(person keys) -> {key: printed name}`` the reader of pseudonyms."""
    global _names
    _names = resolve


def names(keys: Iterable[str]) -> dict[str, str]:
    return _names(keys) if _names is not None else {}


def use_sentences(tell: Callable[[str, str], str]) -> None:
    """Make ``tell(label of the model, verb)`` the words of a fact of the journal."""
    global _sentence
    _sentence = tell


def sentence(label: str, verb: str) -> str:
    """The words of a fact; its verb while nobody gave any."""
    return _sentence(label, verb) if _sentence is not None else verb


def append_only(model: type[Model]) -> type[Model]:
    """Class decorator: rows of this model are inserted, never changed nor removed."""
    _append_only.append(model)
    return model


def append_only_models() -> Iterator[type[Model]]:
    yield from _append_only


def audited_models() -> Iterator[Any]:
    """Every model that keeps a history."""
    for model in apps.get_models():
        if hasattr(model._meta, "simple_history_manager_attribute"):
            yield model


def history_model(model: type[Model]) -> Any:
    """The model of the history rows of ``model``."""
    name = model._meta.simple_history_manager_attribute  # type: ignore[attr-defined]
    return inspect.getattr_static(model, name).model


def check(function: Check) -> Check:
    """Add a verification: it yields one French sentence per fault found."""
    _checks.append(function)
    return function


def checks() -> Iterator[Check]:
    yield from _checks
