"""The text of an act clause by clause, and the values that may be discussed apart.

A clause is a main heading with what stands under it; a value is a field of the act's form. Each
has a key, used in addresses and kept on its thread.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.text import slugify

from common import french
from common.lifecycle import Refusal, Refused
from documents import text
from documents.redline import returns, wording
from documents.text import Block

from . import content
from .models import Convention
from .new_words import NewWords

VALUE_KEY = "valeur-"
VALUES = (
    "starts_on",
    "duration_months",
    "unit_price",
    "max_accounts",
    "max_yearly_amount",
    "legal_ground",
    "legal_ground_reference",
    "legal_ground_text",
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph that may be reworded: its words, and where they are in the text.

    ``cell``: it fills a cell of a table, which stays when its words go.
    """

    number: int
    text: str
    line: text.Line
    anchor: list[Any]
    cell: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as it is read now. ``paragraphs`` are those that have words of their own."""

    key: str
    title: str
    html: SafeString
    paragraphs: tuple[Paragraph, ...]
    last: list[Any]


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the act that may be corrected alone."""

    key: str
    name: str
    label: str
    shown: str


def clauses(convention: Convention) -> list[Clause]:
    """The articles and annexes of the text as it stands."""
    return of_blocks(text.blocks(content.marked(convention, content.readable(convention))))


def of_blocks(found: Sequence[Block], *, cells: bool = False) -> list[Clause]:
    """The clauses of a text already read; with ``cells``, those of tables may be reworded too."""
    anchors = wording.anchors(found)
    made: list[Clause] = []
    for heading, under in text.passages(found):
        title, taken = heading.cells[0][0].text, {c.key for c in made}
        lines = list(_lines(under, cells))
        made.append(_clause(title, [heading, *under], lines, anchors, taken))
    return made


def _lines(found: Sequence[Block], cells: bool) -> Iterator[tuple[text.Line, bool]]:
    """The lines that have words of their own, and whether each fills a cell."""
    for block in found:
        if block.kind in ("paragraph", "item") and not block.mention:
            yield block.cells[0][0], False
        elif block.kind == "row" and cells and not block.header:
            for cell in block.cells:
                yield from ((line, True) for line in cell if line.text.strip() and not line.mention)


def clause(convention: Convention, key: str) -> Clause | None:
    """The clause of that key, or None when the text has none."""
    return next((each for each in clauses(convention) if each.key == key), None)


def key_of(title: str) -> str:
    """What a clause is known by in addresses and in the library."""
    return slugify(title)[:70] or "clause"


def _clause(
    title: str,
    found: Sequence[Block],
    lines: Sequence[tuple[text.Line, bool]],
    anchors: dict[int, list[Any]],
    taken: set[str],
) -> Clause:
    key = base = key_of(title)
    number = 2
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    paragraphs = tuple(
        Paragraph(number, line.text, line, anchors[id(line)], cell)
        for number, (line, cell) in enumerate(lines, start=1)
    )
    return Clause(key, title, text.as_html(found[1:]), paragraphs, anchors[id(found[-1])])


def values(convention: Convention) -> list[Value]:
    """The values of the act that its text prints, as they are now."""
    printed = content.readable(convention)
    found = []
    for name in VALUES:
        if name in printed or name in ("starts_on",):
            field = convention._meta.get_field(name)
            label = str(field.verbose_name)
            shown = _shown(convention, name)
            found.append(Value(f"{VALUE_KEY}{name}", name, label[:1].upper() + label[1:], shown))
    return found


def value(convention: Convention, key: str) -> Value | None:
    """The value of that key, or None."""
    return next((each for each in values(convention) if each.key == key), None)


def _shown(convention: Convention, name: str) -> str:
    if name == "legal_ground":
        return convention.get_legal_ground_display()
    held = getattr(convention, name)
    if name == "starts_on":
        return french.date_fr(held)
    if name in ("unit_price", "max_yearly_amount") and held is not None:
        return french.euros(held)
    return "" if held is None else str(held)


def reworded(clause: Clause, words: Sequence[str], added: str = "") -> list[NewWords]:
    """What changes when each paragraph of a clause says ``words``, and one is added at its end.

    An empty text removes its paragraph. Raises ``Refused`` when a value of the act is touched:
    it is corrected in the act's own form, wherever the text prints it.
    """
    found = []
    for paragraph, new in zip(clause.paragraphs, words, strict=True):
        said = new.replace("\r\n", "\n").strip()
        if text.normalised(said) == text.normalised(paragraph.text):
            continue
        if not said and not paragraph.cell:
            made: dict[str, Any] | None = {"op": "delete", "at": paragraph.anchor}
        else:
            made = wording.edit(paragraph.line, paragraph.anchor, said)
        if made is None:
            raise Refused(Refusal(returns.OBSTACLES["value"]))
        found.append(NewWords([made], clause.title, paragraph.text, said))
    if added.strip():
        made = {
            "op": "insert",
            "after": clause.last,
            "kind": "paragraph",
            "level": 0,
            "cells": [added.strip()],
        }
        found.append(NewWords([made], clause.title, "", added.strip()))
    return found


def with_variant(clause: Clause, words: str, *, replaces: bool) -> list[NewWords]:
    """What changes when a clause takes the paragraphs of a variant, one a line, at its end or
    in the place of its own."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    made: list[wording.Operation] = [
        {"op": "insert", "after": clause.last, "kind": "paragraph", "level": 0, "cells": [line]}
        for line in lines
    ]
    gone = clause.paragraphs if replaces else ()
    made += [{"op": "delete", "at": paragraph.anchor} for paragraph in gone]
    return [NewWords(made, clause.title, "\n".join(p.text for p in gone), "\n".join(lines))]
