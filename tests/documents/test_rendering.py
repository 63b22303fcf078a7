"""A lawyer's Word model, filled with a document's data."""

import datetime
import io
import zipfile
from decimal import Decimal

import pytest
from docx import Document
from docxtpl import DocxTemplate
from jinja2 import Environment
from lxml import etree

from documents.filters import FILTERS
from documents.rendering import ModelError, UnknownVariable, fill, fill_in_child, variables
from tests.documents.payloads import in_body, in_footnote, in_text_box, unpacked

NBSP, THIN = "\u00a0", "\u202f"


def texts(docx):
    return [paragraph.text for paragraph in Document(io.BytesIO(docx)).paragraphs]


def saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def filled_line(line, **data):
    return texts(fill(in_body(line), data))[0]


@pytest.mark.parametrize(
    ("line", "value", "expected"),
    [
        ("{{ x | date_fr }}", datetime.date(2026, 9, 1), f"1er{NBSP}septembre 2026"),
        ("{{ x | date_fr }}", None, ""),
        ("{{ x | date_fr | mention }}", None, "…" * 12),
        ("{{ x | mention }}", "M. Exemple", "M. Exemple"),
        ("{{ x | mention }}", 0, "0"),
        ("{{ x | mention }}", "", "…" * 12),
        (
            "{{ x | long_date }}",
            datetime.date(2026, 9, 24),
            f"jeudi{NBSP}24{NBSP}septembre{NBSP}2026",
        ),
        (
            "{{ x | datetime_fr }}",
            datetime.datetime(2026, 6, 18, 14, 5, tzinfo=datetime.UTC),
            f"18{NBSP}juin 2026 à 16{NBSP}h{NBSP}05",
        ),
        ("{{ x | euros }}", Decimal("1243.62"), f"1{THIN}243,62{THIN}€"),
        ("{{ x | euros }}", 5, f"5,00{THIN}€"),
        ("{{ x | percent }}", Decimal("12.5"), f"12,5{THIN}%"),
        ("{{ x | number }}", 43810, f"43{THIN}810"),
        ("{{ x | words }}", Decimal("80"), "quatre-vingts euros"),
        ('{{ x | plural("école", "écoles") }}', 1, f"1{NBSP}école"),
        ('{{ x | plural("école", "écoles") }}', 0, f"0{NBSP}école"),
        ('{{ x | plural("école", "écoles") }}', 2, f"2{NBSP}écoles"),
        ("{{ x | short_hash }}", "a1b2c3d4e5f6" + "0" * 52, "a1b2c3d4e5f6"),
        ("{{ x | length }}", [1, 2, 3], "3"),
        ("{{ x }}", None, ""),
        ("{{ x }}", True, "oui"),
        ("{{ x }}", datetime.date(2026, 9, 1), f"1er{NBSP}septembre 2026"),
        ("{{ x }}", Decimal("2.50"), "2,50"),
        ("{% if x %}oui{% else %}non{% endif %}", [], "non"),
        ('{{ x["10.1"] }}', {"10.1": "clause"}, "clause"),
        ("{{ x.items }}", {"items": "clé, pas méthode"}, "clé, pas méthode"),
    ],
)
def test_values_are_printed_in_french(line, value, expected):
    assert filled_line(line, x=value) == expected


def test_the_quotes_that_word_puts_by_itself_are_understood():
    line = f"{{{{ x | plural(«{NBSP}école{NBSP}», «{NBSP}écoles{NBSP}») }}}}"
    assert filled_line(line, x=3) == f"3{NBSP}écoles"
    assert filled_line("{% if x == “a” %}oui{% endif %}", x="a") == "oui"


def test_a_tag_split_by_word_over_several_runs_is_read_whole():
    document = Document()
    paragraph = document.add_paragraph("À {")
    for piece in ("{ na", "me ", "}", "} !"):
        paragraph.add_run(piece).bold = True
    assert texts(fill(saved(document), {"name": "Amiens"})) == ["À Amiens !"]


def test_rows_of_a_table_are_repeated_and_their_commands_vanish():
    document = Document()
    table = document.add_table(3, 2)
    table.rows[0].cells[0].text = "{%tr for school in schools %}"
    table.rows[1].cells[0].text = "{{ school.name }}"
    table.rows[1].cells[1].text = "{{ school.amount | euros }}"
    table.rows[2].cells[0].text = "{%tr endfor %}"
    schools = [
        {"name": "Jules-Ferry", "amount": Decimal(10)},
        {"name": "A & B", "amount": Decimal(20)},
    ]
    filled = Document(io.BytesIO(fill(saved(document), {"schools": schools})))
    rows = [[cell.text for cell in row.cells] for row in filled.tables[0].rows]
    assert rows == [["Jules-Ferry", f"10,00{THIN}€"], ["A & B", f"20,00{THIN}€"]]


def test_columns_repeated_by_a_model_keep_a_valid_table():
    document = Document()
    cells = document.add_table(1, 3).rows[0].cells
    cells[0].text, cells[1].text = "{%tc for s in schools %}", "{{ s.name }}"
    cells[2].text = "{%tc endfor %}"
    filled = fill(saved(document), {"schools": [{"name": str(n)} for n in range(5)]})
    table = Document(io.BytesIO(filled)).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == list("01234")
    assert len(table.columns) == 5


