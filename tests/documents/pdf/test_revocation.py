"""Authorities asked about a certificate: they answer, they refuse, they are silent, they lie.

An authority of our own answers on the loopback. A silent one leaves « indéterminé », and neither
accepts nor refuses anything by itself.
"""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp

from documents.pdf.reading import REVOCATION_UNKNOWN, Revocation
from documents.pdf.returns import Outcome, continues
from documents.pdf.revocation import Inquiry, Kind
from tests.documents.pdf import certificates, lists
from tests.documents.pdf.acts import demonstration
from tests.documents.pdf.certificates import DAY
from tests.documents.pdf.test_good_and_bad_returns import MAYOR, missed, sealed


def now():
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def act(var_dir):
    with demonstration(var_dir):
        return sealed()


@pytest.fixture
def authority(settings):
    """Answers at /ocsp and /liste.crl what the test puts there."""
    settings.FETCH_PRIVATE_ADDRESSES = True
    with lists.shelf() as shelf:
        yield shelf


@pytest.fixture
def returned(act, var_dir, authority):
    """``returned()``: the act signed with a certificate that names the authority's addresses."""

    def make(**more):
        who = certificates.signer(
            var_dir, ocsp=authority.url("ocsp"), crl=authority.url("liste.crl"), **more
        )
        return who, certificates.sign(act, who)

    return make


def answers(folder, who, status):
    """What the responder of the authority says of a certificate."""
    issuer = certificates.authority(folder)
    subject = certificates.pyca(who.signing_cert)
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=subject,
        issuer=issuer.certificate,
        algorithm=hashes.SHA1(),  # noqa: S303 as asked (RFC 5019)
        cert_status=status,
        this_update=now() - DAY / 24,
        next_update=now() + DAY,
        revocation_time=now() - DAY if status is ocsp.OCSPCertStatus.REVOKED else None,
        revocation_reason=None,
    )
    made = builder.responder_id(ocsp.OCSPResponderEncoding.NAME, issuer.certificate)
    return made.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def judged(act, pdf):
    inquiry = Inquiry()
    return continues(act, pdf, MAYOR, inquiry=inquiry), inquiry


def test_a_good_answer_is_told_and_kept(act, returned, authority, var_dir):
    who, pdf = returned()
    authority.files["ocsp"] = answers(var_dir, who, ocsp.OCSPCertStatus.GOOD)
    report, inquiry = judged(act, pdf)
    assert report.outcome is Outcome.ACCEPTED, report.points
    assert report.reading.signatures[-1].revocation is Revocation.GOOD
    assert [each.kind for each in inquiry.answers] == [Kind.OCSP]
    assert not inquiry.silent


def test_a_revoked_certificate_is_refused(act, returned, authority, var_dir):
    who, pdf = returned()
    authority.files["ocsp"] = answers(var_dir, who, ocsp.OCSPCertStatus.REVOKED)
    report, _ = judged(act, pdf)
    assert report.outcome is Outcome.REFUSED
    assert missed(report) == {2}
    assert "Certificat révoqué" in report.points[1].explanation


def test_the_list_is_read_when_the_responder_is_silent(act, returned, authority, var_dir):
    who, pdf = returned()
    crl = certificates.revocations(var_dir, who.signing_cert)
    authority.files["liste.crl"] = crl.dump()
    report, inquiry = judged(act, pdf)
    assert report.outcome is Outcome.REFUSED
    assert [each.kind for each in inquiry.answers] == [Kind.CRL]


SILENT = {
    "nobody answers": {},
    "something else": {"ocsp": b"<html>maintenance</html>", "liste.crl": b"<html></html>"},
    "empty": {"ocsp": b"", "liste.crl": b""},
}


@pytest.mark.parametrize("case", SILENT)
def test_silence_is_undetermined_and_changes_nothing_else(case, act, returned, authority):
    _, pdf = returned()
    authority.files.update(SILENT[case])
    report, inquiry = judged(act, pdf)
    assert report.outcome is Outcome.ACCEPTED
    assert report.reading.signatures[-1].revocation is Revocation.UNKNOWN
    said = report.points[1].explanation
    assert REVOCATION_UNKNOWN in said
    assert "Sans réponse utilisable : 127.0.0.1" in said
    assert inquiry.silent


def test_an_answer_of_somebody_else_counts_for_nothing(act, returned, authority, tmp_path, var_dir):
    who, pdf = returned()
    certificates.demo_keys.make(tmp_path / "keys", now=now(), bits=2048)
    authority.files["ocsp"] = answers(tmp_path, who, ocsp.OCSPCertStatus.GOOD)
    report, _ = judged(act, pdf)
    assert report.reading.signatures[-1].revocation is Revocation.UNKNOWN


def test_nothing_is_asked_when_the_settings_say_so(act, returned, authority, settings):
    settings.REVOCATION_ONLINE = False
    _, pdf = returned()
    report, inquiry = judged(act, pdf)
    assert report.reading.signatures[-1].revocation is Revocation.UNKNOWN
    assert (inquiry.answers, inquiry.silent) == ([], [])


def test_a_private_address_is_not_asked(act, returned, authority, settings, var_dir):
    settings.FETCH_PRIVATE_ADDRESSES = False
    who, pdf = returned()
    authority.files["ocsp"] = answers(var_dir, who, ocsp.OCSPCertStatus.REVOKED)
    report, inquiry = judged(act, pdf)
    assert report.reading.signatures[-1].revocation is Revocation.UNKNOWN
    assert inquiry.silent
