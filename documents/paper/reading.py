"""Read the codes of one scanned page: what it is, and how to set it upright.

A code is tried as the page came, then with the noise smoothed, then in each corner enlarged:
a grey scan at 150 dots an inch leaves two dots to a module.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import zxingcpp
from PIL import Image, ImageFilter

from ..models import ScannedPage
from . import marks

Found = ScannedPage.Found
QR_CODE = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_CORNER = 0.30
"""Of the width and the height of a page: where its codes stand."""
_BLANK_INK = 0.002
_EDGE = 0.06
_CONTRAST = 50


@dataclass(frozen=True, slots=True)
class Read:
    """What one page says. ``turn``: degrees, clockwise, that set it upright."""

    found: str
    mark: marks.Mark | None = None
    turn: int = 0


def read(image: Image.Image) -> Read:
    """What a grey image of a page is: marked, blank, foreign, of several pages, or unreadable."""
    foreign = False
    for seen in _tries(image):
        codes = zxingcpp.read_barcodes(seen, formats=QR_CODE)
        ours = [(mark, code) for code in codes if (mark := marks.read(code.text)) is not None]
        foreign = foreign or (bool(codes) and not ours)
        if ours:
            return _marked(ours)
    if foreign:
        return Read(Found.FOREIGN)
    return Read(Found.BLANK if is_blank(image) else Found.NOTHING)


def _marked(ours: list[tuple[marks.Mark, zxingcpp.Barcode]]) -> Read:
    """The page that the codes agree on; the code that says for whom it is printed says most."""
    if len({(mark.reference, mark.revision, mark.page) for mark, _ in ours}) > 1:
        return Read(Found.SEVERAL)
    mark, code = max(ours, key=lambda each: bool(each[0].sheet))
    return Read(Found.CODE, mark, _turn(code.position))


def _tries(image: Image.Image) -> Iterator[Image.Image]:
    yield image
    yield image.filter(ImageFilter.GaussianBlur(1.5))
    width, height = image.size
    across, down = round(width * _CORNER), round(height * _CORNER)
    for left in (width - across, 0):
        for top in (height - down, 0):
            corner = image.crop((left, top, left + across, top + down))
            large = corner.resize((across * 2, down * 2), Image.Resampling.LANCZOS)
            yield large.filter(ImageFilter.GaussianBlur(2))
            yield large.filter(ImageFilter.UnsharpMask(radius=4, percent=180, threshold=0))


def _turn(position: zxingcpp.Position) -> int:
    """Clockwise quarter turns that bring the top of the code to the top."""
    left, right = position.top_left, position.top_right
    angle = math.degrees(math.atan2(right.y - left.y, right.x - left.x))
    return round(-angle / 90) % 4 * 90


def is_blank(image: Image.Image) -> bool:
    """Whether a page is the back of a sheet: less ink than one written line would leave.

    Dust, holes, the shadow of an edge and what shows through the paper do not count.
    """
    width, height = image.size
    inside = image.crop(
        (round(width * _EDGE), round(height * _EDGE), round(width * (1 - _EDGE)),
         round(height * (1 - _EDGE)))
    ).reduce(4)  # fmt: skip
    counts = inside.histogram()
    total = sum(counts)
    paper = _median(counts, total)
    ink = sum(counts[: max(0, paper - _CONTRAST)])
    return ink < total * _BLANK_INK


def _median(counts: list[int], total: int) -> int:
    seen = 0
    for value, count in enumerate(counts):
        seen += count
        if seen * 2 >= total:
            return value
    return 255
