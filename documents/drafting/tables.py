"""Tables of a text: widths, repeated titles, rows that never split, amounts on the right."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from documents.drafting.blocks import Control, Frame, Row, Table
from documents.drafting.inline import TAG, command

# Room for a handwritten answer, in millimetres; more where a whole table is filled in by hand.
HAND_HEIGHT, HAND_TABLE_HEIGHT = 9, 10
# A table without a loop and this short stays on one page.
KEPT_ROWS = 10
_BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")
_NUMERIC_FILTER = re.compile(r"\|\s*(euros|percent|number)\b")
_LOOP = re.compile(r"for (\w+) in ([\w.]+)")


def numeric_columns(table: Table, numeric_names: Mapping[str, bool]) -> set[int]:
    """Columns whose every filled cell is one number: they are aligned on the right.

    ``numeric_names`` says of each name of the contract (``max_accounts``,
    ``schools.forecast_accounts``) whether it is a number.
    """
    loops: dict[str, str] = {}
    verdicts: dict[int, list[bool]] = {}
    for row in table.rows:
        if isinstance(row, Control):
            if match := _LOOP.fullmatch(row.command):
                loops[match.group(1)] = match.group(2)
            continue
        for index, cell in enumerate(row.cells):
            if cell.strip("* "):
                verdicts.setdefault(index, []).append(_is_number(cell, loops, numeric_names))
    holds = any if table.layout.amounts_right else all
    return {index for index, found in verdicts.items() if holds(found)}


def _is_number(cell: str, loops: Mapping[str, str], numeric_names: Mapping[str, bool]) -> bool:
    cell = cell.strip("* ")
    tag = TAG.match(cell)
    if tag is None:
        return bool(re.fullmatch(r"[\d\s.,%€-]*\d[\d\s.,%€-]*", cell))
    if tag.end() != len(cell) or command(tag.group()):
        return False
    if _NUMERIC_FILTER.search(cell):
        return True
    path = re.fullmatch(r"\{\{\s*([\w.]+)\s*\}\}", cell)
    if path is None:
        return False
    first, _, rest = path.group(1).partition(".")
    return numeric_names.get(f"{loops.get(first, first)}.{rest}" if rest else first, False)


def estimated_widths(table: Table, total: float) -> tuple[float, ...]:
    """Column widths in millimetres from what the columns hold, when none is asked for."""
    rows = [table.header, *(row for row in table.rows if isinstance(row, Row))]
    if len(table.header.cells) == 2:
        return (round(total * 0.4, 1), round(total * 0.6, 1))
    least, weights = [], []
    for index in range(len(table.header.cells)):
        cells = [TAG.sub("x" * 12, row.cells[index]) for row in rows if index < len(row.cells)]
        # A word is never cut: 1.9 mm a letter, and the margins of the cell.
        longest_word = max(len(word) for cell in cells for word in [*cell.split(), ""])
        least.append(longest_word * 1.9 + 3)
        weights.append(min(max(len(cell) for cell in cells), 80))
    spare = max(total - sum(least), 0)
    return tuple(
        round(low + spare * weight / sum(weights), 1)
        for low, weight in zip(least, weights, strict=True)
    )


def full_widths(widths: tuple[float, ...], total: float) -> tuple[float, ...]:
    """The same proportions over the whole width of the page."""
    return tuple(round(width * total / sum(widths), 1) for width in widths)


class TableShape:
    """Writes the skeleton of a table in a document; the cells are filled by the caller."""

    def __init__(self, document: Any, widths: tuple[float, ...]) -> None:
        self.table = document.add_table(rows=0, cols=len(widths))
        self.widths = widths
        self.table.alignment = WD_TABLE_ALIGNMENT.LEFT
        self.table.autofit = False
        _fixed(self.table, widths)
        _borders(self.table, "A6A6A6")

    def row(self, *, header: bool = False, height: float = 0) -> Any:
        row = self.table.add_row()
        for cell, width in zip(row.cells, self.widths, strict=True):
            cell.width = Mm(width)
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if header:
            properties.append(OxmlElement("w:tblHeader"))
            for cell in row.cells:
                _shade(cell, "EDEDED")
        if height:
            row.height, row.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
        return row

    def control(self, name: str) -> None:
        """A row that only carries a command, absent from the rendered document."""
        row = self.table.add_row()
        row.cells[0].paragraphs[0].add_run(f"{{%tr {name} %}}")


def frame(document: Any, block: Frame, *, lead: Sequence[Any] = (), room: float = 0) -> Any:
    """An empty bordered box of the exact size asked for; returns its first paragraph.

    ``lead`` (paragraphs already written) goes to the left of the box, in ``room`` millimetres.
    """
    widths = (room, block.width) if lead else (block.width,)
    table = document.add_table(rows=1, cols=len(widths))
    table.autofit = False
    _fixed(table, widths)
    row = table.rows[0]
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Mm(width)
    row.height, row.height_rule = Mm(block.height), WD_ROW_HEIGHT_RULE.EXACTLY
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    if lead:
        first = row.cells[0]._tc
        first.remove(first.find(qn("w:p")))
        for paragraph in lead:
            first.append(paragraph._p)
    _box(row.cells[-1], "7F7F7F")
    return row.cells[-1].paragraphs[0]


def aligned(paragraph: Any, *, right: bool, centred: bool) -> None:
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    elif centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _fixed(table: Any, widths: tuple[float, ...]) -> None:
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblW")) + properties.findall(qn("w:tblStyle")):
        properties.remove(old)
    twips = [round(width * 1440 / 25.4) for width in widths]
    width = parse_xml(f'<w:tblW {nsdecls("w")} w:w="{sum(twips)}" w:type="dxa"/>')
    properties.insert(0, width)
    indent = parse_xml(f'<w:tblInd {nsdecls("w")} w:w="0" w:type="dxa"/>')
    properties.find(qn("w:tblLayout")).addprevious(indent)
    margins = parse_xml(
        f'<w:tblCellMar {nsdecls("w")}><w:top w:w="40" w:type="dxa"/>'
        '<w:left w:w="74" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/>'
        '<w:right w:w="74" w:type="dxa"/></w:tblCellMar>'
    )
    properties.find(qn("w:tblLayout")).addnext(margins)
    for column, value in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), twips, strict=True):
        column.set(qn("w:w"), str(value))


def _borders(table: Any, colour: str) -> None:
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{colour}"/>' for side in _BORDERS
    )
    borders = parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>")
    properties = table._tbl.tblPr
    # The order of these elements is fixed by the standard: borders come before the layout.
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(borders)


def _box(cell: Any, colour: str) -> None:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{colour}"/>'
        for side in ("top", "left", "bottom", "right")
    )
    borders = parse_xml(f"<w:tcBorders {nsdecls('w')}>{sides}</w:tcBorders>")
    cell._tc.get_or_add_tcPr().append(borders)


def _shade(cell: Any, colour: str) -> None:
    shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>')
    cell._tc.get_or_add_tcPr().append(shade)
