"""The bordereau de preuve as PDF/A-3: the facts as people read them, the same as data attached.

Laid out by WeasyPrint from its HTML and one stylesheet: nothing else is fetched. Sealed with the
syndicate's seal, which allows no change afterwards.
"""

import datetime as dt
import io
from hashlib import sha256
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata
from weasyprint import CSS, HTML, Attachment
from weasyprint.urls import URLFetcher

from ..pdf import keys, sealing

NAME, DATA = "bordereau-de-preuve.pdf", "preuve.json"
STYLES = Path(__file__).with_suffix(".css")


def render(html: str, data: bytes, *, at: dt.datetime) -> bytes:
    """The unsealed bordereau, with ``data`` attached as ``preuve.json``; the same each time."""
    attached = Attachment(
        string=data,
        name=DATA,
        description="Les faits recueillis, tels que le programme de vérification les lit",
        created=at,
        modified=at,
        relationship="Data",
    )
    nothing = URLFetcher(allowed_protocols=(), fail_on_errors=True)
    pdf: bytes = HTML(string=html, url_fetcher=nothing).write_pdf(
        stylesheets=[CSS(string=STYLES.read_text(encoding="utf-8"))],
        pdf_variant="pdf/a-3b",
        pdf_identifier=sha256(html.encode() + data).digest()[:16],
        attachments=[attached],
    )
    return pdf


def seal(pdf: bytes, *, reference: str, at: dt.datetime) -> bytes:
    """``pdf`` with the syndicate's seal. :class:`documents.pdf.errors.SealUnavailable` without a
    usable key: nothing falls back to an unsealed bordereau."""
    key = keys.seal(at)
    meta = PdfSignatureMetadata(
        field_name=sealing.SEAL_FIELD,
        name=key.organisation,
        reason=f"Cachet électronique du syndicat sur le bordereau de preuve de l’acte {reference}",
        md_algorithm=sealing.DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    field = SigFieldSpec(sealing.SEAL_FIELD, on_page=0)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    return sealing.signed(writer, key.signer, meta, at, new_field=field)
