"""Trust by the European lists: read, verified, kept, out of date, forged, withdrawn.

A list of lists and a national one are made and signed here, and served on the loopback. The
authority that they name is no root of the site: what is trusted is trusted by the list alone.
"""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import serialization

from circuits import returning
from common import outside
from documents.pdf import demo_keys, trusted_lists
from documents.pdf.reading import read
from documents.pdf.returns import ExpectedSignature, Outcome, continues
from tests.documents.pdf import certificates, lists
from tests.documents.pdf.lists import DAY, Operator
from tests.documents.pdf.test_good_and_bad_returns import FIELD, NAME, missed, sealed

ASKED = [ExpectedSignature(FIELD, NAME, qualified=True)]


def now():
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def europe():
    return Operator("Commission d’essai")


@pytest.fixture(scope="module")
def france():
    return Operator("Agence d’essai")


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """The folder of an authority that the site does not know."""
    folder = tmp_path_factory.mktemp("elsewhere")
    demo_keys.make(folder / "keys", now=now(), bits=2048)
    return folder


@pytest.fixture(scope="module")
def issuer(elsewhere):
    certificate = certificates.authority(elsewhere).certificate
    return certificate.public_bytes(serialization.Encoding.DER)


@pytest.fixture(scope="module")
def mayor(elsewhere):
    return certificates.signer(elsewhere, qualified=True)


@pytest.fixture
def files(mayor):
    """The act as issued, and as the mayor sent it back."""
    act = sealed()
    return act, certificates.sign(act, mayor)


@pytest.fixture
def web(tmp_path, settings, monkeypatch, europe):
    """Where the lists are served; the site asks for the French one."""
    monkeypatch.setattr(trusted_lists, "folder", lambda: tmp_path / "trust")
    root = tmp_path / "europe.pem"
    root.write_bytes(europe.pem)
    with lists.shelf() as shelf:
        settings.FETCH_PRIVATE_ADDRESSES = True
        settings.TRUST_LISTS = ["FR"]
        settings.TRUST_LOTL_URL = shelf.url("lotl.xml")
        settings.TRUST_LOTL_CERTIFICATES = [str(root)]
        yield shelf


@pytest.fixture
def publish(web, europe, france, issuer):
    """``publish(...)``: put both lists on the web; what is given changes them."""

    def put(*, services=None, by=None, european=None, over=None, **dates):
        pointers = {"FR": (web.url("fr.xml"), france)}
        web.files["lotl.xml"] = (european or europe).sign(lists.of_lists(pointers, **(over or {})))
        rows = services if services is not None else [lists.service(issuer)]
        web.files["fr.xml"] = (by or france).sign(lists.national(*rows, **dates))
        return trusted_lists.refresh(now())

    return put


def the_signature(pdf, at=None):
    return read(pdf, at=at).signatures[-1]


def test_a_certificate_is_trusted_and_qualified_by_the_list_alone(web, publish, files):
    act, returned = files
    before = the_signature(returned)
    assert (before.trusted, before.counts_as_qualified) == (False, False)
    (said,) = publish()
    assert said.startswith("Lue et vérifiée : liste de confiance française du ")
    found = the_signature(returned)
    assert found.trusted
    assert found.listed.startswith("liste de confiance française du ")
    assert not found.on_device
    report = continues(act, returned, ASKED)
    assert report.outcome is Outcome.ACCEPTED, report.points
    assert "certificat qualifié selon la liste de confiance française" in (
        report.points[1].explanation
    )
    assert returning.level(found) == "avancée sur certificat qualifié, révocation indéterminée"
    (source,) = trusted_lists.sources(now())
    assert (source.territory, source.serves, source.fault) == ("FR", True, "")
    assert trusted_lists.missing(now()) == ""


def test_the_list_says_whether_a_device_holds_the_keys(publish, files, issuer):
    act, returned = files
    publish(services=[lists.service(issuer, device="QCWithQSCD")])
    assert the_signature(returned).on_device
    assert "clé tenue par un dispositif qualifié (QSCD)" in (
        continues(act, returned, ASKED).points[1].explanation
    )
    publish(services=[lists.service(issuer, device="QCNoQSCD")], issued=now())
    assert not the_signature(returned).on_device


def test_a_certificate_that_says_so_of_itself_is_not_enough(publish, files, var_dir):
    """Issued by a root of the site, unknown to the list: known, not qualified."""
    act, _ = files
    publish()
    own = certificates.sign(act, certificates.signer(var_dir, qualified=True))
    report = continues(act, own, ASKED)
    assert missed(report) == {2}
    assert "ne l’est pas selon la liste de confiance française" in report.points[1].explanation


def test_a_service_withdrawn_qualifies_what_was_signed_before(publish, files, issuer):
    act, returned = files
    past = lists.history(issuer, since=now() - 300 * DAY)
    gone = lists.service(issuer, status=lists.WITHDRAWN, since=now() - DAY / 2, before=past)
    publish(services=[gone])
    assert not the_signature(returned).listed
    assert continues(act, returned, ASKED).outcome is not Outcome.ACCEPTED
    earlier = the_signature(returned, at=now() - DAY * 0.75)
    assert earlier.listed, "granted then"


