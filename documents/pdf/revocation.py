"""What authorities answer about certificates: OCSP (RFC 6960) first, else their list (RFC 5280).

Asked only for a certificate that leads to an authority recognised here, at the addresses that it
names, by HTTP (``common.outside``). Setting ``REVOCATION_ONLINE`` turns it off. An authority that
does not answer leaves the revocation undetermined: nothing is refused nor accepted for that.
"""

import logging
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from asn1crypto import crl, ocsp, pem, x509
from django.conf import settings
from pyhanko_certvalidator.errors import OCSPFetchError, OCSPValidationError
from pyhanko_certvalidator.fetchers import common_utils
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.util import get_ocsp_urls, get_relevant_crl_dps

from common import outside

MAX_OCSP, MAX_CRL = 200_000, 20_000_000
SECONDS = 15.0
"""For all the questions about one file."""
ADDRESSES = 3
"""Asked at most for one certificate, of each kind."""
logger = logging.getLogger(__name__)


class Kind(StrEnum):
    OCSP = "ocsp"
    CRL = "crl"

    @property
    def media(self) -> str:
        """The type under which such an answer is stored."""
        return "application/ocsp-response" if self is Kind.OCSP else "application/pkix-crl"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one authority answered, as received; ``url`` is empty for one given again."""

    kind: Kind
    der: bytes
    url: str = ""
    at: datetime | None = None


@dataclass
class Inquiry:
    """The questions asked about one file, each certificate once."""

    answers: list[Answer] = field(default_factory=list)
    certificates: dict[bytes, x509.Certificate] = field(default_factory=dict)
    silent: list[str] = field(default_factory=list)
    """Machines that gave no usable answer."""
    _end: float = field(default_factory=lambda: time.monotonic() + SECONDS)

    def ask(self, path: ValidationPath) -> None:
        """Ask about each certificate from the signatory's to the one before the trusted root."""
        if not settings.REVOCATION_ONLINE:
            return
        for certificate in path.iter_certs(include_root=False):
            if certificate.sha256 not in self.certificates:
                self.certificates[certificate.sha256] = certificate
                self._about(certificate, path)

    @property
    def ocsps(self) -> list[ocsp.OCSPResponse]:
        return [ocsp.OCSPResponse.load(a.der) for a in self.answers if a.kind is Kind.OCSP]

    @property
    def crls(self) -> list[crl.CertificateList]:
        return [crl.CertificateList.load(a.der) for a in self.answers if a.kind is Kind.CRL]

    def _about(self, certificate: x509.Certificate, path: ValidationPath) -> None:
        """The first usable answer is enough."""
        responders = get_ocsp_urls(certificate)[:ADDRESSES]
        lists = [
            url
            for point in get_relevant_crl_dps(certificate, use_deltas=False)
            for url in common_utils.enumerate_delivery_point_urls(point)
        ][:ADDRESSES]
        for kind, url in [(Kind.OCSP, u) for u in responders] + [(Kind.CRL, u) for u in lists]:
            try:
                der = (
                    self._response(url, certificate, path) if kind is Kind.OCSP else self._list(url)
                )
            except (outside.Unreachable, OCSPFetchError, OCSPValidationError, ValueError) as fault:
                logger.info("revocation at %s: %s", url, fault)
                self._note_silence(url)
            else:
                self.answers.append(Answer(kind, der, url, datetime.now(UTC)))
                return

    def _response(self, url: str, certificate: x509.Certificate, path: ValidationPath) -> bytes:
        request = common_utils.format_ocsp_request(
            certificate,
            path.find_issuing_authority(certificate),
            certid_hash_algo="sha1",  # the one that every responder knows (RFC 5019, 2.1.1)
            request_nonces=True,
        )
        headers = {"Content-Type": "application/ocsp-request"}
        data = self._fetch(url, MAX_OCSP, request.dump(), headers)
        response = common_utils.process_ocsp_response_data(data, ocsp_request=request, ocsp_url=url)
        return bytes(response.dump())

    def _list(self, url: str) -> bytes:
        data = self._fetch(url, MAX_CRL)
        if pem.detect(data):
            data = pem.unarmor(data)[2]
        return bytes(crl.CertificateList.load(data, strict=True).dump())

    def _fetch(
        self, url: str, limit: int, data: bytes | None = None, headers: dict[str, str] | None = None
    ) -> bytes:
        left = min(outside.SECONDS, self._end - time.monotonic())
        return outside.fetch(url, limit=limit, data=data, headers=headers, seconds=left)

    def _note_silence(self, url: str) -> None:
        host = urlsplit(url).hostname or url[:60]
        if host not in self.silent:
            self.silent.append(host)
