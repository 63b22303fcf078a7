"""The tables of an act that come from shipped data and from what its author adjusted."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import Field, fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

from conventions.docdata import AcademieData, CanopeData, rows
from conventions.docdata.tripartite import TripartiteData
from conventions.models import Convention
from conventions.undertakings import channel, roles

from .contracts import Contract

CONTRACTS: tuple[Contract, ...] = (TripartiteData, AcademieData, CanopeData)


def shipped(name: str, recorded: object = None) -> list[dict[str, Any]] | None:
    """The shipped table that ``recorded`` replaces under this name; None when there is none.

    Of the tables of roles, one a kind of act, it is the one with which it shares most lines.
    """
    if name == channel.NAME:
        return [dict(each) for each in channel.standard()]
    if name == roles.NAME:
        own = recorded if isinstance(recorded, list) else []
        known = [[dict(line) for line in each.lines] for each in roles.standards().values()]
        return max(known, key=lambda lines: sum(line in own for line in lines))
    return None


def described(name: str) -> Field[Any] | None:
    """The field of that name in the contracts of the software; None when none has it."""
    found = (data.__dataclass_fields__.get(name) for data in CONTRACTS)
    return next((each for each in found if each is not None), None)


@cache
def cells(name: str) -> Mapping[str, Field[Any]]:
    """The fields of a line of a table of these contracts; none for a plain value."""
    known = [row for data in CONTRACTS if is_dataclass(row := _row(data, name))]
    return {each.name: each for row in reversed(known) for each in fields(row)}


def _row(data: Contract, name: str) -> Any:
    """The dataclass of a line of that table in a contract; None for a plain value."""
    (row, *_) = get_args(get_type_hints(data).get(name)) or (None,)
    return row


def values(convention: Convention, on: dt.date, data: Contract) -> dict[str, Any]:
    """Categories of messages, their taxonomy and the roles, for a text that prints them.

    An earlier version of a model prints its own taxonomy and roles in its words: they are left
    out, for its manifest does not list them.
    """
    found: dict[str, Any] = {}
    if channel.NAME in data.__dataclass_fields__:
        chosen = channel.categories(convention, on)
        found[channel.NAME] = tuple(rows.MessageCategory(**line) for line in chosen)  # type: ignore[arg-type]
    printed = convention.model.manifest.get("tables", ()) if convention.model else ()
    if channel.SUBJECTS in printed:
        subjects = channel.printed_subjects()
        found[channel.SUBJECTS] = tuple(rows.MessageSubject(**line) for line in subjects)  # type: ignore[arg-type]
    if roles.NAME in printed:
        duties = roles.printed(convention, on)
        row = _row(data, roles.NAME)
        found[roles.NAME] = tuple(row(**line) for line in duties)
    return found
