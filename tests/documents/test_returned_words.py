"""A Word file comes back: every change is found, and those taken make the text expected."""

import functools
import io
import json
import subprocess
import tomllib

import docx
import pytest

from conventions.docdata import TripartiteData
from documents import rendering, text
from documents.catalogue import TEMPLATES
from documents.redline import returns, wording
from tests.documents.reviewer import Reviewer

FOLDER = TEMPLATES / "convention-tripartite"
FRAMES = [s["anchor"] for s in tomllib.loads((FOLDER / "manifest.toml").read_text())["signatories"]]


@functools.cache
def model():
    return (FOLDER / "convention-tripartite.docx").read_bytes()


@functools.cache
def data(price="9.87"):
    sample = json.loads((FOLDER / "sample.json").read_text())
    return {
        **TripartiteData.from_snapshot({**sample, "unit_price": price}).to_data(),
        "text_hash_short": "",
    }


@functools.cache
def marked(price="9.87"):
    return rendering.fill(model(), data(price), mark_values=True)


@functools.cache
def sent():
    return wording.unmarked(marked())


def words(file):
    return [block.text for block in text.blocks(file)]


def in_the_text(reviewer):
    """Corrections that may enter the text."""
    reviewer.replace("trente jours, puis", "soixante jours, puis")
    reviewer.insert("Les comptes sont personnels", " et nominatifs")
    reviewer.replace(" écrite", "", inside="15.1 Faute")
    reviewer.replace("Empreinte affichée, nombre", "Empreinte montrée, nombre")
    reviewer.add_paragraph("16.3 Ces démarches", "16.4 Chaque partie désigne un interlocuteur.")
    reviewer.remove_paragraph("13.2 Un bilan est présenté")
    reviewer.move("15.3 Intérêt général", after="15.4 Effets")
    reviewer.add_paragraph("participe au comité de pilotage", "informe ses agents ;")


def outside_the_text(reviewer):
    """Those that may not: header, look, comment, value of the act."""
    reviewer.header("Convention relue par la commune")
    reviewer.bold("reste neutre entre les parties")
    reviewer.comment("11.2 Les résultats", "Pourquoi ce seuil ?")
    reviewer.replace("10,00", "12,00", inside="Il ne peut dépasser")


def returned(*, tracked=True):
    reviewer = Reviewer(sent(), tracked=tracked)
    in_the_text(reviewer)
    outside_the_text(reviewer)
    return reviewer


def listed(file):
    return returns.changes(marked(), file, frames=FRAMES)


def text_with(changes, price="9.87"):
    operations = [op for change in changes for op in change.operations]
    worded = wording.applied(marked(price), [operations])
    assert worded.lost == ()
    return words(worded.docx)


TWELVE = {
    "replaced", "inserted", "deleted", "cell", "clause_added", "clause_deleted",
    "clause_moved", "header", "item", "look", "note", "value",
}  # fmt: skip


@pytest.mark.parametrize("tracked", [True, False])
def test_the_twelve_kinds_of_change_are_found_once_each(tracked):
    found = listed(returned(tracked=tracked).saved())
    assert sorted(change.kind for change in found) == sorted(TWELVE)
    assert {c.kind for c in found if c.tracked} == (TWELVE - {"header"} if tracked else {"note"})
    signed = {c.author for c in found if c.tracked}
    assert signed == {"Me Claire Avocate"}


def test_what_is_typed_without_tracking_among_tracked_changes_is_told_apart():
    reviewer = returned()
    reviewer.tracked = False
    reviewer.replace("trois mois avant", "six mois avant", inside="Un tarif nouveau")
    reviewer.add_paragraph("11.1 Les parties suivent", "Ajout discret, sans suivi.")
    found = [c for c in listed(reviewer.saved()) if not c.tracked and c.kind != "header"]
    assert [(c.kind, c.old, c.new) for c in found] == [
        ("replaced", "trois", "six"),
        ("clause_added", "", "Ajout discret, sans suivi."),
    ]


