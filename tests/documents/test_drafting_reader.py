"""What a text may say, and how a faulty one is refused."""

import pytest

from documents.drafting import TextRefused, manifest, read
from documents.drafting.blocks import Control, Frame, Heading, Item, Paragraph, Row, Table

FRONT = """---
code: essai
title: "Acte d'essai"
kind: essai
version: "1.0"
signatories:
  - {order: 1, role: executive, party: collectivité}
  - {order: 2, role: "inspector ou dasen", party: État}
data_contract: []
---
"""


def blocks(body):
    return read(FRONT + body).blocks


def test_each_line_is_a_paragraph_and_its_group_stays_tight():
    first, second, third = blocks("Un\nDeux\n\nTrois\n")
    assert [first.tight, second.tight, third.tight] == [True, False, False]


def test_the_running_line_leaves_the_body():
    text = read(FRONT + "**A**\nDossier {{ ref }} *(en-tête, hors empreinte du texte)*\n")
    assert text.running_line == "Dossier {{ ref }}"
    assert [b.text for b in text.blocks] == ["**A**"]


def test_a_mention_says_which_paragraphs_are_out_of_the_hash():
    found = blocks("avant\n\n::: mention\ndedans\n:::\n\naprès\n")
    assert [(b.text, b.place.mention) for b in found] == [
        ("avant", False),
        ("dedans", True),
        ("après", False),
    ]


def test_a_conditional_line_becomes_conditional_paragraphs():
    found = blocks("{% if a %}Vu {{ a }} ;{% endif %}\n")
    assert found == [Control("if a"), Paragraph("Vu {{ a }} ;"), Control("endif")]


def test_a_phrase_that_opens_on_a_line_and_closes_on_the_next_stays_one_paragraph():
    [only] = blocks("Le {% if a %}premier,\nle second{% endif %} jour\n")
    assert only.text == "Le {% if a %}premier,\nle second{% endif %} jour"


def test_a_row_governed_by_a_condition_leaves_no_empty_row():
    [table] = blocks(
        "| A | B |\n|---|---|\n{% if x %}| 1 | {{ a | euros }} |\n{% endif %}| 2 | b |\n"
        "| {% for r in rows %} | |\n| {{ r.a }} | c |\n| {% endfor %} | |\n"
    )
    assert isinstance(table, Table)
    assert table.rows == (
        Control("if x"),
        Row(("1", "{{ a | euros }}")),
        Control("endif"),
        Row(("2", "b")),
        Control("for r in rows"),
        Row(("{{ r.a }}", "c")),
        Control("endfor"),
    )


def test_the_layout_comment_gives_widths_and_turns_the_page():
    [table] = blocks(
        "<!-- tableau : paysage, largeurs 14/46,5 mm -->\n| A | B |\n|---|---|\n| 1 | 2 |\n"
    )
    assert table.layout.landscape
    assert table.layout.widths == (14, 46.5)


def test_a_signature_block_has_its_frame_at_the_size_asked_for():
    found = blocks(
        "::: mention\n<!-- champ de signature 2 : 90 × 30 mm -->\n**Pour**\n\n"
        "[champ de signature 2]\n:::\n"
    )
    assert isinstance(found[1], Frame)
    assert (found[1].width, found[1].height, found[1].signature) == (90, 30, 2)
    assert found[0].place.signature == 2


def test_the_advice_to_whoever_lays_out_is_left_aside():
    found = blocks("## Un\n\n1. point\n\n## Pièges de mise en page\n\n1. Rien\n")
    assert found == [Heading(2, "Un"), Item(1, "point")]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("{% if a %}\ntexte\n", "n’est pas refermée"),
        ("{% endif %}\n", "Ligne 11"),
        ("::: mention\ntexte\n", "n’est pas refermée"),
        ("::: mention\n::: mention\n", "l’un des deux manque"),
        ("Vu {% if a %}x\n", "ouverte"),
        ("<!-- tableau : largeurs 10/20 mm -->\n| A |\n|---|\n| 1 |\n", "2 largeurs"),
        ("| A |\n|---|\n| {% for r in x %} |\n| a |\n", "referme"),
    ],
)
def test_a_faulty_text_is_refused_with_its_place(body, told):
    with pytest.raises(TextRefused, match=told):
        read(FRONT + body)


def test_a_text_without_header_is_refused():
    with pytest.raises(TextRefused, match="en-tête YAML"):
        read("# Titre\n")


def test_a_header_without_version_is_refused():
    with pytest.raises(TextRefused, match="version"):
        read(FRONT.replace('version: "1.0"\n', ""))


def test_a_field_without_signatory_is_refused():
    with pytest.raises(ValueError, match="champ de signature 3"):
        manifest(read(FRONT + "[champ de signature 3]\n"), contract="x.Y")
