"""Acts made with the real tools: Word to PDF/A by LibreOffice, then stamped, sealed, signed."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from docx import Document
from docx.shared import Mm, Pt

from documents.pdf import fields, sealing, stamping

AT = datetime(2026, 6, 15, 8, 42, tzinfo=UTC)
SPECS = [
    fields.FieldSpec("sig_authority", "Signature — collectivité", "Signature de la collectivité"),
    fields.FieldSpec("sig_state", "Signature — État"),
    fields.FieldSpec("sig_syndicate", "Signature — syndicat"),
]
SIGNATORIES = {
    "sig_authority": "Mme Marie-Bénédicte DE LA ROCHEFOUCAULD-VANDENBROUCKE-SAINT-AMAND, première "
    "adjointe au maire de Saint-Valery-sur-Somme, agissant par délégation du maire",
    "sig_state": "Mme Nguyễn Łukasz-Öztürk, inspectrice de l’Éducation nationale",
    "sig_syndicate": "M. Petit, président",
}


def word_model(path: Path, *, pages: int = 3, frames: tuple[str, ...] | None = None) -> Path:
    """A small act: articles, then one 85 × 32 mm frame per signatory."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.footer.paragraphs[0].text = "Convention tripartite — page de bas"
    for number in range(1, pages):
        document.add_heading(f"Article {number}", 1)
        document.add_paragraph("L’espace numérique de travail est mis à disposition. " * 12)
        document.add_page_break()
    anchors = frames if frames is not None else tuple(spec.anchor for spec in SPECS)
    for anchor in anchors:
        table = document.add_table(1, 1)
        table.style = "Table Grid"
        table.autofit = False
        table.columns[0].width = table.cell(0, 0).width = Mm(85)
        table.rows[0].height = Mm(32)
        line = table.cell(0, 0).paragraphs[0]
        line.paragraph_format.space_after = Pt(0)
        line.add_run(anchor).font.size = Pt(7)
        document.add_paragraph()
    document.save(path)
    return path


def to_pdfa(word: Path, profile: Path) -> bytes:
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{profile}",
            "--headless",
            "--convert-to",
            'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}',
            "--outdir",
            str(word.parent),
            str(word),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return word.with_suffix(".pdf").read_bytes()


def stamped(pdf: bytes, *, reference: str = "CONV-2026-012", revision: int = 3) -> bytes:
    return stamping.stamp(
        pdf,
        reference=reference,
        revision=revision,
        url_for_page=lambda page: f"https://exemple.test/verifier/{reference}/{revision}/{page}",
        footer="empreinte du texte 3f9a 11c7 2b4d",
    )


def issued(pdf: bytes, *, reference: str = "CONV-2026-012") -> bytes:
    placed = fields.place(stamped(pdf, reference=reference), SPECS)
    return sealing.seal(placed, reference=reference, at=AT)


def signed(pdf: bytes, field: str, *, at: datetime = AT) -> bytes:
    who = SIGNATORIES[field]
    return sealing.sign(
        pdf,
        field,
        text_lines=[
            f"Signature électronique simple de {who}, le 15 juin 2026 à 10 h 42.",
            "Opération attestée par le cachet électronique du syndicat.",
        ],
        reason=f"Attestation de la signature électronique simple de {who}",
        at=at,
    )


def finished(pdf: bytes) -> bytes:
    for number, field in enumerate(SIGNATORIES):
        pdf = signed(pdf, field, at=AT + timedelta(hours=number + 1))
    return sealing.add_timestamp(pdf, at=AT + timedelta(hours=5))


def demonstration(folder: Path) -> override_settings:
    return override_settings(
        DEMO=True,
        VAR_DIR=folder,
        SEAL_PKCS12="",
        SEAL_PASSPHRASE="",
        TSA_URL="",
        SIGNING_TRUST_ROOTS=[],
    )


def tool(*command: str, pdf: bytes, folder: Path) -> str:
    """Run a PDF tool of the system on ``pdf`` and return what it prints."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    path = folder / "file.pdf"
    path.write_bytes(pdf)
    done = subprocess.run([*command, str(path)], capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr
