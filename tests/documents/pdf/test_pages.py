"""Pages as people see them, and the comparison of two files page by page."""

import io
from concurrent.futures import ThreadPoolExecutor

import pikepdf
import pytest
from PIL import Image

from documents.pdf import fields, pages
from documents.pdf.errors import PdfRefused
from tests.documents.pdf import forgeries
from tests.documents.pdf.acts import signed

pytestmark = pytest.mark.office


def test_a_page_is_shown_at_the_asked_width(converted):
    image = Image.open(io.BytesIO(pages.render(converted, 1, 800)))
    assert image.format == "PNG"
    assert image.size == (800, 1132)
    assert image.convert("L").getextrema()[0] < 60


def test_a_signature_is_visible_on_the_image(issued_act):
    last = pages.count(issued_act)
    assert pages.render(signed(issued_act, "sig_state"), last, 600) != pages.render(
        issued_act, last, 600
    )


def test_the_text_of_a_page_is_its_own(converted):
    assert "Article 1" in pages.text(converted, 1)
    assert "Article 2" not in pages.text(converted, 1)
    assert "Signature — collectivité" in pages.text(converted, pages.count(converted))


@pytest.mark.parametrize("page", [0, -1, 99])
def test_a_page_that_does_not_exist_is_refused(converted, page):
    with pytest.raises(PdfRefused, match="inexistante : ce document compte 3 pages"):
        pages.render(converted, page, 600)
    with pytest.raises(PdfRefused, match="inexistante"):
        pages.text(converted, page)


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7", b"PK\x03\x04"])
def test_what_is_not_a_pdf_is_refused(pdf):
    for step in (lambda: pages.count(pdf), lambda: pages.render(pdf, 1, 600)):
        with pytest.raises(PdfRefused, match="pas un PDF lisible"):
            step()


def test_an_absurd_page_does_not_exhaust_the_memory(converted):
    document = pikepdf.open(io.BytesIO(converted))
    document.pages[0].mediabox = [0, 0, 10, 14_000]
    out = io.BytesIO()
    document.save(out)
    with pytest.raises(PdfRefused, match="démesurées"):
        pages.render(out.getvalue(), 1, 1200)
    with pytest.raises(PdfRefused, match="trop petite"):
        pages.render(converted, 1, 1)


def test_a_signature_changes_only_its_own_box(issued_act):
    after = signed(issued_act, "sig_state")
    box = fields.boxes(issued_act)["sig_state"]
    assert pages.same_outside(issued_act, after, [box])
    assert pages.differing(issued_act, after) == (3,)
    assert not pages.same_outside(issued_act, after, [fields.boxes(issued_act)["sig_syndicate"]])


def test_an_added_line_and_an_added_page_are_found_by_number(issued_act):
    assert pages.differing(issued_act, forgeries.with_text_inserted(issued_act, 1)) == (2,)
    assert pages.differing(issued_act, forgeries.with_page_appended(issued_act)) == (4,)
    assert pages.differing(forgeries.with_page_appended(issued_act), issued_act) == (4,)


def test_a_turned_page_is_different(converted):
    document = pikepdf.open(io.BytesIO(converted))
    document.pages[1].rotate(180, relative=False)
    out = io.BytesIO()
    document.save(out)
    assert pages.differing(converted, out.getvalue()) == (2,)


def test_many_threads_may_look_at_once(converted):
    with ThreadPoolExecutor(max_workers=8) as pool:
        images = set(pool.map(lambda _: pages.render(converted, 2, 400), range(40)))
    assert len(images) == 1
