"""What the public page says of files that are no signed act."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit.actor import SYSTEM
from audit.recording import recording
from documents.models import Document
from tests.circuits import acts


def _said(client, name, data):
    answer = client.post(reverse("documents:verify"), {"file": SimpleUploadedFile(name, data)})
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


@pytest.fixture
def project(db):
    """A project made by the site: one page that nobody signed."""
    pdf = acts.blank_pdf()
    with recording(SYSTEM):
        Document(
            about_type="conventions.convention",
            about_id=1,
            kind="project",
            title="Projet, Convention ENT de Cerisy",
            purpose=Document.Purpose.DRAFT,
            pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        ).save()
    return pdf


def test_a_project_is_told_to_be_one_not_a_copy_stripped_of_its_signatures(project, client):
    said = _said(client, "projet.pdf", project)
    assert "Ce fichier est un projet" in said
    assert "Projet, Convention ENT de Cerisy" in said
    assert "signatures ont été retirées" not in said


def test_a_picture_is_told_what_was_expected(db, client):
    said = _said(client, "photo.png", b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    assert "Ce fichier n’est pas un PDF : déposez le fichier PDF reçu, sans conversion ni" in said
    assert "l’exemplaire signé, tel que reçu" in said
