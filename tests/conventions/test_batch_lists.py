"""A list of bodies, however people have it: what each line names."""

import io

import openpyxl
import pytest

from common.lifecycle import Refused
from conventions.batches import places, reading


def told(lines):
    return [(line.code, line.name) for line in lines]


def test_a_pasted_list_is_read_line_by_line():
    text = "- Cerisy\n\n 2. Saint-Étienne ; 80716\n80 021\n• CC du Val\t200 070 951\n0809001z\n"
    assert told(reading.pasted(text)) == [
        ("", "Cerisy"),
        ("80716", "Saint-Étienne"),
        ("80021", ""),
        ("200070951", "CC du Val"),
        ("0809001Z", ""),
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("Code commune;Nom de la commune;Maire\n80001;Abbeville;M. X", [("80001", "Abbeville")]),
        ("Liste des communes\nCommune,Contact\nCerisy,Mme Y", [("", "Cerisy")]),
        ("SIREN;Libellé\n200070951;CC du Val", [("200070951", "CC du Val")]),
        ("Cerisy\nMorcourt", [("", "Cerisy"), ("", "Morcourt")]),
        ("80001;Abbeville", [("80001", "Abbeville")]),
    ],
)
def test_columns_are_found_by_their_heads_or_by_their_form(rows, expected):
    assert told(reading.from_file(rows.encode())) == expected


def test_a_workbook_is_read_as_its_cells_are_shown():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["EPCI", "code"], ["CC du Val", 200070951.0], [None, None], ["Cerisy", "80184"]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    assert told(reading.from_file(out.getvalue())) == [
        ("200070951", "CC du Val"),
        ("80184", "Cerisy"),
    ]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"\x00\x01\x02"])
def test_a_file_without_a_row_says_what_to_do(content):
    with pytest.raises(Refused, match=r"\w+\."):
        reading.from_file(content)


def test_an_empty_list_and_one_too_long_are_refused():
    with pytest.raises(Refused, match="collez des noms"):
        reading.check(0)
    reading.check(reading.MOST)
    with pytest.raises(Refused, match="900 au plus"):
        reading.check(reading.MOST, others=1)


@pytest.mark.parametrize(
    "name",
    ["Saint-Étienne", "mairie de ST ETIENNE", "Commune de Saint Etienne (fictive)", "st étienne"],
)
def test_a_name_is_known_however_it_is_written(name):
    assert places.comparable(name) == "saint etienne"


def test_two_names_stay_two():
    assert places.comparable("Cerisy") != places.comparable("Cerisy-Buleux")
    assert places.comparable("CC du Val") == places.comparable("Communauté de communes du Val")
