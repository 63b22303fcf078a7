"""What the signatures of a PDF say, one by one, for any file and without ever raising.

Integrity, trust, coverage and later changes are four answers and stay four: "intact and valid"
alone is true of a forged file whose forgery was signed.
"""

import hashlib
import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.qualified_asn1 import get_qc_statements
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    SignatureCoverageLevel,
)

from . import keys, screening, trusted_lists, validating
from .errors import PdfRefused
from .revocation import Inquiry
from .validating import Revocation

REVOCATION_UNKNOWN = (
    "La révocation de ce certificat n’a pas pu être vérifiée : indéterminé. Ce n’est ni une preuve "
    "de validité ni une preuve de fraude."
)
logger = logging.getLogger(__name__)
NO_SIGNATURE = (
    "Ce PDF ne porte aucune signature : ce n’est pas un exemplaire signé, ou ses signatures ont "
    "été retirées."
)


class Kind(StrEnum):
    """What a filled signature field holds."""

    SEAL = "seal"  # certification signature: says what may change afterwards
    SIGNATURE = "signature"
    TIMESTAMP = "timestamp"


class Modification(StrEnum):
    """What was added to the file after a signature."""

    NONE = "none"
    ARCHIVAL = "archival"  # timestamps and validation data
    FORM_FILLING = "form_filling"  # the other signatures
    ANNOTATIONS = "annotations"
    OTHER = "other"  # anything else, or a change the analysis could not accept


@dataclass(frozen=True)
class SignatureReading:
    """One filled signature field; instants are aware."""

    field: str
    kind: Kind
    signer: str = ""  # full subject of the certificate
    organisation: str = ""
    issuer: str = ""
    certificate_sha256: str = ""
    demonstration: bool = False
    qualified: bool = False  # its certificate states so (ETSI EN 319 412-5, QcCompliance)
    listed: str = ""  # French, the trusted list by which its certificate is qualified
    on_device: bool = False  # by that list, a qualified device (QSCD) holds its key
    lists_asked: bool = False  # whether the settings leave it to such lists
    unusable: str = ""  # French, when no such certificate may sign at that instant
    signed_at: datetime | None = None  # as declared by the signer, proven for a timestamp
    timestamped_at: datetime | None = None  # by a token inside this signature
    intact: bool = False
    valid: bool = False
    trusted: bool = False
    revocation: Revocation = Revocation.UNKNOWN
    covers_whole_file: bool = False
    covers_its_revision: bool = False
    modification: Modification = Modification.OTHER
    changes_allowed: bool = False  # what came after is within what the signatures allow
    docmdp: int | None = None  # 1 nothing, 2 fill forms, 3 annotate
    name: str = ""  # /Name: as written, unproven
    reason: str = ""  # /Reason: as written by the signer
    contents_sha256: str = ""
    problem: str = ""  # French, when the signature could not be read

    @property
    def counts_as_qualified(self) -> bool:
        """Qualified by a trusted list; where none is asked for, as the certificate states it."""
        return bool(self.listed) if self.lists_asked else self.qualified


@dataclass(frozen=True)
class Reading:
    """What a file is. ``refusal`` is empty when it could be read and bears a signature."""

    sha256: str
    size: int
    refusal: str = ""
    pages: int = 0
    signatures: tuple[SignatureReading, ...] = ()
    empty_fields: tuple[str, ...] = ()
    other_fields: tuple[str, ...] = ()  # form fields that are not signatures
    docmdp: int | None = None  # of the certification (/Perms), None when there is none

    @property
    def sound(self) -> bool:
        """Every signature holds, later changes are allowed, the last one covers the file.

        Says nothing of trust: whose certificates these are is for the reader to judge.
        """
        return (
            not self.refusal
            and bool(self.signatures)
            and not self.other_fields
            and all(s.intact and s.valid and s.changes_allowed for s in self.signatures)
            and self.signatures[-1].covers_whole_file
        )


