"""The only door to pdfium: one thread at a time, pages numbered from 1.

pdfium keeps global state and crashes when two threads use it, hence one lock for the process.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2 as pdfium

from .errors import PdfRefused

_LOCK = threading.RLock()


@contextmanager
def opened(pdf: bytes, *, with_forms: bool = False) -> Iterator[pdfium.PdfDocument]:
    """Open ``pdf`` for the time of the block; a file pdfium cannot read is refused."""
    with _LOCK:
        try:
            document = pdfium.PdfDocument(pdf)
        except pdfium.PdfiumError as error:
            raise PdfRefused(
                "Ce fichier n’est pas un PDF lisible : produisez-le de nouveau ou envoyez "
                "l’original."
            ) from error
        try:
            if with_forms:
                # Signature fields are form widgets: pdfium draws them only with a form environment.
                document.init_forms()
            yield document
        finally:
            document.close()


@dataclass(frozen=True)
class Character:
    """One printed character and its box, in points from the page's bottom-left corner."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def characters(page: pdfium.PdfPage) -> list[Character]:
    """Return the page's characters in reading order; a generated space has an empty box."""
    textpage = page.get_textpage()
    try:
        found = []
        for index in range(textpage.count_chars()):
            text = textpage.get_text_range(index, 1) or " "
            found.append(Character(text, *textpage.get_charbox(index, loose=False)))
        return found
    finally:
        textpage.close()
