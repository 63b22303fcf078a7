"""Read a délibération as communes really print them."""

import datetime as dt
import io

import pikepdf
import pytest

from documents.pdf.errors import PdfRefused
from governance import deliberation_reading
from governance.deliberation_reading import Reading, read_text

STAMPED = """
COMMUNE DE CLAIRVAL
EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS DU CONSEIL MUNICIPAL
Délibération n° 2026-07
Séance ordinaire du mercredi 10 juin 2026
Objet : convention relative à l’espace numérique de travail
Pour : 13   Contre : 0   Abstention : 1
Accusé de réception en préfecture
080-218005031-20260610-2026_07-DE
Date de télétransmission : 11/06/2026
Date de réception préfecture : 12/06/2026
Publié le 15/06/2026
"""


def test_stamped_extract():
    assert read_text(STAMPED) == Reading(
        number="2026-07",
        voted_on=dt.date(2026, 6, 10),
        actes_id="080-218005031-20260610-2026_07-DE",
        received_on=dt.date(2026, 6, 11),
        published_on=dt.date(2026, 6, 15),
        votes_for=13,
        votes_against=0,
        votes_abstain=1,
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("DELIBERATION N°2026_041", "2026_041"),
        ("Délibération numéro 12/2026 du conseil", "12/2026"),
        ("Délibération du Conseil municipal n° D2026-15.", "D2026-15"),
        ("Convention n° 4 sans délibération", ""),
    ],
)
def test_numbers(text, number):
    assert read_text(text).number == number


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("séance du 1er septembre 2026", (2026, 9, 1)),
        ("Séance en date du 03/09/2026", (2026, 9, 3)),
        ("L’an deux mille vingt-six, le dix juin, le conseil", (2026, 6, 10)),
        ("L'AN DEUX MILLE VINGT ET UN, LE MARDI PREMIER DÉCEMBRE", (2021, 12, 1)),
        ("L'an deux mille vingt, le vingt-et-un septembre", (2020, 9, 21)),
        ("le conseil municipal s'est réuni en mairie le jeudi 24 septembre 2026", (2026, 9, 24)),
        ("séance du 31 juin 2026", None),
        ("vu la délibération du 4 mai 2020", None),
    ],
)
def test_dates_of_the_session(text, day):
    assert read_text(text).voted_on == (dt.date(*day) if day else None)


@pytest.mark.parametrize(
    "text",
    [
        "080 - 218005031 - 20260610 - 2026_07 - DE",
        "080-218005031-20260610-\n2026_07-DE",
        "ID : 080–218005031–20260610–2026_07–DE",
        "080-218005031-20260610-2026_06-CC puis 080-218005031-20260610-2026_07-DE",
    ],
)
def test_identifier_however_it_is_set(text):
    reading = read_text(text)
    assert reading.actes_id == "080-218005031-20260610-2026_07-DE"
    assert (reading.number, reading.voted_on) == ("2026_07", dt.date(2026, 6, 10))


@pytest.mark.parametrize(
    "text",
    ["080-218005032-20260610-2026_07-DE", "080-218005031-20261340-2026_07-DE", "", "bonjour"],
)
def test_wrong_identifier_is_not_proposed(text):
    assert read_text(text) == Reading()
    assert read_text(text).as_dict() == {}


def test_voices_before_the_word():
    reading = read_text("Le conseil, par 14 voix pour, 2 contre et 1 abstention, approuve")
    assert (reading.votes_for, reading.votes_against, reading.votes_abstain) == (14, 2, 1)


def pdf_of(*sheets):
    """A PDF whose pages bear these lines, in a standard font."""
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    for lines in sheets:
        page = pdf.add_blank_page()
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        shown = b"".join(
            b"BT /F1 11 Tf 72 %d Td (%s) Tj ET\n" % (700 - 20 * row, line.encode("cp1252"))
            for row, line in enumerate(lines)
        )
        page.Contents = pdf.make_stream(shown)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def test_pdf_is_read_page_by_page():
    lines = STAMPED.strip().splitlines()
    reading = deliberation_reading.read(pdf_of(lines[2:4], lines[7:8]))
    assert (reading.number, reading.voted_on) == ("2026-07", dt.date(2026, 6, 10))
    assert reading.as_dict()["actes_id"] == "080-218005031-20260610-2026_07-DE"


def test_scan_without_text_gives_an_empty_reading():
    assert deliberation_reading.read(pdf_of([])) == Reading()


def test_file_that_is_not_a_pdf_is_refused():
    with pytest.raises(PdfRefused):
        deliberation_reading.read(b"not a PDF")
