"""The syndicate's seal key, read from the settings and kept in memory.

Settings: ``SEAL_PKCS12`` (path), ``SEAL_PASSPHRASE``, ``SIGNING_TRUST_ROOTS`` (paths of
certificates, PEM or DER), ``DEMO``, ``VAR_DIR``. In demonstration, when no seal is configured, the
keys made by ``manage.py make_demo_keys`` are used; in production they are refused by name.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from asn1crypto import keys as asn1_keys
from asn1crypto import pem, x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import Certificate
from django.conf import settings
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from .errors import SealUnavailable

DEMO_MARK = "DÉMONSTRATION – sans valeur juridique"
WARNING_PERIOD = timedelta(days=30)
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

logger = logging.getLogger(__name__)


class KeptKeySigner(SimpleSigner):
    """Signs with the private key as loaded.

    pyHanko's own signer parses and checks the key again at each signature, which takes longer than
    signing. The fixed space kept for the signature is measured once (``reserved``).
    """

    def __init__(
        self, certificate: x509.Certificate, key: PrivateKey, chain: Iterable[x509.Certificate]
    ) -> None:
        store = SimpleCertificateStore()
        store.register_multiple(chain)
        der = key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        super().__init__(
            signing_cert=certificate,
            signing_key=asn1_keys.PrivateKeyInfo.load(der),
            cert_registry=store,
        )
        self._key = key
        self.reserved: int | None = None

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        """Sign ``data`` (RSA PKCS#1 v1.5 or ECDSA, after the certificate's key)."""
        digest = get_pyca_cryptography_hash(digest_algorithm)
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), digest)
        return self._key.sign(data, ec.ECDSA(digest))


@dataclass(frozen=True)
class SealKey:
    """A loaded key with its certificate; instants are aware."""

    signer: KeptKeySigner = field(repr=False)
    organisation: str
    not_before: datetime
    not_after: datetime
    demonstration: bool


@dataclass(frozen=True)
class KeyStatus:
    """What the system page shows of the seal: one of ``refusal`` and ``warning``, or neither."""

    organisation: str
    not_after: datetime | None
    demonstration: bool
    refusal: str
    warning: str


def demo() -> bool:
    """True when the site is a demonstration (setting ``DEMO``)."""
    return bool(getattr(settings, "DEMO", False))


def demo_folder() -> Path:
    """Folder of the demonstration keys, under ``VAR_DIR``."""
    return Path(getattr(settings, "VAR_DIR", "var")) / "keys"


def seal_path() -> Path | None:
    """File of the seal; None when the site has none."""
    configured = str(getattr(settings, "SEAL_PKCS12", "") or "")
    if configured:
        return Path(configured)
    return demo_folder() / "seal.p12" if demo() else None


def seal(at: datetime) -> SealKey:
    """Return the seal usable at ``at`` (aware).

    Refused: no key, an unreadable one, one not yet or no longer valid, a demonstration key in
    production. Nothing falls back to an unsealed document.
    """
    path = seal_path()
    if path is None:
        raise SealUnavailable(
            "Aucun cachet n’est configuré : rien ne peut être scellé ni signé. Indiquez le fichier "
            "PKCS#12 du cachet du syndicat (SEAL_PKCS12)."
        )
    key = load(path, str(getattr(settings, "SEAL_PASSPHRASE", "") or ""))
    if key.demonstration and not demo():
        raise SealUnavailable(
            "Le cachet configuré est une clé de démonstration, sans valeur juridique : il est "
            "refusé hors démonstration. Installez le cachet électronique du syndicat."
        )
    if at < key.not_before:
        raise SealUnavailable(
            f"Le certificat du cachet n’est valable qu’à partir du {_day(key.not_before)} : "
            "vérifiez l’horloge du serveur ou le fichier installé."
        )
    if at >= key.not_after:
        raise SealUnavailable(
            f"Le certificat du cachet a expiré le {_day(key.not_after)} : rien ne peut être scellé "
            "ni signé avant l’installation du nouveau certificat."
        )
    if warning := _expiry_warning(key, at):
        logger.warning(warning)
    return key


