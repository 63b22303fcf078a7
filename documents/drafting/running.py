"""What every page carries: the title and the case above, the page and the text's hash below."""

from __future__ import annotations

import copy
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from documents.drafting.inline import pieces
from documents.drafting.styles import Page

# What header and footer leave blank on their right, in millimetres, for the page's QR code.
CORNER = 2

# Given at rendering, for a model whose text has a hash; not part of the data contract.
TEXT_HASH = "text_hash_short"


class Running:
    """Headers and footers, written once for each orientation and shared by its sections."""

    def __init__(self, page: Page, *, title: str, case: str, text_hash: bool) -> None:
        self.page = page
        self.title, self.case, self.text_hash = title, case, text_hash
        self._references: dict[bool, list[Any]] = {}

    def apply(self, section: Any, *, landscape: bool) -> None:
        """Turns a section and gives it the header and footer of its orientation."""
        if landscape:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Mm(297), Mm(210)
        if landscape in self._references:
            for reference in self._references[landscape]:
                section._sectPr.insert(0, copy.deepcopy(reference))
            return
        width = Mm(self.page.text_width(landscape=landscape) - CORNER)
        self._header(section.header, width)
        self._footer(section.footer, width)
        self._references[landscape] = [
            child
            for child in section._sectPr
            if child.tag in {qn("w:headerReference"), qn("w:footerReference")}
        ]

    def _header(self, header: Any, width: int) -> None:
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]
        paragraph.style = "Header"
        self._write(paragraph, self.title + (f"\t{self.case}" if self.case else ""))
        paragraph.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
        paragraph.paragraph_format.right_indent = Mm(CORNER)
        _line(paragraph, "bottom")

    def _footer(self, footer: Any, width: int) -> None:
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = "Footer"
        if self.text_hash:
            self._write(
                paragraph,
                f"{{% if {TEXT_HASH} %}}empreinte du texte {{{{ {TEXT_HASH} }}}}{{% endif %}}",
            )
        self._write(paragraph, "\tpage ")
        _field(paragraph, "PAGE")
        self._write(paragraph, " / ")
        _field(paragraph, "NUMPAGES")
        paragraph.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
        paragraph.paragraph_format.right_indent = Mm(CORNER)
        _line(paragraph, "top")

    def _write(self, paragraph: Any, words: str) -> None:
        for piece in pieces(words):
            paragraph.add_run(piece.text)


def _line(paragraph: Any, side: str) -> None:
    borders = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:{side} w:val="single" w:sz="4" w:space="4" '
        'w:color="A6A6A6"/></w:pBdr>'
    )
    properties = paragraph._p.get_or_add_pPr()
    tabs = properties.find(qn("w:tabs"))
    tabs.addprevious(borders)


def _field(paragraph: Any, name: str) -> None:
    for kind, text in (("begin", ""), ("", name), ("separate", ""), ("value", "1"), ("end", "")):
        run = paragraph.add_run()._r
        if kind in {"begin", "separate", "end"}:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run.append(mark)
        elif kind == "value":
            run.text = text
        else:
            run.append(parse_xml(f"<w:instrText {nsdecls('w')}> {text} </w:instrText>"))
