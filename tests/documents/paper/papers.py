"""Small issued acts with their codes, and what a scanner makes of their printed pages."""

import functools
import io
import random

import pikepdf
import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from documents.paper import marks
from documents.pdf import stamping

GREY = 236
"""Of 255: paper under the lamp of a scanner."""
WORDS = "L’espace numérique de travail est mis à la disposition de l’école, de ses élèves."


@functools.cache
def plain(title: str, pages: int, anchors: tuple[tuple[str, str], ...] = ()) -> bytes:
    """An act of ``pages`` pages of text; the frames of its signatories on the last one."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    )
    for number in range(1, pages + 1):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        lines = [f"{title}, article {number}", *[WORDS] * 12]
        text = "".join(
            f"BT /F1 10 Tf 60 {780 - 16 * row} Td ({line}) Tj ET\n"
            for row, line in enumerate(lines)
        )
        if number == pages:
            text += "".join(
                f"BT /F1 7 Tf 60 {520 - 150 * row} Td ({anchor}) Tj ET\n"
                for row, (_, anchor) in enumerate(anchors)
            )
        page.obj.Contents = pdf.make_stream(text.encode("cp1252"))
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


@functools.cache
def stamped(
    reference: str,
    pages: int = 3,
    *,
    revision: int = 1,
    anchors: tuple[tuple[str, str], ...] = (),
) -> bytes:
    """The same with the code of each page, as an issued act bears it."""
    return stamping.stamp(
        plain(reference, pages, anchors),
        reference=reference,
        revision=revision,
        url_for_page=lambda page: marks.address(marks.Mark(reference, revision, page)),
    )


@functools.cache
def printed(pdf: bytes, dpi: int = 150) -> tuple[Image.Image, ...]:
    """Each page as a printer draws it, signatures included."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    found = tuple(page.render(scale=dpi / 72).to_pil().convert("L") for page in document)
    document.close()
    return found


def scanned(
    page: Image.Image,
    *,
    skew: float = 0.0,
    turn: int = 0,
    noise: float = 8.0,
    seed: int = 1,
) -> Image.Image:
    """``page`` as a scanner gives it: grey, askew by so many degrees, noisy, turned clockwise."""
    grey = page.point(lambda value: 40 + value * (GREY - 40) // 255)
    askew = grey.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=GREY)
    chance = random.Random(seed)
    speck = Image.frombytes("L", (256, 256), chance.randbytes(65536)).point(
        lambda value: int(128 + (value - 128) * noise / 64)
    )
    grain = Image.new("L", askew.size)
    for left in range(0, askew.width, 256):
        for top in range(0, askew.height, 256):
            grain.paste(speck.rotate(chance.choice((0, 90, 180, 270))), (left, top))
    return ImageChops.add(askew, grain, 1, -128).rotate(-turn, expand=True)


def signed(page: Image.Image) -> Image.Image:
    """``page`` with a line drawn by hand."""
    found = page.copy()
    draw = ImageDraw.Draw(found)
    width, height = found.size
    points = [(width * (0.2 + 0.01 * n), height * (0.72 + 0.01 * (n % 3))) for n in range(20)]
    draw.line(points, fill=30, width=4)
    return found


def without_code(page: Image.Image) -> Image.Image:
    """``page`` whose corners were torn off or covered: no code is left."""
    found = page.copy()
    draw = ImageDraw.Draw(found)
    width, height = found.size
    side, end = width * 0.12, height * 0.09
    for left in (0, width - side):
        for top in (0, height - end):
            draw.rectangle((left, top, left + side, top + end), fill=255)
    return found


def blank(seed: int = 1) -> Image.Image:
    """The back of a sheet: noise, and the shadow of an edge."""
    page = Image.new("L", (1240, 1754), 255)
    ImageDraw.Draw(page).rectangle((0, 0, 12, 1754), fill=120)
    return scanned(page, skew=1, seed=seed)


def as_pdf(pages: list[Image.Image], *, quality: int = 70, dpi: int = 150) -> bytes:
    """One file of ``pages``, as scanners write it: a JPEG on each page."""
    out = io.BytesIO()
    first, *others = pages
    first.save(out, "PDF", save_all=True, append_images=others, resolution=dpi, quality=quality)
    return out.getvalue()


def as_png(page: Image.Image) -> bytes:
    out = io.BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


def as_jpeg(page: Image.Image, **saved: object) -> bytes:
    out = io.BytesIO()
    page.save(out, "JPEG", quality=80, **saved)
    return out.getvalue()
