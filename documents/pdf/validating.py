"""One signature of a file, judged by pyHanko: for which authorities, with which answers.

Trusted are the roots of the settings and, when a trusted list was read, the authorities that it
qualifies. The validation data kept in the file serve first, then what authorities answer now.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    KeyUsageConstraints,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator import ValidationContext

from . import keys, trusted_lists
from .revocation import Inquiry
from .sealing import run

_SIGNATORY_USAGE = KeyUsageConstraints(
    key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False
)
CLOCKS = timedelta(minutes=5)
"""By how much an authority's clock may differ from ours when it answers."""


class Revocation(StrEnum):
    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Checked:
    """What pyHanko says of a signature; ``listed``: how its certificate is qualified
    by a trusted list, None without one."""

    status: Any
    revocation: Revocation
    listed: trusted_lists.Listed | None


def check(
    embedded: EmbeddedPdfSignature,
    held: DocumentSecurityStore | None,
    at: datetime,
    *,
    timestamp: bool,
    inquiry: Inquiry | None,
) -> Checked:
    """Judge ``embedded`` at ``at``; with an ``inquiry``, ask authorities about its certificates."""
    status = _status(embedded, _context(held, at, timestamp=timestamp), timestamp=timestamp)
    path = status.validation_path if status.trusted else None
    if inquiry is not None and path is not None:
        inquiry.ask(path)
    revocation = Revocation.REVOKED if status.revoked else Revocation.UNKNOWN
    if path is not None and (_answers(held) or (inquiry and inquiry.answers)):
        # Asked for: otherwise a certificate that names no list of revocations is not looked up.
        strict = _context(held, at, timestamp=timestamp, inquiry=inquiry, strict=True)
        answered = _status(embedded, strict, timestamp=timestamp, skip_diff=True)
        if answered.revoked:
            revocation = Revocation.REVOKED
        elif answered.trusted:
            revocation = Revocation.GOOD
    listed = trusted_lists.qualifying(path, at) if path is not None and not timestamp else None
    return Checked(status, revocation, listed)


def held_in(reader: PdfFileReader) -> DocumentSecurityStore | None:
    """The validation data kept in the file (its DSS); None without any."""
    try:
        return DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return None


def _answers(held: DocumentSecurityStore | None) -> bool:
    return held is not None and bool(held.ocsps or held.crls)


def _status(
    embedded: EmbeddedPdfSignature,
    context: ValidationContext,
    *,
    timestamp: bool,
    skip_diff: bool = False,
) -> Any:
    if timestamp:
        return run(lambda: async_validate_pdf_timestamp(embedded, context, skip_diff=skip_diff))
    return run(
        lambda: async_validate_pdf_signature(
            embedded, context, key_usage_settings=_SIGNATORY_USAGE, skip_diff=skip_diff
        )
    )


def _context(
    held: DocumentSecurityStore | None,
    at: datetime,
    *,
    timestamp: bool,
    inquiry: Inquiry | None = None,
    strict: bool = False,
) -> ValidationContext:
    """What is trusted and known at ``at``; pyHanko itself fetches nothing."""
    arguments: dict[str, Any] = {
        "trust_roots": [*keys.trust_roots(), *trusted_lists.anchors(at, timestamps=timestamp)],
        "moment": at,
        "allow_fetching": False,
        "revocation_mode": "require" if strict else "soft-fail",
    }
    if inquiry is not None:
        arguments |= {"ocsps": inquiry.ocsps, "crls": inquiry.crls}
    if strict:
        arguments["time_tolerance"] = CLOCKS
    return held.as_validation_context(arguments) if held else ValidationContext(**arguments)
