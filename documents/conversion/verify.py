"""Whether what LibreOffice wrote is the document that was asked for.

LibreOffice ends well, and even writes a PDF, on random bytes or a full disk: only the result
tells. The test is that the PDF parses, has pages and shows the expected text.
"""

import re
import unicodedata

import pypdfium2

from documents.conversion.errors import EmptyResult
from documents.pdf import pdfium
from documents.pdf.errors import PdfRefused

MAX_PAGES = 1000
_INVISIBLE = re.compile(r"[\s\u00ad\u200b\u2060\ufeff\ufffe\x02-]+")


def check_pdf(pdf: bytes, expected_text: str) -> None:
    """Raise ``EmptyResult`` unless the PDF has pages and holds ``expected_text``.

    Spaces, line ends, hyphens and ligatures do not count: the layout decides of them.
    """
    if not pdf.startswith(b"%PDF-"):
        raise EmptyResult("La conversion a donné un fichier vide. Relancez-la.")
    wanted = comparable(expected_text)
    try:
        with pdfium.opened(pdf) as document:
            count = len(document)
            if not 0 < count <= MAX_PAGES:
                raise EmptyResult(
                    f"La conversion a donné {count} pages ; il en faut de 1 à {MAX_PAGES}."
                )
            # The text may run over the end of a page: pages are searched as they accumulate.
            seen = ""
            for number in range(count):
                seen += comparable(_page_text(document, number))
                if wanted in seen:
                    return
    except (PdfRefused, pypdfium2.PdfiumError):
        raise EmptyResult("La conversion a donné un PDF illisible. Relancez-la.") from None
    raise EmptyResult(
        f"Le PDF ne contient pas le texte attendu (« {expected_text[:80]} »). "
        "Vérifiez que le modèle l’imprime, puis relancez la conversion."
    )


def comparable(text: str) -> str:
    """Letters and digits only as far as layout is concerned: no space, hyphen or ligature."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def _page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    try:
        text = page.get_textpage()
        try:
            return str(text.get_text_range())
        finally:
            text.close()
    finally:
        page.close()
