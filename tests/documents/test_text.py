"""The voted text of an act: what its hash covers, how it reads on screen, what changed."""

import io
import time

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE

from documents.rendering import PackageRefused, fill
from documents.text import (
    TextTooLong,
    as_html,
    as_sections,
    blocks,
    difference,
    normalised,
    passages,
    text_hash,
)
from tests.documents.payloads import edited, in_body, in_footnote, in_text_box


def made(*lines, before=None, header="", mentions=()):
    document = Document()
    document.styles.add_style("Mention", WD_STYLE_TYPE.PARAGRAPH)
    if before:
        before(document)
    for line in lines:
        document.add_paragraph(line)
    for line in mentions:
        document.add_paragraph(line, style="Mention")
    document.sections[0].header.paragraphs[0].text = header
    return saved(document)


def saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def hash_of(docx):
    return text_hash(blocks(docx))


def test_what_is_completed_after_the_vote_does_not_change_the_hash():
    voted = made("Article 1", header="PROJET", mentions=["Délibération n° …"])
    issued = made("Article 1", header="CONV-1", mentions=["Délibération n° 12", "Le maire, M. X"])
    assert hash_of(voted) == hash_of(issued)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1 243,62 €", "1\u202f243,62\u00a0€"),
        ("l’école\u0301", "l’écolé".replace("olé", "ole\u0301")),
        ("deux  mots ", "deux\tmots"),
        ("cou\u00adpure", "coupure"),
    ],
)
def test_spaces_and_unicode_forms_do_not_change_the_hash(one, other):
    assert hash_of(made(one)) == hash_of(made(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["1 000 €"], ["1 001 €"]),
        (["a", "b"], ["a b"]),
        (["a", "b"], ["b", "a"]),
        (["Le maire"], ["le maire"]),
    ],
)
def test_any_change_of_words_changes_the_hash(one, other):
    assert hash_of(made(*one)) != hash_of(made(*other))


def test_bold_and_styles_do_not_change_the_hash():
    document = Document()
    document.add_heading("Article 1", 1).add_run().bold = True
    assert hash_of(saved(document)) == hash_of(made("Article 1"))


def test_a_mention_in_a_table_cell_is_left_out_and_the_other_cells_kept():
    def with_table(name):
        def build(document):
            row = document.add_table(1, 2).rows[0]
            row.cells[0].text = "Pour la commune"
            row.cells[1].text = name
            row.cells[1].paragraphs[0].style = document.styles["Mention"]

        return build

    assert hash_of(made(before=with_table("M. X"))) == hash_of(made(before=with_table("Mme Y")))
    found = blocks(made(before=with_table("M. X")))
    assert [block.text for block in found] == ["Pour la commune | M. X"]
    assert not found[0].mention


@pytest.mark.parametrize("make", [in_footnote, in_text_box])
def test_notes_and_text_boxes_are_part_of_the_text(make):
    one, other = make("Prix : 10 €"), make("Prix : 90 €")
    if make is in_footnote:
        reference = '<w:footnoteReference w:id="1"/>'
        one, other = (
            edited(x, "word/document.xml", "<w:t>Corps</w:t>", f"<w:t>Corps</w:t>{reference}")
            for x in (one, other)
        )
    assert any("10 €" in block.text for block in blocks(one))
    assert hash_of(one) != hash_of(other)


def test_deleted_and_hidden_text_is_not_the_text():
    docx = edited(
        in_body("MARQUE"),
        "word/document.xml",
        "<w:r><w:t>MARQUE</w:t></w:r>",
        "<w:del><w:r><w:delText>ancien</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>nouveau</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>caché</w:t></w:r>",
    )
    assert [block.text for block in blocks(docx)] == ["nouveau"]


def test_kinds_are_read_from_word_styles():
    def build(document):
        document.add_heading("Convention", 0)
        document.add_heading("Article 1", 1)
        document.add_heading("Détail", 2)
        document.add_paragraph("Point", style="List Bullet")
        document.add_paragraph("Numéro", style="List Number")
        custom = document.styles.add_style("Article", WD_STYLE_TYPE.PARAGRAPH)
        custom.base_style = document.styles["Heading 1"]
        document.add_paragraph("Article 2", style="Article")
        toc = document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
        document.add_paragraph("Article 1 ..... 3", style=toc)

    found = blocks(made("Texte", before=build))
    assert [(block.kind, block.level) for block in found] == [
        ("title", 0),
        ("heading", 1),
        ("heading", 2),
        ("item", 0),
        ("item", 0),
        ("heading", 1),
        ("paragraph", 0),
    ]


