"""``run_circuit``, and what others' tools and ``verify_document`` say of the signed file.

One site, two acts, made once for all: the first is examined, the second is « another act ».
"""

import datetime as dt
import hashlib
import io
import json
import random
import re
import shutil
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from pypdf import PdfReader

from common import clock
from conventions.models import Convention
from documents import conversion, store
from documents.models import Document, Revision
from documents.pdf import screening
from tests.circuits import acts
from tests.documents.pdf import forgeries
from tests.documents.pdf.acts import tool

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.office,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas installé"),
]
AUTUMN = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
FIELDS = ["seal", "sig_authority", "sig_state", "sig_syndicate", "timestamp_1"]


def ran(folder, *options):
    out = io.StringIO()
    call_command("run_circuit", *options, out=folder, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def circuit(django_db_setup, django_db_blocker, tmp_path_factory):
    """What the command printed, in a site of its own; ``other`` is the file of a second act."""
    folder = tmp_path_factory.mktemp("site")
    mailbox = "demo.mail.MailboxBackend"
    with (
        acts.site(folder),
        override_settings(EMAIL_BACKEND=mailbox),
        django_db_blocker.unblock(),
        clock.at(AUTUMN),
        transaction.atomic(),
    ):
        said = json.loads(ran(folder / "out", "--json"))
        plain = ran(folder / "out")
        other = folder / "out" / f"{plain.split()[0]}-definitif.pdf"
        yield said | {"other": str(other), "said": plain}
        transaction.set_rollback(True)
    conversion.close_shared_pool()


@pytest.fixture
def pdf(circuit):
    return Path(circuit["pdf"]).read_bytes()


@pytest.fixture
def words(pdf, tmp_path):
    """The text as a reader copies it, with plain spaces."""
    (tmp_path / "x.pdf").write_bytes(pdf)
    text = tool("pdftotext", "-layout", pdf=pdf, folder=tmp_path)
    text = text or (tmp_path / "file.txt").read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", text)


# --- The command ------------------------------------------------------------------------------


def test_the_answer_names_the_act_its_file_and_its_signatures(circuit, pdf):
    convention = Convention.unscoped.get(reference=circuit["reference"])
    assert circuit["public_id"] == str(convention.public_id)
    assert circuit["register_number"] == convention.register_number
    assert circuit["sha256"] == hashlib.sha256(pdf).hexdigest()
    assert [s["party"] for s in circuit["signatures"]] == ["authority", "state", "syndicate"]
    assert all(s["name"] and s["quality"] and s["at"] for s in circuit["signatures"])
    assert circuit["signatures"][-1]["quality"].startswith("président")
    assert re.fullmatch(r"CONV-\d{4}-\d{3} signée \(.+\) : .+-definitif\.pdf\n", circuit["said"])


def test_the_text_voted_is_the_text_signed(circuit, pdf):
    convention = Convention.unscoped.get(reference=circuit["reference"])
    party = convention.parties.get(role="authority")
    issued = Document.unscoped.about(convention).get(purpose=Document.Purpose.ISSUED)
    assert {
        circuit["text_hash"],
        party.deliberation.text_hash,
        convention.text_hash,
        convention.envelope.text_hash,
        issued.text_hash,
    } == {circuit["text_hash"]}
    printed = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    assert all(f"empreinte du texte {circuit['text_hash'][:12]}" in page for page in printed)


# --- The file, for the tools of others --------------------------------------------------------


def test_every_signature_is_valid_for_poppler(pdf, tmp_path):
    report = tool("pdfsig", "-nocert", pdf=pdf, folder=tmp_path)
    assert sorted(re.findall(r"Signature Field Name: (\S+)", report)) == FIELDS
    # The fifth is the timestamp, which this poppler does not check.
    assert report.count("Signature Validation: Signature is Valid.") == 4
    assert "Invalid" not in report
    assert "Total document signed" in report


def test_the_seal_certifies_the_file_and_lets_fields_alone_be_filled(pdf):
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    reference = root["/Perms"]["/DocMDP"]["/Reference"][0]
    assert reference["/TransformMethod"] == "/DocMDP"
    assert reference["/TransformParams"]["/P"] == 2


def test_the_file_is_archivable_after_the_last_signature(pdf, tmp_path):
    """PDF/A-2b, by the points that the tools at hand can read (ISO 19005-2)."""
    meta = tool("pdfinfo", "-meta", pdf=pdf, folder=tmp_path)
    assert re.search(r'pdfaid:part(="|>)2', meta)
    assert re.search(r'pdfaid:conformance(="|>)B', meta)
    title = "Convention tripartite relative à l’espace numérique de travail des écoles"
    assert f">{title}<" in meta
    rows = tool("pdffonts", pdf=pdf, folder=tmp_path).splitlines()[2:]
    assert rows
    assert all(row.split()[-5] == "yes" for row in rows), rows
    document = pikepdf.open(io.BytesIO(pdf))
    assert document.docinfo.Title == title
    (intent,) = document.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.N == 3
    assert document.Root.Lang == "fr-FR"
    assert document.Root.MarkInfo.Marked
    for entry in ("/OCProperties", "/Names", "/AA", "/Encrypt"):
        assert entry not in document.Root
    assert not document.is_encrypted
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            assert "/SMask" not in thing or thing.SMask == "/None"
            assert not {"/JS", "/EF", "/Ref"} & set(thing.keys())
            assert thing.get("/Filter") != "/LZWDecode"
            assert all(thing.get(alpha, 1) == 1 for alpha in ("/CA", "/ca"))
            assert thing.get("/BM", "/Normal") in ("/Normal", "/Compatible")
    widgets = [note for page in document.pages for note in page.obj.get("/Annots", ())]
    assert len(widgets) == len(FIELDS)
    assert all(note.Subtype == "/Widget" and note.F & 0b100111 == 0b100 for note in widgets)


def test_articles_annexes_parties_and_the_clause_of_proof_are_in_the_text(words):
    assert re.findall(r"Article (\d+) – ", words) == [str(n) for n in range(1, 19)]
    assert re.findall(r"Annexe (\d+) – ", words) == [str(n) for n in range(1, 9)]
    for party in ("la collectivité", "l’Éducation nationale", "le syndicat"):
        assert f"ci-après « {party} »" in words
    assert "Article 17 – Signature et preuve" in words
    assert "sont admis à titre de preuve de l’identité des signataires" in words
    assert words.count("Signature électronique simple de ") == 3
    assert words.count("Opération attestée par le cachet électronique du syndicat.") == 3
    assert not re.search(r"\bNone\b|\{\{|\{%|…………|confirmer\]|'", words)


def test_every_page_bears_its_number_its_reference_and_its_code(circuit, pdf):
    pages = PdfReader(io.BytesIO(pdf)).pages
    total = len(pages)
    assert total > 10
    for number, page in enumerate(pages, start=1):
        text = re.sub(r"\s+", " ", page.extract_text())
        assert f"page {number} / {total}" in text
        assert f"{circuit['reference']} · révision 1 · page {number} / {total}" in text
        assert len(text) > 300, f"page {number} is nearly empty"


def test_a_title_never_ends_a_page(pdf):
    for page in PdfReader(io.BytesIO(pdf)).pages:
        lines = [line.strip() for line in page.extract_text().splitlines() if line.strip()]
        body = [line for line in lines if "empreinte du texte" not in line and "CONV-" not in line]
        assert not re.match(r"(Article|Annexe) \d+ ", body[-1]), body[-1]


# --- verify_document --------------------------------------------------------------------------


def verified(path, *options):
    """Exit code and answer of the command."""
    out = io.StringIO()
    try:
        call_command("verify_document", str(path), *options, "--json", stdout=out)
    except SystemExit as exit_:
        return exit_.code, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def refused(path, *options):
    """The reason, in French, of a file that must be refused."""
    code, answer = verified(path, *options)
    assert code == 1
    assert answer["accepted"] is False
    assert set(answer) == {"accepted", "outcome", "reason", "reference", "sha256"}
    assert re.search(r"\.$", answer["reason"])
    return answer["reason"]


@pytest.fixture
def judged(tmp_path):
    def judge(data, *options):
        path = tmp_path / "candidat.pdf"
        path.write_bytes(data)
        return refused(path, *options)

    return judge


def test_the_signed_file_is_accepted(circuit, capsys):
    code, answer = verified(circuit["pdf"])
    assert code == 0
    assert answer == {
        "accepted": True,
        "outcome": "accepted",
        "reason": answer["reason"],
        "reference": circuit["reference"],
        "sha256": circuit["sha256"],
    }
    assert answer["reason"].startswith("Ce fichier est l’exemplaire définitif de la convention")
    assert verified(circuit["pdf"], "--against", circuit["reference"])[0] == 0
    call_command("verify_document", circuit["pdf"])
    assert capsys.readouterr().out.strip() == answer["reason"]


def test_one_byte_changed_anywhere_is_refused(pdf, judged):
    seed = random.randrange(10**6)
    draw = random.Random(seed)
    positions = [0, len(pdf) - 1, *(draw.randrange(len(pdf)) for _ in range(3))]
    for position in positions:
        changed = bytearray(pdf)
        changed[position] ^= 1 << draw.randrange(8)
        reason = judged(bytes(changed))
        assert re.search(
            "des octets ont été modifiés|n’est pas un PDF|abîmé|aucun acte conservé", reason
        ), (seed, position, reason)
    reason = judged(forgeries.one_byte_changed(pdf, 48_212))
    assert "des octets ont été modifiés (premier écart : octet 48\u202f213)" in reason


def page_added_and_signed(pdf, folder):
    return forgeries.sign(
        forgeries.with_page_appended(pdf), forgeries.stranger(folder), "mine", new=True
    )


FORGED = {
    "bytes appended": (lambda f, _: f + b"\n% suite\n", "du contenu a été ajouté à la fin"),
    "page added and signed": (page_added_and_signed, "son nombre de pages a changé"),
    "signature added": (
        lambda f, folder: forgeries.sign(f, forgeries.stranger(folder), "mine", new=True),
        "une signature a été ajoutée après coup",
    ),
    "signatures stripped": (
        lambda f, _: forgeries.rewritten(f, drop_form=True),
        "il ne porte aucune signature",
    ),
    "saved by another tool": (
        lambda f, _: forgeries.rewritten(f),
        "il a été réécrit par un autre logiciel",
    ),
}


@pytest.mark.parametrize("case", FORGED)
def test_a_forged_copy_is_refused_with_its_own_reason(case, circuit, pdf, judged, tmp_path):
    forge, expected = FORGED[case]
    reason = judged(forge(pdf, tmp_path))
    assert expected in reason
    assert "L’exemplaire conservé par le syndicat est intact." in reason


def test_a_file_cut_short_is_told_from_a_changed_one(circuit, pdf, judged):
    """Its end held the index of its pages: only the reference tells which act it was."""
    against = ("--against", circuit["reference"])
    assert "il est incomplet, la fin manque" in judged(pdf[:-500], *against)
    assert "abîmé" in judged(pdf[:-500])


def test_an_earlier_revision_is_named(circuit, judged):
    revisions = Revision.objects.filter(envelope__reference=circuit["reference"])
    assert revisions.count() == 5
    for revision in revisions.order_by("number")[:4]:
        reason = judged(store.read(revision.file.sha256))
        assert f"la révision {revision.number} de {circuit['reference']}" in reason
        assert "il y manque des signatures ou l’horodatage" in reason
    first = store.read(revisions.earliest("number").file.sha256)
    reason = judged(first, "--against", circuit["reference"])
    assert "c’est un état antérieur de l’acte" in reason


def test_the_final_of_another_act_is_not_this_one(circuit):
    assert verified(circuit["other"])[0] == 0
    reason = refused(circuit["other"], "--against", circuit["reference"])
    assert "il porte le cachet d’un autre acte" in reason


def test_a_reference_that_nobody_knows_is_said(circuit):
    reason = refused(circuit["pdf"], "--against", "CONV-1999-001")
    assert "Aucun exemplaire définitif n’est conservé sous la référence CONV-1999-001." in reason


def encrypted(pdf):
    out = io.BytesIO()
    pikepdf.open(io.BytesIO(pdf)).save(out, encryption=pikepdf.Encryption(owner="x", user="y"))
    return out.getvalue()


STRANGE = {
    "empty": (lambda _: b"", "Ce fichier est vide"),
    "not a PDF": (lambda _: b"PK\x03\x04 un document Word", "Ce fichier n’est pas un PDF"),
    "encrypted": (encrypted, "chiffré"),
    "unsigned": (lambda f: unsigned(), "aucune signature"),
}


def unsigned():
    document, out = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("case", STRANGE)
def test_a_file_of_another_kind_is_refused_with_its_reason(case, pdf, judged):
    make, expected = STRANGE[case]
    assert expected in judged(make(pdf))


def test_the_signed_file_of_another_site_is_neither_ours_nor_a_fraud(pdf, judged, tmp_path):
    theirs = forgeries.sign(unsigned(), forgeries.stranger(tmp_path), "seal", new=True)
    assert "ne correspond à aucun acte conservé ici" in judged(theirs)


def test_a_file_of_200_megabytes_is_refused_without_being_read(tmp_path, monkeypatch):
    path = tmp_path / "vaste.pdf"
    with path.open("wb") as stream:
        stream.write(b"%PDF-1.7\n")
        stream.truncate(200_000_000)
    monkeypatch.setattr(screening, "MAX_BYTES", 30_000_000)
    assert "Fichier trop volumineux : 30 Mo au plus" in refused(path)


def test_a_path_without_file_is_said_in_french(tmp_path):
    assert refused(tmp_path / "rien.pdf") == "Fichier illisible : il n’existe pas."
    assert refused(tmp_path) == "Fichier illisible : c’est un dossier."


def test_a_stored_final_whose_signatures_no_longer_hold_is_refused(circuit):
    """The bytes are ours, but the authority is no longer trusted here."""
    with override_settings(DEMO=False):
        reason = refused(circuit["pdf"])
    assert "ses signatures ne sont pas toutes valides : le certificat du champ seal" in reason
    assert settings.DEMO
