"""From a filled .docx to a PDF/A-2b, by LibreOffice kept at arm's length.

``to_pdfa`` is the only entry. Settings: ``CONVERTER_URL`` (a service started by
``manage.py converter``; empty: workers live in the calling process and end with it),
``CONVERTER_WORKERS`` (LibreOffice processes, one core each), ``CONVERTER_TIMEOUT`` (seconds).
"""

from django.conf import settings

from documents.conversion.client import remote_pdf
from documents.conversion.errors import (
    ConversionFailed,
    ConverterBusy,
    ConverterCrashed,
    ConverterHung,
    ConverterUnreachable,
    DocumentRefused,
    EmptyResult,
    LibreOfficeMissing,
)
from documents.conversion.pool import close_shared_pool, shared_pool
from documents.conversion.sanitise import sanitised
from documents.conversion.verify import check_pdf

__all__ = [
    "ConversionFailed",
    "ConverterBusy",
    "ConverterCrashed",
    "ConverterHung",
    "ConverterUnreachable",
    "DocumentRefused",
    "EmptyResult",
    "LibreOfficeMissing",
    "close_shared_pool",
    "to_pdfa",
]


def to_pdfa(docx: bytes, *, expected_text: str) -> bytes:
    """The PDF/A-2b of ``docx``, which must show ``expected_text`` (its reference, usually).

    Links to other files, macros, objects and fields that read files are removed first.
    Raises ``ConversionFailed``, whose message is a French sentence; never returns a PDF that is
    empty, unreadable or without the expected text.
    """
    safe = sanitised(docx)
    seconds = float(getattr(settings, "CONVERTER_TIMEOUT", 60))
    url = str(getattr(settings, "CONVERTER_URL", ""))
    if url:
        pdf = remote_pdf(url, safe, seconds)
    else:
        pdf = shared_pool(int(getattr(settings, "CONVERTER_WORKERS", 1)), seconds).convert(safe)
    check_pdf(pdf, expected_text)
    return pdf
