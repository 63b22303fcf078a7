"""The syndicate's seal on an issued act, the platform's signatures, and the final timestamp.

Every function appends: the bytes received stay a prefix of the bytes returned, so that each
earlier signature keeps covering what it covered (ISO 32000-1, 12.8). Signatures follow PAdES
(ETSI EN 319 142-1), the seal certifies the act with "fill forms" (DocMDP 2).
"""

import asyncio
import io
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeVar

from cryptography.hazmat.primitives import hashes
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.stamp import BaseStampStyle
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from . import keys, timestamps
from .appearance import TextStyle
from .errors import FieldRefused, PdfRefused, TimestampUnavailable
from .revocation import Inquiry

SEAL_FIELD = "seal"
TIMESTAMP_FIELD = "timestamp"
DIGEST = "sha256"
SPARE = 1_024  # hexadecimal characters above the measured size: ECDSA signatures vary a little
TOKEN_SPACE = 32_768  # hexadecimal characters: 16 kB, several times a usual token with its chain

T = TypeVar("T")


def seal(pdf: bytes, *, reference: str, at: datetime, name: str = "") -> bytes:
    """Seal an act with its empty fields: from then on only these fields may be filled.

    Invisible certification signature of the syndicate (``name``, else the organisation of its
    certificate). Refused: no usable key, no empty field, a file already signed.
    """
    key = keys.seal(at)
    writer = _writer(pdf)
    filled, empty = _fields(writer)
    if filled:
        raise PdfRefused(
            f"Cet acte est déjà signé ({', '.join(filled)}) : le cachet se pose en premier, sur le "
            "fichier produit par la plateforme."
        )
    if not empty:
        raise PdfRefused(
            "Cet acte ne porte aucun champ de signature : placez les champs avant de sceller."
        )
    meta = PdfSignatureMetadata(
        field_name=SEAL_FIELD,
        name=name or key.organisation,
        reason=f"Cachet électronique du syndicat sur l’acte {reference}",
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )
    return signed(writer, key.signer, meta, at, new_field=SigFieldSpec(SEAL_FIELD, on_page=0))


def sign(
    pdf: bytes,
    field: str,
    *,
    text_lines: Sequence[str],
    name: str = "",
    reason: str,
    at: datetime,
) -> bytes:
    """Fill the empty ``field`` with the platform's signature and its visible text.

    The seal key signs: ``name`` is the syndicate (else its certificate's organisation), and
    ``reason`` says whose simple electronic signature it attests. ``text_lines`` are paragraphs,
    broken and sized to the frame. Refused: no usable key, an unsealed act, a field missing or
    already signed, a text that does not fit.
    """
    key = keys.seal(at)
    writer = _writer(pdf)
    filled, empty = _fields(writer)
    if "/Perms" not in writer.root:
        raise PdfRefused(
            "Cet acte n’est pas scellé : il ne peut pas être signé. Émettez-le d’abord."
        )
    if field in filled:
        raise FieldRefused(
            f"Le champ « {field} » est déjà signé : une signature ne se remplace pas."
        )
    if field not in empty:
        raise FieldRefused(
            f"Le champ « {field} » n’existe pas dans cet acte. Champs à signer : "
            f"{', '.join(empty) or 'aucun'}."
        )
    meta = PdfSignatureMetadata(
        field_name=field,
        name=name or key.organisation,
        reason=reason,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
    )
    return signed(writer, key.signer, meta, at, style=TextStyle(paragraphs=tuple(text_lines)))


