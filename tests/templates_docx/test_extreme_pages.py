"""The most that people may type, as LibreOffice prints it: whole, inside the page, fonts included.

Two models a day; all of them, with each kind of data, under ``SOAK=1``.
"""

import io
import os
import shutil
from dataclasses import dataclass

import pypdf
import pytest
from docx import Document

from documents import conversion
from documents.conversion.verify import comparable
from documents.drafting.running import TEXT_HASH
from documents.pdf import pdfium
from documents.rendering import fill
from tests.templates_docx.extremes import EXTREMES
from tests.templates_docx.shipped import FOLDER, Model, names

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas installé"),
]
DAILY = [("convention-tripartite", "crowded"), ("notification", "unbroken")]
EVERY = [(code, extreme) for code in names() for extreme in EXTREMES]
MARGIN = 20  # points, 7 mm: no printer reaches further


@dataclass(frozen=True)
class Printed:
    docx: bytes
    pdf: bytes


@pytest.fixture(scope="module", params=EVERY if os.environ.get("SOAK") else DAILY, ids="-".join)
def printed(request):
    code, extreme = request.param
    model = Model(FOLDER / code)
    data = EXTREMES[extreme](model).to_data() | {TEXT_HASH: "3f9a11c7e5b0"}
    docx = fill(model.content, data)
    found = [p.text for p in Document(io.BytesIO(docx)).paragraphs if p.style.name == "Title"]
    title = found[0].split("\n")[0] if found else model.manifest["title"]
    return Printed(docx, conversion.to_pdfa(docx, expected_text=title))


def characters(pdf):
    """Width, height and printed characters of each page."""
    with pdfium.opened(pdf) as document:
        for page in document:
            yield (*page.get_size(), pdfium.characters(page))
            page.close()


def test_no_letter_is_outside_the_page_or_in_its_margins(printed):
    for number, (width, height, letters) in enumerate(characters(printed.pdf), start=1):
        assert letters, f"page {number} is blank"
        for each in letters:
            if each.text.strip():
                assert min(each.left, each.bottom) > MARGIN, (number, each)
                assert max(each.right - width, each.top - height) < -MARGIN, (number, each)


def test_no_heading_ends_a_page(printed):
    """A heading is read with its text: the foot of a page is never all there is below it."""
    document = Document(io.BytesIO(printed.docx))
    foot = max(section.bottom_margin.pt for section in document.sections)
    headings = {
        comparable(p.text) for p in document.paragraphs if p.style.name.startswith("Heading")
    }
    for number, (_, _, letters) in enumerate(characters(printed.pdf), start=1):
        body = comparable("".join(each.text for each in letters if each.bottom >= foot))
        assert body, f"page {number} is blank"
        assert not body.endswith(tuple(headings - {""})), f"page {number}: …{body[-60:]}"


def test_no_cell_is_cut(printed):
    """Each cell is printed whole, on one page: a row that splits loses its reader."""
    pages = [
        comparable("".join(each.text for each in letters))
        for _, _, letters in characters(printed.pdf)
    ]
    for table in Document(io.BytesIO(printed.docx)).tables:
        for text in {cell.text for row in table.rows for cell in row.cells}:
            wanted = comparable(text)
            assert any(wanted in page for page in pages), text


def test_every_font_is_embedded(printed):
    used = 0
    for page in pypdf.PdfReader(io.BytesIO(printed.pdf)).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            [font] = font.get("/DescendantFonts", [font])
            held = font.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(held), font
            used += 1
    assert used
