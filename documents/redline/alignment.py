"""Which paragraph became which, and which words of it changed.

Paragraphs and table rows (the blocks of ``documents.text``) are paired in order: first those that
read the same, then those that resemble one another. Inside a pair, words are compared.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from documents.text import compare
from documents.text.reading import Block, Line, normalised

ALIKE = 0.5
"""From this share of common words on, two paragraphs are one that changed, not two."""
MAX_CELLS = 10_000
"""Pairs of paragraphs compared word by word in one place; beyond, they are paired in order."""

_WORDS = re.compile(r"\s+|\w+|[^\w\s]", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Pair:
    """A block of the older text and what it became; one side is None when added or removed."""

    old: Block | None
    new: Block | None

    @property
    def same(self) -> bool:
        """Whether both read the same."""
        return self.old is not None and self.new is not None and key(self.old) == key(self.new)


@dataclass(frozen=True, slots=True)
class Hunk:
    """Words that differ: characters ``start`` to ``end`` of the older line became ``new``.

    ``at`` to ``until`` are the characters of ``new`` in the newer line.
    """

    start: int
    end: int
    old: str
    new: str
    at: int
    until: int


def key(block: Block) -> tuple[bool, tuple[str, ...]]:
    """What a block reads as, whatever its look: cells of a row, or its words."""
    return block.kind == "row", tuple(block.voted(with_mentions=True))


def pairs(old: Sequence[Block], new: Sequence[Block]) -> list[Pair]:
    """Both texts in one order: each block of each appears once."""
    before, after = [key(block) for block in old], [key(block) for block in new]
    found: list[Pair] = []
    for tag, i1, i2, j1, j2 in compare.steps(before, after):
        if tag == "equal":
            found += [Pair(a, b) for a, b in zip(old[i1:i2], new[j1:j2], strict=True)]
        else:
            found += _resembling(old[i1:i2], new[j1:j2])
    return found


def _resembling(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Pair]:
    """The pairing that keeps most words in common, in order (dynamic programming)."""
    if not old or not new or len(old) * len(new) > MAX_CELLS:
        yield from (Pair(block, None) for block in old)
        yield from (Pair(None, block) for block in new)
        return
    alike = [[likeness(a, b) for b in new] for a in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            paired = alike[i][j] + best[i + 1][j + 1] if alike[i][j] >= ALIKE else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(old) or j < len(new):
        if (
            i < len(old)
            and j < len(new)
            and alike[i][j] >= ALIKE
            and best[i][j] == alike[i][j] + best[i + 1][j + 1]
        ):
            yield Pair(old[i], new[j])
            i, j = i + 1, j + 1
        elif i < len(old) and (j == len(new) or best[i][j] == best[i + 1][j]):
            yield Pair(old[i], None)
            i += 1
        else:
            yield Pair(None, new[j])
            j += 1


def likeness(old: Block, new: Block) -> float:
    """From 0 to 1: the share of words that two blocks have in common."""
    if (old.kind == "row") != (new.kind == "row"):
        return 0.0
    if old.kind == "row" and len(old.cells) == len(new.cells):
        return max(_share(old.text, new.text), _share_of_cells(old, new))
    return _share(old.text, new.text)


def _share(one: str, two: str) -> float:
    matcher = SequenceMatcher(None, one.split(), two.split(), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0


def _share_of_cells(old: Block, new: Block) -> float:
    equal = sum(a == b for a, b in zip(key(old)[1], key(new)[1], strict=True))
    return equal / len(old.cells)


def lines(old: Block | None, new: Block | None) -> list[tuple[Line | None, Line | None]]:
    """The paragraphs of a pair, cell by cell and in order."""
    found: list[tuple[Line | None, Line | None]] = []
    ours, theirs = old.cells if old else (), new.cells if new else ()
    for column in range(max(len(ours), len(theirs))):
        one = ours[column] if column < len(ours) else ()
        two = theirs[column] if column < len(theirs) else ()
        if len(one) == len(two):
            found += zip(one, two, strict=True)
            continue
        filled = [line for line in two if line.text.strip()]
        told = [line for line in one if line.text.strip()]
        for index in range(max(len(told), len(filled))):
            found.append(
                (
                    told[index] if index < len(told) else None,
                    filled[index] if index < len(filled) else None,
                )
            )
    return found


def hunks(old: str, new: str) -> list[Hunk]:
    """The words that differ between two lines, kinds of space set aside."""
    if normalised(old) == normalised(new):
        return []
    before, after = _tokens(old), _tokens(new)
    matcher = SequenceMatcher(None, [t[0] for t in before], [t[0] for t in after], autojunk=False)
    found: list[Hunk] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        start, end = _span(before, i1, i2, len(old))
        at, until = _span(after, j1, j2, len(new))
        found.append(Hunk(start, end, old[start:end], new[at:until], at, until))
    return _joined(found, old, new)


def _tokens(text: str) -> list[tuple[str, int, int]]:
    return [
        (
            " " if found[0].isspace() else normalised(found[0]) or found[0],
            found.start(),
            found.end(),
        )
        for found in _WORDS.finditer(text)
    ]


def _span(
    tokens: list[tuple[str, int, int]], first: int, last: int, length: int
) -> tuple[int, int]:
    if first == last:
        at = tokens[first][1] if first < len(tokens) else length
        return at, at
    return tokens[first][1], tokens[last - 1][2]


def _joined(found: list[Hunk], old: str, new: str) -> list[Hunk]:
    """Words replaced one after the other, with nothing but a space between, are one change."""
    joined: list[Hunk] = []
    for hunk in found:
        last = joined[-1] if joined else None
        if (
            last
            and not old[last.end : hunk.start].strip()
            and not new[last.until : hunk.at].strip()
        ):
            last = joined.pop()
            hunk = Hunk(
                last.start,
                hunk.end,
                old[last.start : hunk.end],
                new[last.at : hunk.until],
                last.at,
                hunk.until,
            )
        joined.append(hunk)
    return joined
