"""The public page recognises the evidence, says no more than it does, and keeps nothing."""

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from documents import store
from documents.models import StoredFile, WriteIntent
from tests.circuits import acts


def said(client, data):
    file = SimpleUploadedFile("preuve.zip", data)
    answer = client.post(reverse("documents:verify"), {"file": file})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def test_each_evidence_is_recognised_and_one_changed_byte_is_not(final, zips, client):
    before = StoredFile.objects.count()
    for kept in zips.values():
        data = store.read(kept.file.sha256)
        answer = said(client, data)
        assert f"un dossier de preuve de la convention {final.reference}" in answer
        assert kept.file.sha256 in answer
        bent = data[:500] + bytes([data[500] ^ 1]) + data[501:]
        assert "indéterminé" in said(client, bent)
        assert final.reference not in said(client, bent)
    assert StoredFile.objects.count() == before
    assert not WriteIntent.objects.exists()


def test_each_revision_in_the_evidence_is_recognised(final, zips, opened, client):
    files = opened(zips[""])
    revisions = sorted(name for name in files if name.startswith("revisions/"))
    assert "l’exemplaire définitif de la convention" in said(client, files[revisions[-1]])
    for number, name in enumerate(revisions[:-1], start=1):
        assert f"la révision {number} de {final.reference}" in said(client, files[name])


def test_a_bordereau_alone_is_recognised_and_a_changed_one_is_not(final, zips, opened, client):
    for kept in zips.values():
        data = opened(kept)["bordereau-de-preuve.pdf"]
        answer = said(client, data)
        assert f"un bordereau de preuve de la convention {final.reference}" in answer
        assert "Identique, octet pour octet" in answer
        added = said(client, data + b"\n% ajout\n")
        assert f"se présente comme un bordereau de preuve de l’acte {final.reference}" in added
        assert "il ne fait pas foi" in added


def test_another_pdf_with_a_file_joined_stays_refused(client):
    pdf = pikepdf.open(io.BytesIO(acts.blank_pdf()))
    pdf.attachments["preuve.json"] = pikepdf.AttachedFileSpec(pdf, b"{}")
    out = io.BytesIO()
    pdf.save(out)
    assert "Ce PDF contient un fichier joint : il est refusé" in said(client, out.getvalue())


def test_the_command_takes_no_evidence_for_the_signed_act(final, zips, tmp_path, capsys):
    file = tmp_path / "preuve.zip"
    file.write_bytes(store.read(next(iter(zips.values())).file.sha256))
    with pytest.raises(SystemExit):
        call_command("verify_document", str(file))
    assert "est un dossier de preuve" in capsys.readouterr().out
