"""What the papers of an instance refuse to print, above all what closed doors must keep."""

import dataclasses
import io
import zipfile

import pytest
from docx import Document

from governance.committees.docdata.ballot import MOST_CANDIDATES
from tests.templates_docx.shipped import FOLDER, Model, plain, text_of

WATERMARK = 'string="PROJET"'


def model(code):
    return Model(FOLDER / code)


def first_row(data, name, **values):
    """The data with other values in the first row of one of its lists."""
    first, *others = getattr(data, name)
    return {name: (dataclasses.replace(first, **values), *others)}


@pytest.mark.parametrize(
    ("code", "rows", "values"),
    [
        ("releve-decisions", "decisions", {"number": "CE2026-02/H1"}),
        ("releve-decisions", "deferred_items", {"number": "H2"}),
        ("releve-decisions", "decisions", {"quorum_text": "Quorum atteint pour le point H1."}),
        ("proces-verbal", "matters", {"number": "H1"}),
        ("proces-verbal", "matters", {"decision_number": "CE2026-02/H12"}),
        ("proces-verbal", "observations", {"text": "aux points 3, 4 et\u00a0H1, lire « 2027 »"}),
        ("registre-annuel", "entries", {"number": "CE2026-01/H1"}),
    ],
)
def test_the_copy_that_circulates_is_refused_with_a_reserved_item(code, rows, values):
    sample = model(code).sample
    with pytest.raises(ValueError, match=r"ne peut pas contenir le point H\d+ : retirez"):
        model(code).with_values(**first_row(sample, rows, **values))


def test_the_reserved_copy_holds_them_and_says_so_on_every_page():
    for code, values in (
        ("releve-decisions", {"copy_kind": "full"}),
        ("proces-verbal", {"copy_kind": "full"}),
        ("registre-annuel", {"register_part": "reserved"}),
    ):
        paper = model(code)
        rows = {"releve-decisions": "decisions", "proces-verbal": "matters"}.get(code, "entries")
        kept = paper.with_values(**values, **first_row(paper.sample, rows, number="H1"))
        document = paper.fill(kept)
        assert "H1" in text_of(document)
        for section in document.sections:
            assert "ne pas diffuser" in section.header.paragraphs[0].text
        for section in paper.fill(paper.sample).sections:
            assert "ne pas diffuser" not in section.header.paragraphs[0].text


def test_a_room_that_bears_such_a_number_is_no_reserved_item():
    minutes = model("proces-verbal").with_values(meeting_place="salle H1, bâtiment H2")
    assert minutes.copy_kind == "shared"


@pytest.mark.parametrize("values", [{"title": "Recrutement"}, {"report_label": "rapport n° 9"}])
def test_a_convocation_shows_of_a_closed_item_its_number_alone(values):
    paper = model("convocation")
    *others, last = paper.sample.agenda
    bare = {"number": "H1", "title": "Point\u00a0H1", "report_label": ""}
    closed = dataclasses.replace(last, **bare)
    text = text_of(paper.fill(paper.with_values(agenda=(*others, closed))))
    assert "Point H1" in plain(text)
    with pytest.raises(ValueError, match="Le point H1 est examiné à huis clos"):
        paper.with_values(agenda=(*others, dataclasses.replace(closed, **values)))


def test_a_record_that_replaces_another_says_why():
    with pytest.raises(ValueError, match="doit en donner le motif"):
        model("releve-decisions").with_values(replacement_reason="")


def test_the_secret_of_two_voters_is_not_promised():
    paper = model("bulletin-vote")
    assert "Le secret n’est pas assuré" in paper.with_values(voters_allowed=2).warning
    assert paper.with_values(voters_allowed=3).warning == ""
    with pytest.raises(ValueError, match="12 candidats au plus"):
        paper.with_values(candidates=paper.sample.candidates[:1] * (MOST_CANDIDATES + 1))


def test_a_blank_proxy_says_what_is_still_to_be_written():
    paper = model("pouvoir")
    late = [f for f in dataclasses.fields(paper.contract) if f.metadata["when"] == "at_issue"]
    blank = paper.with_values(**{each.name: each.default for each in late})
    assert "Mandant : civilité et nom" in blank.missing_mentions()


@pytest.mark.parametrize(
    ("stage", "state", "places"),
    [
        ("draft", "Procès-verbal projet, non approuvé", 0),
        ("approved", "Procès-verbal approuvé", 2),
        ("signed", "Procès-verbal approuvé et signé", 2),
    ],
)
def test_minutes_bear_their_state_on_each_page_and_a_draft_its_watermark(stage, state, places):
    paper = model("proces-verbal")
    document = paper.fill(paper.with_values(stage=stage))
    assert text_of(document).count("Validation ou signature") == places
    for section in document.sections:
        assert section.header.paragraphs[0].text.split("\t")[0] == state
    content = io.BytesIO()
    document.save(content)
    with zipfile.ZipFile(content) as package:
        headers = [n for n in package.namelist() if n.startswith("word/header")]
        printed = [package.read(name).decode() for name in headers]
    assert [WATERMARK in header for header in printed] == [stage == "draft"] * len(headers)


def test_the_properties_of_a_file_name_its_model_and_nothing_of_its_data():
    for code in ("proces-verbal", "releve-decisions", "registre-annuel"):
        paper = model(code)
        properties = paper.fill(paper.sample).core_properties
        assert properties.title == Document(io.BytesIO(paper.content)).core_properties.title
        assert "{" not in properties.title
        assert not properties.subject + properties.keywords + properties.comments


def test_the_paragraphs_that_explanations_cite_keep_their_numbers():
    """An option set aside changes the words of 5.4, 5.9, 10.4 and 12.1, never their place."""
    paper = model("reglement-interieur-comite-ethique")
    options = ["remote_counts", "second_session_allowed"]
    options += ["written_approval_allowed", "written_consultation_allowed"]
    for value in (True, False):
        words = plain(text_of(paper.fill(paper.with_values(**dict.fromkeys(options, value)))))
        starts = [line.split(" ")[0] for line in words.splitlines()]
        for cited in ("3.4.", "4.7.", "5.1.", "5.2.", "5.8.", "5.9.", "6.4.", "7.3.", "10.4."):
            assert starts.count(cited) == 1, cited
