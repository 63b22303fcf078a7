"""Pages of a scan as grey images: from a PDF or a photograph, large enough for their codes."""

import io

from PIL import Image, ImageOps

from .. import store
from ..pdf import pages, pdfium
from ..pdf.errors import PdfRefused

LONGEST = 3508
"""Pixels of the longest side: an A4 page at 300 dots an inch, whatever it was scanned at."""
_INCH = 72
_DPI = 300


def count(data: bytes, kind: str) -> int:
    """How many pages the file has; one for an image. A file that cannot be read is refused."""
    return pages.count(data) if kind == store.PDF else 1


def image(data: bytes, kind: str, index: int) -> Image.Image:
    """Page ``index`` (from 1) in grey, ``LONGEST`` pixels on its longest side."""
    if kind != store.PDF:
        return _photograph(data)
    with pdfium.opened(data) as document:
        if not 1 <= index <= len(document):
            raise PdfRefused(f"Page {index} inexistante dans ce fichier.")
        sheet = document[index - 1]
        longest = max(sheet.get_size())
        return pages.image_of(sheet, min(_DPI / _INCH, LONGEST / longest)).convert("L")


def _photograph(data: bytes) -> Image.Image:
    """The image as its device held it, brought to the usual size."""
    try:
        with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as opened:
            grey = on_white(ImageOps.exif_transpose(opened)).convert("L")
    except (OSError, SyntaxError, ValueError) as error:
        raise PdfRefused("Cette image est abîmée : numérisez la page de nouveau.") from error
    scale = LONGEST / max(grey.size)
    size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
    return grey.resize(size, Image.Resampling.BICUBIC)


def on_white(picture: Image.Image) -> Image.Image:
    """Without transparency, which a printer would leave white."""
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture
    layer = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")


def upright(picture: Image.Image, turn: int) -> Image.Image:
    """``picture`` turned clockwise by 0, 90, 180 or 270 degrees."""
    return picture.rotate(-turn, expand=True) if turn else picture


def png(data: bytes, kind: str, index: int, width: int, turn: int) -> bytes:
    """Page ``index``, set upright, as a grey PNG of ``width`` pixels, to be looked at."""
    shown = upright(image(data, kind, index), turn)
    height = max(1, round(shown.height * width / shown.width))
    out = io.BytesIO()
    shown.resize((width, height), Image.Resampling.BICUBIC).save(out, "PNG", compress_level=6)
    return out.getvalue()
