"""Every Word model that comes with the software, filled with the most and the least."""

import dataclasses
import datetime
import io
import re
import zipfile
from decimal import Decimal
from typing import get_args, get_origin

import pytest
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from common import french
from documents import filters
from tests.templates_docx.extremes import EXTREMES, SCHOOLS
from tests.templates_docx.shipped import FOLDER, Model, all_paragraphs, names, plain, text_of

LEFT_BY_A_MODEL = ("{{", "}}", "{%", "%}", "None", "Undefined", "&amp;", "&lt;", "&#", "  ")
# « dans les 1 jours » is a figure that no parameter takes.
MANY_OF_ONE = re.compile(
    r"(?<!dans les )\b1 (?:jours|ans|heures|minutes|comptes|écoles|pièces|pages|représentants)\b"
)


@pytest.fixture(scope="module", params=names())
def model(request):
    return Model(FOLDER / request.param)


@pytest.fixture(params=EXTREMES)
def extreme(request, model):
    return EXTREMES[request.param](model)


def printed(document):
    """Every paragraph that a page shows, headers and footers too."""
    running = [
        p
        for section in document.sections
        for part in (section.header, section.footer)
        for p in part.paragraphs
    ]
    return plain("\n".join(p.text for p in [*all_paragraphs(document), *running]))


def test_nothing_of_the_machinery_is_left_and_no_heading_stands_alone(model, extreme):
    document = model.fill(extreme)
    text = printed(document)
    for mark in LEFT_BY_A_MODEL:
        assert mark not in text, text[max(0, text.index(mark) - 60) :][:120]
    waiting = None
    for element in document.element.body.iterchildren():
        if element.tag.endswith("}tbl"):
            table = Table(element, document)
            assert len(table.rows) > 1 or not table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
            waiting = None
        elif element.tag.endswith("}p"):
            paragraph = Paragraph(element, document)
            level = re.fullmatch(r"Heading (\d)", paragraph.style.name)
            if level is None:
                waiting = None
                continue
            assert paragraph.text.strip()
            assert waiting is None or waiting < level[1], f"nothing above « {paragraph.text} »"
            waiting = level[1]
    assert waiting is None


def test_every_part_is_well_formed(model, extreme):
    content = io.BytesIO()
    model.fill(extreme).save(content)
    with zipfile.ZipFile(content) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(package.read(name))


def test_each_value_stands_in_the_text_as_it_was_typed(model, extreme):
    text = printed(model.fill(extreme))
    for field in dataclasses.fields(extreme):
        value, needed = getattr(extreme, field.name), field.metadata["needed"]
        if get_origin(model.hints[field.name]) is tuple:
            _rows_stand(text, field, value)
        elif (
            field.metadata["when"] == "always"
            and needed is None
            and type(value) is not bool
            and not get_args(model.hints[field.name])
        ):
            assert any(form in text for form in _forms(field, value)), field.name


def _rows_stand(text, field, rows):
    if field.name == "schools" and len(rows) > 2:
        assert len(rows) == SCHOOLS
    for cell in dataclasses.fields(rows[0]) if rows else ():
        values = [getattr(row, cell.name) for row in rows]
        if isinstance(values[0], tuple):
            _rows_stand(text, cell, sum(values, ()))
            continue
        for value in set(values):
            seen = max(text.count(form) for form in _forms(cell, value))
            assert seen >= values.count(value), (field.name, cell.name)


def _forms(field, value):
    """How a value may be printed; a count of accounts has its thousands apart."""
    if isinstance(value, datetime.date):
        return [plain(french.date_fr(value))]
    if isinstance(value, Decimal):
        told = (french.euros, french.number, french.percent)
        return [plain(form(value)) for form in told]
    if isinstance(value, int):
        counted = re.search(r"[Cc]omptes|[ÉEé]coles", field.metadata["label"])
        forms = [french.number(value), french.percent(value)] + ([] if counted else [str(value)])
        return [plain(form) for form in forms]
    return [plain(value), filters.short_hash(value)] if len(value) == 64 else [plain(value)]


def test_one_of_anything_is_singular(model):
    text = printed(model.fill(EXTREMES["bare"](model)))
    assert MANY_OF_ONE.findall(text) == []


def test_no_sign_is_parted_from_its_word(model):
    """Nothing that the model itself writes may leave « ; » or « € » alone on the next line."""
    text = text_of(model.fill(model.sample))
    parted = re.finditer(r" [;:!?»€%]|« |\bn° |\b(?:M\.|Mme) (?=[A-Z])|\d h \d", text)
    assert [text[max(0, m.start() - 20) : m.end() + 20] for m in parted] == []
