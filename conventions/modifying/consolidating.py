"""The text of an act as its amendments and entry slips have changed it: read, and printed.

For information only: the act signed and what changed it are what binds.
"""

import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from docx import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from common import calendar, french
from documents import store, text
from documents.redline import wording
from documents.rendering.package import read_package, write_package

from ..models import Convention, Modification, ModifiedArticle, Rectification, Way
from . import finding

FOR_INFORMATION = "Texte consolidé, pour information"
_UAI = re.compile(r"\d{7}[A-Z]")
Words = list[wording.Operation]


def signed_word(initial: Convention) -> bytes | None:
    """The Word file of the text that was signed; None for an act of which only a copy is kept."""
    envelope = initial.envelope
    if initial.signed_elsewhere or envelope is None or not envelope.document.docx_sha256:
        return None
    return store.read(envelope.document.docx_sha256)


def word(initial: Convention) -> bytes | None:
    """The text in force today; None when the site does not hold the text signed."""
    signed = signed_word(initial)
    return None if signed is None else _with(signed, changes(initial))


Changing = Modification | Rectification


def changes(initial: Convention) -> list[Changing]:
    """What changes the words of the act today, in the order in which it came to."""
    accepted = Rectification.Status.ACCEPTED
    errors = initial.rectifications.filter(status=accepted).prefetch_related("errors")
    dated: list[tuple[dt.date, Changing]] = [
        *((row.act.in_force_on, row) for row in finding.in_force(initial)),
        *((calendar.act_date(row.accepted_at), row) for row in errors),
    ]
    return [row for _, row in sorted(dated, key=lambda each: each[0])]


def _with(signed: bytes, rows: Iterable[Changing]) -> bytes:
    """Each change rests on the text that those before it made."""
    found = signed
    for row in rows:
        if operations := _batch(row, found):
            found = wording.unmarked(wording.applied(found, [operations]).docx)
    return found


def _batch(modification: Changing, before: bytes) -> Words:
    """What a change does to the text: its articles, the line of its school, the right words."""
    if isinstance(modification, Rectification):
        return [each for error in modification.errors.all() for each in error.operations]
    if modification.way == Way.ENTRY_SLIP:
        return list(_entry(modification, before))
    return [each for article in modification.articles.all() for each in article.operations]


def _entry(modification: Modification, before: bytes) -> Iterator[wording.Operation]:
    """One more line under the last school of annex 1."""
    found = text.blocks(before)
    anchors, after, width = wording.anchors(found), None, 0
    for heading, under in text.passages(found):
        if _said(heading).lower().startswith("annexe 1 "):
            for block in under:
                if block.kind == "row" and _UAI.fullmatch(_cell(block, 1)):
                    after, width = anchors[id(block)], len(block.cells)
    if after is None:
        return
    for row in modification.act.schools.select_related("school"):
        cells = [
            row.school.name,
            row.school.uai,
            row.levels,
            str(row.forecast_accounts),
            french.date_fr(modification.act.in_force_on),
            "la collectivité",
        ]
        yield {"op": "insert", "after": after, "kind": "row", "cells": cells[:width]}
    yield from _total(modification, found, anchors)


def _total(
    modification: Modification, found: list[text.Block], anchors: dict[int, Any]
) -> Iterator[wording.Operation]:
    """The row that totals the accounts of annex 1 counts the school that enters."""
    for heading, under in text.passages(found):
        if not _said(heading).lower().startswith("annexe 1 "):
            continue
        for block in under:
            if block.kind != "row" or _cell(block, 0) != "Total":
                continue
            for line in (line for cell in block.cells[1:] for line in cell):
                if said := re.fullmatch(r"[\d\s]+", line.text.strip()):
                    old = int(re.sub(r"\s", "", said.group()))
                    new = french.number(old + modification.act.forecast_accounts)
                    if made := wording.edit(line, anchors[id(line)], new):
                        yield made


def _said(block: text.Block) -> str:
    return " ".join(line.text for cell in block.cells for line in cell).replace("\u00a0", " ")


def _cell(block: text.Block, number: int) -> str:
    if number >= len(block.cells):
        return ""
    return " ".join(line.text for line in block.cells[number]).strip()


def lost(modification: Modification) -> list[ModifiedArticle]:
    """Articles of an amendment that no longer find their place in the text in force."""
    before = word(modification.initial)
    if before is None:
        return []
    articles = [each for each in modification.articles.all() for _ in each.operations]
    operations = [each for article in modification.articles.all() for each in article.operations]
    gone = {index for _, index in wording.applied(before, [operations]).lost}
    return list({articles[index].pk: articles[index] for index in sorted(gone)}.values())


def amended(modification: Modification) -> list[tuple[str, str]]:
    """Each article that an amendment changes, whole, as it will read: its title and its words.

    Nothing where the site does not hold the text signed.
    """
    before = word(modification.initial)
    keys = {article.article for article in modification.articles.all()}
    if before is None or not keys:
        return []
    after = text.blocks(_with(before, [modification]))
    return [
        (heading.cells[0][0].text, "\n".join(filter(None, map(_line, under))))
        for heading, under in text.passages(after)
        if heading.cells[0][0].text in keys
    ]


def _line(block: text.Block) -> str:
    """A paragraph, or a row with its cells side by side."""
    cells = (" ".join(line.text for line in cell).strip() for cell in block.cells)
    said = " | ".join(cells) if block.kind == "row" else " ".join(cells)
    return f"– {said}" if block.kind == "item" and said else said


def printable(initial: Convention) -> bytes | None:
    """The text in force as a Word file that says, on every page, that it is for information."""
    found = word(initial)
    if found is None:
        return None
    file = WordFile(io.BytesIO(found))
    for number, section in enumerate(file.sections):
        if number and section.header.is_linked_to_previous:
            continue
        paragraph = section.header.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(f"{FOR_INFORMATION} — {sources(initial)}")
        run.bold, run.font.size = True, Pt(8)
    out = io.BytesIO()
    file.save(out)
    return write_package(read_package(out.getvalue()).members)


def sources(initial: Convention) -> str:
    """« avenants n° 1 et 2, bulletin BE-2027-001 »: what the text takes into account."""
    rows = finding.in_force(initial)
    numbers = [str(row.number) for row in rows if row.way == Way.AMENDMENT]
    slips = [row.act.reference for row in rows if row.way == Way.ENTRY_SLIP]
    righted = [row.reference for row in changes(initial) if isinstance(row, Rectification)]
    said = []
    if numbers:
        what = french.plural(len(numbers), "avenant", "avenants")
        said.append(f"{what} n° {french.list_fr(numbers)}")
    if slips:
        what = french.plural(len(slips), "bulletin", "bulletins")
        said.append(f"{what} {french.list_fr(slips)}")
    if righted:
        what = french.plural(len(righted), "rectification", "rectifications")
        said.append(f"{what} {french.list_fr(righted)}")
    return french.list_fr(said) or "sans modification"
