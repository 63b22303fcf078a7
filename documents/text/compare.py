"""What differs between two texts: two states of an act, or an act and its model filled again."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from documents.text.reading import Block

# Pairs of equal blocks that difflib looks at in one pass; beyond, blocks are compared in order.
MAX_PAIRS = 1_000_000

_Text = tuple[bool, tuple[str, ...]]


@dataclass(frozen=True)
class Change:
    """One block that differs; ``old`` is empty when it was added, ``new`` when removed.

    ``position`` counts the blocks from 1 in the newer text.
    """

    kind: Literal["added", "removed", "changed"]
    position: int
    old: str
    new: str


def difference(
    old: Sequence[Block], new: Sequence[Block], *, with_mentions: bool = False
) -> tuple[Change, ...]:
    """The blocks that changed, in order; empty when the voted text is the same.

    Mentions à compléter do not count unless asked. Two texts without difference have the same
    ``text_hash`` and the reverse, when mentions are left out.
    """
    before, after = _texts(old, with_mentions), _texts(new, with_mentions)
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    middle_old = before[start : len(before) - end]
    middle_new = after[start : len(after) - end]
    changes: list[Change] = []
    for tag, i1, i2, j1, j2 in steps(middle_old, middle_new):
        if tag != "equal":
            changes += _pairs(middle_old[i1:i2], middle_new[j1:j2], start + j1)
    return tuple(changes)


def _texts(found: Sequence[Block], with_mentions: bool) -> list[_Text]:
    """Cells of each block that holds text; a row is told from a paragraph that reads the same."""
    texts = []
    for block in found:
        cells = block.voted(with_mentions=with_mentions)
        if any(cells):
            texts.append((block.kind == "row", tuple(cells)))
    return texts


def _common(one: list[_Text], two: list[_Text]) -> int:
    count = 0
    for left, right in zip(one, two, strict=False):
        if left != right:
            break
        count += 1
    return count


def steps(old: list[_Text], new: list[_Text]) -> list[tuple[str, int, int, int, int]]:
    """The operations that turn one list into the other, as ``SequenceMatcher.get_opcodes``."""
    repeated = Counter(new)
    if sum(count * repeated[text] for text, count in Counter(old).items()) > MAX_PAIRS:
        return [("replace", 0, len(old), 0, len(new))]
    return list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())


def _pairs(old: list[_Text], new: list[_Text], first: int) -> list[Change]:
    changes = []
    for index in range(max(len(old), len(new))):
        left = old[index] if index < len(old) else None
        right = new[index] if index < len(new) else None
        if left == right:
            continue
        kind: Literal["added", "removed", "changed"] = (
            "added" if left is None else "removed" if right is None else "changed"
        )
        position = first + min(index, len(new)) + 1
        changes.append(Change(kind, position, _shown(left), _shown(right)))
    return changes


def _shown(text: _Text | None) -> str:
    return " | ".join(text[1]) if text else ""
