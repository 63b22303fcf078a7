"""``draft_model``: a first Word version, never over a lawyer's work."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests.documents.test_drafting_writer import SOURCE


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "essai.md"
    path.write_text(SOURCE, encoding="utf-8")
    return path


def test_a_text_gives_a_model_its_manifest_and_its_sample(source, tmp_path):
    out = tmp_path / "essai"
    call_command("draft_model", source, out=out, contract="a.b.C")
    assert sorted(p.name for p in out.iterdir()) == ["essai.docx", "manifest.toml", "sample.json"]
    recorded = json.loads((out / "sample.json").read_text())
    assert recorded["amount"] == "12.5"
    assert recorded["rows"] == [{"label": "a", "count": 3}]


def test_a_model_already_there_is_not_replaced_unless_asked(source, tmp_path):
    out = tmp_path / "essai"
    call_command("draft_model", source, out=out)
    (out / "essai.docx").write_bytes(b"edited")
    (out / "sample.json").write_text("{}")
    with pytest.raises(CommandError, match="--replace"):
        call_command("draft_model", source, out=out)
    assert (out / "essai.docx").read_bytes() == b"edited"
    call_command("draft_model", source, out=out, replace=True)
    assert (out / "essai.docx").read_bytes() != b"edited"
    assert (out / "sample.json").read_text() == "{}"


def test_a_faulty_text_is_refused_in_french(source, tmp_path):
    source.write_text(SOURCE.replace("## Signatures", "{% if x %}"), encoding="utf-8")
    with pytest.raises(CommandError, match="refermée"):
        call_command("draft_model", source, out=tmp_path / "essai")
    assert not (tmp_path / "essai").exists()


def test_a_missing_text_is_told(tmp_path):
    with pytest.raises(CommandError, match="n’existe pas"):
        call_command("draft_model", tmp_path / "absent.md", out=tmp_path / "essai")
