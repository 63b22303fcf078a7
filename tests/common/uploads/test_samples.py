"""Hostile and signed files gathered elsewhere; skipped where they are absent."""

from pathlib import Path

import pytest

from common.uploads import Kind, RefusedUpload, check

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="no ../shared/data beside the checkout")

REFUSED = {
    "gen-billion-laughs.docx": "office_doctype",
    "gen-empty.docx": "empty",
    "gen-remote-template.docx": "office_external",
    "gen-renamed-pdf.docx": "kind",
    "gen-truncated.docx": "zip_damaged",
    "gen-xlsx-renamed.docx": "office_doctype",
    "gen-xxe.docx": "office_doctype",
    "gen-zipbomb-100MB.docx": "zip_bomb",
    "poi-ExternalEntityInText.docx": "office_doctype",
    "poi-SimpleMacro.docm": "kind",
    "poi-clusterfuzz-testcase-minimized-POIFuzzer-6709287337197568.docx": "zip_damaged",
    "poi-clusterfuzz-testcase-minimized-POIXWPFFuzzer-4791943399604224.docx": "zip_entry",
    "pyhanko-circular-page-tree.pdf": "pdf_damaged",
    "pyhanko-minimal-aes256.pdf": "pdf_encrypted",
}


def files(folder):
    return sorted(path.name for path in (DATA / folder).iterdir()) if DATA.is_dir() else []


@pytest.mark.parametrize(
    ("folder", "name"),
    [(folder, name) for folder in ("docx-hostile", "pdf-signed", "docx") for name in files(folder)],
)
def test_sample(folder, name):
    content = (DATA / folder / name).read_bytes()
    if name in REFUSED:
        with pytest.raises(RefusedUpload) as refusal:
            check(name, content, {Kind.DOCX, Kind.PDF})
        assert refusal.value.code == REFUSED[name]
    else:
        assert check(name, content, {Kind.DOCX, Kind.PDF}).safe_name == name


def test_a_macro_document_renamed():
    content = (DATA / "docx-hostile" / "poi-SimpleMacro.docm").read_bytes()
    with pytest.raises(RefusedUpload) as refusal:
        check("acte.docx", content, {Kind.DOCX})
    assert refusal.value.code == "office_active"
