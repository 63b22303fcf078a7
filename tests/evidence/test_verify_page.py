"""The public page recognises the evidence, says no more than it does, and keeps nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from documents import store
from documents.models import StoredFile, WriteIntent


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


def test_the_command_takes_no_evidence_for_the_signed_act(final, zips, tmp_path, capsys):
    file = tmp_path / "preuve.zip"
    file.write_bytes(store.read(next(iter(zips.values())).file.sha256))
    with pytest.raises(SystemExit):
        call_command("verify_document", str(file))
    assert "est un dossier de preuve" in capsys.readouterr().out
