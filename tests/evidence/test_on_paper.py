"""An act signed by code, by certificate and on paper: bound at the end, proved like any other."""

import io
import json

import pikepdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from circuits import returning
from circuits.paper import certifying
from circuits.signing import Facts
from common import clock
from conventions import copies, dossier
from conventions.evidence import making
from documents import store, verifying
from documents.evidence import kit
from documents.lifecycle import SlotLifecycle
from documents.models import BoundCopy, EvidenceFile
from documents.paper import binding
from documents.pdf import pages, reading
from governance import acting
from tests.circuits import acts
from tests.circuits.paper import returns
from tests.documents.pdf import forgeries
from tests.evidence.test_verifier import bent, verifier

__all__ = ["verifier"]


def by_certificate(convention):
    """The inspector signs with a certificate of their own."""
    step = acts.step_of(convention, "state")
    mandate = acts.task_of(step).mandate
    actor = acting.actor_of(mandate)
    SlotLifecycle.move(returns.slot_of(convention, "state"), "choose_certificate", actor=actor)
    head = store.read(acts.fresh(convention).envelope.head.file.sha256)
    name = f"{mandate.person.first_name} {mandate.person.last_name.upper()}"
    signed = forgeries.sign(head, forgeries.signer(settings.VAR_DIR, name), "sig_state")
    given = returning.Deposit(step, mandate, actor, signed, "signe.pdf", Facts())
    found = returning.deposit(given)
    assert not found.doubts or found.report.outcome.value == "accepted", found.report


@pytest.fixture(scope="module")
def mixed_of_the_file(world_of_the_file):
    here = world_of_the_file
    with clock.at(acts.NOW):
        convention = acts.issued(here)
        paper = returns.registered(convention, here, torn=True)
        for who, remarks in (("juriste", "agrafe en haut à gauche"), ("chef-de-projet", "")):
            read = returns.read(convention, remarks=remarks)
            certifying.certify(paper, read, actor=here.actor(who))
        by_certificate(convention)
        convention = acts.sign_all(convention)
        acts.final(convention)
        making.make(acts.fresh(convention).envelope)
        return convention


@pytest.fixture
def mixed(here, mixed_of_the_file):
    return acts.fresh(mixed_of_the_file)


@pytest.fixture
def whole(mixed):
    return store.read(mixed.envelope.final_file.sha256)


def words(pdf):
    text = (pages.text(pdf, number) for number in range(1, pages.count(pdf) + 1))
    return " ".join(" ".join(text).split())


