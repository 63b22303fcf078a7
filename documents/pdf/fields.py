"""Empty signature fields of an issued act, placed in the frames that the Word model leaves.

The fields must exist before the seal: a return signed in a field of ours passes the difference
analysis of PAdES validators (ETSI EN 319 142-1), one that adds its own field does not.
"""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from . import pdfium, stamping
from .errors import FieldRefused
from .pages import Box

MM = 72 / 25.4
PADDING = 2 * MM  # Word's cell margin, and some air under the anchor
_SAME = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2019": "'", "\u2013": "-", "\u2014": "-"})


@dataclass(frozen=True)
class FieldSpec:
    """One signature field to place.

    ``anchor`` is the small line at the top-left of the frame (« Signature — collectivité »),
    ``width_mm`` and ``height_mm`` the frame's size, ``label`` what readers and assistive tools
    announce (the anchor when empty).
    """

    name: str
    anchor: str
    label: str = ""
    width_mm: float = 85
    height_mm: float = 32


def place(pdf: bytes, specs: Sequence[FieldSpec]) -> bytes:
    """Add one empty PAdES field under each anchor of ``specs``, and no other form field.

    The bytes of ``pdf`` stay a prefix of the result. Refused with a French sentence: an anchor
    missing or printed twice, a frame that leaves the page, overlaps another or holds text, a file
    that already has form fields.
    """
    _check_names(specs)
    boxes = locate(pdf, specs)
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    except PdfReadError as error:
        raise FieldRefused("Ce PDF est illisible : produisez l’acte de nouveau.") from error
    if "/AcroForm" in writer.root:
        raise FieldRefused(
            "Ce PDF contient déjà un formulaire : un acte ne porte que les champs de signature "
            "que la plateforme y place. Retirez les champs du modèle Word."
        )
    for spec in specs:
        box = boxes[spec.name]
        append_signature_field(
            writer,
            SigFieldSpec(
                spec.name,
                on_page=box.page - 1,
                box=(int(box.left), int(box.bottom), int(box.right), int(box.top)),
                readable_field_name=spec.label or spec.anchor,
            ),
        )
    # Bit 1: signatures exist; bit 2: append only. Without them an honest return looks forged.
    writer.root["/AcroForm"]["/SigFlags"] = generic.NumberObject(3)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def locate(pdf: bytes, specs: Sequence[FieldSpec]) -> dict[str, Box]:
    """Return the box of each field of ``specs``, by field name, without changing the file."""
    found: dict[str, list[Box]] = {spec.name: [] for spec in specs}
    held: list[str] = []
    with pdfium.opened(pdf) as document:
        for number in range(1, len(document) + 1):
            page = document[number - 1]
            letters = pdfium.characters(page)
            text = _normal("".join(letter.text[0] for letter in letters))
            for spec in specs:
                for start in _occurrences(text, spec, specs):
                    anchor = letters[start : start + len(_normal(spec.anchor))]
                    box = _box(spec, anchor, number)
                    found[spec.name].append(box)
                    if not _inside(box, page.get_cropbox()):
                        held.append(f"« {spec.anchor} » sort de la page {number}")
                    elif any(_covers(box, letter) for letter in letters):
                        held.append(f"« {spec.anchor} » contient du texte, page {number}")
    for spec in specs:
        if len(found[spec.name]) != 1:
            raise FieldRefused(_miscount(spec, found[spec.name]))
    if held:
        raise FieldRefused(
            f"Cadre de signature inutilisable : {' ; '.join(held)}. Le cadre attendu mesure "
            f"{specs[0].width_mm:g} × {specs[0].height_mm:g} mm, vide sous sa mention."
        )
    boxes = {name: places[0] for name, places in found.items()}
    _check_apart(specs, boxes)
    return boxes


def boxes(pdf: bytes) -> dict[str, Box]:
    """Return the box of each visible signature field that ``pdf`` already carries, by name."""
    found: dict[str, Box] = {}
    with stamping.opened(pdf) as document:
        for number, page in enumerate(document.pages, start=1):
            for widget in page.obj.get("/Annots", ()):
                if widget.get("/FT") != "/Sig" or "/T" not in widget:
                    continue
                left, bottom, right, top = (float(value) for value in widget.Rect)
                if right > left and top > bottom:
                    found[str(widget.T)] = Box(number, left, bottom, right, top)
    return found


