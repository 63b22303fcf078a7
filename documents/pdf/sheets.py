"""Sheets that the site lays out from HTML as PDF/A-3, with files attached, then seals for good.

Laid out by WeasyPrint from the page and one stylesheet: nothing else is fetched. Sealed with the
syndicate's seal, which allows no change afterwards (DocMDP 1).
"""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata
from weasyprint import CSS, HTML, Attachment
from weasyprint.urls import URLFetcher

from . import keys, sealing

STYLES = Path(__file__).with_suffix(".css")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes inside a sheet, byte for byte. ``relationship``: that of PDF/A-3 (6.8)."""

    name: str
    data: bytes
    description: str
    relationship: str = "Data"


def render(html: str, attached: Sequence[Attached], *, at: dt.datetime) -> bytes:
    """The unsealed sheet; the same page and files give the same bytes."""
    files = [
        Attachment(
            string=each.data,
            name=each.name,
            description=each.description,
            created=at,
            modified=at,
            relationship=each.relationship,
        )
        for each in attached
    ]
    nothing = URLFetcher(allowed_protocols=(), fail_on_errors=True)
    whole = b"".join([html.encode(), *(each.data for each in attached)])
    pdf: bytes = HTML(string=html, url_fetcher=nothing).write_pdf(
        stylesheets=[CSS(string=STYLES.read_text(encoding="utf-8"))],
        pdf_variant="pdf/a-3b",
        pdf_identifier=sha256(whole).digest()[:16],
        attachments=files,
    )
    return pdf


def seal(pdf: bytes, *, reason: str, at: dt.datetime) -> bytes:
    """``pdf`` with the syndicate's seal. :class:`documents.pdf.errors.SealUnavailable` without a
    usable key: nothing falls back to an unsealed sheet."""
    key = keys.seal(at)
    meta = PdfSignatureMetadata(
        field_name=sealing.SEAL_FIELD,
        name=key.organisation,
        reason=reason,
        md_algorithm=sealing.DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    field = SigFieldSpec(sealing.SEAL_FIELD, on_page=0)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    return sealing.signed(writer, key.signer, meta, at, new_field=field)
