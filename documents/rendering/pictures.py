"""Pictures on pages of their own, after the text of a filled document.

They are no part of its model: nothing that a lawyer writes says where they go, and no value that
is typed becomes an image. The same document and pictures always give the same bytes.
"""

import io
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Emu, Mm, Pt

from common.french import NBSP

from .package import read_package, write_package

PER_PAGE = 2
HIGHEST = Mm(100)
"""Two pictures and their captions hold on a page, under the title of the annex."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG or PNG already checked and bounded, and what it shows."""

    data: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class Annex:
    """``title`` opens its first page; ``one`` numbers each picture: « Photographie 1 : … »."""

    title: str
    one: str
    pictures: tuple[Picture, ...]


def annexed(docx: bytes, annex: Annex) -> bytes:
    """``docx`` followed by the pictures of ``annex``, two a page, each with its caption."""
    document: Any = Document(io.BytesIO(docx))
    title = document.add_paragraph(annex.title, style=_known(document, "Heading 1"))
    title.paragraph_format.page_break_before = True
    title.paragraph_format.space_before = Pt(0)
    section = document.sections[-1]
    widest = section.page_width - section.left_margin - section.right_margin
    for rank, picture in enumerate(annex.pictures):
        words = f"{annex.one}{NBSP}{rank + 1}{NBSP}: {picture.caption}"
        _add(document, picture, words, widest, opens=bool(rank) and rank % PER_PAGE == 0)
    out = io.BytesIO()
    document.save(out)
    return write_package(read_package(out.getvalue()).members)


def _add(document: Any, picture: Picture, words: str, widest: int, *, opens: bool) -> None:
    """The picture, as large as its place allows, and its caption under it."""
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.alignment = WD_ALIGN_PARAGRAPH.LEFT
    layout.keep_with_next = True
    layout.page_break_before = opens
    layout.space_after = Pt(2)
    shape = paragraph.add_run().add_picture(io.BytesIO(picture.data))
    scale = min(widest / shape.width, HIGHEST / shape.height)
    shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
    for side in "TBLR":  # a place left unsaid is three millimetres to LibreOffice
        shape._inline.set(f"dist{side}", "0")
    # Read aloud in place of the picture (RGAA 1.1); the caption says the same under it.
    shape._inline.docPr.set("descr", words)
    caption = document.add_paragraph(words)
    caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    caption.paragraph_format.keep_together = True
    caption.paragraph_format.space_after = Pt(12)


def _known(document: Any, style: str) -> str | None:
    """The style when the model has it: a lawyer may have removed it."""
    return style if style in {each.name for each in document.styles} else None