def plain(answer):
    return " ".join(answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ").split())


def test_the_three_ways_stand_in_one_sealed_file(mixed, whole):
    modes = [slot.mode for slot in mixed.envelope.slots.all()]
    assert modes == ["paper", "certificate", "platform"]
    final = store.read(mixed.envelope.final.file.sha256)
    [scan] = binding.papers(mixed.envelope)
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        inside = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
        with pdf.open_metadata() as meta:
            assert meta["pdfaid:part"] == "3"
    assert inside == {
        binding.ACT: final,
        binding.scan_name(scan): store.read(scan.file.sha256),
    }
    sheet, act = reading.read(whole, kept=True), reading.read(final)
    assert [each.kind.name for each in sheet.signatures] == ["SEAL", "TIMESTAMP"]
    for each in (*sheet.signatures, *act.signatures):
        assert (each.intact, each.valid, each.trusted) == (True, True, True), each
    assert act.sound
    assert len(act.signatures) == 4  # seal, certificate, code, timestamp
    assert act.empty_fields == ("sig_authority",)
    said = words(whole)
    for part in (
        mixed.reference,
        "À la main, sur papier",
        "Certificat du signataire",
        "Électronique simple",
        "le syndicat, service juridique",
        "agrafe en haut à gauche",
        "4 mai 2026, date écrite sur le papier",
        "Inès Caron",
    ):
        assert part in said, part


def test_the_page_says_how_each_signed_and_gives_each_file(mixed, whole, here):
    browser = Client()
    browser.force_login(here.people["juriste"].person.user)
    page = plain(browser.get(mixed.get_absolute_url()))
    assert "Numérisation certifiée par Inès Caron" in page
    assert "original conservé par le syndicat, service juridique" in page
    assert mixed.envelope.final_file.sha256 in page
    url = reverse(
        "conventions:document_file",
        args=[mixed.public_id, mixed.envelope.document.public_id, "pdf"],
    )
    assert browser.get(url).content == whole
    parts = dossier.parts(mixed.envelope)
    assert [each.key for each in parts] == ["electronique", returns.slot_of(mixed).paper_reference]
    for each in parts:
        assert f"?partie={each.key}" in page
        assert browser.get(f"{url}?partie={each.key}").content == store.read(each.sha256)
    assert browser.get(f"{url}?partie=FS-9999").status_code == 404


def test_the_personal_copy_holds_it(mixed, whole, here):
    path, _ = copies.address(mixed, here.people["maire"])
    page = plain(Client().get(path))
    assert "signé en partie sur papier" in page
    assert "conservé par le syndicat, service juridique" in page
    file = reverse("conventions:copy_file", args=[path.rstrip("/").split("/")[-1]])
    assert Client().get(file).content == whole
    part = dossier.parts(mixed.envelope)[1]
    assert Client().get(f"{file}?partie={part.key}").content == store.read(part.sha256)
    assert Client().get(f"{file}?partie=x").status_code == 404


def test_each_file_is_recognised_and_one_changed_byte_is_refused(mixed, whole, client):
    def said(data):
        file = SimpleUploadedFile("acte.pdf", data)
        return plain(client.post(reverse("documents:verify"), {"file": file}))

    answer = said(whole)
    assert f"l’exemplaire définitif de la convention {mixed.reference}" in answer
    assert "1 numérisation certifiée d’un original papier" in answer
    assert "date écrite sur le papier" in answer
    electronic, scan = (store.read(each.sha256) for each in dossier.parts(mixed.envelope))
    assert "est la partie électronique de la convention" in said(electronic)
    told = said(scan)
    assert "C’est une copie de l’original papier, jamais une signature électronique" in told
    assert "Original conservé par le syndicat" in told
    for data in (whole, electronic, scan):
        assert verifying.verify(data).accepted
        assert not verifying.verify(bent(data, len(data) // 2)).accepted
    altered = said(bent(whole, len(whole) // 2))
    assert "n’est pas l’exemplaire signé" in altered
    assert mixed.reference in altered


def test_the_command_takes_the_bound_file_alone_for_the_act(mixed, whole, tmp_path, capsys):
    def answer(data, **given):
        file = tmp_path / "acte.pdf"
        file.write_bytes(data)
        try:
            call_command("verify_document", str(file), **given)
        except SystemExit as stopped:
            return stopped.code, capsys.readouterr().out
        return 0, capsys.readouterr().out

    assert answer(whole)[0] == 0
    assert answer(whole, against=mixed.reference)[0] == 0
    for each in dossier.parts(mixed.envelope):
        assert answer(store.read(each.sha256))[0] == 1
    code, words = answer(bent(whole, len(whole) - 400), against=mixed.reference)
    assert code == 1
    assert "octet" in words


def test_the_evidence_holds_the_papers_and_its_verifier_names_what_changed(mixed, verifier, opened):
    rows = {each.reader: each for each in EvidenceFile.objects.filter(envelope=mixed.envelope)}
    assert len(rows) == 4
    scan = f"papiers/{binding.scan_name(binding.papers(mixed.envelope)[0])}"
    for kept in rows.values():
        files = opened(kept)
        assert {scan, "exemplaire-reuni.pdf"} <= set(files)
        _, report = verifier.verify(files)
        assert report.bad == []
        said = "\n".join(report.good)
        assert f"exemplaire-reuni.pdf : {scan} y est joint, à l’octet près." in said
        assert "numérisation(s) certifiée(s) est au journal" in said
        assert making.again(kept) == store.read(kept.file.sha256)
    files = opened(rows[""])
    for name in (scan, "exemplaire-reuni.pdf"):
        for part in range(5):
            place = part * (len(files[name]) - 1) // 4
            _, report = verifier.verify({**files, name: bent(files[name], place)})
            assert any(line.startswith(name) for line in report.bad), (name, place)
    facts = json.loads(files["preuve.json"])
    paper = facts["signatures"][0]
    assert paper["fichier"] == scan
    assert paper["papier"]["date_ecrite"] == "2026-05-04"
    assert len(paper["papier"]["certifie_par"]) == 2
    assert paper["papier"]["doutes"] == ["la page 1 a été placée à la main"]
    assert paper["remise_du_papier"]["pages"][0]["placee_a_la_main"] is True
    state = opened(rows[making.readers.name(mixed.party("state").institution)])
    theirs = json.loads(state["preuve.json"])["signatures"][0]
    assert "papier" in theirs
    assert "remise_du_papier" not in theirs
    slip = words(files["bordereau-de-preuve.pdf"])
    assert "Original conservé par" in slip
    assert "signature manuscrite, copie numérisée" in slip
    assert "exemplaire-reuni.pdf" in slip


def test_a_forged_scan_is_seen_though_the_manifest_was_made_again(mixed, verifier, opened):
    from documents.evidence import archive

    files = opened(EvidenceFile.objects.get(envelope=mixed.envelope, reader=""))
    facts = json.loads(files["preuve.json"])
    told = facts["fichiers"]["papiers"][0]
    forged = bent(files[told["fichier"]], 900)
    told["sha256"] = verifier.sha256(forged)
    mine = {**files, told["fichier"]: forged, "preuve.json": archive.to_json(facts)}
    mine.pop("manifeste.json")
    manifest = archive.manifest(mine, mixed.reference)
    _, report = verifier.verify({**mine, "manifeste.json": manifest})
    assert any("n’y figure pas" in line for line in report.bad)
    assert any("n’y est pas joint tel quel" in line for line in report.bad)


def test_an_act_signed_without_paper_is_not_bound(here, issued):
    convention = acts.sign_all(issued)
    data = acts.final(convention)
    assert not BoundCopy.objects.filter(envelope=convention.envelope).exists()
    assert acts.fresh(convention).envelope.final_file.sha256 == acts.digest(data)
    assert dossier.parts(convention.envelope) == []
    assert verifying.verify(data).is_act
    assert kit.files()
