"""Read the text of a filled Word document, and hash it for the vote.

The text that a council votes and that is signed is the body of the document: articles, annexes,
parties, prices, notes and text boxes. Outside it: headers, footers, tables of contents, and the
*mentions à compléter* (paragraphs of style « Mention »), which are filled in after the vote.
"""

import functools
import hashlib
import itertools
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from documents.rendering.errors import ModelError
from documents.rendering.package import Package, parse_part, read_package
from documents.rendering.sandbox import GIVEN_END, GIVEN_START

MAX_BLOCKS = 20_000
MAX_CHARS = 5_000_000
MENTION = "mention"

Kind = Literal["title", "heading", "paragraph", "item", "row", "note"]

_SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\ue000\ue001]")
_CUT = re.compile(f"([{GIVEN_START}{GIVEN_END}])")
_HEADING = re.compile(r"^(?:heading|titre) ?([1-9])$")


class TextTooLong(ModelError):
    """The document holds more text than may be shown or compared."""


@dataclass(frozen=True)
class Run:
    """Characters of one look; ``given`` marks a value that was filled in (see ``fill``)."""

    text: str
    bold: bool = False
    italic: bool = False
    given: bool = False


@dataclass(frozen=True)
class Line:
    """One paragraph of a block; ``mention`` when it is completed after the vote.

    ``element`` is its node in the tree that was read, for what marks or changes the file.
    """

    runs: tuple[Run, ...]
    mention: bool = False
    element: Any = field(default=None, compare=False, repr=False)

    @property
    def text(self) -> str:
        """Its characters, as they are."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Block:
    """A paragraph, or a row of a table with its cells; ``cells`` holds one cell for a paragraph.

    ``level`` is 1 to 9 for a heading; ``table`` numbers the document's tables from 1; ``header``
    is true for a row that is repeated at the top of each page.
    """

    kind: Kind
    cells: tuple[tuple[Line, ...], ...]
    level: int = 0
    table: int = 0
    header: bool = False

    @property
    def mention(self) -> bool:
        """Whether the whole block lies outside the text that is voted."""
        lines = [line for cell in self.cells for line in cell]
        return bool(lines) and all(line.mention for line in lines)

    @property
    def text(self) -> str:
        """Its normalised text, cells separated by `` | ``."""
        return " | ".join(self.voted(with_mentions=True))

    def voted(self, *, with_mentions: bool = False) -> list[str]:
        """The normalised text of each cell, without mentions unless asked."""
        return [
            normalised(" ".join(line.text for line in cell if with_mentions or not line.mention))
            for cell in self.cells
        ]


def normalised(text: str) -> str:
    """NFC, every kind of space made one space, invisible characters removed."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


@functools.lru_cache(maxsize=8)
def blocks(docx: bytes) -> tuple[Block, ...]:
    """The body of a filled .docx in reading order; empty paragraphs are left out.

    The last files are remembered: a page shows, compares and hashes the same one. Refuses
    (``ModelError``) what is not a safe Word file, and ``TextTooLong``.
    """
    package = read_package(docx)
    return blocks_of(package, parse_part(package.members[package.main], package.main))


def blocks_of(package: Package, tree: Any) -> tuple[Block, ...]:
    """The same, of one part of an opened file: its body, a header, a footer."""
    reader = _Reader(package)
    reader.read(tree)
    return tuple(reader.blocks)


def passages(found: Sequence[Block]) -> list[tuple[Block, Sequence[Block]]]:
    """The text cut at its headings of the first level: each heading, and what stands under it."""
    starts = [i for i, each in enumerate(found) if each.kind == "heading" and each.level == 1]
    bounds = itertools.pairwise([*starts, len(found)])
    return [(found[begin], found[begin + 1 : end]) for begin, end in bounds]


