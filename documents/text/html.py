"""The text of an act as HTML, shown beside its page images.

Headings start at h3, under those of the page. Mentions have the class ``mention`` and values
filled in the class ``given``; no style attribute, so that the page's security policy holds.
"""

from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from documents.text.reading import Block, Line

TOP, LAST = 3, 6


class Section(NamedTuple):
    """An article or an annex: its heading in words, and the HTML of what stands under it."""

    title: str
    html: SafeString


def as_sections(found: Sequence[Block]) -> list[Section]:
    """The text cut at its main headings; what comes before the first stands in its section.

    A text without headings is one section without title.
    """
    levels = [block.level for block in found if block.kind == "heading"]
    starts = [
        index
        for index, block in enumerate(found)
        if block.kind == "heading" and block.level == min(levels)
    ]
    if not starts:
        return [Section("", as_html(found))] if found else []
    sections = []
    for begin, end in zip(starts, [*starts[1:], len(found)], strict=True):
        before = list(found[:begin]) if begin == starts[0] else []
        sections.append(
            Section(found[begin].cells[0][0].text, as_html([*before, *found[begin + 1 : end]]))
        )
    return sections


def as_html(found: Sequence[Block]) -> SafeString:
    """Safe HTML: everything that comes from the document is escaped."""
    below_title = 1 if any(block.kind == "title" for block in found) else 0
    pieces = []
    for (kind, table), group in groupby(found, key=lambda block: (block.kind, block.table)):
        members = list(group)
        if kind == "row":
            pieces.append(_table(members, table))
        elif kind == "item":
            items = "".join(_element("li", block) for block in members)
            pieces.append(f"<ul>{items}</ul>")
        else:
            for block in members:
                level = TOP + below_title + block.level - 1 if kind == "heading" else TOP
                tag = f"h{min(level, LAST)}" if kind in ("title", "heading") else "p"
                pieces.append(_element(tag, block, extra="note" if kind == "note" else ""))
    return mark_safe("\n".join(pieces))  # noqa: S308 - every text below is escaped


def _element(tag: str, block: Block, extra: str = "") -> str:
    classes = " ".join(word for word in (extra, "mention" if block.mention else "") if word)
    attribute = f' class="{classes}"' if classes else ""
    return f"<{tag}{attribute}>{_line(block.cells[0][0])}</{tag}>"


def _table(rows: list[Block], number: int) -> str:
    head = "".join(_row(row, "th") for row in rows if row.header)
    body = "".join(_row(row, "td") for row in rows if not row.header)
    head = f"<thead>{head}</thead>" if head else ""
    return (
        f'<table class="table table-sm" id="tableau-{number}">{head}<tbody>{body}</tbody></table>'
    )


def _row(row: Block, tag: str) -> str:
    scope = ' scope="col"' if tag == "th" else ""
    cells = []
    for cell in row.cells:
        lines = [line for line in cell if line.text.strip()]
        marked = lines and all(line.mention for line in lines)
        cell_class = ' class="mention"' if marked else ""
        cells.append(f"<{tag}{scope}{cell_class}>{'<br>'.join(map(_line, lines))}</{tag}>")
    return f"<tr>{''.join(cells)}</tr>"


def _line(line: Line) -> str:
    pieces = []
    for run in line.runs:
        text = escape(run.text).replace("\n", "<br>")
        if run.bold:
            text = f"<strong>{text}</strong>"
        if run.italic:
            text = f"<em>{text}</em>"
        if run.given:
            text = f'<span class="given">{text}</span>'
        pieces.append(text)
    return "".join(pieces)
