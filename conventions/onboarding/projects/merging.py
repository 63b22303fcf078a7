"""Two authors of one project: what each changed since the version before their eyes, by field.

A save stores what its author changed and nothing else. A field that both changed is shown in two
texts, and stored once its author said which one to keep.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ..models.projects import PedagogicalProject

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True, slots=True)
class Merge:
    """``changed``: what is to be stored. ``taken``: the fields that somebody else changed and the
    author did not, or gave up. ``clashes``: those that both changed, nobody having chosen."""

    changed: Mapping[str, Any]
    taken: Collection[str]
    clashes: Collection[str]


def merge(
    now: PedagogicalProject, given: Mapping[str, Any], version: int, choices: Mapping[str, str]
) -> Merge:
    """``given`` was typed on ``version``, ``now`` is stored; of a version that was never kept,
    every field counts as changed by both.

    ``choices``: for each field that was shown in two texts, ``MINE``, ``THEIRS``, or «» when
    nobody chose. A choice holds for the stored text that its author saw.
    """
    before = now if version == now.version else now.at(version)
    changed, taken, clashes = {}, [], []
    for name, value in given.items():
        stored = getattr(now, name)
        untouched = before is not None and same(getattr(before, name), value)
        choice = choices.get(name)
        if same(stored, value):
            continue
        if choice == THEIRS or untouched:
            taken.append(name)
        elif choice == "" or before is None or not same(getattr(before, name), stored):
            clashes.append(name)
        else:
            changed[name] = value
    return Merge(changed, taken, clashes)


def same(one: Any, other: Any) -> bool:
    """Whether two values read alike: a browser ends its lines in its own way."""
    return _plain(one) == _plain(other)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return "\n".join(line.rstrip() for line in value.strip().splitlines())
    return "" if value is None else value