def text_hash(found: tuple[Block, ...]) -> str:
    """SHA-256 (64 hexadecimal digits) of the text that is voted and signed.

    Over canonical JSON: a string per paragraph, a list of strings per row, in order; fonts,
    styles, spaces and mentions à compléter do not change it.
    """
    canonical: list[str | list[str]] = []
    for block in found:
        texts = block.voted()
        if any(texts):
            canonical.append(texts if block.kind == "row" else texts[0])
    body = json.dumps(canonical, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


class Styles:
    """What the named styles of a document mean: heading, list, mention."""

    def __init__(self, package: Package) -> None:
        self.by_id: dict[str, Any] = {}
        name = next((n for n, k in package.types.items() if k.endswith(".styles+xml")), "")
        if name:
            for style in parse_part(package.members[name], name).iter("{*}style"):
                self.by_id[_value(style, "styleId")] = style

    def chain(self, style_id: str) -> list[Any]:
        """The style and those it is based on."""
        found: list[Any] = []
        while style_id in self.by_id and self.by_id[style_id] not in found:
            found.append(self.by_id[style_id])
            style_id = _value(_child(found[-1], "basedOn"), "val")
        return found

    @staticmethod
    def name(style: Any) -> str:
        """Its name in lower case; Word keeps the built-in ones in English."""
        return _value(_child(style, "name"), "val").strip().lower()


class _Reader:
    """Walks the body; keeps no more than the limits allow."""

    def __init__(self, package: Package) -> None:
        self.blocks: list[Block] = []
        self.styles = Styles(package)
        self.notes = _notes(package)
        self.tables = 0
        self.characters = 0

    def read(self, container: Any) -> None:
        """Add the blocks of a body, a text box or a content control."""
        for element in container:
            local = _local(element)
            if local == "p":
                self._paragraph(element)
            elif local == "tbl":
                self.tables += 1
                self._table(element, self.tables)
            elif local not in ("sectPr", "del", "moveFrom", "Fallback"):
                self.read(element)

    def _paragraph(self, element: Any) -> None:
        kind, level = self._kind(element)
        if kind is not None:
            line = self._line(element)
            if line.text.strip():
                self._add(Block(kind, ((line,),), level=level))
        for box in element.iter("{*}txbxContent"):
            nearest = next(box.iterancestors("{*}p"))
            if nearest is element and not any(True for _ in box.iterancestors("{*}Fallback")):
                self.read(box)
        for reference in element.iter("{*}footnoteReference", "{*}endnoteReference"):
            for note in self.notes.get((_local(reference), _value(reference, "id")), []):
                line = self._line(note)
                if line.text.strip():
                    self._add(Block("note", ((line,),)))

    def _table(self, table: Any, number: int) -> None:
        for row in table.iter("{*}tr"):
            if next(row.iterancestors("{*}tbl")) is not table:
                continue
            cells = []
            for cell in row.iter("{*}tc"):
                if next(cell.iterancestors("{*}tr")) is row:
                    cells.append(tuple(self._line(p) for p in cell.iter("{*}p")))
            if any(line.text.strip() for cell in cells for line in cell):
                header = _on(_child(_child(row, "trPr"), "tblHeader"))
                self._add(Block("row", tuple(cells), table=number, header=header))

    def _add(self, block: Block) -> None:
        self.blocks.append(block)
        self.characters += sum(len(line.text) for cell in block.cells for line in cell)
        if len(self.blocks) > MAX_BLOCKS or self.characters > MAX_CHARS:
            raise TextTooLong(
                f"Le document dépasse {MAX_BLOCKS} paragraphes ou {MAX_CHARS // 1_000_000} "
                "millions de caractères : il ne peut être ni lu à l’écran ni comparé."
            )

    def _kind(self, element: Any) -> tuple[Kind | None, int]:
        """Kind and level of a paragraph; None for an entry of a table of contents."""
        properties = _child(element, "pPr")
        chain = self.styles.chain(_value(_child(properties, "pStyle"), "val"))
        for style in chain:
            name = self.styles.name(style)
            if name.startswith("toc "):
                return None, 0
            if name in ("title", "titre"):
                return "title", 0
            if heading := _HEADING.match(name):
                return "heading", int(heading[1])
        carriers = [properties, *(_child(style, "pPr") for style in chain)]
        for carrier in carriers:
            outline = _value(_child(carrier, "outlineLvl"), "val")
            if outline.isdigit() and int(outline) < 9:
                return "heading", int(outline) + 1
        for carrier in carriers:
            numbered = _child(carrier, "numPr")
            if numbered is not None:
                listed = _value(_child(numbered, "numId"), "val") != "0"
                return ("item", 0) if listed else ("paragraph", 0)
        return "paragraph", 0

    def _line(self, element: Any) -> Line:
        chain = self.styles.chain(_value(_child(_child(element, "pPr"), "pStyle"), "val"))
        mention = any(self.styles.name(style) == MENTION for style in chain)
        runs: list[Run] = []
        given = False
        for run in element.iter("{*}r"):
            if _local(run) != "r" or next(run.iterancestors("{*}p")) is not element:
                continue
            look = _child(run, "rPr")
            if _on(_child(look, "vanish")):
                continue
            bold, italic = _on(_child(look, "b")), _on(_child(look, "i"))
            for piece in _CUT.split("".join(characters(item) for item in run)):
                if piece in (GIVEN_START, GIVEN_END):
                    given = piece == GIVEN_START
                elif piece:
                    runs.append(Run(piece, bold, italic, given))
        return Line(tuple(runs), mention, element)


def characters(item: Any) -> str:
    """What an element of a run reads as."""
    local = _local(item)
    if local == "t":
        return item.text or ""
    if local in ("br", "cr"):
        return "\n"
    if local == "tab":
        return "\t"
    return {"noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}.get(local, "")


def _notes(package: Package) -> dict[tuple[str, str], list[Any]]:
    """Paragraphs of each footnote and endnote, by kind of reference and identifier."""
    found: dict[tuple[str, str], list[Any]] = {}
    for kind in ("footnote", "endnote"):
        name = next((n for n, k in package.types.items() if k.endswith(f".{kind}s+xml")), "")
        if name in package.members:
            for note in parse_part(package.members[name], name).iter("{*}" + kind):
                key = (f"{kind}Reference", _value(note, "id"))
                found[key] = list(note.iter("{*}p"))
    return found


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _child(element: Any, local: str) -> Any:
    """The first child of that name, in whatever namespace (``find`` walks it in Python)."""
    return None if element is None else next(element.iterchildren("{*}" + local), None)


def _value(element: Any, local: str) -> str:
    if element is not None:
        for name, value in element.attrib.items():
            if name.rpartition("}")[2] == local:
                return str(value)
    return ""


def _on(flag: Any) -> bool:
    """A Word switch: present without a value means yes."""
    return flag is not None and _value(flag, "val") not in ("0", "false", "off")
