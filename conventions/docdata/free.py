"""The contract of a text of its own: a Word model whose names no contract in code knows.

Its values are the shared ones (the case, the term, each party, who signs for it) and the fields
declared on the kind. The shared mentions stay the closed list of what is completed after the
vote: a declared field always belongs to the text that is voted.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Collection, Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any, get_args, get_type_hints

from conventions.docdata.shared import SyndicateParty, Term
from documents.contract import DocumentData, If, always, at_issue, choices_of, optional

HASH = "text_hash_short"
"""Given at rendering to a model that prints its own fingerprint."""

OPERATOR = "syndicate"
TYPED_BY_HAND = frozenset({"court_name"})
"""Values of ``Term`` that nothing computes: a text that prints them declares a field."""

OWN_ARTICLES = ("_delegation_article", "_substitution_article")
"""Mentions on the syndicate's own statutes."""

TYPES: dict[str, Any] = {
    "text": str,
    "date": datetime.date,
    "amount": Decimal,
    "number": int,
    "yes_no": bool,
}
_SAMPLES: dict[Any, object] = {
    str: "exemple " * 30,
    datetime.date: datetime.date(2030, 1, 15),
    Decimal: Decimal("1243.62"),
    int: 12,
    bool: True,
}
Party = tuple[str, str, bool]
"""Role, label, whether an assembly votes."""

Own = tuple[str, str, str, str, bool]
"""Name, label, type, help and whether it is needed, of a declared field."""

Known = dict[str, tuple[Any, Any]]
"""Type and field of each shared value, by name."""


def shared(parties: Iterable[Party]) -> Known:
    """Every value that the software gives to a text between these parties."""
    found = {n: each for n, each in _of(Term).items() if n not in TYPED_BY_HAND}
    for role, label, votes in parties:
        found |= _party(role, label, votes=votes)
    return found


@lru_cache(maxsize=256)
def contract(
    parties: tuple[Party, ...], fields: tuple[Own, ...], used: frozenset[str]
) -> type[DocumentData]:
    """The contract of one kind, for the names that its model uses.

    The syndicate's name and address are always there: its papers around the act print them.
    """
    known = shared(parties)
    wanted = {n for n in used | {f"{OPERATOR}_name", f"{OPERATOR}_address"} if n in known}
    for name in list(wanted):
        condition = known[name][1].metadata["needed"]
        wanted |= {condition.name} if condition is not None else set()
    kept = [(name, *known[name]) for name in known if name in wanted]
    return dataclasses.make_dataclass(
        "FreeData",
        [*kept, *(_own(*each) for each in fields)],
        bases=(DocumentData,),
        frozen=True,
        kw_only=True,
    )


def is_own(each: dataclasses.Field[Any]) -> bool:
    """Whether a value of a contract is a field declared on the kind."""
    return "help" in each.metadata


def is_in_the_directory(data: type[DocumentData], name: str) -> bool:
    """Whether a value is that of a party of a free contract."""
    return name in data.__dataclass_fields__ and bool(
        data.__dataclass_fields__[name].metadata.get("directory")
    )


def own_names(data: type[DocumentData]) -> list[str]:
    """Names of the declared fields, in their order."""
    return [each.name for each in dataclasses.fields(data) if is_own(each)]


def sample(data: type[DocumentData]) -> dict[str, object]:
    """A value of each type for a first filling; texts as long as an author may type them."""
    return {name: _sample(hint) for name, hint in get_type_hints(data).items()}


def _sample(hint: Any) -> object:
    if choices := choices_of(hint):
        return choices[0]
    kinds = [part for part in get_args(hint) or (hint,) if part is not type(None)]
    return _SAMPLES[kinds[0]]


def undeclared(
    parties: Iterable[Party], declared: Collection[str], used: Collection[str]
) -> list[str]:
    """Names that a model uses and that neither the software nor the kind knows."""
    return sorted({*used} - {*shared(parties)} - {*declared} - {HASH})


def _of(data: type[DocumentData]) -> Known:
    hints = get_type_hints(data)
    return {
        each.name: (hints[each.name], _again(each, each.metadata["label"]))
        for each in dataclasses.fields(data)
    }


def _party(role: str, label: str, *, votes: bool) -> Known:
    """The values of a party, in the words of the syndicate's."""
    found: Known = {}
    for name, (hint, each) in _of(SyndicateParty).items():
        own = name.replace(OPERATOR, role, 1)
        if role != OPERATOR and name.endswith(OWN_ARTICLES):
            continue
        if "_deliberation_" in name and not votes:
            continue
        words = each.metadata["label"].replace(" du syndicat", "")
        found[own] = hint, _again(each, f"{words} ({label})", role)
    cited = f"Acte qui habilite le signataire ({label})"
    found[f"{role}_authority_reference"] = str, at_issue(cited)
    return found


def _again(each: dataclasses.Field[Any], label: str, role: str = "") -> Any:
    """A copy of a field under another label, its condition on the same party."""
    needed = each.metadata["needed"]
    if needed is not None and role:
        needed = If(needed.name.replace(OPERATOR, role, 1), needed.values)
    metadata = {**each.metadata, "label": label, "needed": needed, "directory": bool(role)}
    if each.default is dataclasses.MISSING:
        return dataclasses.field(metadata=metadata)
    return dataclasses.field(default=each.default, metadata=metadata)


def _own(name: str, label: str, kind: str, words: str, required: bool) -> tuple[str, Any, Any]:
    hint = TYPES[kind]
    if required:
        made = always(label)
    else:
        made = optional(label, empty="" if hint is str else None)
        hint = hint if hint is str else hint | None
    made.metadata = {**made.metadata, "help": words}
    return name, hint, made
