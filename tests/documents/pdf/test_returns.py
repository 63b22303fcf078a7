"""A PDF signed elsewhere: accepted on seven points, doubted by an agent, or refused."""

import os
import shutil
import subprocess

import pytest

from documents.pdf import demo_keys
from documents.pdf.returns import Answer, ExpectedSignature, Outcome, continues
from tests.documents.pdf import forgeries
from tests.documents.pdf.acts import signed

pytestmark = pytest.mark.office
MAYOR = [ExpectedSignature("sig_authority", "Mme Jeanne Dumont")]


@pytest.fixture(scope="session")
def mayor(var_dir):
    return forgeries.signer(var_dir)


def not_met(report):
    return {point.number for point in report.points if point.answer is Answer.NOT_MET}


def doubtful(report):
    return {point.number for point in report.points if point.answer is Answer.DOUBTFUL}


def test_an_honest_return_is_accepted_on_seven_points(issued_act, mayor):
    report = continues(issued_act, forgeries.sign(issued_act, mayor), MAYOR)
    assert [point.number for point in report.points] == [1, 2, 3, 4, 5, 6, 7]
    assert all(point.answer is Answer.MET for point in report.points), report.points
    assert report.outcome is Outcome.ACCEPTED
    assert "indéterminé" in report.points[1].explanation


def test_a_return_after_platform_signatures_is_accepted(issued_act, mayor):
    kept = signed(signed(issued_act, "sig_state"), "sig_syndicate")
    report = continues(kept, forgeries.sign(kept, mayor), MAYOR)
    assert report.outcome is Outcome.ACCEPTED, report.points


@pytest.mark.parametrize(
    "name", ["Jeanne DUMONT", "DUMONT Jeanne", "Jeanne Marie Dumont-Leroy", "JEANNE DUMONT 1234567"]
)
def test_the_certificate_may_write_the_name_in_its_own_way(issued_act, var_dir, name):
    returned = forgeries.sign(issued_act, forgeries.signer(var_dir, name))
    assert continues(issued_act, returned, MAYOR).outcome is Outcome.ACCEPTED


@pytest.mark.parametrize("name", ["Paul DUMONT", "Jeanne DUPONT", "Mairie de Cerisy"])
def test_another_name_is_left_to_an_agent(issued_act, var_dir, name):
    report = continues(
        issued_act, forgeries.sign(issued_act, forgeries.signer(var_dir, name)), MAYOR
    )
    assert report.outcome is Outcome.TO_CHECK
    assert doubtful(report) == {4}
    assert name.split()[0] in report.points[3].explanation


def test_a_known_certificate_is_compared_exactly(issued_act, mayor):
    returned = forgeries.sign(issued_act, mayor)
    exact = ExpectedSignature("sig_authority", certificate_sha256=mayor.signing_cert.sha256.hex())
    other = ExpectedSignature("sig_authority", "Jeanne Dumont", certificate_sha256="0" * 64)
    assert continues(issued_act, returned, [exact]).outcome is Outcome.ACCEPTED
    assert doubtful(continues(issued_act, returned, [other])) == {4}


def test_the_return_of_another_act_is_refused(issued_act, other_final):
    assert {3} <= not_met(continues(issued_act, other_final, MAYOR))


def test_ordinary_validation_would_accept_what_is_refused_here(issued_act, mayor):
    """The two measured forgeries: valid and whole for whoever looks at the last signature alone."""
    for forged in (
        forgeries.sign(forgeries.with_text_inserted(issued_act), mayor),
        forgeries.sign(forgeries.rewritten(issued_act), mayor),
    ):
        report = continues(issued_act, forged, MAYOR)
        last = report.reading.signatures[-1]
        assert last.intact
        assert last.valid
        assert last.trusted
        assert last.covers_whole_file
        assert report.outcome is Outcome.REFUSED


def test_every_explanation_says_what_was_found(issued_act, mayor):
    returned = forgeries.sign(forgeries.with_text_inserted(issued_act), mayor)
    report = continues(issued_act, returned, MAYOR)
    assert all(point.name and point.explanation.endswith(".") for point in report.points)
    assert "hors du cadre de signature : 1" in report.points[6].explanation


@pytest.mark.skipif(
    not all(shutil.which(tool) for tool in ("pdfsig", "certutil", "pk12util")),
    reason="needs pdfsig, certutil and pk12util (poppler-utils, libnss3-tools)",
)
def test_a_return_signed_with_poppler_goes_to_an_agent(issued_act, var_dir, tmp_path):
    authority = demo_keys.open_authority(var_dir / "keys")
    bundle = tmp_path / "mayor.p12"
    bundle.write_bytes(
        demo_keys.issue(
            authority, "Jeanne DUMONT", now=forgeries.NOW, organisation="Cerisy",
            passphrase="x", bits=2048,
        )
    )  # fmt: skip
    store = tmp_path / "nss"
    store.mkdir()
    for command in (
        ["certutil", "-N", "-d", f"sql:{store}", "--empty-password"],
        ["certutil", "-A", "-d", f"sql:{store}", "-n", "ca", "-t", "C,C,C", "-a", "-i",
         str(var_dir / "keys" / "ca.pem")],
        ["pk12util", "-i", str(bundle), "-d", f"sql:{store}", "-W", "x", "-K", ""],
    ):  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    (tmp_path / "in.pdf").write_bytes(issued_act)
    done = subprocess.run(
        ["pdfsig", "-nssdir", f"sql:{store}", "-nick", "contreseing", "-sign", "sig_authority",
         "-etsi", "-reason", "Approuvé", str(tmp_path / "in.pdf"), str(tmp_path / "out.pdf")],
        capture_output=True, text=True, timeout=60, env={**os.environ, "HOME": str(tmp_path)},
    )  # fmt: skip
    assert (tmp_path / "out.pdf").exists(), done.stdout + done.stderr
    report = continues(issued_act, (tmp_path / "out.pdf").read_bytes(), MAYOR)
    assert report.outcome is Outcome.TO_CHECK, report.points
    assert doubtful(report) == {5}
