"""The models as LibreOffice prints them: pages, bookmarks, boxes found on the page."""

import io
import shutil
import subprocess

import pypdf
import pytest

from documents import conversion
from documents.drafting.running import TEXT_HASH
from documents.rendering import fill
from tests.templates_docx.shipped import FOLDER, Model, plain

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas installé"),
]
SINGLE_PAGE = ["note-de-synthese", "bordereau-transmission", "fiche-signataire"]
SINGLE_PAGE += ["certification-executoire", "notification", "lettre-signature-papier"]
SINGLE_PAGE += ["attestation-copie-conforme", "convocation-formation", "attestation-formation"]
SINGLE_PAGE += ["compte-rendu-visite-technique"]
# Articles and annexes of each convention, and where its first signature stands.
CONVENTIONS = {
    "convention-tripartite": (18, 8, "Signature — collectivité"),
    "convention-academie": (16, 4, "Signature — État"),
    "convention-canope": (14, 4, "Signature — Réseau Canopé"),
}
DELIBERATIONS = ["deliberation-projet", "deliberation-cadre-syndicat"]


def sample(code):
    """The Word file of a model and the recorded data that fill it."""
    model = Model(FOLDER / code)
    return model.content, model.sample.to_data() | {TEXT_HASH: "3f9a11c7e5b0"}


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """The sample of a model as a PDF; converted once for the whole module."""
    work = tmp_path_factory.mktemp("pages")
    for code in [*SINGLE_PAGE, *CONVENTIONS, *DELIBERATIONS]:
        (work / f"{code}.docx").write_bytes(fill(*sample(code)))
    command = ["soffice", f"-env:UserInstallation={(work / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(work)]
    subprocess.run(
        [*command, *map(str, sorted(work.glob("*.docx")))],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return {
        path.stem: pypdf.PdfReader(io.BytesIO(path.read_bytes())) for path in work.glob("*.pdf")
    }


def words(page):
    return plain(page.extract_text())


@pytest.mark.parametrize("code", SINGLE_PAGE)
def test_a_document_read_or_filled_in_at_once_holds_on_one_page(printed, code):
    assert len(printed[code].pages) == 1


@pytest.mark.parametrize("code", CONVENTIONS)
def test_the_convention_has_a_bookmark_for_each_article_and_annex(printed, code):
    articles, annexes, _ = CONVENTIONS[code]
    titles = [plain(b.title) for b in printed[code].outline if not isinstance(b, list)]
    assert [t for t in titles if t.startswith("Article ")] == [
        t for n in range(1, articles + 1) for t in titles if t.startswith(f"Article {n} ")
    ]
    assert sum(t.startswith("Article ") for t in titles) == articles
    assert sum(t.startswith("Annexe ") for t in titles) == annexes


def test_each_annex_opens_its_page_and_only_the_wide_one_lies_down(printed):
    reader = printed["convention-tripartite"]
    lying = set()
    for page in reader.pages:
        body = words(page).split("\n", 1)[1].lstrip()
        if page.mediabox.width > page.mediabox.height:
            lying.add(body[:8] if body.startswith("Annexe") else "suite")
    assert "Annexe 3" in lying
    assert lying <= {"Annexe 3", "suite"}
    opened = [words(page) for page in reader.pages if "\nAnnexe " in words(page)[:140]]
    assert len(opened) == 8


@pytest.mark.parametrize("code", ["convention-academie", "convention-canope"])
def test_each_annex_of_a_shorter_convention_holds_on_its_own_page(printed, code):
    opened = [text for text in map(words, printed[code].pages) if "\nAnnexe " in text[:140]]
    assert len(opened) == CONVENTIONS[code][1]


@pytest.mark.parametrize("code", CONVENTIONS)
def test_every_page_says_its_case_its_hash_and_its_number(printed, code):
    reader = printed[code]
    total = len(reader.pages)
    for number, page in enumerate(reader.pages, start=1):
        text = words(page)
        assert "Dossier CONV-2026-012" in text
        assert "empreinte du texte 3f9a11c7e5b0" in text
        assert f"page {number} / {total}" in text


def test_signatures_never_stand_without_a_line_of_the_act(printed):
    pages = [words(p) for p in printed["convention-tripartite"].pages]
    [first] = [text for text in pages if "Signature — collectivité" in text]
    assert "Les annexes" in first
    assert "articles l’emportent" in first


@pytest.mark.parametrize("code", ["convention-academie", "convention-canope"])
def test_both_signatures_stand_on_one_page_after_the_end_of_the_act(printed, code):
    pages = [words(p) for p in printed[code].pages]
    [page] = [text for text in pages if CONVENTIONS[code][2] in text]
    assert "Signature — syndicat" in page
    assert page.index("irrégulier et l’expose à l’annulation.") < page.index("Signature — ")


def test_each_part_of_the_framework_deliberation_has_its_own_numbers(printed):
    """The model of convention is inserted in annex 1, with its own count of pages."""
    feet = [words(p) for p in printed["deliberation-cadre-syndicat"].pages]
    assert len(feet) == 3
    assert all("Délibération n° D2026_008" in foot for foot in feet)
    for foot, own in zip(
        feet, ("page 1 / 1", "annexe 1 – page 1 / 1", "annexe 2 – page 1 / 1"), strict=True
    ):
        assert own in foot
    limits = feet[0]
    assert limits.index("Article 2.") < limits.index("Article 3.")
    assert limits.index("Article 7.") < limits.index("Pour : 11")


def test_comments_of_lawyers_are_not_printed(printed):
    for reader in printed.values():
        notes = [note for page in reader.pages for note in page.get("/Annots") or ()]
        # A number of page that refers to another one is a link.
        assert {note.get_object()["/Subtype"] for note in notes} <= {"/Link"}
        assert not any("Clause facultative" in words(page) for page in reader.pages)


def test_no_heading_is_left_at_the_foot_of_a_page_of_a_long_act():
    """With 120 rows, LibreOffice deals paragraphs out to pages before it lays them out."""
    content, data = sample("convention-canope")
    session = data["support_sessions"][0]
    data |= {
        "canope_name": "Réseau Canopé, direction territoriale des Exemples & des Modèles réunis",
        "canope_signatory_name": "Mme Marie-Françoise-Élisabeth de La Tour-d’Exemple (fictive)",
        "syndicate_name": "Syndicat mixte pour le développement numérique éducatif du Grand Val & "
        "des Trois Rivières (fictif)",
        "syndicate_signatory_name": "Mme Marie-Françoise-Élisabeth de La Tour-d’Exemple (fictive)",
        "syndicate_signatory_office": "vice-présidente déléguée aux usages numériques et à "
        "l’égalité des territoires",
        "syndicate_address": "5 avenue du Gabarit\nBâtiment B, 3e étage\n80999 Montval (fictif)",
        "option_canope_fee": True,
        "support_sessions": [session | {"title": "Choisir une ressource " * 4}] * 120,
    }
    pdf = conversion.to_pdfa(fill(content, data), expected_text="CONV-2026-012")
    pages = [words(page) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    [titled] = [n for n, text in enumerate(pages) if "Article 3 – Catalogue" in text]
    assert "Le syndicat tient le catalogue." in pages[titled]
