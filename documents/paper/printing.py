"""The copy that somebody signs by hand: the letter, then the act, each page marked for them.

A file to print and nothing else: its signatures, drawn on the pages, no longer hold in it.
"""

import io

from ..merging import merged
from ..models import Envelope, Slot
from ..pdf import stamping
from ..pdf.errors import PdfRefused
from . import marks

CODE_SIDE = 22.0
CODE_RIGHT, CODE_TOP = 22.0, 18.0
"""Of the letter's code, in mm: its side, its distance to the right and top edges."""


def number(envelope: Envelope) -> int:
    """The rank of a copy among those issued under its reference: what its codes say."""
    earlier = Envelope.unscoped.filter(reference=envelope.reference, pk__lte=envelope.pk)
    return int(earlier.count())


def letter(pdf: bytes, slot: Slot) -> bytes:
    """``pdf`` with the code of the signature, top right."""
    envelope = slot.envelope
    mark = marks.Mark(envelope.reference, number(envelope), marks.LETTER, slot.paper_reference)
    return stamping.mark_corner(
        pdf, marks.address(mark), side=CODE_SIDE, right=CODE_RIGHT, top=CODE_TOP
    )


def copy(letter_pdf: bytes, act: bytes, slot: Slot) -> bytes:
    """The letter, when there is one, and the act marked for the signatory of ``slot``."""
    parts = [("Lettre", letter_pdf)] if letter_pdf else []
    return merged([*parts, (f"Exemplaire à signer {slot.paper_reference}", _marked(act, slot))])


def _marked(act: bytes, slot: Slot) -> bytes:
    """The act with a second code that says for whom it is printed.

    A page without a second free corner keeps the act's own code, which is enough for one paper.
    """
    envelope, flat = slot.envelope, _flattened(act)
    revision = number(envelope)

    def content(page: int) -> str:
        return marks.address(marks.Mark(envelope.reference, revision, page, slot.paper_reference))

    try:
        return stamping.stamp(
            flat,
            reference=slot.paper_reference,
            revision=revision,
            url_for_page=content,
            footer="exemplaire à signer à la main",
            font_name="CtsSheet",
        )
    except PdfRefused:
        return flat


def _flattened(act: bytes) -> bytes:
    """The signatures as drawings: a printer shows them, and the pages may be marked again."""
    with stamping.opened(act) as document:
        document.flatten_annotations()
        for page in document.pages:
            if "/Annots" in page.obj:
                del page.obj["/Annots"]
        for name in ("/AcroForm", "/Perms"):
            if name in document.Root:
                del document.Root[name]
        out = io.BytesIO()
        document.save(out, deterministic_id=True)
        return out.getvalue()
