"""A Word model never runs code, and a value never becomes a template or markup."""

import io
import time
from decimal import Decimal

import pytest
from docx import Document
from docxtpl import DocxTemplate

from documents.rendering import (
    ModelError,
    PackageRefused,
    RenderingTooHeavy,
    fill,
    fill_in_child,
)
from tests.documents.payloads import (
    PARTS,
    PAYLOADS,
    in_body,
    in_core_property,
    payload,
    unpacked,
)

DATA = {"title": "Titre", "rows": [{"name": "a"}], "data": {"x": "1"}}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", PAYLOADS)
def test_nothing_in_a_model_executes(name, part, tmp_path):
    canary = tmp_path / "canary"
    model = PARTS[part](payload(name, str(canary)))
    if part == "core property":
        filled = fill(model, DATA)
        assert unpacked(filled)["docProps/core.xml"] == unpacked(model)["docProps/core.xml"]
    else:
        with pytest.raises(ModelError) as refusal:
            fill(model, DATA)
        assert "root:" not in str(refusal.value)
    assert not canary.exists()


def test_the_payloads_are_live_in_an_ordinary_environment(tmp_path):
    """Otherwise the test above would prove nothing."""
    for number, (part, make) in enumerate(PARTS.items()):
        canary = tmp_path / f"canary{number}"
        template = DocxTemplate(io.BytesIO(make(payload("cycler", str(canary)))))
        template.render(dict(DATA))
        assert canary.exists(), part


@pytest.mark.parametrize("name", ["cycler", "subclasses", "power", "percent_string"])
def test_an_uploaded_model_is_refused_from_the_child_with_the_same_sentence(name, tmp_path):
    model = in_body(payload(name, str(tmp_path / "canary")))
    with pytest.raises(ModelError) as here:
        fill(model, DATA)
    with pytest.raises(type(here.value)) as there:
        fill_in_child(model, DATA)
    assert str(there.value) == str(here.value)
    assert not (tmp_path / "canary").exists()


HOSTILE_VALUES = [
    "{{ title }}",
    "{% for x in rows %}",
    "{# caché #}",
    "</w:t></w:r></w:p><w:p/>",
    "]]>",
    "<!--",
    "&lt;&amp;#60;",
    '"><w:altChunk r:id="rId1"/>',
    "{_{ title }_}",
    "é̀ 🙂 عربى",
    "a" * 100_000,
]


@pytest.mark.parametrize("value", HOSTILE_VALUES)
@pytest.mark.parametrize("part", ["body", "table cell"])
def test_a_value_stays_text(value, part):
    filled = Document(io.BytesIO(fill(PARTS[part]("[{{ title }}]"), {"title": value})))
    holder = filled.tables[0].rows[0].cells[1] if filled.tables else filled.paragraphs[0]
    assert holder.text == f"[{value}]"


def test_control_characters_are_left_out_and_line_ends_kept():
    filled = fill(in_body("{{ title }}"), {"title": "a\x00b\x0bc\ud800d\r\ne\rf\ng\th"})
    assert Document(io.BytesIO(filled)).paragraphs[0].text == "abcd\ne\nf\ng\th"


@pytest.mark.parametrize(
    "value",
    [object(), 1.5, {1, 2}, b"octets", len, {"a": object()}, [[object()]], {1: "a"}, Decimal],
)
def test_only_plain_values_enter(value):
    with pytest.raises(TypeError):
        fill(in_body("Corps"), {"title": value})


def test_a_string_marked_safe_by_someone_does_not_enter():
    class Safe(str):
        def __html__(self):
            return "</w:t>"

    with pytest.raises(TypeError):
        fill(in_body("{{ title }}"), {"title": Safe("x")})


def test_a_model_that_would_run_for_ever_is_stopped():
    loops = "".join("{% for " + name + " in rows %}" for name in "abcdefgh")
    model = in_body(loops + "{% if a == 'z' %}x{% endif %}" + "{% endfor %}" * 8)
    started = time.monotonic()
    with pytest.raises(RenderingTooHeavy):
        fill_in_child(model, {"rows": ["a"] * 40}, cpu_seconds=1)
    assert time.monotonic() - started < 25


def test_a_model_that_would_take_all_memory_is_stopped():
    model = in_body("{% for a in rows %}{% for b in rows %}{{ text }}{% endfor %}{% endfor %}")
    data = {"rows": [1] * 1000, "text": "x" * 1000}
    with pytest.raises(RenderingTooHeavy):
        fill(model, data)
    with pytest.raises(RenderingTooHeavy):
        fill_in_child(model, data, memory_bytes=300 * 1024 * 1024)


def test_a_file_that_is_not_word_is_refused_in_french():
    for content in (b"", b"%PDF-1.7", b"PK\x03\x04garbage", in_core_property("x")[:3000]):
        with pytest.raises(PackageRefused, match=r"[Ff]ichier"):
            fill(content, {})
