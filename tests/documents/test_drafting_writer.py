"""The Word model laid out from a text: what a lawyer checks page by page."""

import io
import tomllib

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm

from documents.drafting import Page, manifest, read, write
from documents.rendering import fill

SOURCE = """---
code: essai
title: "Acte d'essai"
kind: essai
version: "1.0"
text_hash: true
minimum_level: "simple (level.convention)"
signatories:
  - {order: 1, role: executive, party: "collectivité d'essai", grounds: [holder]}
  - {order: 2, role: "inspector ou dasen", party: État}
data_contract:
  - {name: case_reference, type: text, example: "CONV-1"}
  - {name: amount, type: decimal, example: 12.5}
  - name: rows
    type: list
    fields:
      - {name: label, type: text, example: a}
      - {name: count, type: integer, example: 3}
---

# ACTE D'ESSAI

## Article 1 – Objet

{% if shown %}Une clause [à confirmer].{% endif %}

<!-- Clause facultative — paramètre : option_extra -->
Autre.

La collectivité :

1. paie ;
2. signe.

| Objet | Nombre |
|---|---|
| {% for row in rows %} | |
| {{ row.label }} | {{ row.count }} |
| {% endfor %} | |

## Signatures

*Une note.*

::: mention
<!-- champ de signature 1 : 85 × 32 mm, bloc insécable -->
**Pour la collectivité**

{{ name | mention }}

[champ de signature 1]
:::

::: mention
<!-- champ de signature 2 : 85 × 32 mm, bloc insécable -->
**Pour l'État**

[champ de signature 2]
:::

# Annexe 1 – Large

<!-- tableau : paysage, largeurs 100/100 mm ; en-tête répété -->

| A | B |
|---|---|
| x | {{ amount | euros }} |

# Annexe 2 – Droite

Fin.
"""
DATA = {
    "case_reference": "CONV-1",
    "shown": False,
    "name": "",
    "amount": 12,
    "rows": [{"label": "a", "count": 1}, {"label": "b", "count": 2}],
    "text_hash_short": "abc123abc123",
}


@pytest.fixture(scope="module")
def model():
    return write(read(SOURCE), Page())


@pytest.fixture(scope="module")
def document(model):
    return Document(io.BytesIO(model))


@pytest.fixture(scope="module")
def filled(model):
    return Document(io.BytesIO(fill(model, DATA)))


def paragraph(document, start):
    return next(p for p in document.paragraphs if p.text.startswith(start))


def test_the_same_text_gives_the_same_file(model):
    assert write(read(SOURCE), Page()) == model


def test_every_tag_stands_in_one_run(document):
    for element in document.element.body.iter(qn("w:t")):
        assert (element.text or "").count("{") == (element.text or "").count("}")


def test_a_false_condition_leaves_no_paragraph(filled):
    empty = [p for p in filled.paragraphs if not p.text.strip() and p.style.name != "Intervalle"]
    assert empty == []
    assert not any("clause" in p.text for p in filled.paragraphs)


def test_rows_come_from_the_loop_and_commands_leave_none(filled):
    assert [[c.text for c in r.cells] for r in filled.tables[0].rows] == [
        ["Objet", "Nombre"],
        ["a", "1"],
        ["b", "2"],
    ]


def test_table_titles_repeat_and_rows_never_split(document):
    table = document.tables[0]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    for row in table.rows:
        if "{%" not in row.cells[0].text:
            assert row._tr.trPr.find(qn("w:cantSplit")) is not None


def test_a_column_of_numbers_is_aligned_on_the_right(filled):
    assert [str(c.paragraphs[0].alignment) for c in filled.tables[0].columns[1].cells] == [
        "RIGHT (2)"
    ] * 3


def test_signature_boxes_have_their_exact_size_and_one_anchor(filled):
    boxes = [t for t in filled.tables if "Signature —" in t.rows[0].cells[0].text]
    assert [t.rows[0].cells[0].text for t in boxes] == [
        "Signature — collectivité",
        "Signature — État",
    ]
    for table in boxes:
        row = table.rows[0]
        assert abs(row.height - Mm(32)) < Mm(0.1)
        assert row._tr.trPr.find(qn("w:trHeight")).get(qn("w:hRule")) == "exact"
        assert abs(row.cells[0].width - Mm(85)) < Mm(0.1)


