"""What the signatures of a PDF say, for the evidence: certificates, validity, tokens, revocation.

Read from the file alone; nothing is fetched. A revocation that nothing in the file answers is
told « indéterminé ».
"""

import base64
import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import EmbeddedPdfSignature

from ..pdf import reading

_KINDS = {
    reading.Kind.SEAL: "cachet du syndicat (certification)",
    reading.Kind.SIGNATURE: "signature",
    reading.Kind.TIMESTAMP: "horodatage",
}
_REVOCATIONS = {
    reading.Revocation.GOOD: "non révoqué à la date de signature",
    reading.Revocation.REVOKED: "révoqué",
    reading.Revocation.UNKNOWN: "indéterminé",
}


def signatures(pdf: bytes, *, at: dt.datetime) -> list[dict[str, Any]]:
    """One entry for each filled field of ``pdf``, in order; certificates are judged at ``at``."""
    held = _held(pdf)
    return [
        _entry(each, held.get(each.field, _Held([], 0)))
        for each in reading.read(pdf, at=at).signatures
    ]


@dataclass(frozen=True, slots=True)
class _Held:
    """The certificates that a signature carries, its own first, and where what it covers ends."""

    chain: list[x509.Certificate]
    end: int


def _entry(each: reading.SignatureReading, held: _Held) -> dict[str, Any]:
    return {
        "champ": each.field,
        "nature": _KINDS[each.kind],
        "nom_inscrit": each.name,
        "motif_inscrit": each.reason,
        "date_inscrite": _iso(each.signed_at),
        "horodatage_de_la_signature": _iso(each.timestamped_at),
        "integre": each.intact and each.valid,
        "couvre_octets": held.end,
        "certificat_reconnu_ici": each.trusted,
        "qualifie_selon": each.listed,
        "revocation": _REVOCATIONS[each.revocation],
        "demonstration": each.demonstration,
        "empreinte_du_contenu": each.contents_sha256,
        "incident": each.problem,
        "certificats": [_certificate(certificate) for certificate in held.chain],
    }


def _certificate(certificate: x509.Certificate) -> dict[str, Any]:
    return {
        "sujet": _named(certificate.subject),
        "emetteur": _named(certificate.issuer),
        "numero_de_serie": f"{certificate.serial_number:x}",
        "valable_du": _iso(certificate.not_valid_before),
        "valable_au": _iso(certificate.not_valid_after),
        "sha256": certificate.sha256.hex(),
        "der_base64": base64.b64encode(certificate.dump()).decode(),
    }


def _named(name: x509.Name) -> str:
    """« Cachet électronique (Syndicat mixte) »: common name, and the organisation if it differs."""
    parts = name.native
    common, body = parts.get("common_name"), parts.get("organization_name")
    return f"{common} ({body})" if common and body and body != common else str(common or body or "")


def _held(pdf: bytes) -> dict[str, _Held]:
    """What each signature holds, by field; nothing for one that is unreadable."""
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    found = {}
    for name, _, field in enumerate_sig_fields(reader, filled_status=True):
        try:
            embedded = EmbeddedPdfSignature(reader, field, str(name))
            others = sorted(embedded.other_embedded_certs, key=lambda each: each.sha256)
            _, _, second, rest = (int(each) for each in embedded.byte_range)
            found[str(name)] = _Held([embedded.signer_cert, *others], second + rest)
        except Exception:  # noqa: S112 a signature made elsewhere may fail in any way: told above
            continue
    return found


def _iso(instant: dt.datetime | None) -> str:
    return instant.astimezone(dt.UTC).isoformat() if instant else ""