def test_reading_on_screen_marks_values_and_mentions_and_escapes_everything():
    def build(document):
        document.add_heading("Convention {{ name }}", 0)
        document.add_heading("Article 1", 1)
        document.add_paragraph("").add_run("Gras & {{ evil }}").bold = True
        document.add_paragraph("Un", style="List Bullet")
        document.add_paragraph("Deux", style="List Bullet")
        document.add_table(1, 1).rows[0].cells[0].text = "Cellule"

    model = made(before=build, mentions=["Délibération {{ number | mention }}"])
    data = {"name": "A", "evil": "<script>alert(1)</script>\nsuite", "number": None}
    html = as_html(blocks(fill(model, data, mark_values=True)))
    assert "<script" not in html
    assert '<h3>Convention <span class="given">A</span></h3>' in html
    assert "<h4>Article 1</h4>" in html
    assert "<strong>Gras &amp; </strong>" in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>suite" in html
    assert "<ul><li>Un</li><li>Deux</li></ul>" in html
    assert '<p class="mention">Délibération <span class="given">…' in html
    assert "<td>Cellule</td>" in html
    assert " style=" not in html


def test_marks_of_values_do_not_change_the_hash_and_cannot_be_typed_by_a_user():
    model = made("Commune de {{ name }}.")
    plain = fill(model, {"name": "A\ue000B"})
    marked = fill(model, {"name": "A\ue000B"}, mark_values=True)
    assert hash_of(plain) == hash_of(marked)
    assert '<span class="given">AB</span>' in as_html(blocks(marked))


def test_without_title_headings_start_at_h3():
    def build(document):
        document.add_heading("Article 1", 1)

    assert as_html(blocks(made(before=build))) == "<h3>Article 1</h3>"


def test_an_act_that_says_what_its_model_says_has_no_difference():
    model = made("Article {{ n }}", mentions=["Le {{ day | mention }}"])
    act = fill(model, {"n": 1, "day": "3 mai"})
    assert difference(blocks(act), blocks(fill(model, {"n": 1, "day": None}))) == ()
    assert difference(blocks(act), blocks(fill(model, {"n": 1, "day": None})), with_mentions=True)


def test_changed_added_and_removed_blocks_are_listed_with_both_texts():
    old = blocks(made("un", "deux", "trois", "quatre"))
    new = blocks(made("un", "deux bis", "trois", "quatre", "cinq"))
    assert [(c.kind, c.position, c.old, c.new) for c in difference(old, new)] == [
        ("changed", 2, "deux", "deux bis"),
        ("added", 5, "", "cinq"),
    ]
    assert [(c.kind, c.old) for c in difference(new, old)] == [
        ("changed", "deux bis"),
        ("removed", "cinq"),
    ]


def test_a_row_is_not_a_paragraph_that_reads_the_same():
    def build(document):
        row = document.add_table(1, 2).rows[0]
        row.cells[0].text, row.cells[1].text = "a", "b"

    one, other = blocks(made(before=build)), blocks(made("a | b"))
    assert text_hash(one) != text_hash(other)
    assert difference(one, other)


def test_very_long_and_repetitive_texts_are_compared_in_bounded_time():
    one = blocks(made(*["même phrase", "autre"] * 3000))
    other = blocks(made("début", *["autre", "même phrase"] * 3000))
    started = time.monotonic()
    assert difference(one, other)
    assert time.monotonic() - started < 10


def test_a_text_beyond_the_limits_is_refused_with_a_sentence(monkeypatch):
    monkeypatch.setattr("documents.text.reading.MAX_BLOCKS", 10)
    with pytest.raises(TextTooLong, match="10 paragraphes"):
        blocks(made(*["x"] * 11))


def test_another_file_is_refused():
    with pytest.raises(PackageRefused):
        blocks(b"%PDF-1.7")


def test_normalised_keeps_letters_and_unifies_spaces():
    assert normalised("  a\u00a0\u202fb\u2009c\n") == "a b c"


def test_the_text_is_cut_at_its_articles_and_its_opening_goes_with_the_first():
    def build(document):
        document.add_paragraph("Entre les soussignés")
        for number in (1, 2):
            document.add_heading(f"Article {number}", level=1)
            document.add_paragraph(f"Clause {number}")

    found = as_sections(blocks(made(before=build)))
    assert [section.title for section in found] == ["Article 1", "Article 2"]
    assert found[0].html == "<p>Entre les soussignés</p>\n<p>Clause 1</p>"
    assert found[1].html == "<p>Clause 2</p>"


def test_a_text_without_articles_is_one_section():
    found = as_sections(blocks(made("Une lettre")))
    assert [section.title for section in found] == [""]


def test_a_text_is_cut_at_its_headings_of_the_first_level_if_it_has_any():
    word = Document()
    word.add_paragraph("Entre les parties")
    for title in ("Article 1. Objet", "Article 2. Durée"):
        word.add_heading(title, level=1)
        word.add_paragraph(f"Texte de l’{title.lower()}")
    found = passages(blocks(saved(word)))
    assert [(heading.text, len(under)) for heading, under in found] == [
        ("Article 1. Objet", 1),
        ("Article 2. Durée", 1),
    ]
    assert passages(blocks(made("Un texte sans titre"))) == []
