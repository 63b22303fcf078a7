"""Words of one act that its model does not have: changes put into a filled file, one by one.

A change is plain data. It finds its paragraph by what the paragraph says outside the values that
the model fills in, so it holds when a price or a name changes, and says so when its place is gone:

- ``{"op": "edit", "at": anchor, "hunks": [[start, end, "new words"], …]}``
- ``{"op": "delete", "at": anchor}``
- ``{"op": "insert", "after": anchor or None, "kind": "paragraph", "level": 0, "cells": ["words"]}``
- ``{"op": "move", "at": anchor, "after": anchor or None}``

An anchor is ``["line", masked, n]`` for a paragraph (of a cell too) or ``["row", masked, n]``:
the n-th, from 0, that reads ``masked``, each value written ``VALUE``. Offsets count ``masked``.
"""

import copy
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from documents.redline import alignment, editing
from documents.redline.revisions import W
from documents.rendering.package import parse_part, read_package, write_package
from documents.rendering.sandbox import GIVEN_END, GIVEN_START
from documents.text.reading import Block, Line, blocks_of

VALUE = "\ufffc"
"""Stands for one value of the act in a masked text: a character that no text holds."""

Operation = Mapping[str, Any]
Anchor = list[Any]

_BYTES = (GIVEN_START.encode(), GIVEN_END.encode())


@dataclass(frozen=True, slots=True)
class Worded:
    """A filled file with its own words; ``lost`` numbers, batch by batch, what found no place."""

    docx: bytes
    lost: tuple[tuple[int, int], ...]


def masked(line: Line) -> str:
    """What a paragraph says, each value of the act replaced by ``VALUE``."""
    said: list[str] = []
    for run in line.runs:
        if not run.given:
            said.append(run.text.replace(VALUE, ""))
        elif not said or said[-1] != VALUE:
            said.append(VALUE)
    return "".join(said)


def edit(line: Line, anchor: Anchor, words: str) -> Operation | None:
    """The change that makes a paragraph say ``words``; None when it would touch a value."""
    return edit_of(line, anchor, alignment.hunks(line.text, words))


def edit_of(line: Line, anchor: Anchor, hunks: Sequence[alignment.Hunk]) -> Operation | None:
    """The change made of these differences; None when one of them touches a value."""
    if any(_touches_value(line, hunk) for hunk in hunks):
        return None
    places = _plain_offsets(line)
    return {
        "op": "edit",
        "at": anchor,
        "hunks": [
            [bisect_left(places, each.start), bisect_left(places, each.end), each.new]
            for each in hunks
        ],
    }


def _touches_value(line: Line, hunk: alignment.Hunk) -> bool:
    at = 0
    for run in line.runs:
        start, at = at, at + len(run.text)
        if run.given and (
            (hunk.start < at and hunk.end > start) or (start < hunk.start == hunk.end < at)
        ):
            return True
    return False


def masked_row(block: Block) -> str:
    """The same, of a whole row: its cells separated by `` | ``."""
    return " | ".join(" ".join(masked(line) for line in cell).strip() for cell in block.cells)


def anchors(found: Sequence[Block]) -> dict[int, Anchor]:
    """The anchor of each paragraph and row, by ``id`` of its line or of its block."""
    counts: dict[tuple[str, str], int] = {}
    named: dict[int, Anchor] = {}

    def give(key: int, scope: str, text: str) -> None:
        nth = counts.get((scope, text), 0)
        counts[scope, text] = nth + 1
        named[key] = [scope, text, nth]

    for block in found:
        if block.kind == "row":
            give(id(block), "row", masked_row(block))
        for cell in block.cells:
            for line in cell:
                give(id(line), "line", masked(line))
        if block.kind != "row":
            named[id(block)] = named[id(block.cells[0][0])]
    return named


def applied(marked: bytes, batches: Sequence[Sequence[Operation]]) -> Worded:
    """A file filled with marked values, with the changes of each batch, one batch after another.

    The anchors of a batch are those of the text that the batches before it made.
    """
    package = read_package(marked)
    tree = parse_part(package.members[package.main], package.main)
    lost = []
    for number, batch in enumerate(batches):
        hand = _Hand(tree, blocks_of(package, tree))
        lost += [(number, index) for index in hand.does_all(batch)]
    members = {**package.members, package.main: etree.tostring(tree, encoding="UTF-8")}
    return Worded(write_package(members), tuple(lost))


def unmarked(docx: bytes) -> bytes:
    """The file without the marks around its values: the one that is kept."""
    members = read_package(docx).members
    for name, body in members.items():
        if name.endswith(".xml"):
            members[name] = body.replace(_BYTES[0], b"").replace(_BYTES[1], b"")
    return write_package(members)


