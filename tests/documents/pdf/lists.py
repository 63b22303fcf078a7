"""Trusted lists made and signed here: a list of lists, national ones, and where they are served."""

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree
from signxml import CanonicalizationMethod, SignatureMethod
from signxml.xades import XAdESSigner

TSL = "http://uri.etsi.org/02231/v2#"
SIE = "http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#"
EXTRA = "http://uri.etsi.org/02231/v2/additionaltypes#"
BASE = "http://uri.etsi.org/TrstSvc"
GRANTED, WITHDRAWN = (f"{BASE}/TrustedList/Svcstatus/{each}" for each in ("granted", "withdrawn"))
MIME = "application/vnd.etsi.tsl+xml"
DAY = timedelta(days=1)


class Operator:
    """Whoever publishes a list: its key and its certificate."""

    def __init__(self, name: str) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        now = datetime.now(UTC)
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - DAY)
            .not_valid_after(now + 365 * DAY)
            .sign(self.key, hashes.SHA256())
        )

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def sign(self, xml: str) -> bytes:
        signer = XAdESSigner(
            signature_algorithm=SignatureMethod.RSA_SHA256,
            c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_0,
        )
        signed = signer.sign(
            etree.fromstring(xml.encode()),
            key=self.key,
            cert=self.pem.decode(),
            always_add_key_value=False,
        )
        return etree.tostring(signed)


def identity(der: bytes) -> str:
    text = base64.b64encode(der).decode()
    return f"<DigitalId><X509Certificate>{text}</X509Certificate></DigitalId>"


def service(der: bytes, *, status=GRANTED, since=None, before="", device=None, seals=False) -> str:
    """An authority that issues qualified certificates; ``before``: its history; ``device``: the
    qualifier that says whether a device holds the keys."""
    use = "ForeSeals" if seals else "ForeSignatures"
    extensions = (
        f'<Extension Critical="true"><AdditionalServiceInformation><URI xml:lang="en">'
        f"{BASE}/TrustedList/SvcInfoExt/{use}</URI></AdditionalServiceInformation></Extension>"
    )
    if device:
        extensions += (
            f'<Extension Critical="true"><s:Qualifications xmlns:s="{SIE}">'
            f"<s:QualificationElement><s:Qualifiers><s:Qualifier "
            f'uri="{BASE}/TrustedList/SvcInfoExt/{device}"/></s:Qualifiers>'
            f'<s:CriteriaList assert="atLeastOne"><s:KeyUsage><s:KeyUsageBit '
            f'name="nonRepudiation">true</s:KeyUsageBit></s:KeyUsage></s:CriteriaList>'
            f"</s:QualificationElement></s:Qualifications></Extension>"
        )
    return (
        f"<TSPService><ServiceInformation>{instance(der, status, since, extensions)}"
        f"</ServiceInformation>{before}</TSPService>"
    )


def instance(der: bytes, status: str, since: datetime | None, extensions: str = "") -> str:
    since = since or datetime.now(UTC) - 30 * DAY
    more = extensions and (
        f"<ServiceInformationExtensions>{extensions}</ServiceInformationExtensions>"
    )
    return (
        f"<ServiceTypeIdentifier>{BASE}/Svctype/CA/QC</ServiceTypeIdentifier>"
        f'<ServiceName><Name xml:lang="fr">Autorité d’essai</Name></ServiceName>'
        f"<ServiceDigitalIdentity>{identity(der)}</ServiceDigitalIdentity>"
        f"<ServiceStatus>{status}</ServiceStatus>"
        f"<StatusStartingTime>{since:%Y-%m-%dT%H:%M:%SZ}</StatusStartingTime>{more}"
    )


def history(der: bytes, *, status=GRANTED, since=None) -> str:
    return (
        "<ServiceHistory><ServiceHistoryInstance>"
        f"{instance(der, status, since or datetime.now(UTC) - 300 * DAY)}"
        "</ServiceHistoryInstance></ServiceHistory>"
    )


def national(*services: str, territory="FR", issued=None, until=None) -> str:
    """The list of one country, not yet signed."""
    providers = (
        "<TrustServiceProviderList><TrustServiceProvider>"
        f"<TSPServices>{''.join(services)}</TSPServices>"
        "</TrustServiceProvider></TrustServiceProviderList>"
    )
    return _list(territory, "", issued, until, providers)


def of_lists(pointers: dict[str, tuple[str, Operator]], *, issued=None, until=None) -> str:
    """The list of lists: by territory, where the list is and who signs it."""
    rows = "".join(
        "<OtherTSLPointer><ServiceDigitalIdentities><ServiceDigitalIdentity>"
        f"{identity(operator.der)}</ServiceDigitalIdentity></ServiceDigitalIdentities>"
        f"<TSLLocation>{url}</TSLLocation><AdditionalInformation>"
        f"<OtherInformation><SchemeTerritory>{territory}</SchemeTerritory></OtherInformation>"
        f'<OtherInformation><e:MimeType xmlns:e="{EXTRA}">{MIME}</e:MimeType></OtherInformation>'
        "</AdditionalInformation></OtherTSLPointer>"
        for territory, (url, operator) in pointers.items()
    )
    pointed = f"<PointersToOtherTSL>{rows}</PointersToOtherTSL>"
    return _list("EU", pointed, issued, until, "")


def _list(territory: str, pointers: str, issued, until, providers: str) -> str:
    issued = issued or datetime.now(UTC) - DAY
    until = until or datetime.now(UTC) + 30 * DAY
    return (
        f'<TrustServiceStatusList xmlns="{TSL}" Id="list"'
        f' TSLTag="http://uri.etsi.org/19612/TSLTag"><SchemeInformation>'
        "<TSLVersionIdentifier>5</TSLVersionIdentifier><TSLSequenceNumber>1</TSLSequenceNumber>"
        '<SchemeInformationURI><URI xml:lang="fr">https://liste.example/</URI>'
        "</SchemeInformationURI>"
        f"<SchemeTerritory>{territory}</SchemeTerritory>{pointers}"
        f"<ListIssueDateTime>{issued:%Y-%m-%dT%H:%M:%SZ}</ListIssueDateTime>"
        f"<NextUpdate><dateTime>{until:%Y-%m-%dT%H:%M:%SZ}</dateTime></NextUpdate>"
        f"</SchemeInformation>{providers}</TrustServiceStatusList>"
    )


class Shelf(ThreadingHTTPServer):
    """Serves ``files`` by name; 404 for the others."""

    daemon_threads = True

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        super().__init__(("127.0.0.1", 0), _Talk)

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/{name}"


class _Talk(BaseHTTPRequestHandler):
    server: Shelf

    def do_GET(self) -> None:
        data = self.server.files.get(self.path.lstrip("/"))
        self.send_response(200 if data is not None else 404)
        self.send_header("Content-Length", str(len(data or b"")))
        self.end_headers()
        self.wfile.write(data or b"")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *args: object) -> None:
        """Nothing."""


@contextmanager
def shelf() -> Iterator[Shelf]:
    server = Shelf()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
