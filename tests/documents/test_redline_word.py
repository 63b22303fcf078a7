"""The redline as a Word file: all its changes accepted give one text, all refused the other."""

import datetime as dt
import io

import docx
import pytest
from lxml import etree

from documents import text
from documents.redline import revisions, screen, tracked
from documents.rendering.package import parse_part, read_package, write_package

AT = dt.datetime(2026, 5, 4, 8, 0, tzinfo=dt.UTC)


def file(*, header, articles, rows, bullets=("un élément",)):
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = header
    for title, paragraphs in articles:
        word.add_heading(title, 1)
        for words in paragraphs:
            word.add_paragraph(words)
    for words in bullets:
        word.add_paragraph(words, style="List Bullet")
    table = word.add_table(0, 2)
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


OBJECT = "La présente convention fixe les engagements des parties pour trois ans."
PRICE = "Le prix est de 9,90 € par élève et par an."
OLD = {
    "header": "En-tête ancien",
    "articles": [
        ("Article 1", [OBJECT]),
        ("Article 2", [PRICE, "Ce paragraphe disparaît tout entier."]),
        ("Article 3", ["Une dernière disposition, sans changement."]),
    ],
    "rows": [("Poste", "Montant"), ("Abonnement", "100"), ("Ligne retirée du tableau", "1")],
}
NEW = {
    "header": "En-tête nouveau",
    "articles": [
        ("Article 1", [OBJECT.replace("trois", "quatre"), "Un paragraphe qui vient d’arriver."]),
        ("Article 2", [PRICE.replace("an.", "trimestre.")]),
        ("Article 3", ["Une dernière disposition, sans changement."]),
    ],
    "rows": [("Poste", "Montant"), ("Abonnement", "120"), ("Formation ajoutée", "7")],
    "bullets": ("un élément", "un second élément"),
}


@pytest.fixture(scope="module")
def made():
    return tracked.redline(file(**OLD), file(**NEW), author="Contreseing", at=AT)


def settled(made, *, accept):
    """What every part of the file says once all its changes are accepted, or refused."""
    package = read_package(made)
    members = dict(package.members)
    said = []
    for name in package.templated:
        tree = parse_part(members[name], name)
        revisions.settle(tree, accept=accept)
        members[name] = etree.tostring(tree)
        if package.types[name].endswith("header+xml"):
            said += ["".join(tree.itertext())]
    return said + [block.text for block in text.blocks(write_package(members))]


def test_accepted_it_is_the_newer_text_and_refused_the_older(made):
    assert settled(made, accept=True) == settled(file(**NEW), accept=True)
    assert settled(made, accept=False) == settled(file(**OLD), accept=True)


def test_each_change_has_an_author_an_instant_and_a_number_of_its_own(made):
    package = read_package(made)
    numbers = []
    for name in package.templated:
        tree = parse_part(package.members[name], name)
        for mark in tree.iter(revisions.W + "ins", revisions.W + "del"):
            assert mark.get(revisions.W + "author") == "Contreseing"
            assert mark.get(revisions.W + "date") == "2026-05-04T08:00:00Z"
            numbers.append(mark.get(revisions.W + "id"))
    assert len(numbers) == len(set(numbers)) > 10


def test_the_same_text_has_no_change():
    same = tracked.redline(file(**OLD), file(**OLD), author="Contreseing", at=AT)
    assert b"<w:ins" not in read_package(same).members["word/document.xml"]
    blocks = text.blocks(file(**OLD))
    assert screen.compared(blocks, blocks).empty


def test_on_screen_a_change_is_said_and_what_users_typed_is_escaped():
    html = screen.words("le prix", "le <b>prix</b> net")
    assert "&lt;b&gt;" in html
    assert "[ajouté : " in html
    assert "<b>" not in html
