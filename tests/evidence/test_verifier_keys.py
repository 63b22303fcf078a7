"""The kinds of keys that the shipped verifier reads with Python alone; others are said unread."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from documents.evidence.kit import signatures
from documents.evidence.kit.public_keys import CURVES, Node, verified
from tests.documents.pdf import certificates
from tests.documents.pdf.test_good_and_bad_returns import sealed

SHA256, SHA512 = "2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.3"
MESSAGE = b"la convention"


def tlv(tag, *parts):
    body = b"".join(parts)
    size = len(body)
    length = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + body


def oid(text):
    first, second, *rest = map(int, text.split("."))
    out = bytearray([first * 40 + second])
    for number in rest:
        chunk = [number & 0x7F]
        while number := number >> 7:
            chunk.insert(0, number & 0x7F | 0x80)
        out += bytes(chunk)
    return tlv(0x06, bytes(out))


def algorithm(name, *parameters):
    return Node(tlv(0x30, oid(name), *parameters))


def spki(key, form=PublicFormat.SubjectPublicKeyInfo):
    return Node(key.public_key().public_bytes(Encoding.DER, form))


def compressed(key):
    whole = spki(key).kids()
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    return Node(tlv(0x30, whole[0].whole, tlv(0x03, b"\x00", point)))


def bent(data):
    return data[:-1] + bytes([data[-1] ^ 1])


ELLIPTIC = [
    ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1(),
    ec.BrainpoolP256R1(), ec.BrainpoolP384R1(), ec.BrainpoolP512R1(),
]  # fmt: skip


def test_every_curve_of_the_table_is_tried():
    assert len(CURVES) == len(ELLIPTIC)


@pytest.mark.parametrize("curve", ELLIPTIC, ids=lambda each: each.name)
@pytest.mark.parametrize("digest", [hashes.SHA256(), hashes.SHA512()], ids=["256", "512"])
def test_an_elliptic_key(curve, digest):
    key = ec.generate_private_key(curve)
    made = key.sign(MESSAGE, ec.ECDSA(digest))
    kind = algorithm("1.2.840.10045.4.3.2" if digest.name == "sha256" else "1.2.840.10045.4.3.4")
    for public in (spki(key), compressed(key)):
        assert verified(public, kind, "", MESSAGE, made) is True
    assert verified(spki(key), kind, "", bent(MESSAGE), made) is False
    assert verified(spki(ec.generate_private_key(curve)), kind, "", MESSAGE, made) is False
    plain = algorithm("1.2.840.10045.2.1")  # the digest is told apart
    assert verified(spki(key), plain, digest.name, MESSAGE, made) is True


def test_a_signature_of_zeros_and_a_point_off_the_curve_are_false():
    key = ec.generate_private_key(ec.SECP256R1())
    kind = algorithm("1.2.840.10045.4.3.2")
    zeros = tlv(0x30, tlv(0x02, b"\x00"), tlv(0x02, b"\x00"))
    assert verified(spki(key), kind, "", MESSAGE, zeros) is False
    off = Node(bent(spki(key).whole))
    assert verified(off, kind, "", MESSAGE, key.sign(MESSAGE, ec.ECDSA(hashes.SHA256()))) is False


@pytest.mark.parametrize(
    ("digest", "masking", "salt", "size"),
    [
        (hashes.SHA256(), hashes.SHA256(), 32, 2048),
        (hashes.SHA512(), hashes.SHA512(), 64, 2048),
        (hashes.SHA256(), hashes.SHA512(), 0, 2048),
        (hashes.SHA1(), hashes.SHA1(), 20, 2047),  # noqa: S303 the defaults of RFC 8017
        (hashes.SHA256(), hashes.SHA256(), 32, 2049),
    ],
)
def test_rsa_pss_with_the_parameters_that_the_signature_tells(digest, masking, salt, size):
    key = rsa.generate_private_key(public_exponent=65537, key_size=size)
    made = key.sign(MESSAGE, padding.PSS(padding.MGF1(masking), salt), digest)
    names = {"sha1": "1.3.14.3.2.26", "sha256": SHA256, "sha512": SHA512}
    inner = tlv(0x30, oid(names[masking.name]))
    told = [
        tlv(0xA0, tlv(0x30, oid(names[digest.name]))),
        tlv(0xA1, tlv(0x30, oid("1.2.840.113549.1.1.8"), inner)),
        tlv(0xA2, tlv(0x02, bytes([salt]))),
    ]
    kind = algorithm("1.2.840.113549.1.1.10", tlv(0x30, *([] if digest.name == "sha1" else told)))
    assert verified(spki(key), kind, "sha256", MESSAGE, made) is True
    assert verified(spki(key), kind, "sha256", bent(MESSAGE), made) is False
    assert verified(spki(key), kind, "sha256", MESSAGE, bent(made)) is False


def test_another_kind_of_key_is_said_unread():
    key = ed25519.Ed25519PrivateKey.generate()
    kind = algorithm("1.3.101.112")
    assert verified(spki(key), kind, "sha512", MESSAGE, key.sign(MESSAGE)) is None


class Report:
    def __init__(self):
        self.good, self.bad, self.unknown = [], [], []

    def check(self, right, good, bad):
        (self.good if right else self.bad).append(good if right else bad)
        return right


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    from datetime import UTC, datetime

    from documents.pdf import demo_keys

    made = tmp_path_factory.mktemp("kinds")
    demo_keys.make(made / "keys", now=datetime.now(UTC), bits=2048)
    return made


@pytest.mark.parametrize(
    "kind", [{}, {"elliptic": True}, {"pss": True}, {"lasting": True}], ids=str
)
def test_a_signed_file_of_each_kind_is_verified_without_any_library(folder, kind):
    from tests.documents.pdf.acts import demonstration

    with demonstration(folder):
        issued = sealed()
        lasting = folder if kind.pop("lasting", False) else None
        returned = certificates.sign(issued, certificates.signer(folder, **kind), lasting=lasting)
    said = Report()
    signatures.check_pdf("acte.pdf", returned[: _covered(returned)], (), said)
    assert said.bad == []
    assert sum("faite avec la clé du certificat de « Jeanne DUMONT »" in s for s in said.good) == 1
    lengths, ends = {len(issued), len(returned)}, {_covered(returned)}
    followed = Report()
    signatures.check_pdf("acte.pdf", returned, lengths, followed, ends)
    assert not [line for line in followed.bad if "révision entière" in line]
    if lasting:
        assert any("données de validation de cette signature" in line for line in followed.good)
        unsaid = Report()
        signatures.check_pdf("acte.pdf", returned, lengths, unsaid)
        assert any("révision entière" in line for line in unsaid.bad)
    changed = returned.replace(b"Signature - collectivit", b"Signature - Collectivit", 1)
    forged = Report()
    signatures.check_pdf("acte.pdf", changed if changed != returned else bent(returned), (), forged)
    assert forged.bad


def _covered(pdf):
    """Where what the last signature covers ends."""
    last = pdf[pdf.rindex(b"/ByteRange") :].split(b"]")[0].split(b"[")[1].split()
    return int(last[2]) + int(last[3])