def add_timestamp(pdf: bytes, *, at: datetime, inquiry: Inquiry | None = None) -> bytes:
    """Append a document timestamp over the whole file (RFC 3161, PAdES B-LTA).

    The answers of ``inquiry`` are put in the file first, as validation data, so that the timestamp
    dates them. ``at`` only serves the demonstration's authority. :class:`TimestampUnavailable` when
    no authority answers or its token does not hold: the file then stays as it was.
    """
    writer = _writer(pdf)
    filled, _ = _fields(writer)
    if not filled:
        raise PdfRefused("Cet acte ne porte aucune signature : il n’y a rien à horodater.")
    if inquiry is not None and inquiry.answers:
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            None,
            certs=list(inquiry.certificates.values()),
            ocsps=inquiry.ocsps,
            crls=inquiry.crls,
        )
    number = sum(1 for name in filled if name.startswith(TIMESTAMP_FIELD)) + 1
    stamper = PdfTimeStamper(
        timestamps.authority(at),
        field_name=f"{TIMESTAMP_FIELD}_{number}",
        readable_field_name="Horodatage",
    )
    try:
        stamped: bytes = run(
            lambda: stamper.async_timestamp_pdf(writer, DIGEST, bytes_reserved=TOKEN_SPACE)
        ).getvalue()
        _check_token(stamped)
    except (OSError, ValueError, SigningError, PdfError) as error:
        raise TimestampUnavailable(
            "Le jeton de l’autorité d’horodatage est inutilisable : l’acte reste complet mais pas "
            "encore horodaté, un nouvel essai suivra."
        ) from error
    return stamped


def run(make: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Wait for pyHanko's coroutine, also from a thread that already runs an event loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        inside_loop = False
    else:
        inside_loop = True
    if not inside_loop:
        return asyncio.run(make())
    with ThreadPoolExecutor(max_workers=1) as aside:
        return aside.submit(lambda: asyncio.run(make())).result()


def _writer(pdf: bytes) -> IncrementalPdfFileWriter:
    try:
        return IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    except (PdfError, ValueError) as error:
        raise PdfRefused(
            "Ce fichier n’est pas un PDF lisible : reprenez l’exemplaire conservé par la "
            "plateforme."
        ) from error


def _fields(writer: IncrementalPdfFileWriter) -> tuple[list[str], list[str]]:
    """Return the names of the signed fields and of the empty ones."""
    filled: list[str] = []
    empty: list[str] = []
    for name, value, _ in enumerate_sig_fields(writer.prev):
        (empty if value is None else filled).append(str(name))
    return filled, empty


def signed(
    writer: IncrementalPdfFileWriter,
    signer: keys.KeptKeySigner,
    meta: PdfSignatureMetadata,
    at: datetime,
    *,
    style: BaseStampStyle | None = None,
    new_field: SigFieldSpec | None = None,
) -> bytes:
    pdf_signer = PdfSigner(meta, signer, stamp_style=style, new_field_spec=new_field)

    async def write() -> bytes:
        session = pdf_signer.init_signing_session(writer, existing_fields_only=new_field is None)
        session.system_time = at
        if signer.reserved is None:
            measured = await session.estimate_signature_container_size(None, tight=True)
            signer.reserved = measured + SPARE
        document = session.prepare_tbs_document(None, bytes_reserved=signer.reserved)
        out = io.BytesIO()
        digest, _ = document.digest_tbs_document(output=out)
        await document.perform_signature(
            digest.document_digest, PdfCMSSignedAttributes(signing_time=at)
        )
        return out.getvalue()

    try:
        return run(write)
    except (SigningError, PdfError) as error:
        raise PdfRefused(
            "La signature n’a pas pu être écrite dans ce fichier : rien n’a été changé. Reprenez "
            "l’exemplaire conservé par la plateforme."
        ) from error


def _check_token(pdf: bytes) -> None:
    """Raise when the last timestamp does not hold: an authority may answer about another file.

    Whether the authority is trusted is another question, answered by ``verification``.
    """
    token = PdfFileReader(io.BytesIO(pdf), strict=False).embedded_timestamp_signatures[-1]
    info = token.signed_data["encap_content_info"]["content"]
    imprint = info.parsed["message_imprint"]["hashed_message"].native
    digest = get_pyca_cryptography_hash(token.md_algorithm)
    hasher = hashes.Hash(digest)
    hasher.update(bytes(info))
    intact, valid = validate_sig_integrity(
        token.signer_info, token.signer_cert, "tst_info", hasher.finalize()
    )
    if imprint != token.compute_digest() or not (intact and valid):
        raise ValueError("the token is not about this file")
