"""The redline as a Word file: the newer text, with every difference as a tracked change.

Word and LibreOffice then show, accept or refuse each change as if a person had typed it.
"""

import copy
import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any

from lxml import etree

from documents.redline import alignment, editing
from documents.redline.revisions import BY, W, settle
from documents.rendering.package import Package, parse_part, read_package, write_package
from documents.text.reading import Block, blocks_of

_HEADED = ("header+xml", "footer+xml")


class _Pen:
    """Writes the marks of one author at one instant, each with its number."""

    def __init__(self, author: str, at: dt.datetime) -> None:
        self.given = {"author": author, "date": f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"}
        self.numbers = itertools.count(90_001)

    def mark(self, name: str) -> Any:
        """A ``w:ins`` or ``w:del`` that holds nothing yet."""
        attributes = {W + key: value for key, value in self.given.items()}
        return etree.Element(W + name, {W + "id": str(next(self.numbers)), **attributes})

    def wrap(self, element: Any, name: str) -> None:
        """Put an element of a paragraph inside a mark."""
        mark = self.mark(name)
        element.addprevious(mark)
        mark.append(element)
        if name == "del":
            _strike(element)


def redline(old: bytes, new: bytes, *, author: str, at: dt.datetime) -> bytes:
    """The newer .docx with what differs from the older one as tracked changes.

    Body, tables, headers and footers; both files are first taken as if their own tracked changes
    had been accepted. Refuses (``ModelError``) what is not a safe Word file.
    """
    before, after = read_package(old), read_package(new)
    pen = _Pen(author, at)
    members = dict(after.members)
    for was, name in _parts(before, after):
        tree = parse_part(after.members[name], name)
        former = parse_part(before.members[was], was)
        settle(tree, accept=True)
        settle(former, accept=True)
        _mark(tree, blocks_of(before, former), blocks_of(after, tree), pen)
        etree.strip_attributes(tree, BY)
        members[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8")
    return write_package(members)


def _parts(before: Package, after: Package) -> Iterator[tuple[str, str]]:
    """The body of each, then their headers and footers of the same name."""
    yield before.main, after.main
    for name in after.templated:
        if after.types[name].endswith(_HEADED) and name in before.members:
            yield name, name


def _mark(tree: Any, old: tuple[Block, ...], new: tuple[Block, ...], pen: _Pen) -> None:
    place = _Place(tree)
    for pair in alignment.pairs(old, new):
        if pair.new is None and pair.old is not None:
            place.put(_removed(pair.old, pen), pair.old)
        elif pair.new is not None:
            place.pass_by(pair.new)
            if pair.old is None:
                _added(pair.new, pen)
            elif not pair.same:
                _changed(pair, pen)


class _Place:
    """Where the next removed paragraph or row is shown: after the last one that stayed."""

    def __init__(self, tree: Any) -> None:
        body = tree.find(W + "body")
        self.container = body if body is not None else tree
        self.last: Any = None
        self.table: Any = None

    def pass_by(self, block: Block) -> None:
        self.last = _node(block)

    def put(self, node: Any, block: Block) -> None:
        """A row goes into the table of the row before it, else into a table of its own."""
        if block.kind == "row":
            if self.last is not None and self.last.tag == W + "tr":
                self.last.addnext(node)
                self.last = node
                return
            table = etree.Element(W + "tbl")
            table.extend(_table_head(block))
            table.append(node)
            self._after(table)
            self.last = node
            return
        self._after(node)
        self.last = node

    def _after(self, node: Any) -> None:
        at = self.last
        if at is None:
            self.container.insert(0, node)
            return
        while at.getparent() is not None and at.tag == W + "tr":
            at = at.getparent()
        at.addnext(node)


def _node(block: Block) -> Any:
    """The row of a block of a table, else its paragraph."""
    element = block.cells[0][0].element if block.cells and block.cells[0] else None
    if block.kind != "row":
        return element
    first = next(line.element for cell in block.cells for line in cell)
    return next(first.iterancestors(W + "tr"))


def _table_head(block: Block) -> list[Any]:
    table = next(_node(block).iterancestors(W + "tbl"))
    return [copy.deepcopy(c) for c in table if c.tag in (W + "tblPr", W + "tblGrid")]


def _removed(block: Block, pen: _Pen) -> Any:
    node = copy.deepcopy(_node(block))
    if block.kind == "row":
        _properties(node, "trPr", 0).append(pen.mark("del"))
    for paragraph in [node] if node.tag == W + "p" else list(node.iter(W + "p")):
        _whole(paragraph, "del", pen)
    return node


def _added(block: Block, pen: _Pen) -> None:
    node = _node(block)
    if block.kind == "row":
        _properties(node, "trPr", 0).append(pen.mark("ins"))
    for paragraph in [node] if node.tag == W + "p" else list(node.iter(W + "p")):
        _whole(paragraph, "ins", pen)


def _whole(paragraph: Any, name: str, pen: _Pen) -> None:
    """Every word of a paragraph, and its end."""
    for run in list(paragraph.iter(W + "r")):
        if next(run.iterancestors(W + "p")) is paragraph:
            pen.wrap(run, name)
    properties = _properties(paragraph, "pPr", 0)
    look = properties.find(W + "rPr")
    if look is None:
        look = etree.Element(W + "rPr")
        after = [c for c in properties if c.tag in (W + "sectPr", W + "pPrChange")]
        if after:
            after[0].addprevious(look)
        else:
            properties.append(look)
    look.insert(0, pen.mark(name))


def _properties(element: Any, name: str, at: int) -> Any:
    found = element.find(W + name)
    if found is None:
        found = etree.Element(W + name)
        element.insert(at, found)
    return found


def _changed(pair: alignment.Pair, pen: _Pen) -> None:
    for old, new in alignment.lines(pair.old, pair.new):
        if old is None and new is not None:
            _whole(new.element, "ins", pen)
        elif old is not None and new is not None:
            for hunk in reversed(alignment.hunks(old.text, new.text)):
                _words(new.element, hunk, pen)
        elif old is not None and pair.new is not None:
            at = next(line.element for cell in pair.new.cells for line in cell)
            gone = copy.deepcopy(old.element)
            _whole(gone, "del", pen)
            at.addprevious(gone)


def _words(paragraph: Any, hunk: alignment.Hunk, pen: _Pen) -> None:
    inserted = editing.between(paragraph, hunk.at, hunk.until) if hunk.new else []
    if hunk.old:
        like = inserted[0] if inserted else editing.look_at(paragraph, hunk.at)
        mark = pen.mark("del")
        mark.append(editing.new_run(hunk.old, like, deleted=True))
        editing.insert(paragraph, hunk.at, mark)
    for run in inserted:
        pen.wrap(run, "ins")


def _strike(run: Any) -> None:
    for text in run.iter(W + "t"):
        text.tag = W + "delText"
    for code in run.iter(W + "instrText"):
        code.tag = W + "delInstrText"