def test_a_signature_block_never_leaves_its_page_nor_the_act(filled):
    for start in ("Une note", "Pour la collectivité", "…"):
        assert paragraph(filled, start).paragraph_format.keep_with_next, start
    assert paragraph(filled, "Signatures").style.paragraph_format.keep_with_next


def test_mentions_have_their_own_style(filled):
    assert paragraph(filled, "Pour la collectivité").style.name == "Mention"
    assert paragraph(filled, "Autre").style.name == "Normal"


def test_the_annex_with_a_wide_table_lies_down_and_the_next_stands_up(filled):
    assert [s.orientation for s in filled.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    assert all("CONV-1" in s.header.paragraphs[0].text for s in filled.sections)
    assert all("abc123abc123" in s.footer.paragraphs[0].text for s in filled.sections)
    fields = {
        i.text.strip() for s in filled.sections for i in s.footer._element.iter(qn("w:instrText"))
    }
    assert fields == {"PAGE", "NUMPAGES"}


def test_a_first_part_with_a_wide_table_lies_down_and_numbers_its_pages_once():
    head, _, _ = SOURCE.partition("# ACTE")
    text = read(head + "# Feuille\n\n<!-- tableau : paysage -->\n| A | B |\n|---|---|\n| x | y |\n")
    document = Document(io.BytesIO(write(text, Page())))
    [section] = document.sections
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert section.footer.paragraphs[0].text.count("page ") == 1


def test_a_project_without_hash_prints_no_dangling_words(model):
    filled = Document(io.BytesIO(fill(model, DATA | {"text_hash_short": ""})))
    assert "empreinte" not in filled.sections[0].footer.paragraphs[0].text


def test_points_to_confirm_stay_visible_in_a_working_paper():
    working = write(read(SOURCE.replace("text_hash: true", "text_hash: false")), Page())
    paragraphs = Document(io.BytesIO(working)).paragraphs
    marked = [r for p in paragraphs for r in p.runs if r.font.highlight_color]
    assert "".join(r.text for r in marked) == "[à confirmer]"


def test_an_act_keeps_its_points_to_confirm_and_optional_clauses_in_the_margin(document):
    assert [c.text for c in document.comments] == [
        "[à confirmer]",
        "Clause facultative — paramètre : option_extra",
    ]
    assert paragraph(document, "Une clause").text == "Une clause."


def test_only_the_styles_in_use_remain(document):
    assert len(document.styles) < 25
    assert document.styles.element.find(qn("w:latentStyles")) is None


def test_the_manifest_names_fields_and_anchors():
    read_back = tomllib.loads(manifest(read(SOURCE), contract="a.b.C"))
    assert read_back["contract"] == "a.b.C"
    assert read_back["text_hash"] is True
    assert read_back["level_parameter"] == "level.convention"
    assert read_back["optional_clauses"] == ["option_extra"]
    first, second = read_back["signatories"]
    assert (first["order"], first["role"], first["field"]) == (1, "executive", "sig_authority")
    assert first["party"] == "collectivité d’essai"
    assert (second["role"], second["other_roles"]) == ("inspector", ["dasen"])
    assert (second["field"], second["anchor"]) == ("sig_state", "Signature — État")


def test_a_text_that_nobody_signs_says_so_in_its_manifest():
    text = read("---\ncode: a\ntitle: A\nkind: a\nversion: 1\n---\n# A\n")
    assert tomllib.loads(manifest(text, contract="a.B"))["signatories"] == []


def test_neither_the_first_item_of_a_long_list_nor_the_last_stands_alone():
    items = "\n".join(f"{n}. point {n} ;" for n in range(1, 8))
    source = SOURCE.replace("1. paie ;\n2. signe.", items)
    document = Document(io.BytesIO(write(read(source), Page())))
    kept = [
        bool(paragraph(document, f"point {n}").paragraph_format.keep_with_next) for n in range(1, 8)
    ]
    # The last one stays with the table that follows it.
    assert kept == [True, False, False, False, False, True, True]
    assert paragraph(document, "La collectivité").paragraph_format.keep_with_next


def test_table_settings_stand_in_the_order_that_word_demands(document):
    order = ["tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar", "tblLook"]
    for table in document.tables:
        names = [child.tag.split("}")[1] for child in table._tbl.tblPr]
        assert names == [name for name in order if name in names]
