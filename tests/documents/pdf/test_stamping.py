"""The mark on each page: who reads the paper finds the act, its revision and the page."""

import io

import pikepdf
import pytest
import segno
from PIL import Image

from documents.pdf import pages, stamping
from documents.pdf.errors import PdfRefused
from tests.documents.pdf.acts import issued, stamped, tool

pytestmark = pytest.mark.office


def test_every_page_says_reference_revision_and_page(converted):
    pdf = stamped(converted)
    total = pages.count(pdf)
    assert total == pages.count(converted)
    for number in range(1, total + 1):
        text = pages.text(pdf, number)
        assert f"CONV-2026-012 · révision 3 · page {number} / {total}" in text
        assert "empreinte du texte 3f9a 11c7 2b4d" in text


def qr_modules(pdf, page, modules, *, page_width=595.304, at_right=True):
    """Read the code back from the page image, at the centre of each module."""
    width = 2480
    image = Image.open(io.BytesIO(pages.render(pdf, page, width))).convert("L")
    scale = width / page_width
    side = stamping.QR_SIZE * scale / modules
    left = (
        stamping.EDGE if not at_right else page_width - stamping.EDGE - stamping.QR_SIZE
    ) * scale
    top = image.size[1] - (stamping.END + stamping.QR_SIZE) * scale
    return [
        [
            image.getpixel((int(left + (c + 0.5) * side), int(top + (r + 0.5) * side))) < 128
            for c in range(modules)
        ]
        for r in range(modules)
    ]


def expected_modules(page):
    address = f"https://exemple.test/verifier/CONV-2026-012/3/{page}"
    matrix = segno.make(address, error="m", micro=False).matrix
    return [[bool(cell & 1) for cell in row] for row in matrix]


def test_the_code_of_each_page_holds_its_own_address(converted):
    pdf = stamped(converted)
    for number in (1, pages.count(pdf)):
        expected = expected_modules(number)
        assert qr_modules(pdf, number, len(expected)) == expected


def test_the_file_stays_archivable(converted, tmp_path):
    pdf = stamped(converted)
    meta = tool("pdfinfo", "-meta", pdf=pdf, folder=tmp_path)
    assert "part>2<" in meta.replace("pdfaid:part", "part") or 'part="2"' in meta
    assert "No syntax or stream encoding errors" in tool(
        "qpdf", "--check", pdf=pdf, folder=tmp_path
    )
    rows = tool("pdffonts", pdf=pdf, folder=tmp_path).splitlines()[2:]
    assert any("LiberationSans" in row for row in rows)
    assert all(row.split()[-5] == "yes" for row in rows), rows


def test_the_mark_is_drawn_without_any_image(converted):
    before = pikepdf.open(io.BytesIO(converted))
    after = pikepdf.open(io.BytesIO(stamped(converted)))
    assert [len(list(p.get_images())) for p in after.pages] == [
        len(list(p.get_images())) for p in before.pages
    ]


def with_ink(pdf, boxes, *, rotate=0):
    document = pikepdf.open(io.BytesIO(pdf))
    for page in document.pages:
        ink = "".join(f"0 g {x} {y} {w} {h} re f " for x, y, w, h in boxes)
        page.contents_add(b"q " + ink.encode() + b" Q")
        page.rotate(rotate, relative=False)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def dark(pdf, page, corner):
    image = Image.open(io.BytesIO(pages.render(pdf, page, 600))).convert("L")
    width, height = image.size
    boxes = {
        "bottom right": (width - 58, height - 66, width - 12, height - 20),
        "bottom left": (12, height - 66, 58, height - 20),
        "top right": (width - 58, 20, width - 12, 66),
    }
    return image.crop(boxes[corner]).getextrema()[0] < 100


def test_a_corner_already_printed_is_left_alone(converted):
    pdf = stamped(with_ink(converted, [(560, 30, 20, 10)]))
    assert dark(pdf, 1, "bottom left")
    assert "CONV-2026-012" in pages.text(pdf, 1)


def test_a_page_without_free_corner_is_refused_by_its_number(converted):
    full = with_ink(converted, [(15, 30, 20, 780), (560, 30, 20, 780)])
    with pytest.raises(PdfRefused, match="Aucun coin libre sur la page 1"):
        stamped(full)


@pytest.mark.parametrize(
    ("rotate", "page_width", "at_right"),
    # At 270° the page's footer stands in the right corner: the mark goes left.
    [(90, 841.89, True), (180, 595.304, True), (270, 841.89, False)],
)
def test_a_rotated_page_bears_its_mark_upright_in_the_corner_people_see(
    converted, rotate, page_width, at_right
):
    pdf = stamped(with_ink(converted, [], rotate=rotate))
    expected = expected_modules(1)
    assert qr_modules(pdf, 1, len(expected), page_width=page_width, at_right=at_right) == expected
    assert "page 1 /" in pages.text(pdf, 1)


def test_an_address_too_long_to_be_read_is_refused(converted):
    with pytest.raises(PdfRefused, match="trop longue pour un code QR"):
        stamping.stamp(
            converted, reference="R", revision=1, url_for_page=lambda _: "https://x/" + "y" * 300
        )


def test_a_character_the_typeface_lacks_is_refused_rather_than_drawn_as_a_box(converted):
    with pytest.raises(PdfRefused, match="U\\+6F22"):
        stamped(converted, reference="CONV-漢")


def test_a_sealed_act_is_never_marked_again(converted):
    with pytest.raises(PdfRefused, match="ne peut plus être marqué"):
        stamped(issued(converted))


def test_what_is_not_a_pdf_is_refused():
    with pytest.raises(PdfRefused, match="pas un PDF lisible"):
        stamped(b"PK\x03\x04 a Word file")
