"""The mark of the act on each page: reference, revision, page and a QR code, drawn as vectors.

The mark sits in the outer margin, where the Word models print nothing. It lets a page printed,
signed by hand and scanned be sorted back to its act, its revision and its place.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pikepdf
import segno
from PIL import Image
from pypdfium2 import PdfPage

from . import fonts, pages, pdfium
from .errors import PdfRefused

MM = 72 / 25.4
QR_SIZE = 14 * MM
EDGE = 5 * MM  # what printers leave blank along the side of a sheet
END = 8 * MM  # from the top or bottom edge
GAP = 2 * MM
TEXT_SIZE = 6.0
LEADING = 7.5
MAX_MODULES = 45  # 0.31 mm a module: still read from a scan at 200 dpi
_PAPER = 245  # of 255: blank, whatever the rounding of colours

Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Place:
    """A corner for the mark: QR code and text, as (left, bottom, right, top) of the page shown."""

    qr: Rectangle
    text: Rectangle


def stamp(
    pdf: bytes,
    *,
    reference: str,
    revision: int | str,
    url_for_page: Callable[[int], str],
    footer: str = "",
    font_name: str = "CtsStamp",
) -> bytes:
    """Draw the mark on every page of ``pdf`` and return the new file, still PDF/A.

    ``url_for_page`` gives what the QR code of a page says (pages from 1); ``footer`` is a second
    line, for instance the fingerprint of the text; ``font_name``: another one for a second mark
    on the same pages. Refused: a file that already carries fields or
    signatures, since its bytes must not change any more; a page without a free corner; a text or
    an address too long to be legible.
    """
    with opened(pdf) as document, pdfium.opened(pdf) as shown:
        if "/AcroForm" in document.Root or "/Perms" in document.Root:
            raise PdfRefused(
                "Ce PDF porte déjà des champs ou une signature : il ne peut plus être marqué. "
                "Marquez le fichier tel qu’il sort de la conversion."
            )
        total = len(document.pages)
        second = [fonts.printable(footer)] if footer else []
        texts = [
            [fonts.printable(f"{reference} · révision {revision} · page {n} / {total}"), *second]
            for n in range(1, total + 1)
        ]
        font = fonts.embed(document, {char for lines in texts for line in lines for char in line})
        for number, (page, lines) in enumerate(zip(document.pages, texts, strict=True), start=1):
            place = _free_place(shown[number - 1], lines, number)
            words = _text(place, lines, font_name)
            _draw(page, words + _qr(place.qr, url_for_page(number)))
            page.add_resource(font, pikepdf.Name.Font, pikepdf.Name(f"/{font_name}"))
        out = io.BytesIO()
        document.save(out, deterministic_id=True)
        return out.getvalue()


def mark_corner(pdf: bytes, content: str, *, side: float, right: float, top: float) -> bytes:
    """Draw a code of ``side`` mm on the first page, so far in mm from its right and top edges.

    Refused: a file that cannot be read, a place that is not blank, a text too long for a code.
    """
    with opened(pdf) as document, pdfium.opened(pdf) as shown:
        sheet = shown[0]
        width, height = sheet.get_size()
        edge, end = width - right * MM, height - top * MM
        zone = (edge - side * MM, end - side * MM, edge, end)
        if not _is_blank(pages.image_of(sheet, 1.0).convert("L"), zone):
            raise PdfRefused(
                "Le coin en haut à droite n’est pas libre pour le code : dégagez-le dans le modèle."
            )
        _draw(document.pages[0], _qr(zone, content))
        out = io.BytesIO()
        document.save(out, deterministic_id=True)
        return out.getvalue()


def _draw(page: pikepdf.Page, content: bytes) -> None:
    """Add ``content`` to a page, marked as an artifact: screen readers skip it."""
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(
        b"\nQ\n/Artifact <</Type /Pagination>> BDC\nq\n" + _matrix(page) + content + b"Q\nEMC\n"
    )


def opened(pdf: bytes) -> pikepdf.Pdf:
    """Open ``pdf`` to rewrite it; a file that cannot be read is refused."""
    try:
        return pikepdf.open(io.BytesIO(pdf))
    except pikepdf.PdfError as error:
        raise PdfRefused(
            "Ce fichier n’est pas un PDF lisible : produisez-le de nouveau."
        ) from error


def _free_place(sheet: PdfPage, lines: list[str], number: int) -> _Place:
    """Return the first blank corner: bottom right, bottom left, top right, top left."""
    image = pages.image_of(sheet, 1.0).convert("L")
    width, height = sheet.get_size()
    length = max(fonts.face().width(line, TEXT_SIZE) for line in lines)
    if length > height - 2 * END - QR_SIZE - GAP:
        raise PdfRefused(
            f"La référence et l’empreinte ne tiennent pas dans la marge de la page {number} : "
            "raccourcissez la référence."
        )
    for place in _places(width, height, length, len(lines)):
        if all(_is_blank(image, zone) for zone in (place.qr, place.text)):
            return place
    raise PdfRefused(
        f"Aucun coin libre sur la page {number} pour la référence et le code QR : gardez une marge "
        "blanche de 20 mm à droite ou à gauche, en haut ou en bas, puis produisez de nouveau."
    )


def _places(width: float, height: float, length: float, lines: int) -> Iterator[_Place]:
    thickness = lines * LEADING
    for at_bottom in (True, False):
        for at_right in (True, False):
            left = width - EDGE - QR_SIZE if at_right else EDGE
            bottom = END if at_bottom else height - END - QR_SIZE
            text_left = width - EDGE - thickness if at_right else EDGE
            text_bottom = bottom + QR_SIZE + GAP if at_bottom else bottom - GAP - length
            yield _Place(
                qr=(left, bottom, left + QR_SIZE, bottom + QR_SIZE),
                text=(text_left, text_bottom, text_left + thickness, text_bottom + length),
            )


def _is_blank(image: Image.Image, zone: Rectangle) -> bool:
    left, bottom, right, top = zone
    height = image.size[1]
    # A quiet zone of 4 pt around: a QR code that touches a rule is not read.
    box = (int(left) - 4, int(height - top) - 4, int(right) + 4, int(height - bottom) + 4)
    return min(image.crop(box).tobytes()) >= _PAPER


def _matrix(page: pikepdf.Page) -> bytes:
    """Return the operator that maps the page as displayed (upright) to the page as written."""
    left, bottom, right, top = (float(value) for value in page.cropbox)
    matrix = {
        0: (1, 0, 0, 1, left, bottom),
        90: (0, 1, -1, 0, right, bottom),
        180: (-1, 0, 0, -1, right, top),
        270: (0, -1, 1, 0, left, top),
    }[int(page.obj.get("/Rotate", 0)) % 360]
    return (" ".join(f"{value:.3f}" for value in matrix) + " cm\n").encode()


def _text(place: _Place, lines: list[str], font_name: str) -> bytes:
    """Write ``lines`` upwards along the margin, the first one nearest to the page's text."""
    left, bottom, _, _ = place.text
    out = [b"BT\n0 g\n/%s %.2f Tf\n" % (font_name.encode(), TEXT_SIZE)]
    for index, line in enumerate(lines):
        baseline = left + index * LEADING + TEXT_SIZE
        out.append(b"0 1 -1 0 %.3f %.3f Tm\n" % (baseline, bottom))
        out.append(fonts.encode(line) + b" Tj\n")
    return b"".join([*out, b"ET\n"])


def _qr(zone: Rectangle, content: str) -> bytes:
    """Draw ``content`` as black runs; error correction M survives a fold or a stamp's ink."""
    code = segno.make(content, error="m", micro=False)
    matrix = [bytes(row) for row in code.matrix]
    modules = len(matrix)
    if modules > MAX_MODULES:
        raise PdfRefused(
            f"L’adresse de vérification est trop longue pour un code QR lisible ({len(content)} "
            "caractères) : raccourcissez l’adresse du site dans les paramètres."
        )
    left, _, right, top = zone
    side = (right - left) / modules
    out = [b"0 g\n"]
    for row, cells in enumerate(matrix):
        start = None
        for column in range(modules + 1):
            dark = column < modules and cells[column] & 1
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                box = (left + start * side, top - (row + 1) * side, (column - start) * side, side)
                out.append(b"%.3f %.3f %.3f %.3f re\n" % box)
                start = None
    return b"".join([*out, b"f\n"])
