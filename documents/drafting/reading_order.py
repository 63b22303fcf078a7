"""What a block is to the blocks around it: which paragraphs never part, which list it is in."""

from __future__ import annotations

from collections.abc import Iterable

from documents.drafting.blocks import Block, Control, Heading, Item, Paragraph
from documents.drafting.inline import COMMENT
from documents.drafting.styles import MENTION

# A line that fits beside a box, in characters.
SHORT = 60


def previous(blocks: list[Block], index: int) -> Block | None:
    """The block printed before this one, whatever condition stands between."""
    return next((b for b in reversed(blocks[:index]) if not isinstance(b, Control)), None)


def following(blocks: list[Block], index: int) -> Block | None:
    """The block printed after this one: past the other branches of the condition it ends."""
    skipped = 0
    for block in blocks[index + 1 :]:
        if isinstance(block, Control):
            word = block.command.split(" ")[0]
            if word in {"else", "elif"} and not skipped:
                skipped = 1
            elif skipped:
                skipped += {"if": 1, "for": 1, "endif": -1, "endfor": -1}.get(word, 0)
        elif not skipped:
            return block
    return None


def words_beside(blocks: list[Block], index: int) -> list[Paragraph]:
    """The short lines just before an empty box, written beside it: « Fait à …, le … »."""
    words: list[Paragraph] = []
    for block in reversed(blocks[:index]):
        if not isinstance(block, Paragraph) or len(block.text) > SHORT or "{%" in block.text:
            break
        words.insert(0, block)
    return words


def part(coming: list[Block]) -> Iterable[Block]:
    """The blocks of the part that starts with the first of these."""
    for index, block in enumerate(coming):
        if index and isinstance(block, Heading) and block.level == 1:
            return
        yield block


def ragged(block: Paragraph) -> bool:
    """Whether justifying this paragraph would spread its words: mentions, boxes, headings."""
    return (
        block.place.mention or block.tight or "☐" in block.text or block.text.startswith("**Objet")
    )


def is_recipient(block: Block | None) -> bool:
    return isinstance(block, Paragraph) and block.role == "recipient"


def kept_at_end(blocks: list[Block]) -> set[int]:
    """The two paragraphs before the last one: a last page never holds a name alone."""
    last = [i for i, b in enumerate(blocks) if not isinstance(b, Control)][-3:]
    if len(last) < 3 or not all(isinstance(blocks[i], Paragraph) for i in last):
        return set()
    return set(last[:-1])


def style_of(block: Paragraph) -> str:
    if block.place.mention:
        return MENTION
    if block.role == "subtitle":
        return "Subtitle"
    if block.role == "recipient":
        return "Destinataire"
    words = COMMENT.sub("", block.text)
    return "Visa" if words.startswith(("Vu ", "Considérant ")) else "Normal"


def list_around(blocks: list[Block], index: int) -> tuple[int, int]:
    """How many items come before this one in its list, and how many the list has."""
    first = last = index
    while first and isinstance(blocks[first - 1], Item | Control):
        first -= 1
    while last + 1 < len(blocks) and isinstance(blocks[last + 1], Item | Control):
        last += 1
    before = sum(isinstance(block, Item) for block in blocks[first:index])
    return before, before + sum(isinstance(block, Item) for block in blocks[index : last + 1])


def kept_before_signatures(blocks: list[Block]) -> set[int]:
    """Paragraphs that stay with the first signature block: its title, its note, what is before.

    A page of signatures alone, without a line of the act, is what a forger would keep.
    """
    first = next(
        (i for i, b in enumerate(blocks) if isinstance(b, Paragraph) and b.place.signature), None
    )
    if first is None:
        return set()
    kept: set[int] = set()
    for index in range(first - 1, -1, -1):
        if isinstance(blocks[index], Paragraph):
            kept.add(index)
            if any(isinstance(block, Heading) for block in blocks[index:first]):
                before = [i for i in range(index) if isinstance(blocks[i], Paragraph)][-1:]
                return kept | set(before)
    return kept
