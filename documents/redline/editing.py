"""Change the words of one paragraph of a Word file, run by run, without losing its look.

Offsets count the characters of ``Line.text``: hidden runs, tracked deletions and the marks around
values are not counted.
"""

import copy
from collections.abc import Iterator
from typing import Any

from lxml import etree

from documents.redline.revisions import XML_SPACE, W, sub
from documents.rendering.sandbox import GIVEN_END, GIVEN_START
from documents.text.reading import characters

_MARKS = (GIVEN_START, GIVEN_END)
_CONTENT = tuple(W + name for name in ("t", "br", "cr", "tab", "noBreakHyphen", "softHyphen"))


def runs(paragraph: Any) -> Iterator[Any]:
    """The runs of the paragraph itself that are read, in order."""
    for run in paragraph.iter(W + "r"):
        if next(run.iterancestors(W + "p")) is not paragraph:
            continue
        if any(a.tag in (W + "del", W + "moveFrom") for a in run.iterancestors()):
            continue
        flag = run.find(f"{W}rPr/{W}vanish")
        if flag is None or flag.get(W + "val") in ("0", "false", "off"):
            yield run


def split_at(paragraph: Any, offset: int) -> Any:
    """Make a boundary between runs after ``offset`` characters; returns the run before it, or
    None at the start. The mark that ends a value stays with the value."""
    passed, last = 0, None
    for run in list(runs(paragraph)):
        if passed == offset and not _starts_with_end(run):
            return last
        length = _length(run)
        if passed + length > offset or (passed + length == offset and _ends_with_start(run)):
            _cut(run, offset - passed)
            return run
        passed, last = passed + length, run
    return last


def between(paragraph: Any, start: int, end: int) -> list[Any]:
    """The runs that hold exactly the characters from ``start`` to ``end``."""
    split_at(paragraph, start)
    split_at(paragraph, end)
    passed, found = 0, []
    for run in runs(paragraph):
        length = _length(run)
        if start <= passed and passed + length <= end and length:
            found.append(run)
        passed += length
    return found


def new_run(text: str, like: Any = None, *, deleted: bool = False) -> Any:
    """A run of these words, with the look of another; line ends and tabs as Word writes them."""
    run = etree.Element(W + "r")
    look = like.find(W + "rPr") if like is not None else None
    if look is not None:
        run.append(copy.deepcopy(look))
    write(run, text, deleted=deleted)
    return run


def write(run: Any, text: str, *, deleted: bool = False) -> None:
    """Add words to a run."""
    piece = ""
    for character in [*text, ""]:
        if character not in ("\n", "\t", ""):
            piece += character
            continue
        if piece:
            element = sub(run, "delText" if deleted else "t")
            element.text = piece
            element.set(XML_SPACE, "preserve")
            piece = ""
        if character:
            sub(run, "br" if character == "\n" else "tab")


def insert(paragraph: Any, offset: int, element: Any) -> None:
    """Put an element after ``offset`` characters of the paragraph."""
    before = split_at(paragraph, offset)
    if before is not None:
        before.addnext(element)
        return
    first = next(runs(paragraph), None)
    if first is not None:
        first.addprevious(element)
        return
    properties = paragraph.find(W + "pPr")
    if properties is not None:
        properties.addnext(element)
    else:
        paragraph.insert(0, element)


def look_at(paragraph: Any, offset: int) -> Any:
    """The run whose look words inserted at ``offset`` take: the one before, else the first."""
    before = split_at(paragraph, offset)
    return before if before is not None else next(runs(paragraph), None)


def _length(run: Any) -> int:
    return sum(1 for c in _text(run) if c not in _MARKS)


def _text(run: Any) -> str:
    return "".join(characters(item) for item in run)


def _starts_with_end(run: Any) -> bool:
    return _text(run).startswith(GIVEN_END)


def _ends_with_start(run: Any) -> bool:
    return _text(run).endswith(GIVEN_START)


def _cut(run: Any, offset: int) -> None:
    """Leave the first ``offset`` characters in the run, the rest in a new one after it."""
    rest = etree.Element(W + "r")
    look = run.find(W + "rPr")
    if look is not None:
        rest.append(copy.deepcopy(look))
    passed, full = 0, False
    for item in list(run):
        if item.tag == W + "rPr":
            continue
        if full:
            rest.append(item)
            continue
        text = characters(item) if item.tag in _CONTENT else ""
        index = _index(text, offset - passed)
        passed += sum(1 for c in text if c not in _MARKS)
        if index is None:
            continue
        full = True
        if item.tag != W + "t":
            if index == 0:
                rest.append(item)
            continue
        if index < len(text):
            tail = copy.deepcopy(item)
            tail.text, item.text = text[index:], text[:index]
            for each in (tail, item):
                each.set(XML_SPACE, "preserve")
            rest.append(tail)
    run.addnext(rest)


def _index(text: str, offset: int) -> int | None:
    """Where ``offset`` visible characters end in ``text``; None when it holds fewer.

    Right after the mark that ends a value, right before the one that starts the next.
    """
    seen = 0
    for index, character in enumerate(text):
        if seen == offset and character != GIVEN_END:
            return index
        if character not in _MARKS:
            seen += 1
    return len(text) if seen > offset else None