def test_paragraphs_of_a_refused_option_leave_no_blank_line():
    document = Document()
    for line in ("Avant", "{%p if option %}", "Clause", "{%p endif %}", "Après"):
        document.add_paragraph(line)
    model = saved(document)
    assert texts(fill(model, {"option": False})) == ["Avant", "Après"]
    assert texts(fill(model, {"option": True})) == ["Avant", "Clause", "Après"]


def test_line_breaks_of_a_value_are_line_breaks_in_word():
    xml = unpacked(fill(in_body("{{ x }}"), {"x": "un\ndeux"}))["word/document.xml"].decode()
    assert xml.count("<w:br/>") == 1


def test_line_breaks_where_none_is_possible_become_spaces():
    members = unpacked(in_body("MARQUE"))
    picture = (
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>TC "{{ x }}"</w:instrText>'
        '<w:fldChar w:fldCharType="end"/></w:r><w:bookmarkStart w:id="1" w:name="{{ x }}"/>'
    )
    body = members["word/document.xml"].decode()
    body = body.replace("<w:r><w:t>MARQUE</w:t></w:r>", picture)
    members["word/document.xml"] = body.encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    xml = unpacked(fill(buffer.getvalue(), {"x": 'un\n"deux" <3'}))["word/document.xml"]
    assert xml.decode().count("un &#34;deux&#34; &lt;3") == 2
    etree.fromstring(xml)


def test_header_footer_footnote_and_text_box_are_filled():
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Dossier {{ x }}"
    document.sections[0].footer.paragraphs[0].text = "Empreinte {{ x }}"
    filled = Document(io.BytesIO(fill(saved(document), {"x": "R-1"})))
    assert filled.sections[0].header.paragraphs[0].text == "Dossier R-1"
    assert filled.sections[0].footer.paragraphs[0].text == "Empreinte R-1"
    assert b"R-1" in unpacked(fill(in_footnote("{{ x }}"), {"x": "R-1"}))["word/footnotes.xml"]
    assert b"R-1" in unpacked(fill(in_text_box("{{ x }}"), {"x": "R-1"}))["word/document.xml"]


def test_parts_without_variables_are_untouched_and_bytes_are_stable():
    document = Document()
    document.add_paragraph("{{ x }}")
    document.core_properties.title = "{{ x }}"
    model = saved(document)
    once, twice = fill(model, {"x": "1"}), fill(model, {"x": "1"})
    assert once == twice == fill_in_child(model, {"x": "1"})
    before, after = unpacked(model), unpacked(once)
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} == {"word/document.xml"}
    assert next(iter(after)) == "[Content_Types].xml"


def test_the_result_is_what_docxtpl_gives():
    document = Document()
    document.add_heading("{{ title }}", 1)
    document.add_paragraph("Le {{ day | date_fr }}{% if n > 1 %}, {{ n }} fois{% endif %}")
    table = document.add_table(3, 1)
    for row, text in zip(
        table.rows, ["{%tr for r in rows %}", "{{ r.a }}", "{%tr endfor %}"], strict=True
    ):
        row.cells[0].text = text
    model = saved(document)
    data = {
        "title": "A & B",
        "day": datetime.date(2026, 9, 1),
        "n": 2,
        "rows": [{"a": "x"}, {"a": "<y>"}],
    }
    reference = DocxTemplate(io.BytesIO(model))
    environment = Environment(autoescape=True)
    environment.filters.update(FILTERS)
    reference.render(data, environment)
    buffer = io.BytesIO()
    reference.save(buffer)

    def canonical(docx):
        return etree.tostring(etree.fromstring(unpacked(docx)["word/document.xml"]), method="c14n")

    assert canonical(fill(model, data)) == canonical(buffer.getvalue())


def test_an_unknown_variable_is_named_with_its_paragraph():
    document = Document()
    document.add_paragraph("Premier paragraphe {{ known }}.")
    document.add_paragraph("Le maire de {{ comune }} signe.")
    with pytest.raises(UnknownVariable) as refusal:
        fill(saved(document), {"known": "x"})
    assert refusal.value.name == "comune"
    assert refusal.value.paragraph == "Le maire de {{ comune }} signe."
    assert "« comune »" in str(refusal.value)


@pytest.mark.parametrize(
    "line",
    [
        "{{ school.uia }}",
        "{{ school.uia | euros }}",
        "{% if school.uia %}{% endif %}",
        "{{ school.uia.x }}",
    ],
)
def test_an_unknown_field_of_a_row_is_an_error_wherever_it_is_used(line):
    with pytest.raises(UnknownVariable) as refusal:
        filled_line(line, school={"uai": "1"})
    assert refusal.value.name == "uia"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{{ x", "accolade"),
        ("{% if x %}", "fin"),
        ("{{ x | inconnu }}", "inconnu"),
        ("{{ x | euros }}", "attend un nombre"),
        ("{{ x | date_fr }}", "attend un jour"),
        ("{{ r x }}", "balise"),
    ],
)
def test_a_mistake_is_told_with_its_paragraph(line, said):
    with pytest.raises(ModelError, match=said) as refusal:
        filled_line(f"Texte {line}", x="mot")
    assert "Texte" in str(refusal.value)


def test_the_names_used_are_listed_from_every_part():
    document = Document()
    document.add_paragraph("{% for s in schools %}{{ s.name }}{% endfor %} {{ title | mention }}")
    document.sections[0].header.paragraphs[0].text = "{{ reference }}"
    document.core_properties.title = "{{ hidden }}"
    assert variables(saved(document)) == {"schools", "title", "reference"}