def notes(pdf: bytes) -> dict[int, int]:
    """Count, by page, the annotations that are not form fields: comments, stamps, links.

    A comment may be drawn by one reader and not by another: its presence is what counts.
    """
    counted: dict[int, int] = {}
    with stamping.opened(pdf) as document:
        for number, page in enumerate(document.pages, start=1):
            annotations = page.obj.get("/Annots", ())
            counted[number] = sum(note.get("/Subtype") != "/Widget" for note in annotations)
    return counted


def _check_names(specs: Sequence[FieldSpec]) -> None:
    names = [spec.name for spec in specs]
    if not names:
        raise FieldRefused("Aucun signataire : un acte à signer porte au moins un champ.")
    wrong = [name for name in names if not re.fullmatch(r"sig_[a-z0-9_]{1,40}", name)]
    if wrong or len(set(names)) != len(names):
        raise FieldRefused(
            f"Noms de champs refusés : {', '.join(wrong or names)}. Attendu : des noms distincts "
            "comme « sig_authority »."
        )


def _occurrences(text: str, spec: FieldSpec, specs: Iterable[FieldSpec]) -> list[int]:
    """Return where the anchor stands as a whole, not as the beginning of a longer anchor."""
    anchor = _normal(spec.anchor)
    longer = [_normal(s.anchor) for s in specs if anchor in _normal(s.anchor) and s is not spec]
    taken = [
        range(match.start(), match.end())
        for other in longer
        if len(other) > len(anchor)
        for match in re.finditer(re.escape(other), text)
    ]
    return [
        match.start()
        for match in re.finditer(rf"(?<!\w){re.escape(anchor)}(?!\w)", text)
        if not any(match.start() in span for span in taken)
    ]


def _normal(text: str) -> str:
    """Forget what a word processor changes by itself: dashes, apostrophes, no-break spaces."""
    return text.translate(_SAME)


def _box(spec: FieldSpec, anchor: Sequence[pdfium.Character], page: int) -> Box:
    printed = [letter for letter in anchor if letter.text.strip()]
    left = min(letter.left for letter in printed)
    top = max(letter.top for letter in printed)
    below = min(letter.bottom for letter in printed)
    return Box(
        page=page,
        left=round(left),
        bottom=round(top - spec.height_mm * MM + 2 * PADDING),
        right=round(left + spec.width_mm * MM - 2 * PADDING),
        top=round(below - PADDING / 2),
    )


def _inside(box: Box, crop: tuple[float, float, float, float]) -> bool:
    left, bottom, right, top = crop
    return left <= box.left and bottom <= box.bottom and box.right <= right and box.top <= top


def _covers(box: Box, letter: pdfium.Character) -> bool:
    if not letter.text.strip():
        return False
    middle_x, middle_y = (letter.left + letter.right) / 2, (letter.bottom + letter.top) / 2
    return box.left < middle_x < box.right and box.bottom < middle_y < box.top


def _miscount(spec: FieldSpec, places: Sequence[Box]) -> str:
    if not places:
        return (
            f"Cadre de signature introuvable : la mention « {spec.anchor} » n’apparaît sur aucune "
            "page. Remettez-la dans le modèle Word, sur une seule ligne, en haut de son cadre."
        )
    where = ", ".join(str(box.page) for box in places)
    return (
        f"La mention « {spec.anchor} » apparaît {len(places)} fois (pages {where}) : elle doit "
        "n’être imprimée qu’une fois, en haut du cadre de signature."
    )


def _check_apart(specs: Sequence[FieldSpec], boxes: dict[str, Box]) -> None:
    for index, spec in enumerate(specs):
        for other in specs[index + 1 :]:
            a, b = boxes[spec.name], boxes[other.name]
            if (
                a.page == b.page
                and a.left < b.right
                and b.left < a.right
                and a.bottom < b.top
                and b.bottom < a.top
            ):
                raise FieldRefused(
                    f"Les cadres « {spec.anchor} » et « {other.anchor} » se chevauchent, page "
                    f"{a.page} : écartez-les dans le modèle Word."
                )