def read(
    pdf: bytes,
    *,
    at: datetime | None = None,
    inquiry: Inquiry | None = None,
    kept: bool = False,
    attached: bool = False,
) -> Reading:
    """Read the signatures of ``pdf`` in the order they were made.

    ``at`` is the instant at which certificates are judged (now when None); a signature older than
    a trusted timestamp of the file is judged at that timestamp. With an ``inquiry``, authorities
    are asked about the certificates: call it outside any transaction then. ``kept``: a file of the
    store, which may hold files attached to it, ``attached``: one from outside that may
    (``screening.screen``). Never raises: a file
    that is not a PDF, is encrypted, damaged, active or bears no signature comes back with its
    ``refusal``.
    """
    basis = Reading(sha256=hashlib.sha256(pdf).hexdigest(), size=len(pdf))
    try:
        reader, pages = screening.screen(pdf, kept=kept, attached=attached)
    except PdfRefused as refusal:
        return replace(basis, refusal=str(refusal))
    basis = replace(basis, pages=pages)
    try:
        return _read(reader, basis, at or datetime.now(UTC), inquiry)
    except Exception:  # a hostile file may make a parser fail in any way
        logger.info("signatures of %s unreadable", basis.sha256, exc_info=True)
        return replace(
            basis,
            refusal="Les signatures de ce PDF sont illisibles : le fichier est abîmé ou a été "
            "réécrit. Déposez le fichier tel que reçu.",
        )


def _read(reader: PdfFileReader, basis: Reading, at: datetime, inquiry: Inquiry | None) -> Reading:
    names, others = _field_names(reader)
    filled = list(enumerate_sig_fields(reader, filled_status=True))
    empty = [str(name) for name, _, _ in enumerate_sig_fields(reader, filled_status=False)]
    certified = _certified_object(reader)
    store = validating.held_in(reader)
    found: list[tuple[int, EmbeddedPdfSignature]] = []
    unread: list[SignatureReading] = []
    for name, _, field in filled:
        try:
            embedded = EmbeddedPdfSignature(reader, field, str(name))
            found.append((embedded.signed_revision, embedded))
        except Exception:
            unread.append(
                SignatureReading(
                    field=str(name),
                    kind=Kind.SIGNATURE,
                    problem="Signature illisible : son contenu est abîmé ou d’un format inconnu.",
                )
            )
    found.sort(key=lambda pair: pair[0])
    proven: datetime | None = None
    signatures: list[SignatureReading] = []
    # From the last to the first: a timestamp proves the time of what came before it.
    for _, embedded in reversed(found):
        reading = _signature(embedded, store, certified, proven or at, inquiry)
        if reading.kind is Kind.TIMESTAMP and reading.valid and reading.trusted:
            proven = reading.signed_at
        signatures.insert(0, reading)
    refusal = "" if filled else NO_SIGNATURE
    duplicates = sorted({name for name in names if names.count(name) > 1})
    if duplicates:
        refusal = f"Ce PDF porte plusieurs champs du même nom ({', '.join(duplicates)})."
    seal = next((s for s in signatures if s.kind is Kind.SEAL), None)
    return replace(
        basis,
        refusal=refusal,
        signatures=(*signatures, *unread),
        empty_fields=tuple(empty),
        other_fields=others,
        docmdp=seal.docmdp if seal else None,
    )


def _signature(
    embedded: EmbeddedPdfSignature,
    store: DocumentSecurityStore | None,
    certified: object,
    at: datetime,
    inquiry: Inquiry | None,
) -> SignatureReading:
    kind = Kind.SIGNATURE
    if embedded.sig_object_type == "/DocTimeStamp":
        kind = Kind.TIMESTAMP
    elif certified is not None and certified == _reference(embedded):
        kind = Kind.SEAL
    reading = SignatureReading(
        field=embedded.field_name,
        kind=kind,
        name=_text(embedded.sig_object, "/Name"),
        reason=_text(embedded.sig_object, "/Reason"),
        contents_sha256=hashlib.sha256(embedded.pkcs7_content).hexdigest(),
    )
    try:
        certificate = embedded.signer_cert
        reading = replace(
            reading,
            signer=certificate.subject.human_friendly,
            organisation=keys.organisation_of(certificate),
            issuer=certificate.issuer.human_friendly,
            certificate_sha256=certificate.sha256.hex(),
            demonstration=keys.is_demonstration(certificate),
            qualified=_states_qualified(certificate),
            unusable=_unusable(certificate, at),
            docmdp=embedded.docmdp_level.value if embedded.docmdp_level else None,
        )
        return _validated(reading, embedded, store, at, inquiry)
    except Exception:
        logger.info("signature %s could not be validated", reading.field, exc_info=True)
        return replace(
            reading,
            problem="Signature invérifiable : format, algorithme ou certificat non reconnu.",
        )


