"""The papers of an instance as LibreOffice prints them, for a meeting of the largest size.

Twenty-five members, thirty items, long names: what a lawyer checks page by page still holds.
"""

import dataclasses
import io
import shutil
import subprocess

import pypdf
import pytest

from documents.conversion.verify import comparable
from documents.rendering import fill
from tests.templates_docx.shipped import FOLDER, Model, plain

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas installé"),
]
NAME = "Mme Marie-Françoise-Élisabeth de La Tour-d’Exemple (fictive)"
OFFICE = "vice-présidente déléguée aux usages numériques de la communauté de communes du Grand Val"
TITLE = "Bilan des formations et calendrier des ouvertures de base dans les écoles du Grand Val"
WORDS = "Les membres demandent que la maternelle fasse l’objet d’une partie propre. " * 4
SHORT = ["convocation", "pouvoir", "extrait-decision", "bulletin-vote"]
HEADERS = {"feuille-presence": "Émargement", "registre-annuel": "Nature", "long": "Rapporteur"}


def many(row, count, **values):
    """Copies of a row, told apart by « {n} » in their values."""
    for n in range(1, count + 1):
        own = {k: v.format(n=n) if isinstance(v, str) else v for k, v in values.items()}
        yield dataclasses.replace(row, **own)


def _attendance(model):
    sheet = model.sample.groups[0]
    member = dataclasses.replace(sheet.members[0], office=OFFICE)
    colleges = [
        dataclasses.replace(
            sheet,
            label=label,
            members=tuple(many(member, count, full_name=f"{letter}{{n}}. {NAME}")),
        )
        for label, letter, count in (("État", "E", 12), ("Collectivités", "C", 13))
    ]
    return model.with_values(groups=tuple(colleges), chair_name=NAME, secretary_name=NAME)


def _minutes(model, stage):
    matter, observation = model.sample.matters[-1], model.sample.observations[0]
    return model.with_values(
        stage=stage,
        chair_name=NAME,
        chair_office=OFFICE,
        secretary_name=NAME,
        matters=tuple(many(matter, 30, number="{n}", title=TITLE, debate=WORDS)),
        observations=tuple(many(observation, 30, author=NAME, text=WORDS.strip())),
    )


def _record(model):
    [*_, decision] = model.sample.decisions
    rows = many(decision, 30, number="D{n}.", item_title=TITLE, responsible="R{n}", text=WORDS)
    return model.with_values(decisions=tuple(rows))


def _register(model):
    meeting, entry = model.sample.meetings[0], model.sample.entries[0]
    return model.with_values(
        meetings=tuple(many(meeting, 10, chair=NAME)),
        entries=tuple(many(entry, 60, number="N{n}.", subject=f"S{{n}}. {TITLE}")),
    )


def _convocation(model):
    item = model.sample.agenda[2]
    agenda = many(item, 30, number="{n}", title=f"T{{n}}. {TITLE}", rapporteur=NAME)
    return model.with_values(agenda=tuple(agenda))


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """The text of each page of each paper, converted once for the whole module."""
    work = tmp_path_factory.mktemp("committees")
    models = {path.name: Model(path) for path in FOLDER.iterdir()}
    minutes, convocation = models["proces-verbal"], models["convocation"]
    papers = {code: (models[code], models[code].sample) for code in SHORT} | {
        "feuille-presence": (models["feuille-presence"], _attendance(models["feuille-presence"])),
        "projet": (minutes, minutes.sample),
        "proces-verbal": (minutes, _minutes(minutes, "approved")),
        "releve-decisions": (models["releve-decisions"], _record(models["releve-decisions"])),
        "registre-annuel": (models["registre-annuel"], _register(models["registre-annuel"])),
        "long": (convocation, _convocation(convocation)),
    }
    for name, (model, data) in papers.items():
        (work / f"{name}.docx").write_bytes(fill(model.content, data.to_data()))
    command = ["soffice", f"-env:UserInstallation={(work / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(work)]
    files = map(str, sorted(work.glob("*.docx")))
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=300)
    return {
        path.stem: [
            plain(page.extract_text())
            for page in pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages
        ]
        for path in work.glob("*.pdf")
    }


def page_of(pages, words):
    """The one page that shows these words, whatever the ends of its lines."""
    [found] = [n for n, text in enumerate(pages) if comparable(words) in comparable(text)]
    return found


def test_every_page_says_its_case_its_instance_and_its_number(printed):
    for name, pages in printed.items():
        for number, text in enumerate(pages, start=1):
            assert "Dossier DOS-2026-0142" in text, name
            assert text.count(f"page {number} / {len(pages)}") == 1, name
            assert "Comité d’éthique du programme ENT (fictif)" in text, name


@pytest.mark.parametrize("code", ["convocation", "pouvoir", "extrait-decision"])
def test_an_ordinary_paper_of_one_page_holds_on_it(printed, code):
    assert len(printed[code]) == 1


@pytest.mark.parametrize("name", HEADERS)
def test_the_titles_of_a_long_table_are_read_on_each_of_its_pages(printed, name):
    rows = {"feuille-presence": ("E{}.", "C{}."), "registre-annuel": ("S{}.",), "long": ("T{}.",)}
    pages = [" ".join(text.split()) for text in printed[name]]
    marks = [each.format(n) for each in rows[name] for n in range(1, 61)]
    shown = [n for n, text in enumerate(pages) if any(f" {mark} " in text for mark in marks)]
    assert len(shown) > 1
    assert all(HEADERS[name] in pages[n] for n in shown)


def test_no_row_is_split_between_two_pages(printed):
    sheet, register, letter = (printed[n] for n in ("feuille-presence", "registre-annuel", "long"))
    for letter_of, members in (("E", 12), ("C", 13)):
        for n in range(1, members + 1):
            page_of(sheet, f"{letter_of}{n}. {NAME}")
    for n in range(1, 61):
        page_of(register, f"S{n}. {TITLE}")
    for n in range(1, 31):
        page_of(letter, f"T{n}. {TITLE}")


def test_the_two_places_to_sign_stand_with_the_closing(printed):
    closings = {
        "feuille-presence": "Feuille arrêtée à la clôture",
        "proces-verbal": "la séance est close à 20 h 15",
        "registre-annuel": "Le présent registre comprend",
    }
    for name, closing in closings.items():
        places = [text.count("Validation ou signature") for text in printed[name]]
        assert sum(places) == places[page_of(printed[name], closing)] == 2, name


def test_the_state_of_minutes_heads_every_page(printed):
    assert all(t.startswith("Procès-verbal projet, non approuvé") for t in printed["projet"])
    assert all(t.startswith("Procès-verbal approuvé") for t in printed["proces-verbal"])
    assert not any("Validation ou signature" in text for text in printed["projet"])


def test_a_decision_is_read_whole_on_one_page(printed):
    pages = printed["releve-decisions"]
    for n in range(1, 31):
        assert page_of(pages, f"D{n}. – {TITLE}") == page_of(pages, f"Responsable : R{n}. ")


def test_four_ballots_a_sheet_are_the_same_and_the_count_has_its_page(printed):
    sheet, count = printed["bulletin-vote"]
    assert sheet.count("Bulletin de vote – scrutin secret") == 4
    assert sheet.count("Ne signez pas ce bulletin") == 4
    assert sheet.count("☐ Blanc") == 4
    assert "Feuille de dépouillement – point 4" in count
