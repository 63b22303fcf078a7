"""Size, type and name of an upload; the child process that opens it."""

import hashlib
import io
import subprocess
import sys

import pytest

from common.uploads import Kind, Limits, RefusedUpload, check
from common.uploads.gate import ROOT
from tests.common.uploads import build

ALL = set(Kind)


def refused(name, content, kinds=ALL, **limits):
    with pytest.raises(RefusedUpload) as refusal:
        check(name, content, kinds, Limits(**limits))
    assert str(refusal.value).endswith(".")
    return refusal.value


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("modèle.docx", build.docx_bytes(), Kind.DOCX),
        ("écoles.XLSX", build.xlsx_bytes(), Kind.XLSX),
        ("acte.pdf", build.pdf_bytes(), Kind.PDF),
        ("scan.png", build.image_bytes("PNG"), Kind.PNG),
        ("scan.JPG", build.image_bytes("JPEG"), Kind.JPEG),
        ("scan.jpeg", build.image_bytes("JPEG"), Kind.JPEG),
        ("écoles.csv", "uai;nom\n0800154H;École".encode("cp1252"), Kind.CSV),
        ("écoles.csv", "\ufeffuai;nom\n".encode(), Kind.CSV),
        ("écoles.csv", "uai;nom\n".encode("utf-16"), Kind.CSV),
        ("note.txt", b"Bonjour", Kind.TEXT),
    ],
)
def test_a_sound_file_is_described(name, content, kind):
    checked = check(name, content, ALL)
    assert checked.kind is kind
    assert checked.safe_name == name
    assert checked.size == len(content)
    assert checked.sha256 == hashlib.sha256(content).hexdigest()


def test_a_stream_is_left_at_its_start():
    stream = io.BytesIO(build.pdf_bytes())
    assert check("acte.pdf", stream, {Kind.PDF}).kind is Kind.PDF
    assert stream.tell() == 0


def test_too_large_is_413_and_is_not_read_whole():
    stream = io.BytesIO(b"x" * 1_000)
    read = []
    stream.read = lambda size=-1: read.append(size) or io.BytesIO.read(stream, size)
    refusal = refused("note.txt", stream, size=100)
    assert refusal.status == 413
    assert read == [101]


def test_the_limit_is_twenty_megabytes():
    assert refused("note.txt", b"x" * 20_000_001).code == "too_large"
    assert check("note.txt", b"x" * 20_000_000, ALL).kind is Kind.TEXT


def test_empty():
    refusal = refused("acte.pdf", b"")
    assert (refusal.code, refusal.status) == ("empty", 422)


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("acte.docx", build.pdf_bytes(), "PDF"),
        ("acte.pdf", build.docx_bytes(), "archive ou document Office"),
        ("acte.docx", b"<!DOCTYPE html><html></html>", "page web"),
        ("acte.docx", b"<?xml version='1.0'?><office:document/>", "fichier XML"),
        ("acte.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "ancien format Office"),
        ("acte.pdf", b"\n%PDF-1.7", "autre type"),
        ("scan.png", build.image_bytes("JPEG"), "image JPEG"),
        ("scan.gif", b"GIF89a" + bytes(20), "image GIF"),
        ("acte.pdf.exe", b"MZ\x90\x00" + bytes(60), "programme"),
        ("écoles.csv", build.xlsx_bytes(), "archive ou document Office"),
        ("acte", b"%PDF-1.7", "PDF"),
    ],
)
def test_a_name_does_not_make_a_type(name, content, found):
    refusal = refused(name, content)
    assert refusal.code == "kind"
    assert found in str(refusal)


def test_only_the_kinds_asked_for():
    refusal = refused("écoles.csv", b"uai;nom", {Kind.PDF, Kind.DOCX})
    assert "document Word (.docx) ou PDF (.pdf) attendu, fichier CSV (.csv) trouvé" in str(refusal)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"uai;nom\n\x00\x01", "text_binary"),
        (b"uai;\x1b[31m", "text_binary"),
        (b"caf\x81", "text_binary"),
        (b"  <script>alert(1)</script>", "text_markup"),
        (b"<!-- x --><html>", "text_markup"),
        (b"{\\rtf1 bonjour}", "text_markup"),
        (b"\xff\xfeuai", "text_binary"),
    ],
)
def test_text_is_only_text(content, code):
    assert refused("écoles.csv", content).code == code


def test_damaged_image():
    whole = build.image_bytes("PNG", (60, 60))
    assert refused("scan.png", whole[:-30]).code == "image_damaged"
    assert refused("scan.png", whole[:8] + bytes(40)).code == "image_damaged"


def test_image_that_grows_when_decoded():
    """A few kilobytes, half a billion points."""
    assert refused("scan.png", build.image_bytes("PNG", (25_000, 20_000))).code == "image_too_large"
    assert refused("scan.jpg", build.image_bytes("JPEG"), pixels=150).code == "image_too_large"


def test_the_child_has_little_time():
    heavy = build.pdf_bytes(pages=2_000)
    assert refused("acte.pdf", heavy, cpu_seconds=0).code == "too_complex"
    assert refused("acte.pdf", heavy, wall_seconds=0).code == "too_complex"


def test_the_child_has_little_memory():
    assert refused("acte.pdf", build.pdf_bytes(), memory=30_000_000).code == "too_complex"


def test_the_child_writes_no_file(tmp_path):
    target = tmp_path / "written"
    program = (
        "import resource, sys\n"
        "from common.uploads.inspector import confine\n"
        "from common.uploads.kinds import Limits\n"
        "confine(Limits())\n"
        "assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)\n"
        "print('confined', flush=True)\n"
        "open(sys.argv[1], 'wb', buffering=0).write(b'x')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(target)], cwd=ROOT, capture_output=True, check=False
    )
    assert done.stdout == b"confined\n"
    assert b"File too large" in done.stderr
    assert target.read_bytes() == b""


def test_the_child_receives_no_secret(monkeypatch):
    seen = {}
    genuine = subprocess.run

    def spy(command, **options):
        seen.update(options["env"])
        return genuine(command, **options)

    monkeypatch.setenv("SECRET_KEY", "secret")
    monkeypatch.setattr(subprocess, "run", spy)
    check("acte.pdf", build.pdf_bytes(), ALL)
    assert seen
    assert "SECRET_KEY" not in seen
