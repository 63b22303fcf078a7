"""The typeface drawn on acts: Liberation Sans, always embedded as a subset.

PDF/A forbids a font that is not in the file (ISO 19005-2, 6.2.11.4) and any reference to the
``.notdef`` glyph (6.2.11.8): a character the typeface lacks is refused, never drawn as a box.
"""

import io
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pikepdf
from django.conf import settings
from fontTools import subset, ttLib
from fontTools.ttLib.scaleUpem import scale_upem
from pyhanko.pdf_utils.font.api import FontEngine, FontEngineFactory
from pyhanko.pdf_utils.font.opentype import GlyphAccumulator
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from .errors import PdfRefused

DEFAULT_FONT = "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"
UNITS = 1000  # per em, in every font made here
# Latin with its extensions, Greek, Cyrillic, punctuation, currencies: any name of a civil register.
_KEPT = (
    (0x20, 0x24F), (0x300, 0x3FF), (0x400, 0x4FF), (0x1E00, 0x1EFF), (0x2000, 0x206F),
    (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2190, 0x21FF), (0x2200, 0x22FF),
)  # fmt: skip
# FontForge's time stamp table says nothing to a reader.
_COMMON = {"notdef_outline": True, "hinting": False, "drop_tables": ["FFTM", "DSIG"]}


@dataclass(frozen=True)
class Face:
    """A reduced typeface, read once per process."""

    data: bytes
    name: str
    glyphs: dict[int, str]
    ids: dict[str, int]
    advances: dict[str, int]

    def width(self, text: str, size: float) -> float:
        """Width of ``text`` in points at ``size`` points."""
        total = sum(self.advances[self.glyphs[ord(char)]] for char in text)
        return total * size / UNITS


@lru_cache(maxsize=2)
def _load(path: str) -> Face:
    options = subset.Options(layout_features=[], name_IDs=["*"], glyph_names=True, **_COMMON)
    try:
        font = subset.load_font(io.BytesIO(Path(path).read_bytes()), options)
    except (OSError, ttLib.TTLibError) as error:
        raise PdfRefused(
            f"Police introuvable : {Path(path).name}. Installez le paquet fonts-liberation."
        ) from error
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in _KEPT for code in range(first, last + 1)])
    subsetter.subset(font)
    # PDF measures glyphs in thousandths; pyHanko copies the font's own units, and letters would
    # be spaced out in a font of 2048 units.
    scale_upem(font, UNITS)
    out = io.BytesIO()
    font.save(out)
    reduced = ttLib.TTFont(io.BytesIO(out.getvalue()))
    order = reduced.getGlyphOrder()
    return Face(
        data=out.getvalue(),
        name=str(reduced["name"].getDebugName(6)),
        glyphs=reduced.getBestCmap(),
        ids={name: index for index, name in enumerate(order)},
        advances={name: reduced["hmtx"][name][0] for name in order},
    )


def face() -> Face:
    """Return the typeface of the site (setting ``PDF_FONT``, a TrueType file)."""
    return _load(str(getattr(settings, "PDF_FONT", DEFAULT_FONT)))


def printable(text: str) -> str:
    """Return ``text`` composed (NFC), on one line, in characters the typeface has.

    A letter it lacks loses the marks it cannot print, as in French civil registers (circular of
    23 July 2014): « Nguyễn » becomes « Nguyên ». A character with no such base is refused.
    """
    composed = " ".join(unicodedata.normalize("NFC", text).splitlines())
    drawn = "".join(_simplified(char) for char in composed)
    missing = sorted({char for char in drawn if ord(char) not in face().glyphs})
    if missing:
        shown = ", ".join(f"« {char} » (U+{ord(char):04X})" for char in missing[:5])
        raise PdfRefused(
            f"Caractère impossible à imprimer sur l’acte : {shown}. Corrigez ce texte : "
            f"« {composed[:80]} »."
        )
    return drawn


def _simplified(char: str) -> str:
    marks = unicodedata.normalize("NFD", char)
    for kept in range(len(marks), 0, -1):
        shorter = unicodedata.normalize("NFC", marks[:kept])
        if len(shorter) == 1 and ord(shorter) in face().glyphs:
            return shorter
    return char


