"""What a lawyer is told about a Word model that was just uploaded."""

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document

from documents.model_check import inspect
from tests.depth import some
from tests.documents import hostile
from tests.documents.payloads import PARTS, edited, in_body, packed, unpacked
from tests.documents.wordxml import with_hyperlink

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "docx-hostile"


def saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_clean_model_is_accepted_with_its_variables():
    found = inspect(in_body("{{ title }} {% for s in schools %}{{ s.name }}{% endfor %}"))
    assert found.accepted
    assert found.errors == found.warnings == found.marks == ()
    assert found.variables == {"title", "schools"}


@pytest.mark.parametrize("part", [part for part in PARTS if part != "core property"])
def test_an_unknown_variable_is_named_with_its_paragraph(part):
    found = inspect(PARTS[part]("Le maire de {{ comune }}"), contract={"commune"})
    assert len(found.errors) == 1
    assert "« comune »" in found.errors[0]
    assert "« Le maire de {{ comune }} »" in found.errors[0]


def test_fields_of_rows_are_checked_where_the_contract_gives_them():
    model = in_body(
        "{% for s in schools %}{{ s.uia }}{% for c in s.classes %}{{ c.size }}{% endfor %}"
        "{% if not loop.last %}, {% endif %}{% endfor %}"
    )
    contract = {"schools", "schools.uai", "schools.classes", "schools.classes.size"}
    found = inspect(model, contract=contract)
    assert [("« schools.uia »" in error) for error in found.errors] == [True]
    assert not inspect(model, contract={"schools"}).errors


def test_a_value_that_no_model_uses_is_only_a_warning():
    found = inspect(in_body("{{ title }}"), contract={"title", "price"})
    assert found.accepted
    assert ["« price »" in warning for warning in found.warnings] == [True]


def test_points_of_law_left_to_settle_are_listed_even_split_by_word():
    document = Document()
    document.add_paragraph("Article 1. Rien à signaler.")
    paragraph = document.add_paragraph("Selon le décret [art. 3, à ")
    paragraph.add_run("confirmer").bold = True
    paragraph.add_run("], le maire")
    clause = document.add_paragraph("Selon les statuts [à confirmer au vu des statuts]")
    document.add_comment(clause.runs, "[régime à confirmer par le comptable]", "Juriste", "J")
    document.add_comment(clause.runs, "Clause facultative", "Juriste", "J")
    document.sections[0].footer.paragraphs[0].text = "[À\u00a0CONFIRMER]"
    found = inspect(saved(document))
    assert found.accepted
    assert set(found.marks) == {
        "Selon le décret [art. 3, à confirmer], le maire",
        "Selon les statuts [à confirmer au vu des statuts]",
        "[régime à confirmer par le comptable]",
        "[À CONFIRMER]",
    }


def test_traces_of_work_and_tags_in_properties_are_warned_of():
    docx = edited(
        in_body("MARQUE"),
        "word/document.xml",
        "<w:r><w:t>MARQUE</w:t></w:r>",
        '<w:ins w:id="1"><w:r><w:t>x</w:t></w:r></w:ins>',
    )
    assert any("modifications suivies" in warning for warning in inspect(docx).warnings)
    assert any("propriétés" in w for w in inspect(PARTS["core property"]("{{ x }}")).warnings)


def test_a_hyperlink_to_the_web_is_allowed():
    assert inspect(with_hyperlink("https://www.legifrance.gouv.fr/")).accepted


@pytest.mark.parametrize("name", some(hostile.names(), 4))
def test_each_active_thing_is_refused_with_a_sentence(name):
    found = inspect(hostile.document(name, "http://127.0.0.1:9/x", "/etc/hostname"))
    assert not found.accepted
    assert all(error.endswith(".") for error in found.errors)


def _zip(*entries, symlink=False):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in unpacked(in_body("Corps")).items():
            archive.writestr(name, content)
        for name, content in entries:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            if symlink:
                info.external_attr = 0o120777 << 16
            archive.writestr(info, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("docx", "said"),
    [
        (lambda: _zip(("../evil", b"x")), "hors du document"),
        (lambda: _zip(("/etc/evil", b"x")), "hors du document"),
        (lambda: _zip(("word\\..\\evil", b"x")), "hors du document"),
        (lambda: _zip(("C:/evil", b"x")), "hors du document"),
        (lambda: _zip(("word/lien", b"/etc/passwd"), symlink=True), "hors du document"),
        (lambda: _zip(("word/media/a.png", bytes(50 * 1024 * 1024))), "démesuré"),
        (lambda: _zip(*[(f"word/media/{n}.png", b"x") for n in range(1100)]), "parties"),
        (lambda: _zip(("word/DOCUMENT.xml", b"<x/>")), "deux fois"),
        (lambda: b"PK\x03\x04" + b"0" * 100, "abîmé"),
        (lambda: in_body("Corps")[:-200], "abîmé"),
        (lambda: b"{\\rtf1 }", "pas un document Word"),
        (lambda: packed({"mimetype": b"application/vnd.oasis.opendocument.text"}), "archive"),
        (lambda: b"x" * (21 * 1024 * 1024), "maximum"),
        (
            lambda: edited(
                in_body("Corps"), "[Content_Types].xml", "document.main+xml", "template.main+xml"
            ),
            "dotx",
        ),
        (
            lambda: packed(
                {
                    **unpacked(in_body("Corps")),
                    "word/document.xml": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a '
                    '[<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'.encode("utf-16"),
                }
            ),
            "DOCTYPE",
        ),
        (lambda: edited(in_body("Corps"), "word/document.xml", "</w:body>", ""), "abîmée"),
    ],
)
def test_archives_that_are_not_word_documents_are_refused(docx, said):
    found = inspect(docx())
    assert len(found.errors) == 1
    assert said in found.errors[0]


def test_a_slow_model_cannot_hold_the_page():
    tags = "{%" * 60_000
    found = inspect(in_body(tags))
    assert not found.accepted


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs the shared hostile samples")
@pytest.mark.parametrize(
    "name",
    [
        "gen-billion-laughs.docx",
        "gen-empty.docx",
        "gen-jinja-ssti.docx",
        "gen-remote-template.docx",
        "gen-renamed-pdf.docx",
        "gen-truncated.docx",
        "gen-xlsx-renamed.docx",
        "gen-xxe.docx",
        "gen-zipbomb-100MB.docx",
        "poi-ExternalEntityInText.docx",
        "poi-SimpleMacro.docm",
        "poi-clusterfuzz-testcase-minimized-POIFuzzer-6709287337197568.docx",
        "poi-clusterfuzz-testcase-minimized-POIXWPFFuzzer-4791943399604224.docx",
    ],
)
def test_known_hostile_files_are_refused(name):
    found = inspect((SAMPLES / name).read_bytes())
    assert not found.accepted
    assert not found.variables


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs the shared hostile samples")
@pytest.mark.parametrize("name", ["poi-footnotes.docx", "poi-testComment.docx"])
def test_ordinary_files_of_the_same_collection_are_accepted(name):
    assert inspect((SAMPLES / name).read_bytes()).accepted
