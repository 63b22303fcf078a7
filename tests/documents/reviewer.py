"""Somebody who corrects a Word file with the changes tracked, or without: what Word would write."""

import copy
import datetime as dt
import io
import itertools

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

WHEN = dt.datetime(2026, 5, 6, 9, 30, tzinfo=dt.UTC)


class Reviewer:
    """One file open in Word; ``tracked`` says whether corrections are recorded."""

    def __init__(self, file: bytes, *, name="Me Claire Avocate", tracked=True):
        self.word = docx.Document(io.BytesIO(file))
        self.name, self.tracked = name, tracked
        self.numbers = itertools.count(501)

    def saved(self) -> bytes:
        out = io.BytesIO()
        self.word.save(out)
        return out.getvalue()

    def paragraph(self, words):
        """The first paragraph of the body, or of a table, that holds these words."""
        inside = (
            docx.text.paragraph.Paragraph(p, self.word) for p in self.word.element.iter(qn("w:p"))
        )
        return next(p for p in inside if words in p.text)

    def row(self, words):
        rows = (row for table in self.word.tables for row in table.rows)
        return next(row for row in rows if words in " | ".join(cell.text for cell in row.cells))

    # --- corrections ------------------------------------------------------------------------
    def replace(self, old, new, *, inside=""):
        """Words replaced in the paragraph that holds them; inserted when ``old`` ends with them."""
        run = self._isolated(self.paragraph(inside or old), old)
        if new:
            added = copy.deepcopy(run)
            added.find(qn("w:t")).text = new
            added.find(qn("w:t")).set(qn("xml:space"), "preserve")
            run.addnext(added)
            if self.tracked:
                self._wrap(added, "ins")
        self._strike(run)

    def insert(self, after, new):
        run = self._isolated(self.paragraph(after), after)
        added = copy.deepcopy(run)
        added.find(qn("w:t")).text = new
        added.find(qn("w:t")).set(qn("xml:space"), "preserve")
        run.addnext(added)
        if self.tracked:
            self._wrap(added, "ins")
        return added

    def add_paragraph(self, after, words, *, like=None):
        place = self.paragraph(after)._p
        made = OxmlElement("w:p")
        properties = self.paragraph(like or after)._p.pPr
        if properties is not None:
            made.append(copy.deepcopy(properties))
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = words
        run.append(text)
        made.append(run)
        place.addnext(made)
        if self.tracked:
            self._mark_paragraph(made, "ins")

    def remove_paragraph(self, words):
        element = self.paragraph(words)._p
        if self.tracked:
            self._mark_paragraph(element, "del")
        else:
            element.getparent().remove(element)

    def move(self, words, after):
        element = self.paragraph(words)._p
        place = self.paragraph(after)._p
        moved = copy.deepcopy(element)
        place.addnext(moved)
        if self.tracked:
            self._mark_paragraph(moved, "moveTo")
            self._mark_paragraph(element, "moveFrom")
        else:
            element.getparent().remove(element)

    def add_row(self, after, cells):
        row = self.row(after)._tr
        made = copy.deepcopy(row)
        row.addnext(made)
        for cell, words in zip(made.iter(qn("w:tc")), cells, strict=True):
            for extra in cell.findall(qn("w:p"))[1:]:
                cell.remove(extra)
            runs = list(cell.iter(qn("w:r")))
            for run in runs[1:]:
                run.getparent().remove(run)
            runs[0].find(qn("w:t")).text = words
            if self.tracked:
                self._wrap(runs[0], "ins")
        if self.tracked:
            properties = made.get_or_add_trPr()
            properties.append(self._mark("ins"))

    def bold(self, words):
        run = self._isolated(self.paragraph(words), words)
        look = run.find(qn("w:rPr"))
        if look is None:
            look = OxmlElement("w:rPr")
            run.insert(0, look)
        former = copy.deepcopy(look)
        look.append(OxmlElement("w:b"))
        if self.tracked:
            change = self._mark("rPrChange")
            change.append(former)
            look.append(change)

    def hide(self, run):
        look = run.find(qn("w:rPr"))
        if look is None:
            look = OxmlElement("w:rPr")
            run.insert(0, look)
        look.append(OxmlElement("w:vanish"))

    def header(self, words):
        self.word.sections[0].header.paragraphs[0].runs[0].text = words

    def comment(self, on, words):
        run = next(r for r in self.paragraph(on).runs if r.text.strip())
        self.word.add_comment(run, text=words, author=self.name, initials="CA")

    # --- how Word writes them -----------------------------------------------------------------
    def _isolated(self, paragraph, words):
        """The run that holds exactly these words, the others cut around it."""
        for run in paragraph.runs:
            start = run.text.find(words)
            if start < 0:
                continue
            element = run._r
            before, after = run.text[:start], run.text[start + len(words) :]
            for text, place in ((before, "before"), (after, "after")):
                if text:
                    other = copy.deepcopy(element)
                    docx.text.run.Run(other, paragraph).text = text
                    getattr(element, "addprevious" if place == "before" else "addnext")(other)
            run.text = words
            return element
        raise LookupError(f"{words!r} is not in one run of {paragraph.text!r}")

    def _mark(self, name):
        mark = OxmlElement(f"w:{name}")
        mark.set(qn("w:id"), str(next(self.numbers)))
        mark.set(qn("w:author"), self.name)
        mark.set(qn("w:date"), f"{WHEN:%Y-%m-%dT%H:%M:%SZ}")
        return mark

    def _wrap(self, run, name):
        mark = self._mark(name)
        run.addprevious(mark)
        mark.append(run)
        if name == "del":
            for text in run.iter(qn("w:t")):
                text.tag = qn("w:delText")

    def _strike(self, run):
        if self.tracked:
            self._wrap(run, "del")
        else:
            run.getparent().remove(run)

    def _mark_paragraph(self, element, name):
        for run in list(element.findall(qn("w:r"))):
            self._wrap(run, name)
        properties = element.find(qn("w:pPr"))
        if properties is None:
            properties = OxmlElement("w:pPr")
            element.insert(0, properties)
        look = properties.find(qn("w:rPr"))
        if look is None:
            look = OxmlElement("w:rPr")
            properties.append(look)
        look.insert(0, self._mark(name))
