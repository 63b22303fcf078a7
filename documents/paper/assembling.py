"""The pages of a return, in order and upright, as one PDF: each as it was scanned, not redrawn."""

import io
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import pikepdf
from PIL import Image, ImageOps

from .. import store
from . import scanning

_A4 = (595.276, 841.89)
_DROPPED = ("/Annots", "/AA", "/Thumb", "/PieceInfo", "/B")
"""What a page of a scan has no use for, and could act or point elsewhere."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page to take: the file that holds it, its place there, and how to turn it."""

    data: bytes
    kind: str
    index: int
    turn: int


def assembled(leaves: Iterable[Leaf]) -> bytes:
    """The leaves in the order given. The same leaves give the same bytes."""
    out = pikepdf.new()
    opened: dict[int, pikepdf.Pdf] = {}
    for leaf in leaves:
        if leaf.kind == store.PDF:
            key = id(leaf.data)
            source = opened.setdefault(key, pikepdf.open(io.BytesIO(leaf.data)))
            out.pages.append(source.pages[leaf.index - 1])
        else:
            _add_photograph(out, leaf.data)
        page = out.pages[-1]
        for name in _DROPPED:
            if name in page.obj:
                del page.obj[name]
        if leaf.turn:
            page.rotate(leaf.turn, relative=True)
    out.remove_unreferenced_resources()
    result = io.BytesIO()
    out.save(result, deterministic_id=True)
    return result.getvalue()


def _add_photograph(pdf: pikepdf.Pdf, data: bytes) -> None:
    """An image on a page of its shape, as wide or as high as A4; a JPEG keeps its own bytes."""
    with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as picture:
        shown = ImageOps.exif_transpose(picture)
        as_is = picture.format == "JPEG" and shown.size == picture.size
        as_is = as_is and picture.mode in ("L", "RGB") and not picture.getexif().get(0x0112)
        if not as_is:
            shown = scanning.on_white(shown)
            shown = shown if shown.mode in ("L", "RGB") else shown.convert("RGB")
        width, height = shown.size
        content, name = (data, "/DCTDecode") if as_is else (shown.tobytes(), "")
        grey = shown.mode == "L"
    stream = pikepdf.Stream(pdf, content if name else zlib.compress(content))
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = width, height, 8
    stream.ColorSpace = pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB
    stream.Filter = pikepdf.Name(name or "/FlateDecode")
    long, short = max(_A4), min(_A4)
    scale = min(long / max(width, height), short / min(width, height))
    across, down = width * scale, height * scale
    page = pdf.add_blank_page(page_size=(across, down))
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=stream))
    drawn = f"q {across:.3f} 0 0 {down:.3f} 0 0 cm /Im Do Q".encode()
    page.obj.Contents = pdf.make_stream(drawn)
