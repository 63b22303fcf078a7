"""What a drafted text is made of, once read: paragraphs, items, tables, frames, commands.

Each block keeps the text as it was written, Jinja tags and ``**bold**`` marks included: they are
resolved when the block is laid out (``inline``).
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    """Where a block stands: in a mention to complete, in the block of a signature, or neither."""

    mention: bool = False
    signature: int = 0


@dataclass(frozen=True)
class Heading:
    """``level`` 1 opens an annex on a new page (the first one is the document's title)."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """``tight``: the next paragraph belongs to the same group and follows without space."""

    text: str
    place: Place = Place()
    tight: bool = False
    role: str = "plain"
    note: str = ""


@dataclass(frozen=True)
class Item:
    """An item of a list; ``number`` is 0 for a dash."""

    number: int
    text: str
    place: Place = Place()


@dataclass(frozen=True)
class Control:
    """A Jinja command that governs whole paragraphs or rows, without its braces: ``if x``."""

    command: str


@dataclass(frozen=True)
class TableLayout:
    """Instructions of the ``<!-- tableau : … -->`` comment; widths in millimetres."""

    widths: tuple[float, ...] = ()
    landscape: bool = False
    amounts_right: bool = False
    centred: bool = False
    fixed_pitch: bool = False


@dataclass(frozen=True)
class Row:
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    header: Row
    rows: tuple[Row | Control, ...]
    layout: TableLayout = TableLayout()
    place: Place = Place()


@dataclass(frozen=True)
class Frame:
    """An empty box, in millimetres. ``signature`` is the rank of the signatory, 0 for none."""

    width: float
    height: float
    signature: int = 0
    place: Place = Place()


Block = Heading | Paragraph | Item | Control | Table | Frame


@dataclass
class Text:
    """A text and its header; ``running_line`` goes to the running header, out of the body."""

    front: dict[str, object]
    blocks: list[Block] = field(default_factory=list)
    running_line: str = ""
    clauses: list[str] = field(default_factory=list)
