"""The papers of a school's entry in Word and PDF, filled when they are asked for.

From the model in use that day: a lawyer may change its words. Nothing is kept of them: what counts
is the record, or the act signed elsewhere whose copy is kept.
"""

from common import clock
from common.french import list_fr, os_error
from common.lifecycle import Refusal, Refused
from documents import catalogue, conversion, production, store
from documents.contract import DocumentData, as_printed
from documents.pdf import watermark
from documents.pdf.errors import PdfRefused
from documents.rendering import pictures
from documents.rendering.pictures import Annex

KINDS = {"docx": store.DOCX, "pdf": store.PDF}
"""How a file ends → its content type."""


def word(code: str, contents: DocumentData, *, annex: Annex | None = None) -> bytes:
    """The Word file, with the pictures of ``annex`` after its text; ``Refused`` when the model is
    missing or a value that it needs is unknown."""
    if holes := contents.missing_values():
        raise Refused(Refusal(f"Il manque : {list_fr(holes)}."))
    model = catalogue.in_use(code, clock.today())
    docx = production.fill(model, as_printed(contents).to_data()).docx
    return pictures.annexed(docx, annex) if annex else docx


def pdf(code: str, contents: DocumentData, *, mark: str = "", annex: Annex | None = None) -> bytes:
    """The same as PDF/A, with the word ``mark`` across its pages; ``Refused`` with the reason when
    the conversion fails. The contract has a ``reference``, which the file must show."""
    docx = word(code, contents, annex=annex)
    try:
        made = conversion.to_pdfa(docx, expected_text=str(contents.to_data()["reference"]))
        return watermark.mark(made, mark) if mark else made
    except (conversion.ConversionFailed, PdfRefused) as failure:
        raise Refused(Refusal(f"La production a échoué : {failure}")) from None
    except OSError as failure:
        raise Refused(Refusal(f"Le fichier n’a pas pu être écrit ({os_error(failure)}).")) from None
