"""A word behind the text of each page (« PROJET »): no page moves, no word is hidden.

Drawn in grey under the text, so that pages print and read in black and white; the text of the
document, its pagination and the hash of its Word file stay what they were.
"""

import io
import math

import pikepdf

from . import fonts, stamping

GREY = 0.88
SLOPE = 55  # degrees
SHARE = 0.7  # of the page's diagonal
CAP_HEIGHT = 0.7  # of the font size: centres capitals on the diagonal


def mark(pdf: bytes, word: str) -> bytes:
    """Draw ``word`` across every page of ``pdf``, under its text; still PDF/A."""
    text = fonts.printable(word)
    with stamping.opened(pdf) as document:
        font = fonts.embed(document, set(text))
        for page in document.pages:
            page.contents_add(
                b"/Artifact <</Type /Pagination /Subtype /Watermark>> BDC\nq\n"
                + _drawing(page, text)
                + b"Q\nEMC\n",
                prepend=True,
            )
            page.add_resource(font, pikepdf.Name.Font, pikepdf.Name("/CtsMark"))
        out = io.BytesIO()
        document.save(out, deterministic_id=True)
        return out.getvalue()


def _drawing(page: pikepdf.Page, text: str) -> bytes:
    left, bottom, right, top = (float(value) for value in page.cropbox)
    angle = math.radians(SLOPE - int(page.obj.get("/Rotate", 0)) % 360)
    diagonal = math.hypot(right - left, top - bottom)
    size = diagonal * SHARE / fonts.face().width(text, 1)
    size = min(size, diagonal / 5)
    width, height = fonts.face().width(text, size), size * CAP_HEIGHT
    cos, sin = math.cos(angle), math.sin(angle)
    x = (left + right) / 2 - cos * width / 2 + sin * height / 2
    y = (bottom + top) / 2 - sin * width / 2 - cos * height / 2
    place = b"%.4f %.4f %.4f %.4f %.2f %.2f Tm\n" % (cos, sin, -sin, cos, x, y)
    return (
        b"BT\n%.2f g\n/CtsMark %.2f Tf\n" % (GREY, size) + place + fonts.encode(text) + b" Tj\nET\n"
    )
