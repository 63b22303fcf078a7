"""Pages of a PDF as people see them: images for the screen, text, and page-by-page comparison.

Pages are numbered from 1, as printed ("page 3 sur 14"). Boxes are in points from the bottom-left
corner of the page.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from . import pdfium
from .errors import PdfRefused

MAX_PIXELS = 25_000_000
COMPARED_DPI = 110


@dataclass(frozen=True)
class Box:
    """A rectangle on a page, in points."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


def count(pdf: bytes) -> int:
    """Return the number of pages; a file that cannot be read is refused."""
    with pdfium.opened(pdf) as document:
        return len(document)


def text(pdf: bytes, page: int) -> str:
    """Return the text of ``page`` in reading order, with its line ends."""
    with pdfium.opened(pdf) as document:
        return _text(_page(document, page))


def texts(pdf: bytes, most: int) -> list[str]:
    """Return the text of the first ``most`` pages, a page per string."""
    with pdfium.opened(pdf) as document:
        numbers = range(1, min(most, len(document)) + 1)
        return [_text(_page(document, number)) for number in numbers]


def render(pdf: bytes, page: int, width: int) -> bytes:
    """Return ``page`` as a PNG of ``width`` pixels, signatures drawn.

    Widths below 40 pixels and pages that would exceed 25 million pixels are refused: a hostile
    page box must not exhaust the memory.
    """
    with pdfium.opened(pdf, with_forms=True) as document:
        sheet = _page(document, page)
        if width < 40:
            raise PdfRefused("Image de page trop petite : demandez au moins 40 pixels de large.")
        image = image_of(sheet, width / sheet.get_width())
    out = io.BytesIO()
    image.save(out, format="PNG", optimize=False, compress_level=6)
    return out.getvalue()


def differing(a: bytes, b: bytes, boxes: Iterable[Box] = ()) -> tuple[int, ...]:
    """Return the pages that do not look the same in ``a`` and ``b`` outside ``boxes``.

    A page that only one of them has, or that changed size, is different. The images are compared
    exactly: the same engine draws both.
    """
    masks = list(boxes)
    with pdfium.opened(a, with_forms=True) as one, pdfium.opened(b, with_forms=True) as two:
        pages = []
        for number in range(1, max(len(one), len(two)) + 1):
            if number > min(len(one), len(two)):
                pages.append(number)
                continue
            left, right = _page(one, number), _page(two, number)
            if left.get_size() != right.get_size() or left.get_rotation() != right.get_rotation():
                pages.append(number)
                continue
            images = [_masked(sheet, number, masks) for sheet in (left, right)]
            if ImageChops.difference(*images).getbbox() is not None:
                pages.append(number)
        return tuple(pages)


def same_outside(a: bytes, b: bytes, boxes: Iterable[Box] = ()) -> bool:
    """True when every page of ``a`` and ``b`` looks the same outside ``boxes``."""
    return not differing(a, b, boxes)


def _text(page: pypdfium2.PdfPage) -> str:
    textpage = page.get_textpage()
    try:
        return str(textpage.get_text_range()).replace("\r\n", "\n")
    finally:
        textpage.close()


def _page(document: pypdfium2.PdfDocument, number: int) -> pypdfium2.PdfPage:
    if not 1 <= number <= len(document):
        raise PdfRefused(f"Page {number} inexistante : ce document compte {len(document)} pages.")
    try:
        return document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise PdfRefused(f"La page {number} est illisible : le fichier est abîmé.") from error


def image_of(sheet: pypdfium2.PdfPage, scale: float) -> Image.Image:
    """Draw an open page at ``scale`` pixels a point; a page of absurd size is refused."""
    width, height = sheet.get_size()
    if width * height * scale * scale > MAX_PIXELS:
        raise PdfRefused("Page de dimensions démesurées : elle n’est pas affichée.")
    return sheet.render(scale=scale).to_pil().convert("RGB")


def _masked(sheet: pypdfium2.PdfPage, number: int, boxes: list[Box]) -> Image.Image:
    scale = COMPARED_DPI / 72
    image = image_of(sheet, scale)
    left, _, _, top = sheet.get_cropbox()
    draw = ImageDraw.Draw(image)
    for box in boxes:
        if box.page == number:
            # One pixel more: the edge of a box is blended with what surrounds it.
            draw.rectangle(
                (
                    (box.left - left) * scale - 1,
                    (top - box.top) * scale - 1,
                    (box.right - left) * scale + 1,
                    (top - box.bottom) * scale + 1,
                ),
                fill="white",
            )
    return image
