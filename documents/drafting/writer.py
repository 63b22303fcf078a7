"""Lays the blocks of a text out in Word, as a lawyer would: what goes together stays together."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from documents.drafting.blocks import (
    Block,
    Control,
    Frame,
    Heading,
    Item,
    Paragraph,
    Row,
    Table,
    Text,
)
from documents.drafting.contracts import numeric_names
from documents.drafting.inline import Piece, pieces, set_apart
from documents.drafting.reading_order import (
    following,
    is_recipient,
    kept_at_end,
    kept_before_signatures,
    list_around,
    part,
    previous,
    ragged,
    style_of,
    words_beside,
)
from documents.drafting.running import Running
from documents.drafting.signatories import boxes
from documents.drafting.styles import (
    DASHES,
    FIXED_FONT,
    MENTION,
    NUMBERS,
    SPACER,
    Page,
    in_list,
    new_list,
    prepare,
)
from documents.drafting.tables import (
    HAND_HEIGHT,
    HAND_TABLE_HEIGHT,
    KEPT_ROWS,
    TableShape,
    aligned,
    estimated_widths,
    frame,
    full_widths,
    numeric_columns,
)

# A list this short stays whole, with the words that introduce it.
KEPT_ITEMS = 5
_COMMENT_AUTHOR = "Contreseing"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def write(text: Text, page: Page) -> bytes:
    """The Word model of a text; the same text always gives the same bytes."""
    document: Any = Document()
    prepare(document, page, title=str(text.front["title"]))
    _Writer(document, text, page).write()
    buffer = io.BytesIO()
    document.save(buffer)
    return _settled(buffer.getvalue())


def _settled(archive: bytes) -> bytes:
    """The same archive with fixed dates, so that the file's hash names its content."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return out.getvalue()


