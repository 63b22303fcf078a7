"""Keys of the demonstration: an authority, a seal, a timestamp authority, and signatories.

Each certificate says « DÉMONSTRATION – sans valeur juridique » in its organisation, so that any
reader of the file sees it. Production refuses them (``keys.seal``).
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from .errors import SealUnavailable
from .keys import DEMO_MARK

# The demonstration replays three years: its certificates must cover them.
VALID_FROM = datetime(2020, 1, 1, tzinfo=UTC)
VALID_FOR = timedelta(days=3650)
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
AUTHORITY, AUTHORITY_CERTIFICATE, SEAL, TIMESTAMPS = "ca.p12", "ca.pem", "seal.p12", "tsa.p12"


@dataclass(frozen=True)
class Authority:
    """The demonstration's certification authority, able to issue."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate


def make(folder: Path, *, passphrase: str = "", now: datetime, bits: int = 3072) -> list[str]:
    """Make the missing keys in ``folder`` and return the names of the files written.

    Files that exist are kept: signatures made with them stay verifiable. Files are readable by
    their owner alone (0600), the folder too (0700).
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    written: list[str] = []
    if not (folder / AUTHORITY).exists():
        _write(folder / AUTHORITY, _bundle(_new_authority(now, bits), passphrase, ()))
        written.append(AUTHORITY)
    authority = open_authority(folder, passphrase)
    public = authority.certificate.public_bytes(serialization.Encoding.PEM)
    certificate = folder / AUTHORITY_CERTIFICATE
    if not certificate.exists() or certificate.read_bytes() != public:
        _write(certificate, public)
        written.append(AUTHORITY_CERTIFICATE)
    for name, common_name, usage in (
        (SEAL, "Cachet électronique du syndicat", DOCUMENT_SIGNING),
        (TIMESTAMPS, "Autorité d’horodatage locale", ExtendedKeyUsageOID.TIME_STAMPING),
    ):
        if not (folder / name).exists():
            _write(
                folder / name,
                issue(
                    authority, common_name, now=now, usage=usage, passphrase=passphrase, bits=bits
                ),
            )
            written.append(name)
    return written


def open_authority(folder: Path, passphrase: str = "") -> Authority:
    """Open the authority made by :func:`make`; refused when its file cannot be read."""
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(
            (folder / AUTHORITY).read_bytes(), passphrase.encode() or None
        )
    except (OSError, ValueError) as error:
        raise SealUnavailable(
            f"Autorité de démonstration illisible ({AUTHORITY}) : remettez la phrase de passe "
            "d’origine, ou videz le dossier des clés pour en créer de nouvelles."
        ) from error
    if certificate is None or not isinstance(key, rsa.RSAPrivateKey):
        raise SealUnavailable(f"Le fichier {AUTHORITY} ne contient pas l’autorité attendue.")
    return Authority(key, certificate)


def issue(
    authority: Authority,
    common_name: str,
    *,
    now: datetime,
    usage: ObjectIdentifier = DOCUMENT_SIGNING,
    passphrase: str = "",
    organisation: str = DEMO_MARK,
    valid: tuple[datetime, datetime] | None = None,
    bits: int = 3072,
) -> bytes:
    """Return a new key and its certificate as PKCS#12, for a seal, a signatory or timestamps."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    first, last = valid or (
        VALID_FROM,
        min(now + VALID_FOR, authority.certificate.not_valid_after_utc),
    )
    stamps_time = usage == ExtendedKeyUsageOID.TIME_STAMPING
    certificate = (
        _builder(_name(common_name, organisation), authority.certificate.subject, key, first, last)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        # RFC 3161, 2.3: a timestamp certificate serves nothing else, and says so critically.
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=stamps_time)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()),
            critical=False,
        )
        .sign(authority.key, hashes.SHA256())
    )
    return _bundle(Authority(key, certificate), passphrase, (authority.certificate,))


def _new_authority(now: datetime, bits: int) -> Authority:
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    name = _name("Autorité de certification de démonstration", DEMO_MARK)
    certificate = (
        # A little longer than what it issues.
        _builder(name, name, key, VALID_FROM, now + VALID_FOR + timedelta(days=365))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Authority(key, certificate)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, first: datetime, last: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(first)
        .not_valid_after(last)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(common_name: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _bundle(owner: Authority, passphrase: str, chain: tuple[x509.Certificate, ...]) -> bytes:
    protection: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        protection = serialization.BestAvailableEncryption(passphrase.encode())
    return pkcs12.serialize_key_and_certificates(
        b"contreseing", owner.key, owner.certificate, chain or None, protection
    )


def _write(path: Path, data: bytes) -> None:
    """Write a secret whole or not at all, never readable by others even for an instant."""
    partial = path.with_suffix(path.suffix + ".part")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(path)
