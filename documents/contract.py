"""The typed contract between a record and a Word model.

A contract is a frozen dataclass of plain values, whose field names are those written in the Word
file. Each field says its French label and when it is due: ``always`` (the text cannot be printed
without it), ``at_issue`` (a mention to complete: a dotted blank in the project put to the vote, a
value in the act issued) or ``optional``. A field may be due only for some values of another one;
that condition is data, so that it can be listed and tested.
"""

from __future__ import annotations

import datetime
import types
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any, Literal, Self, Union, get_args, get_origin, get_type_hints

from common import french

_NOTHING = object()


@dataclass(frozen=True)
class If:
    """The field is due only when another one has one of these values."""

    name: str
    values: tuple[object, ...]

    def holds(self, data: object) -> bool:
        return getattr(data, self.name) in self.values


def only_if(name: str, *values: object) -> If:
    return If(name, values)


def always(
    label: str, needed: If | None = None, *, empty: object = "", limit: int | None = None
) -> Any:
    """A value due in every document; with a condition, it may be left ``empty`` otherwise.
    ``limit``: the most that a person may give: letters of a text, value of a number, rows of a
    list."""
    return _field("always", label, needed, _NOTHING if needed is None else empty, limit=limit)


def at_issue(label: str, needed: If | None = None, *, empty: object = "", due: bool = True) -> Any:
    """A mention to complete after the vote; ``empty`` until then. Not ``due``: the act reads
    well without it, an arrêté that has no end for instance."""
    return _field("at_issue", label, needed, empty, due=due)


def optional(label: str, *, empty: object = "", limit: int | None = None) -> Any:
    """A value without which the text reads well; ``limit`` as for ``always``."""
    return _field("optional", label, None, empty, limit=limit)


def _field(
    when: str,
    label: str,
    needed: If | None,
    empty: object,
    *,
    due: bool = True,
    limit: int | None = None,
) -> Any:
    metadata = {"label": label, "when": when, "needed": needed, "due": due, "limit": limit}
    if empty is _NOTHING:
        return field(metadata=metadata)
    return field(default=empty, metadata=metadata)


@dataclass(frozen=True, kw_only=True)
class DocumentData:
    """What every contract can do. A value outside the choices of its field is refused."""

    def __post_init__(self) -> None:
        own: Any = type(self)
        for name, hint in _hints(own).items():
            choices, value = choices_of(hint), getattr(self, name)
            if choices and value not in choices:
                raise ValueError(f"{name}: expected one of {', '.join(choices)}, found {value!r}")

    def to_data(self) -> dict[str, object]:
        """Plain dictionaries, lists and values, for the renderer."""
        return {each.name: plain(getattr(self, each.name)) for each in fields(self)}

    def to_snapshot(self) -> dict[str, object]:
        """The same as JSON values: ISO dates, decimals as texts. Read by ``from_snapshot``."""
        return {each.name: _json(getattr(self, each.name)) for each in fields(self)}

    @classmethod
    def from_snapshot(cls, recorded: Mapping[str, Any]) -> Self:
        """The data recorded with a document. An unknown or missing name is a TypeError."""
        return _read_dataclass(cls, recorded)

    @classmethod
    def read(cls, name: str, recorded: object) -> Any:
        """One recorded JSON value as the contract holds it; ``ValueError`` when it cannot be."""
        own: Any = cls
        try:
            return _read(_hints(own)[name], recorded)
        except (TypeError, AttributeError, ArithmeticError) as error:
            raise ValueError(f"{name}: {recorded!r}") from error

    def missing_mentions(self) -> list[str]:
        """Labels of the mentions still to complete before the act may be issued."""
        return self._missing("at_issue")

    def missing_values(self) -> list[str]:
        """Labels of the values without which the text itself has a hole: no project either."""
        return self._missing("always")

    def absent(self, name: str) -> bool:
        """Whether the act has nothing to say under that name, whatever the other values."""
        return False

    def _missing(self, when: str) -> list[str]:
        return [
            each.metadata["label"]
            for each in fields(self)
            if each.metadata["when"] == when
            and each.metadata["due"]
            and getattr(self, each.name) in ("", None)
            and not self.absent(each.name)
            and (each.metadata["needed"] is None or each.metadata["needed"].holds(self))
        ]


def choices_of(hint: object) -> tuple[str, ...]:
    """The values that a field may take, ``""`` included when it may be empty; else nothing."""
    return get_args(hint) if get_origin(hint) is Literal else ()


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def plain(value: object) -> object:
    """A value of a contract as the renderer takes it: lists and dictionaries."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    return value


def as_printed(value: Any) -> Any:
    """A typed value as a page prints it: its words with the spaces that hold « 40 % » together."""
    if isinstance(value, str):
        return french.typography(value)
    if isinstance(value, tuple):
        return tuple(as_printed(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{each.name: as_printed(getattr(value, each.name)) for each in fields(value)}
        )
    return value


def _json(value: object) -> object:
    if isinstance(value, tuple):
        return [_json(item) for item in value]
    if is_dataclass(value):
        return {each.name: _json(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _read_dataclass(cls: Any, recorded: Mapping[str, Any]) -> Any:
    hints = _hints(cls)
    return cls(**{name: _read(hints.get(name, str), value) for name, value in recorded.items()})


def _read(hint: Any, value: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        if value is None:
            return None
        hint = next(part for part in get_args(hint) if part is not type(None))
    if get_origin(hint) is tuple:
        return tuple(_read(get_args(hint)[0], item) for item in value)
    if is_dataclass(hint):
        return _read_dataclass(hint, value)
    if hint is datetime.date:
        return datetime.date.fromisoformat(value)
    return Decimal(value) if hint is Decimal else value