class _Writer:
    def __init__(self, document: Any, text: Text, page: Page) -> None:
        self.document, self.text, self.page = document, text, page
        self.blocks = text.blocks
        case = text.running_line
        if not case and "case_reference" in numeric_names(text.front):
            case = "Dossier {{ case_reference }}"
        self.running = Running(
            page,
            title=str(text.front["title"]),
            case=case.replace("Référence de dossier :", "Dossier"),
            text_hash=bool(text.front.get("text_hash")),
        )
        ranks = [b.signature for b in self.blocks if isinstance(b, Frame) and b.signature]
        self.boxes = iter(boxes(text.front, ranks))
        self.together = kept_before_signatures(self.blocks) | kept_at_end(self.blocks)
        self.list_id = 0
        self.list_next = 0
        self.in_annex = False
        self.landscape = False
        self.after_table = False
        self.new_section = False
        self.dashes = 0

    def write(self) -> None:
        first = next((i for i, b in enumerate(self.blocks) if _opens_part(b)), 0)
        self.landscape = _wide(self.blocks[first:])
        self.running.apply(self.document.sections[0], landscape=self.landscape)
        titled = False
        for index, block in enumerate(self.blocks):
            if isinstance(block, Heading):
                if titled and _opens_part(block):
                    self._turn(landscape=_wide(self.blocks[index:]))
                self._heading(block, titled=titled)
                titled = True
            elif isinstance(block, Control):
                self._control(block)
            elif isinstance(block, Paragraph):
                self._paragraph(index, block)
            elif isinstance(block, Item):
                self._item(index, block)
            elif isinstance(block, Table):
                self._table(block)
            elif isinstance(block, Frame):
                self._frame(index, block)
            self.after_table = isinstance(block, Table | Frame) or (
                self.after_table and isinstance(block, Control)
            )
        if self.after_table:
            self._spacer()

    def _turn(self, *, landscape: bool) -> None:
        """Opens a section when the part that starts here does not stand as the one before."""
        if landscape == self.landscape:
            return
        self._spacer()
        section = self.document.add_section()
        _join_break(self.document)
        if not landscape:
            section.orientation = WD_ORIENT.PORTRAIT
            section.page_width, section.page_height = Mm(210), Mm(297)
        for child in list(section._sectPr):
            if child.tag in {qn("w:headerReference"), qn("w:footerReference")}:
                section._sectPr.remove(child)
        self.running.apply(self.document.sections[-1], landscape=landscape)
        self.landscape = landscape
        self.in_annex = self.new_section = True

    def _heading(self, block: Heading, *, titled: bool) -> None:
        self.list_id = 0
        if block.level == 1 and not titled:
            self._add(block.text, "Title")
            return
        if block.level == 1:
            self.in_annex = True
            paragraph = self._add(block.text, "Heading 1")
            paragraph.paragraph_format.space_before = Pt(0)
            # A new section already opens a page.
            paragraph.paragraph_format.page_break_before = not self.new_section
            self.new_section = False
            return
        level = block.level if self.in_annex else block.level - 1
        self._add(block.text, f"Heading {min(level, 3)}")

    def _control(self, block: Control) -> None:
        paragraph = self.document.add_paragraph(style=SPACER)
        paragraph.add_run(f"{{%p {block.command} %}}")

    def _paragraph(self, index: int, block: Paragraph) -> None:
        paragraph = self._add(block.text, style_of(block))
        layout = paragraph.paragraph_format
        if block.tight or block.place.signature:
            layout.space_after = Pt(0)
        if block.role == "plain" and ragged(block):
            layout.alignment = WD_ALIGN_PARAGRAPH.LEFT
        if block.role != "plain" and not block.tight:
            layout.space_after = Pt(8 if block.role == "subtitle" else 16)
        if block.role == "recipient" and not is_recipient(self._previous(index)):
            layout.space_before = Pt(16)
        if block.place.mention and block.text.startswith("Vu "):
            layout.left_indent, layout.first_line_indent = Mm(6), Mm(-6)
        if block.place.signature:
            layout.keep_with_next = layout.keep_together = True
            if not isinstance(self._previous(index), Paragraph) or self._opens(index):
                layout.space_before = Pt(16)
                layout.space_after = Pt(4)
            elif not block.tight:
                layout.space_after = Pt(5)
        elif self.after_table:
            layout.space_before = Pt(8)
        kept_with = isinstance(self._following(index), Item | Table | Frame)
        if index in self.together or block.tight or kept_with:
            layout.keep_with_next = True
        if "| euros" in block.text or block.tight:
            # An amount and the sentence that explains it are read on the same page.
            layout.keep_together = True
        if block.note:
            self._comment(paragraph, block.note)

    def _item(self, index: int, block: Item) -> None:
        if block.number:
            # An item written twice, once for each branch of a condition, keeps its number.
            again = isinstance(self.blocks[index - 1], Control) and (
                block.number == self.list_next - 1
            )
            if not self.list_id or not (again or block.number == self.list_next):
                self.list_id = new_list(self.document, NUMBERS, block.number)
            self.list_next = block.number + 1
            paragraph, key = self._add(block.text, "List Number"), self.list_id
        else:
            if not isinstance(self._previous(index), Item):
                self.dashes = new_list(self.document, DASHES)
            paragraph, key = self._add(block.text, "List Bullet"), self.dashes
        if self.after_table:
            paragraph.paragraph_format.space_before = Pt(8)
        if isinstance(self._following(index), Table):
            paragraph.paragraph_format.keep_with_next = True
        in_list(paragraph, key)
        paragraph.paragraph_format.keep_together = len(block.text) < 400
        before, size = list_around(self.blocks, index)
        if not isinstance(self._following(index), Item):
            paragraph.paragraph_format.space_after = Pt(6)
        elif size <= KEPT_ITEMS or before in {0, size - 2}:
            # Neither the first item nor the last one stands alone on its page.
            paragraph.paragraph_format.keep_with_next = True

    def _table(self, block: Table) -> None:
        if self.after_table:
            self._spacer()
        total = self.page.text_width(landscape=self.landscape)
        widths = block.layout.widths or estimated_widths(block, total)
        if block.layout.landscape or sum(widths) > total:
            widths = full_widths(widths, total)
        shape = TableShape(self.document, widths)
        right = numeric_columns(block, numeric_names(self.text.front))
        rows = [row for row in block.rows if isinstance(row, Row)]
        kept = len(rows) == len(block.rows) <= KEPT_ROWS and not self.landscape
        self._row(shape, block.header, block, right, header=True)
        for row in block.rows:
            if isinstance(row, Control):
                shape.control(row.command)
            else:
                self._row(shape, row, block, right, keep=kept and row is not rows[-1])

    def _row(
        self,
        shape: TableShape,
        row: Row,
        block: Table,
        right: set[int],
        *,
        header: bool = False,
        keep: bool = False,
    ) -> None:
        by_hand = any("| mention" in cell for cell in row.cells)
        height = HAND_TABLE_HEIGHT if block.place.mention else HAND_HEIGHT
        made = shape.row(header=header, height=height if by_hand else 0)
        style = "Tableau titre" if header else MENTION if block.place.mention else "Tableau"
        for index, (cell, words) in enumerate(zip(made.cells, row.cells, strict=False)):
            paragraph = cell.paragraphs[0]
            paragraph.style = style
            fixed = block.layout.fixed_pitch and not header and index > 0
            self._runs(paragraph, pieces(words), fixed=fixed)
            centred = block.layout.centred and index > 0
            aligned(paragraph, right=index in right, centred=centred)
            if style == MENTION:
                paragraph.paragraph_format.space_after = Pt(0)
                paragraph.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
            if keep:
                paragraph.paragraph_format.keep_with_next = True

    def _frame(self, index: int, block: Frame) -> None:
        if self.after_table:
            self._spacer()
        beside = [] if block.signature else words_beside(self.blocks, index)
        lead = self.document.paragraphs[-len(beside) :] if beside else []
        room = self.page.text_width(landscape=self.landscape) - block.width
        paragraph = frame(self.document, block, lead=lead, room=room)
        paragraph.style = "Emplacement"
        if block.signature:
            paragraph.add_run(next(self.boxes).anchor)

    def _add(self, words: str, style: str) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        self._runs(paragraph, pieces(words))
        return paragraph

    def _runs(self, paragraph: Any, parts: Iterable[Piece], *, fixed: bool = False) -> None:
        # What people sign bears no point left to a lawyer: it stands in the margin of the model.
        printed, points = set_apart(parts) if self.text.front.get("text_hash") else (parts, [])
        for piece in printed:
            run = paragraph.add_run()
            for index, words in enumerate(piece.text.split("\n")):
                if index:
                    run.add_break()
                run.add_text(words)
            run.bold = piece.bold or None
            run.italic = piece.italic or None
            if piece.marked:
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW
            if piece.fixed_pitch or fixed:
                run.font.name = FIXED_FONT
            if piece.text == "☐":
                run.font.size = Pt(14)
        for point in points:
            self._comment(paragraph, point)

    def _comment(self, paragraph: Any, words: str) -> None:
        comment = self.document.add_comment(paragraph.runs, words, _COMMENT_AUTHOR, "C")
        # No date: the same text gives the same file.
        comment._comment_elm.attrib.pop(qn("w:date"), None)

    def _spacer(self) -> None:
        self.document.add_paragraph(style=SPACER)

    def _previous(self, index: int) -> Block | None:
        return previous(self.blocks, index)

    def _following(self, index: int) -> Block | None:
        return following(self.blocks, index)

    def _opens(self, index: int) -> bool:
        """Whether this paragraph is the first of its signature block."""
        block, before = self.blocks[index], self._previous(index)
        return (
            isinstance(block, Paragraph)
            and isinstance(before, Paragraph)
            and before.place.signature != block.place.signature
        )


def _opens_part(block: Block) -> bool:
    return isinstance(block, Heading) and block.level == 1


def _wide(coming: list[Block]) -> bool:
    """Whether the part that starts here holds a landscape table, and lies down with it."""
    return any(isinstance(block, Table) and block.layout.landscape for block in part(coming))


def _join_break(document: Any) -> None:
    """Moves the section break into the small spacer before it, so that it takes no line."""
    body = document.element.body
    broken = body.findall(qn("w:p"))[-1]
    sect = broken.pPr.find(qn("w:sectPr"))
    spacer = broken.getprevious()
    spacer.get_or_add_pPr().append(sect)
    body.remove(broken)