def wrap(text: str, *, size: float, width: float) -> list[str]:
    """Break one paragraph into lines of at most ``width`` points.

    A no-break space never ends a line; a single word wider than the line is cut.
    """
    lines: list[str] = []
    current = ""
    for word in text.split(" "):
        candidate = f"{current} {word}" if current else word
        if face().width(candidate, size) <= width:
            current = candidate
            continue
        if current:
            lines.append(current)
        while face().width(word, size) > width and len(word) > 1:
            kept = next(
                count
                for count in range(len(word) - 1, 0, -1)
                if count == 1 or face().width(word[:count], size) <= width
            )
            lines.append(word[:kept])
            word = word[kept:]
        current = word
    return [*lines, current] if current else lines


class AppearanceFont(FontEngineFactory):
    """Gives pyHanko the reduced typeface; its own default (Courier) is not embedded."""

    def create_font_engine(
        self, writer: BasePdfFileWriter, obj_stream: object | None = None
    ) -> FontEngine:
        # French marks words for the screen readers that honour the language of a span.
        return GlyphAccumulator(
            writer=writer,
            font_handle=io.BytesIO(face().data),
            font_size=10,
            bcp47_lang_code="fr",
            obj_stream=obj_stream,
        )


def encode(text: str) -> bytes:
    """Return ``text`` as the hexadecimal string of a font made by :func:`embed`."""
    ids = (face().ids[face().glyphs[ord(char)]] for char in text)
    return b"<" + "".join(f"{glyph:04x}" for glyph in ids).encode() + b">"


def embed(pdf: pikepdf.Pdf, characters: set[str]) -> pikepdf.Object:
    """Add to ``pdf`` a composite font holding ``characters`` and return it (indirect)."""
    used = face()
    options = subset.Options(layout_features=[], name_IDs=[], retain_gids=True, **_COMMON)
    font = subset.load_font(io.BytesIO(used.data), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(char) for char in characters])
    subsetter.subset(font)
    program = io.BytesIO()
    font.save(program)
    head, line, metrics = font["head"], font["hhea"], font["OS/2"]
    name = pikepdf.Name(f"/CTSRSG+{used.name}")
    # A space and a no-break space share one glyph: one entry each.
    by_glyph = {used.ids[used.glyphs[ord(char)]]: char for char in sorted(characters, reverse=True)}
    glyphs = sorted(by_glyph.items())
    widths = pikepdf.Array()
    for glyph, char in glyphs:
        widths.append(glyph)
        widths.append(pikepdf.Array([used.advances[used.glyphs[ord(char)]]]))
    file = pdf.make_stream(program.getvalue())
    file.Length1 = len(program.getvalue())
    descriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor,
        FontName=name,
        Flags=4,
        FontBBox=[head.xMin, head.yMin, head.xMax, head.yMax],
        ItalicAngle=0,
        Ascent=line.ascent,
        Descent=line.descent,
        CapHeight=getattr(metrics, "sCapHeight", 700),
        StemV=80,
        FontFile2=file,
    )
    descendant = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=pikepdf.Dictionary(
            Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
        ),
        FontDescriptor=pdf.make_indirect(descriptor),
        DW=1000,
        W=widths,
        CIDToGIDMap=pikepdf.Name.Identity,
    )
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type0,
            BaseFont=name,
            Encoding=pikepdf.Name("/Identity-H"),
            DescendantFonts=[pdf.make_indirect(descendant)],
            ToUnicode=pdf.make_stream(_to_unicode(glyphs)),
        )
    )


def _to_unicode(glyphs: list[tuple[int, str]]) -> bytes:
    """Map glyphs back to characters, so that the stamp can be searched and copied."""
    blocks = []
    for start in range(0, len(glyphs), 100):  # the format allows 100 lines a block
        block = glyphs[start : start + 100]
        rows = "\n".join(f"<{g:04x}> <{c.encode('utf-16-be').hex()}>" for g, c in block)
        blocks.append(f"{len(block)} beginbfchar\n{rows}\nendbfchar")
    body = "\n".join(blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode("ascii")