class _Hand:
    """Does the changes of one batch; each place is found before any of them is made."""

    def __init__(self, tree: Any, found: Sequence[Block]) -> None:
        self.body = tree.find(W + "body")
        self.blocks = found
        named = anchors(found)
        self.lines = {
            _key(named[id(line)]): line for block in found for cell in block.cells for line in cell
        }
        self.nodes = {_key(named[id(block)]): _node(block) for block in found}
        self.tails: dict[tuple[Any, ...], Any] = {}

    def does_all(self, batch: Sequence[Operation]) -> Iterator[int]:
        """Make the changes; gives the index of those whose place is not in the text.

        Those of one paragraph are made together: their offsets are those of the words before.
        """
        together: dict[tuple[Any, ...], list[Any]] = {}
        for index, op in enumerate(batch):
            if op["op"] == "edit":
                key = _key(op["at"])
                together.setdefault(key, []).extend(op["hunks"])
                if key not in self.lines:
                    yield index
        for key, hunks in together.items():
            if key in self.lines:
                self._edit(self.lines[key], hunks)
        for index, op in enumerate(batch):
            if op["op"] != "edit" and not self._does(op):
                yield index

    def _does(self, op: Operation) -> bool:
        kind = op["op"]
        if kind == "insert":
            return self._put(self._made(op), op["after"])
        node = self.nodes.get(_key(op["at"]))
        if node is None:
            return False
        if kind == "move":
            if op["after"] is not None and _key(op["after"]) not in self.nodes:
                return False
            moved = copy.deepcopy(node)
            done = self._put(moved, op["after"])
            _take_away(node)
            self.nodes[_key(op["at"])] = moved
            return done
        _take_away(node)
        return True

    def _edit(self, line: Line, hunks: Sequence[Any]) -> None:
        places = _plain_offsets(line)
        for start, end, new in sorted(hunks, reverse=True):
            first, last = places[start], places[end]
            like = editing.look_at(line.element, first)
            for run in editing.between(line.element, first, last):
                like = run
                run.getparent().remove(run)
            if new:
                editing.insert(line.element, first, editing.new_run(new.replace(VALUE, ""), like))

    def _put(self, node: Any, after: Anchor | None) -> bool:
        key = _key(after)
        at = self.tails.get(key)
        if at is None and after is not None:
            at = self.nodes.get(key)
            if at is None:
                return False
        self.tails[key] = node
        if at is None:
            self.body.insert(0, node)
            return True
        if node.tag != W + "tr":
            at = next(reversed([at, *at.iterancestors(W + "tbl")]))
        at.addnext(node)
        return True

    def _made(self, op: Operation) -> Any:
        """A new paragraph or row, laid out as the nearest one of its kind."""
        kind, level = op["kind"], op.get("level", 0)
        if kind == "row":
            row = copy.deepcopy(self._nearest(op["after"], kind, level))
            cells = list(row.iter(W + "tc"))
            for cell, words in zip(cells, op["cells"], strict=False):
                _say(cell.find(W + "p"), words)
                for extra in cell.findall(W + "p")[1:]:
                    cell.remove(extra)
            return row
        paragraph = etree.Element(W + "p")
        like = self._nearest(op["after"], kind, level)
        properties = like.find(W + "pPr") if like is not None else None
        if properties is not None:
            own = copy.deepcopy(properties)
            for name in ("sectPr", "pageBreakBefore"):
                for child in own.findall(W + name):
                    own.remove(child)
            paragraph.append(own)
        _say(paragraph, op["cells"][0])
        return paragraph

    def _nearest(self, after: Anchor | None, kind: str, level: int) -> Any:
        """The last paragraph of this kind before the place, else the first after it."""
        found, passed = None, after is None
        for block in self.blocks:
            alike = block.kind == kind and block.level == level and not block.mention
            if alike and (not passed or found is None):
                found = _node(block)
            if _node(block) is self.nodes.get(_key(after)):
                passed = True
        return found


def _key(anchor: Anchor | None) -> tuple[Any, ...]:
    return tuple(anchor or ())


def _node(block: Block) -> Any:
    first = next(line.element for cell in block.cells for line in cell)
    return next(first.iterancestors(W + "tr")) if block.kind == "row" else first


def _plain_offsets(line: Line) -> list[int]:
    """For each offset of the masked text, the offset in the words as they are."""
    places, plain, inside = [0], 0, False
    for run in line.runs:
        if run.given:
            plain += len(run.text)
            if inside:
                places[-1] = plain
            else:
                places.append(plain)
        else:
            for character in run.text:
                plain += 1
                if character != VALUE:
                    places.append(plain)
        inside = run.given
    return places


def _say(paragraph: Any, words: str) -> None:
    """Make a paragraph say these words and nothing else."""
    for child in list(paragraph):
        if child.tag != W + "pPr":
            paragraph.remove(child)
    paragraph.append(editing.new_run(words.replace(VALUE, "")))


def _take_away(node: Any) -> None:
    """Remove a paragraph or a row; what a cell or a section needs of it stays, empty."""
    parent = node.getparent()
    if node.tag == W + "tr":
        parent.remove(node)
        if parent.find(W + "tr") is None:
            parent.getparent().remove(parent)
        return
    section = node.find(f"{W}pPr/{W}sectPr") is not None
    alone = parent.tag == W + "tc" and len(parent.findall(W + "p")) == 1
    if section or alone:
        for child in list(node):
            if child.tag != W + "pPr":
                node.remove(child)
    else:
        parent.remove(node)
