"""Every word that a Word file holds, printed or not: where what must not leave is looked for."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from lxml import etree

from documents.rendering.active import trees
from documents.rendering.package import read_package
from documents.text.reading import normalised

_BREAKS = frozenset({"p", "tc", "br", "cr", "tab"})


def whole(docx: bytes) -> str:
    """The text of every part: body, headers, footers, notes, boxes, comments, deletions, hidden
    words, descriptions of images, properties of the file. A line a paragraph, a cell, a value.

    Refuses (``ModelError``) what is not a safe Word file.
    """
    parts = trees(read_package(docx)).values()
    return "\n".join(words for root in parts for words in ("".join(_read(root)), *_aside(root)))


def comparable(text: str) -> str:
    """The same words typed otherwise read the same: letters and digits alone, in lower case and
    without accents; spaces, apostrophes, quotes and hyphens of any kind are one space."""
    letters = unicodedata.normalize("NFKD", normalised(text).casefold())
    letters = letters.replace("œ", "oe").replace("æ", "ae")
    return " ".join("".join(_letter(each) for each in letters).split())


def _letter(character: str) -> str:
    kind = unicodedata.category(character)
    if kind.startswith("M"):
        return ""
    return character if kind in ("Ll", "Lu", "Lo", "Nd", "No", "Nl") else " "


def _read(element: Any) -> Iterator[str]:
    """What is read in a row, whatever cuts it in runs."""
    name = etree.QName(element).localname if isinstance(element.tag, str) else ""
    if name == "t":
        yield element.text or ""
    elif name == "noBreakHyphen":
        yield "-"
    if name in _BREAKS:
        yield "\n"
    for child in element:
        yield from _read(child)
    if name in _BREAKS:
        yield "\n"


def _aside(root: Any) -> Iterator[str]:
    """What stands elsewhere: deletions, fields, properties, and attributes that hold a phrase (one
    word alone is a style or a colour)."""
    for element in root.iter("*"):
        if etree.QName(element).localname != "t" and (element.text or "").strip():
            yield element.text
        yield from (value for value in element.attrib.values() if " " in value.strip())