def test_a_service_for_seals_qualifies_no_signature(publish, files, issuer):
    act, returned = files
    publish(services=[lists.service(issuer, seals=True)])
    assert not the_signature(returned).listed
    assert continues(act, returned, ASKED).outcome is not Outcome.ACCEPTED


FORGED = "sa signature ou sa forme n’est pas celle attendue"
BAD = {
    "national list of another signer": (lambda: {"by": Operator("Autre")}, f"Liste FR : {FORGED}"),
    "list of lists of another signer": (
        lambda: {"european": Operator("Autre")}, f"Liste européenne des listes : {FORGED}",
    ),
    "national list out of date": (
        lambda: {"issued": now() - 90 * DAY, "until": now() - DAY},
        "Liste FR : elle est périmée depuis le",
    ),
    "list of lists out of date": (
        lambda: {"over": {"issued": now() - 90 * DAY, "until": now() - DAY}},
        "Liste européenne des listes : elle est périmée depuis le",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_list_is_said_and_trusts_nothing(case, publish, files):
    given, expected = BAD[case]
    act, returned = files
    (said,) = publish(**given())
    assert said.startswith(expected)
    assert trusted_lists.lists(now()) == []
    (source,) = trusted_lists.sources(now())
    assert (source.serves, source.fault) == (False, said)
    report = continues(act, returned, ASKED)
    assert report.outcome is Outcome.TO_CHECK, report.points
    assert "sans qu’une liste de confiance à jour l’établisse" in report.points[1].explanation
    assert "(FR, jamais lue)" in report.points[1].explanation


def test_one_letter_changed_in_a_signed_list_is_seen(web, publish, files):
    publish()
    web.files["fr.xml"] = web.files["fr.xml"].replace(b"essai", b"essaj")
    (said,) = trusted_lists.refresh(now())
    assert said.startswith(f"Liste FR : {FORGED}")
    assert the_signature(files[1]).listed, "the one kept before still serves"


def test_an_older_list_does_not_bring_back_what_was_withdrawn(publish, issuer, files):
    publish(services=[lists.service(issuer, status=lists.WITHDRAWN)], issued=now() - DAY)
    (said,) = publish(issued=now() - 5 * DAY)
    assert "est plus ancienne que celle déjà lue, qui reste" in said
    assert not the_signature(files[1]).listed


def test_a_silent_web_leaves_the_kept_list_until_its_next_update(web, publish, files):
    act, returned = files
    publish(until=now() + 3 * DAY)
    web.files.clear()
    (said,) = trusted_lists.refresh(now())
    assert "réponse 404" in said
    assert continues(act, returned, ASKED).outcome is Outcome.ACCEPTED
    late = now() + 4 * DAY
    report = continues(act, returned, ASKED, at=late)
    assert report.outcome is Outcome.TO_CHECK
    assert "périmée)" in report.points[1].explanation
    assert "périmée)" in trusted_lists.missing(late)


def test_out_of_date_lists_do_not_leave_the_question_to_the_certificate(publish, files, var_dir):
    """Known root, self-declared quality: refused while the list serves, never accepted after."""
    act, _ = files
    publish(until=now() + DAY)
    own = certificates.sign(act, certificates.signer(var_dir, qualified=True))
    assert continues(act, own, ASKED).outcome is Outcome.REFUSED
    late = continues(act, own, ASKED, at=now() + 2 * DAY)
    assert late.outcome is Outcome.TO_CHECK
    assert returning.level(late.reading.signatures[-1]) == "avancée"


def test_a_kept_file_changed_on_the_disk_is_left_aside(web, publish, files):
    publish()
    kept = trusted_lists.folder() / "FR.xml"
    kept.write_text(kept.read_text().replace("essai", "essaj"))
    (trusted_lists.folder() / trusted_lists.INDEX).touch()
    assert not the_signature(files[1]).listed


def test_asked_for_once_a_day_and_never_when_off(web, publish, settings, monkeypatch):
    publish()
    assert trusted_lists.refresh_due(now()) == ""
    assert trusted_lists.refresh_due(now() + 2 * DAY).startswith("Lue et vérifiée")
    settings.TRUST_LISTS = []
    monkeypatch.setattr(outside, "fetch", lambda *args, **given: pytest.fail("asked"))
    assert trusted_lists.refresh_due(now() + 9 * DAY) == ""
    assert trusted_lists.refresh(now()) == ["Aucune liste demandée (TRUST_LISTS)."]
    assert trusted_lists.lists(now()) == []


def test_a_private_address_is_not_asked(web, publish, settings):
    settings.FETCH_PRIVATE_ADDRESSES = False
    (said,) = trusted_lists.refresh(now())
    assert "adresse refusée" in said
