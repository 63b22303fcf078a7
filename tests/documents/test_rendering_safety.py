"""A Word model never runs code, and a value never becomes a template or markup."""

import contextlib
import io
import re
import time
from decimal import Decimal

import pytest
from docx import Document
from docxtpl import DocxTemplate
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.rendering import (
    ModelError,
    PackageRefused,
    RenderingTooHeavy,
    fill,
    fill_in_child,
    variables,
)
from tests.depth import FULL, some
from tests.documents.payloads import (
    PARTS,
    PAYLOADS,
    in_body,
    in_core_property,
    payload,
    unpacked,
)

MODEL = in_body("[{{ title }}]")
DATA = {"title": "Titre", "rows": [{"name": "a"}], "data": {"x": "1"}}


EVERYWHERE = [(name, part) for name in PAYLOADS for part in PARTS]


# In a daily run each payload in two or three of the seven parts, not the same ones for all.
@pytest.mark.parametrize(("name", "part"), some(EVERYWHERE, 6))
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


@pytest.mark.parametrize("name", PAYLOADS)
def test_the_sandbox_alone_stops_what_the_list_of_constructs_would_miss(
    name, tmp_path, monkeypatch
):
    monkeypatch.setattr("documents.rendering.compiled.refused_nodes", lambda tree: ())
    with pytest.raises(ModelError):
        fill(in_body(payload(name, str(tmp_path / "canary")) + "{# sandbox #}"), DATA)
    assert not (tmp_path / "canary").exists()


@pytest.mark.parametrize("line", ["{{ f(1) }}", "{% set x = 1 %}", "{% macro m() %}{% endmacro %}"])
def test_the_list_of_constructs_refuses_before_anything_is_rendered(line, monkeypatch):
    with pytest.raises(ModelError, match="n’est pas admis"):
        variables(in_body(line))


def test_the_payloads_are_live_in_an_ordinary_environment(tmp_path):
    """Otherwise the test above would prove nothing."""
    for number, (part, make) in enumerate(PARTS.items()):
        canary = tmp_path / f"canary{number}"
        template = DocxTemplate(io.BytesIO(make(payload("cycler", str(canary)))))
        template.render(dict(DATA))
        assert canary.exists(), part


@given(st.text(max_size=200))
@settings(max_examples=150 if FULL else 40, deadline=None)
def test_any_text_comes_out_of_word_as_it_went_in(value):
    filled = Document(io.BytesIO(fill(MODEL, {"title": value})))
    expected = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ue000\ue001\ufffe\uffff]", "", value)
    expected = expected.replace("\r\n", "\n").replace("\r", "\n")
    assert filled.paragraphs[0].text == f"[{expected}]"


PIECES = [
    "{{", "}}", "{%", "%}", "{#", "#}", "title", "rows", "for", "in", "if", "endif", "endfor", "|",
    "(", ")", "[", "]", ".", "__class__", '"', "'", "p", "tr", "r", "-", "+", "*", "**", "9", "«",
    "»", ",", "not", "euros", "length", "=", "set", "\\", "vm", "hm", "colspan", "~",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join), st.booleans())
@settings(max_examples=300 if FULL else 80, deadline=None)
def test_whatever_is_typed_in_a_model_gives_a_document_or_a_sentence(line, tight):
    with contextlib.suppress(ModelError):
        Document(io.BytesIO(fill(in_body(line.replace(" ", "") if tight else line), DATA)))


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
