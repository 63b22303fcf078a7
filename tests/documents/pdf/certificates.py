"""Certificates of every kind, from the demonstration's authority or from themselves."""

import io
from datetime import UTC, datetime, timedelta

from asn1crypto import crl as asn1_crl
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext

from documents.pdf import demo_keys, keys, timestamps

DAY = timedelta(days=1)
QUALIFIED = bytes.fromhex("300a3008060604008e460101")  # QcCompliance, ETSI EN 319 412-5


def authority(folder):
    return demo_keys.open_authority(folder / "keys")


def signer(
    folder,
    name="Jeanne DUMONT",
    *,
    elliptic=False,
    pss=False,
    valid=None,
    signs=True,
    own=False,
    qualified=False,
    ocsp="",
    crl="",
):
    """A signatory; ``own``: self-signed; ``signs``: whether the key is made to sign; ``pss``: signs
    as RSA-PSS; ``ocsp``, ``crl``: where its revocation may be asked."""
    issuer = authority(folder)
    key = (
        ec.generate_private_key(ec.SECP256R1())
        if elliptic
        else rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
    now = datetime.now(UTC)
    first, last = valid or (now - DAY, now + 90 * DAY)
    subject = demo_keys._name(name, "Commune de Cerisy")
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if own else issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(first)
        .not_valid_after(last)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(signs=signs), critical=True)
    )
    if qualified:
        statement = x509.UnrecognizedExtension(
            x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3"), QUALIFIED
        )
        builder = builder.add_extension(statement, critical=False)
    for extension in addresses(ocsp, crl):
        builder = builder.add_extension(extension, critical=False)
    made = builder.sign(key if own else issuer.key, hashes.SHA256())
    chain = [] if own else [keys._asn1(issuer.certificate)]
    kept = keys.KeptKeySigner(keys._asn1(made), key, chain)
    return as_pss(kept) if pss else kept


def addresses(ocsp, crl):
    """The extensions by which a certificate says where to ask (RFC 5280, 4.2.1.13, 4.2.2.1)."""
    if ocsp:
        way = x509.AccessDescription(
            x509.AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(ocsp)
        )
        yield x509.AuthorityInformationAccess([way])
    if crl:
        named = [x509.UniformResourceIdentifier(crl)]
        yield x509.CRLDistributionPoints([x509.DistributionPoint(named, None, None, None)])


def pyca(certificate):
    """The same certificate, for the library that answers about it."""
    return x509.load_der_x509_certificate(certificate.dump())


def as_pss(kept):
    return signers.SimpleSigner(
        kept.signing_cert, kept.signing_key, kept.cert_registry, prefer_pss=True
    )


def usage(*, signs):
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=not signs,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def revocations(folder, *certificates):
    """The list of what the authority revoked, yesterday."""
    issuer, now = authority(folder), datetime.now(UTC)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(now - DAY)
        .next_update(now + DAY)
    )
    for certificate in certificates:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(certificate.serial_number)
            .revocation_date(now - DAY)
            .build()
        )
    made = builder.sign(issuer.key, hashes.SHA256())
    return asn1_crl.CertificateList.load(made.public_bytes(serialization.Encoding.DER))


def sign(pdf, who, field="sig_authority", *, stamped=False, lasting=None):
    """Sign as PAdES B-B, B-T (``stamped``) or B-LT (``lasting``: folder of the authority)."""
    more = {}
    if lasting is not None:
        more = {
            "embed_validation_info": True,
            "validation_context": ValidationContext(
                trust_roots=[keys._asn1(authority(lasting).certificate)],
                crls=[revocations(lasting)],
                allow_fetching=False,
                revocation_mode="soft-fail",
            ),
        }
    meta = signers.PdfSignatureMetadata(
        field_name=field, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", **more
    )
    clock = timestamps.authority(datetime.now(UTC)) if stamped or lasting is not None else None
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    out = signers.PdfSigner(meta, who, timestamper=clock).sign_pdf(
        writer, existing_fields_only=True
    )
    return out.getvalue()


def with_revocations(pdf, folder, *certificates):
    """Put the list of revocations in the file, as validation data."""
    out = io.BytesIO(pdf)
    DocumentSecurityStore.add_dss(
        out,
        sig_contents=None,
        certs=[keys._asn1(authority(folder).certificate)],
        crls=[revocations(folder, *certificates)],
    )
    return out.getvalue()