def status(at: datetime) -> KeyStatus:
    """Say whether the seal can serve at ``at``, and warn during its last 30 days."""
    try:
        key = seal(at)
    except SealUnavailable as refusal:
        return KeyStatus("", None, False, str(refusal), "")
    return KeyStatus(
        key.organisation, key.not_after, key.demonstration, "", _expiry_warning(key, at)
    )


def load(path: Path, passphrase: str) -> SealKey:
    """Load a PKCS#12 file; kept in memory until the file changes."""
    try:
        stamp = path.stat()
    except OSError as error:
        raise SealUnavailable(
            f"Fichier du cachet introuvable ou illisible ({path.name}) : vérifiez son emplacement "
            "et ses droits de lecture."
        ) from error
    return _load(path, passphrase, stamp.st_mtime_ns, stamp.st_ino)


def trust_roots() -> tuple[x509.Certificate, ...]:
    """Certificates trusted to check signatures: the settings', and the demonstration's own."""
    paths = [Path(path) for path in getattr(settings, "SIGNING_TRUST_ROOTS", ()) or ()]
    authority = demo_folder() / "ca.pem"
    if demo() and authority.exists():
        paths.append(authority)
    found: list[x509.Certificate] = []
    for path in paths:
        found.extend(certificates(path))
    return tuple(found)


def organisation_of(certificate: x509.Certificate) -> str:
    """Organisation named by a certificate, or its common name when it names none."""
    names = certificate.subject.native
    value = names.get("organization_name") or names.get("common_name") or ""
    return str(value[0] if isinstance(value, list) else value)


def is_demonstration(certificate: x509.Certificate) -> bool:
    """True for a certificate of the demonstration, or issued by its authority."""
    names = (certificate.subject.human_friendly, certificate.issuer.human_friendly)
    return any(DEMO_MARK in name for name in names)


@lru_cache(maxsize=8)
def _load(path: Path, passphrase: str, _modified: int, _inode: int) -> SealKey:
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(
            path.read_bytes(), passphrase.encode() or None
        )
    except (OSError, ValueError, TypeError) as error:
        raise SealUnavailable(
            f"Fichier du cachet illisible ({path.name}) : le fichier PKCS#12 est abîmé ou la "
            "phrase de passe (SEAL_PASSPHRASE) n’est pas la bonne."
        ) from error
    if certificate is None or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise SealUnavailable(
            f"Le fichier du cachet ({path.name}) ne contient pas une clé RSA ou EC avec son "
            "certificat : exportez les deux dans le même fichier PKCS#12."
        )
    own = _asn1(certificate)
    return SealKey(
        signer=KeptKeySigner(own, key, [_asn1(link) for link in chain]),
        organisation=organisation_of(own),
        not_before=own.not_valid_before,
        not_after=own.not_valid_after,
        demonstration=is_demonstration(own),
    )


def certificates(path: Path) -> list[x509.Certificate]:
    """The certificates of a file, PEM or DER; refused by name when it cannot be read."""
    try:
        data = path.read_bytes()
        if not pem.detect(data):
            return [x509.Certificate.load(data, strict=True)]
        return [x509.Certificate.load(der) for _, _, der in pem.unarmor(data, multiple=True)]
    except (OSError, ValueError) as error:
        raise SealUnavailable(
            f"Certificat de confiance illisible : {path.name} (SIGNING_TRUST_ROOTS). Attendu : un "
            "certificat PEM ou DER."
        ) from error


def _asn1(certificate: Certificate) -> x509.Certificate:
    return x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _expiry_warning(key: SealKey, at: datetime) -> str:
    left = key.not_after - at
    if left > WARNING_PERIOD:
        return ""
    days = max(left.days, 0)
    return (
        f"Le certificat du cachet expire le {_day(key.not_after)} (dans {days} "
        f"{'jour' if days < 2 else 'jours'}) : demandez son renouvellement sans attendre."
    )


def _day(instant: datetime) -> str:
    return instant.strftime("%d/%m/%Y")