def test_a_hidden_word_is_named():
    reviewer = Reviewer(sent(), tracked=False)
    reviewer.hide(reviewer.insert("Les comptes sont personnels", " sauf accord contraire"))
    (change,) = listed(reviewer.saved())
    assert (change.kind, change.new.strip(), change.hidden) == (
        "inserted",
        "sauf accord contraire",
        True,
    )


def test_all_the_changes_taken_make_the_text_of_the_lawyer():
    expected = Reviewer(sent(), tracked=False)
    in_the_text(expected)
    assert text_with(listed(returned().saved())) == words(expected.saved())


def test_some_changes_taken_make_the_text_with_these_alone():
    wanted = {"replaced", "clause_moved", "cell"}
    expected = Reviewer(sent(), tracked=False)
    expected.replace("trente jours, puis", "soixante jours, puis")
    expected.replace("Empreinte affichée, nombre", "Empreinte montrée, nombre")
    expected.move("15.3 Intérêt général", after="15.4 Effets")
    taken = [c for c in listed(returned().saved()) if c.kind in wanted]
    assert text_with(taken) == words(expected.saved())


def test_two_words_of_one_paragraph_are_two_changes():
    reviewer = Reviewer(sent())
    reviewer.replace("soixante jours.", "trente jours.", inside="16.1 Tout")
    reviewer.replace("trente jours, puis", "dix jours, puis", inside="16.1 Tout")
    first, second = listed(reviewer.saved())
    said = next(line for line in text_with([second]) if line.startswith("16.1"))
    assert "trente jours, puis" in said
    assert said.endswith("trente jours.")
    said = next(line for line in text_with([first, second]) if line.startswith("16.1"))
    assert "dix jours, puis" in said
    assert said.endswith("trente jours.")


def test_the_words_of_the_act_hold_when_its_values_change():
    taken = [c for c in listed(returned().saved()) if c.operations]
    price = next(line for line in text_with(taken, "9.50") if line.startswith("10.3"))
    assert "9,50 €" in price


@pytest.mark.parametrize(
    ("correction", "obstacle"),
    [
        (lambda r: r.replace("Camille Exemple", "Camille Autre"), "mention"),
        (lambda r: r.remove_paragraph("Vu les délibérations et délégations"), "mention"),
        (lambda r: r.replace("Signature — collectivité", "Signature de la ville"), "signature"),
        (lambda r: r.replace("0809001Z", "0809009Z"), "value"),
        (
            lambda r: r.add_row("0809001Z", ["École neuve", "0809005A", "CP", "10", "2026", "x"]),
            "value",
        ),
    ],
)
def test_what_is_not_the_text_of_the_lawyer_may_not_enter(correction, obstacle):
    reviewer = Reviewer(sent())
    correction(reviewer)
    found = listed(reviewer.saved())
    assert found[0].obstacle == obstacle
    assert not any(change.operations for change in found)


def test_a_row_added_to_a_fixed_table_enters():
    reviewer = Reviewer(sent())
    reviewer.add_row("3. Lecture", ["3 bis. Relecture", "Le signataire relit.", "Heure"])
    (change,) = listed(reviewer.saved())
    assert change.kind == "cell"
    assert "3 bis. Relecture | Le signataire relit. | Heure" in text_with([change])


def test_a_file_saved_by_libreoffice_tells_the_same(tmp_path):
    """Another word processor writes everything its own way: nothing more is found."""
    (tmp_path / "retour.docx").write_bytes(returned().saved())
    (tmp_path / "out").mkdir()
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
            "--convert-to", "docx:MS Word 2007 XML", "--outdir", tmp_path / "out",
            tmp_path / "retour.docx",
        ],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    found = listed((tmp_path / "out" / "retour.docx").read_bytes())
    assert sorted(change.kind for change in found) == sorted(TWELVE)
    expected = Reviewer(sent(), tracked=False)
    in_the_text(expected)
    assert text_with(found) == words(expected.saved())


def test_another_text_is_refused():

    word = docx.Document()
    for number in range(300):
        word.add_paragraph(f"Un tout autre texte, ligne {number}.")
    out = io.BytesIO()
    word.save(out)
    with pytest.raises(returns.NotThisText, match="n’est pas le texte envoyé"):
        listed(out.getvalue())