def _states_qualified(certificate: x509.Certificate) -> bool:
    statements = get_qc_statements(certificate)
    return any(each["statement_id"].native == "qc_compliance" for each in statements)


def _unusable(certificate: x509.Certificate, at: datetime) -> str:
    """Why this certificate signs nothing at ``at``, whoever issued it; empty when it may."""
    usage = certificate.key_usage_value
    if certificate.not_valid_before > at:
        return f"certificat valable seulement à partir du {certificate.not_valid_before:%d/%m/%Y}."
    if certificate.not_valid_after < at:
        return f"certificat expiré le {certificate.not_valid_after:%d/%m/%Y}."
    if usage is not None and not usage.native & {"digital_signature", "non_repudiation"}:
        return "certificat qui n’est pas fait pour signer (usage de la clé)."
    return ""


def _validated(
    reading: SignatureReading,
    embedded: EmbeddedPdfSignature,
    store: DocumentSecurityStore | None,
    at: datetime,
    inquiry: Inquiry | None,
) -> SignatureReading:
    timestamp = reading.kind is Kind.TIMESTAMP
    checked = validating.check(embedded, store, at, timestamp=timestamp, inquiry=inquiry)
    status = checked.status
    level = status.modification_level or ModificationLevel.NONE
    token = getattr(status, "timestamp_validity", None)
    return replace(
        reading,
        signed_at=status.timestamp if timestamp else status.signer_reported_dt,
        timestamped_at=token.timestamp if token and token.valid and token.intact else None,
        intact=bool(status.intact),
        valid=bool(status.valid),
        trusted=bool(status.trusted),
        revocation=checked.revocation,
        listed=str(checked.listed.trusted) if checked.listed else "",
        on_device=checked.listed is not None and checked.listed.device,
        lists_asked=bool(trusted_lists.asked()),
        covers_whole_file=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        covers_its_revision=status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION,
        modification=_MODIFICATIONS[level],
        changes_allowed=level <= ModificationLevel.FORM_FILLING
        if timestamp
        else bool(status.docmdp_ok),
    )


_MODIFICATIONS = {
    ModificationLevel.NONE: Modification.NONE,
    ModificationLevel.LTA_UPDATES: Modification.ARCHIVAL,
    ModificationLevel.FORM_FILLING: Modification.FORM_FILLING,
    ModificationLevel.ANNOTATIONS: Modification.ANNOTATIONS,
    ModificationLevel.OTHER: Modification.OTHER,
}


def _certified_object(reader: PdfFileReader) -> object:
    try:
        return reader.root["/Perms"].raw_get("/DocMDP").reference
    except (KeyError, AttributeError):
        return None


def _reference(embedded: EmbeddedPdfSignature) -> object:
    return getattr(embedded.sig_field.raw_get("/V"), "reference", None)


def _text(dictionary: generic.DictionaryObject, key: str) -> str:
    value = screening.entry(dictionary, key)
    return str(value) if isinstance(value, str) else ""


def _field_names(reader: PdfFileReader) -> tuple[list[str], tuple[str, ...]]:
    """Return all field names, and those of the fields that are not signatures."""
    names: list[str] = []
    others: list[str] = []
    for name, kind in _fields(screening.entry(reader.root, "/AcroForm")):
        names.append(name)
        if kind != "/Sig":
            others.append(name)
    return names, tuple(others)


def _fields(form: Any) -> Iterator[tuple[str, str]]:
    """Yield each terminal field: a kid without a name is a widget of its parent."""
    pending = [(field, "", "") for field in screening.items(form, "/Fields")]
    for node, prefix, inherited in pending:  # grows while it is read
        name = ".".join(part for part in (prefix, _text(node, "/T")) if part)
        kind = _text(node, "/FT") or inherited
        named = [kid for kid in screening.items(node, "/Kids") if "/T" in kid]
        if len(pending) > 10_000:
            raise PdfRefused("Ce PDF compte un nombre démesuré de champs.")
        if named:
            pending.extend((kid, name, kind) for kid in named)
        else:
            yield name, kind


def reader_of(pdf: bytes) -> PdfFileReader:
    """Open a file that :func:`read` has already accepted."""
    return PdfFileReader(io.BytesIO(pdf), strict=False)
