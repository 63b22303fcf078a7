"""Whether a scanned page still looks like the page of the act: a hint, for a second agent to look.

The scan is laid on the page (turned by some tenths of a degree, shifted), then both are compared
square by square: printed words that are gone, ink that nobody printed. A word changed for another
of the same length is not seen: an agent compares the words, always.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from PIL import Image, ImageChops, ImageFilter, ImageStat

from .. import reading as shown
from .. import store
from ..models import Envelope
from ..pdf.errors import PdfRefused
from . import marks

_COARSE, _FINE = 124, 496
"""Pixels of a page's width, to lay the scan on it, then to compare them."""
_ANGLES = tuple(each / 4 for each in range(-10, 11))
"""Degrees that a sheet fed by hand lies askew."""
_REACH, _STEP = 9, 3
_DARKER = 45
"""Of 255, below the paper: ink."""
_TOLERANCE = 9
"""Pixels of the fine image around a stroke where its scan may stand: 3 mm across."""
_SQUARE = 16
_SIDE, _END = 0.12, 0.09
"""Of the width and height: margins, where the codes stand and scanners leave shadows."""
_WRITTEN, _UNMATCHED, _SQUARES = 0.03, 0.7, 3
"""Of a square: ink that counts, its share without counterpart; how many squares make a doubt."""

GONE, ADDED = "du texte imprimé n’y est plus", "de l’encre s’y ajoute hors des cadres de signature"


@dataclass(frozen=True, slots=True)
class _Laid:
    """How a scan lies on its page: degrees, then shift as a share of the width."""

    angle: float
    across: float
    down: float


def differs(scan: Image.Image, page: Image.Image, *, signed: bool) -> str:
    """What differs between an upright grey scan and the page of the act; empty when nothing does.

    ``signed``: the page has frames to sign in, where ink is added by hand.
    """
    laid = _lay(_inked(scan, _COARSE, page), _inked(page, _COARSE, page))
    scanned, printed = _inked(scan, _FINE, page), _inked(page, _FINE, page)
    scanned = _moved(scanned, laid, _FINE)
    theirs, ours = _strokes(scanned), _strokes(printed)
    found = [GONE] if _lost(ours, theirs) >= _SQUARES else []
    if not signed and _lost(theirs, ours) >= _SQUARES:
        found.append(ADDED)
    return " et ".join(found)


def with_the_act(scan: Image.Image, mark: marks.Mark) -> str:
    """The same with the page that its code names, as issued; empty when it names none of ours."""
    issues = Envelope.unscoped.filter(reference=mark.reference).order_by("pk")
    found = issues[mark.revision - 1 : mark.revision].first() if mark.revision else None
    first = found.revisions.order_by("number").first() if found is not None else None
    if first is None or not mark.page:
        return ""
    sha256 = first.file.sha256
    try:
        page = Image.open(io.BytesIO(shown.page_image(sha256, mark.page, 2 * _FINE))).convert("L")
    except PdfRefused:
        return ""  # a page that the act does not have: told when the pages are sorted
    return differs(scan, page, signed=mark.page in has_frames(store.read(sha256)))


def has_frames(pdf: bytes) -> set[int]:
    """The pages of an act, from 1, that bear a frame to sign in."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {
            number
            for number, page in enumerate(document.pages, start=1)
            if any(_is_frame(each) for each in page.obj.get("/Annots", []))
        }


def _is_frame(annotation: Any) -> bool:
    holder = annotation if "/FT" in annotation else annotation.get("/Parent", annotation)
    left, bottom, right, top = (float(each) for each in annotation.get("/Rect", [0, 0, 0, 0]))
    return holder.get("/FT") == "/Sig" and right > left and top > bottom


def _inked(image: Image.Image, width: int, page: Image.Image) -> Image.Image:
    """How much darker than the paper each point is, on the shape of ``page``."""
    height = round(width * page.height / page.width)
    small = image.convert("L").resize((width, height), Image.Resampling.BOX)
    paper = ImageStat.Stat(small).median[0]
    return small.point([min(255, max(0, paper - value)) for value in range(256)])


def _lay(scan: Image.Image, page: Image.Image) -> _Laid:
    """The turn and shift under which the scan resembles the page most."""
    soft = page.filter(ImageFilter.GaussianBlur(1.5))
    best = (float("inf"), _Laid(0, 0, 0))
    for angle in _ANGLES:
        turned = scan.rotate(angle, Image.Resampling.BILINEAR)
        turned = turned.filter(ImageFilter.GaussianBlur(1.5))
        shifts = [(x, y) for x in _coarse() for y in _coarse()]
        score, (x, y) = min((_apart(turned, soft, *each), each) for each in shifts)
        near = [(x + i, y + j) for i in (-2, -1, 0, 1, 2) for j in (-2, -1, 0, 1, 2)]
        score, (x, y) = min((_apart(turned, soft, *each), each) for each in near)
        best = min(best, (score, _Laid(angle, x / _COARSE, y / _COARSE)), key=lambda each: each[0])
    return best[1]


def _coarse() -> Iterator[int]:
    yield from range(-_REACH, _REACH + 1, _STEP)


def _apart(one: Image.Image, other: Image.Image, x: int, y: int) -> float:
    return float(ImageStat.Stat(ImageChops.difference(ImageChops.offset(one, x, y), other)).mean[0])


def _moved(image: Image.Image, laid: _Laid, width: int) -> Image.Image:
    turned = image.rotate(laid.angle, Image.Resampling.BICUBIC)
    return ImageChops.offset(turned, round(laid.across * width), round(laid.down * width))


def _strokes(inked: Image.Image) -> Image.Image:
    """Ink as white on black, without specks, inside the margins."""
    found = inked.point([255 if value >= _DARKER else 0 for value in range(256)])
    width, height = found.size
    inside = (
        round(width * _SIDE),
        round(height * _END),
        round(width * (1 - _SIDE)),
        round(height * (1 - _END)),
    )
    return found.crop(inside)


def _lost(one: Image.Image, other: Image.Image) -> int:
    """In how many squares the ink of ``one`` has no counterpart in ``other``."""
    near = other.filter(ImageFilter.MaxFilter(_TOLERANCE))
    alone = ImageChops.subtract(one, near)
    grid = (max(1, one.width // _SQUARE), max(1, one.height // _SQUARE))
    all_ink = one.resize(grid, Image.Resampling.BOX).tobytes()
    lost_ink = alone.resize(grid, Image.Resampling.BOX).tobytes()
    return sum(
        ink >= 255 * _WRITTEN and gone >= ink * _UNMATCHED
        for ink, gone in zip(all_ink, lost_ink, strict=True)
    )
