"""The technical visit: its rooms and recommendations row by row, its photographs, its report."""

import io
import shutil
from decimal import Decimal

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from audit.actor import SYSTEM
from common.lifecycle import NotYours, Refused
from conventions.onboarding.models import SiteVisit, VisitPhoto
from conventions.onboarding.models.visit_rows import Recommendation, Room
from conventions.onboarding.projects import services
from documents import catalogue, store
from documents.pdf import pdfium
from tests import factories
from tests.conventions.onboarding.reading import text, word, words
from tests.conventions.onboarding.scene import NOW
from tests.conventions.onboarding.written import ROOM, visit
from tests.templates_docx.shipped import plain

SEEN = {"visited_on": "2026-06-15", "internet_access": "fibre", "findings": "Réseau à compléter."}
ADVICE = {
    "advice_count": "1", "advice_0_text": "câbler la classe 2", "advice_0_owner": "commune",
    "advice_0_priority": "before_opening", "advice_0_estimate": "420",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _models(scene, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    catalogue.load_shipped(on=factories.START, actor=SYSTEM)


@pytest.fixture
def entry(scene):
    return scene.entry(status="project_submitted")


@pytest.fixture
def adviser(scene, client_as):
    return client_as(scene.cast["adviser"])


def address(name, record, *more):
    return reverse(f"onboarding:{name}", args=[record.public_id, *more])


def photograph(size=(60, 40), colour="blue", **saved):
    """A picture as a telephone writes it: where and when it was taken beside it."""
    made = Image.new("RGB", size, colour)
    exif = Image.Exif()
    exif[0x010F] = "Appareil zqmarque"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (49.0, 53.0, 40.0)
    out = io.BytesIO()
    made.save(out, "JPEG", exif=exif, **saved)
    return out.getvalue()


def kept(content):
    with store.prepared((content, "image/jpeg")) as (file,), factories.recording(SYSTEM):
        return file.keep().sha256


def with_photos(entry, actor, *captions):
    made = visit(entry, actor, room_rows=[Room("classe 1", "prise murale").row()])
    for caption in captions:
        services.add_photo(actor=actor, visit=made, sha256=kept(photograph()), caption=caption)
    return made


# --- the page -----------------------------------------------------------------------------------
def test_a_row_is_added_then_removed_without_script_and_nothing_is_kept_meanwhile(entry, adviser):
    page = adviser.get(address("visit", entry)).content.decode()
    assert 'name="room_0_label"' in page, "one room is offered at once"
    assert 'name="room_1_label"' not in page
    typed = {**SEEN, **ROOM, "download_mbps": "86.4"}
    added = adviser.post(address("visit", entry), {**typed, "ajouter": "room"})
    page = added.content.decode()
    assert added.status_code == 200
    assert 'value="classe 1"' in page
    assert 'value="86.4"' in page
    assert 'value="2026-06-15"' in page
    assert "Réseau à compléter.</textarea>" in page
    assert 'name="room_1_label"' in page
    assert "autofocus" in page.split('name="room_1_label"')[1].split(">")[0]
    two = {**typed, "room_count": "2", "room_1_label": "classe 2", "room_1_network": "Wi-Fi"}
    page = adviser.post(address("visit", entry), {**two, "retirer": "room-0"}).content.decode()
    assert 'value="classe 2"' in page
    assert 'value="classe 1"' not in page
    assert not SiteVisit.unscoped.exists()


def test_rooms_and_recommendations_are_kept_row_by_row_and_read_by_the_commune(
    scene, entry, adviser, client_as
):
    given = {
        **SEEN, **ADVICE, "room_count": "3", "room_0_label": "classe 1", "room_0_network": "Wi-Fi",
        "room_0_display": "tableau interactif", "room_0_devices": "6 tablettes",
        "room_2_label": "salle des maîtres", "room_2_network": "aucun", "room_2_remark": "humide",
    }  # fmt: skip
    assert adviser.post(address("visit", entry), given).status_code == 302
    made = SiteVisit.unscoped.get()
    assert made.seen_rooms == [
        Room("classe 1", "Wi-Fi", "tableau interactif", "6 tablettes"),
        Room("salle des maîtres", "aucun", remark="humide"),
    ], "the row left empty is no room"
    assert made.advice == [
        Recommendation("câbler la classe 2", "commune", "before_opening", Decimal(420))
    ]
    page = plain(text(client_as(scene.cast["mayor"]).get(entry.get_absolute_url())))
    assert "classe 1 Wi-Fi tableau interactif 6 tablettes —" in page
    assert "câbler la classe 2 commune Avant l’ouverture 420,00 €" in page
    again = adviser.get(address("visit", entry)).content.decode()
    assert 'value="salle des maîtres"' in again
    assert 'value="420"' in again


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"room_0_label": "", "room_0_network": ""}, "Décrivez au moins une salle"),
        ({"room_0_network": " "}, "Dites son réseau"),
        ({"room_0_label": "", "room_0_remark": "humide"}, "Nommez la salle"),
        ({"advice_0_owner": ""}, "Dites qui le fait"),
        ({"advice_0_priority": ""}, "Dites quand"),
        ({"advice_0_priority": "tomorrow"}, "Sélectionnez un choix valide"),
        ({"advice_0_estimate": "cher"}, "Saisissez un nombre"),
        ({"room_count": "99999"}, "Salles : 60 lignes au plus"),
    ],
)
def test_a_row_that_is_incomplete_is_refused_in_its_place(entry, adviser, changes, told):
    answer = adviser.post(address("visit", entry), {**SEEN, **ROOM, **ADVICE, **changes})
    assert answer.status_code == 422
    assert told in plain(text(answer))
    assert "câbler la classe 2" in answer.content.decode(), "what was typed is kept"
    assert not SiteVisit.unscoped.exists()


def test_rows_of_another_make_are_refused_by_the_record_itself(scene, entry):
    for rows in ([{"label": ""}], [{"name": "classe"}], "classe 1", [{"label": 3}]):
        with pytest.raises(ValidationError):
            services.record_visit(
                actor=scene.cast["adviser"], entry=entry, visited_on=NOW.date(), room_rows=rows
            )
    for row in ({"text": "x", "priority": "tomorrow"}, {"text": "x", "estimate": "cher"}):
        with pytest.raises(ValidationError):
            services.record_visit(
                actor=scene.cast["adviser"], entry=entry, visited_on=NOW.date(),
                room_rows=[{"label": "classe 1"}], recommendation_rows=[row],
            )  # fmt: skip


def test_what_was_typed_before_there_were_rows_is_read_and_becomes_rows(
    scene, entry, adviser, client_as
):
    made = visit(
        entry, scene.cast["adviser"], rooms="classe 1 : prise murale\nclasse 2",
        recommendations="câbler la classe 2 : commune",
    )  # fmt: skip
    page = plain(text(client_as(scene.cast["mayor"]).get(entry.get_absolute_url())))
    assert "classe 1 — — — prise murale classe 2 — — — —" in page
    assert "câbler la classe 2 commune — à chiffrer" in page
    paper = words(word(adviser.get(address("visit_paper", entry, "docx"))))
    assert "classe 1\n–\n–\n–\nprise murale\nclasse 2\n–\n–\n–\n–" in paper
    assert "–\ncâbler la classe 2\ncommune\nà chiffrer" in paper
    form = adviser.get(address("visit", entry)).content.decode()
    assert 'value="prise murale"' in form
    assert 'value="câbler la classe 2"' in form
    adviser.post(address("visit", entry), {**SEEN, **ROOM})
    made.refresh_from_db()
    assert (made.rooms, made.recommendations) == ("", "")
    assert made.seen_rooms == [Room("classe 1", "prise murale")]
    assert made.history.last().rooms == "classe 1 : prise murale\nclasse 2", "the past stays"


def test_the_inspector_reads_the_visit_and_does_not_write_it(scene, entry, client_as):
    visit(entry, scene.cast["adviser"], room_rows=[Room("classe 1", "Wi-Fi").row()])
    inspector = client_as(scene.cast["inspector"])
    assert "classe 1" in text(inspector.get(entry.get_absolute_url()))
    for data in ({**SEEN, **ROOM}, {**SEEN, **ROOM, "ajouter": "room"}):
        assert inspector.post(address("visit", entry), data).status_code == 403
    assert SiteVisit.unscoped.get().findings == "réseau à compléter"


# --- photographs --------------------------------------------------------------------------------
def test_a_photograph_is_kept_reduced_without_where_it_was_taken(scene, entry, adviser):
    visit(entry, scene.cast["adviser"], room_rows=[Room("classe 1", "Wi-Fi").row()])
    sent = photograph((3000, 1500))
    assert b"zqmarque" in sent
    answer = adviser.post(
        address("add_photo", entry),
        {"file": SimpleUploadedFile("tableau.jpg", sent), "caption": "Tableau de la classe 1"},
    )
    assert answer.status_code == 302
    photo = VisitPhoto.unscoped.get()
    stored = store.read(photo.file)
    assert b"zqmarque" not in stored
    served = adviser.get(address("photo", photo))
    assert served.content == stored
    with Image.open(io.BytesIO(served.content)) as picture:
        assert picture.size == (2000, 1000)
        assert not picture.getexif()


def test_an_older_photograph_is_sent_without_where_it_was_taken(scene, entry, adviser):
    with_photos(entry, scene.cast["adviser"], "Tableau")
    photo = VisitPhoto.unscoped.get()
    assert b"zqmarque" in store.read(photo.file)
    served = adviser.get(address("photo", photo))
    assert served["Content-Type"] == "image/jpeg"
    assert b"zqmarque" not in served.content


def test_the_photographs_are_annexed_to_the_report_with_what_they_show(scene, entry, adviser):
    with_photos(entry, scene.cast["adviser"], "Baie « A » & prises", "Tableau", "Cour")
    document = word(adviser.get(address("visit_paper", entry, "docx")))
    said = words(document)
    assert "Photographies en annexe : 3. Aucune personne n’y figure." in said
    assert "Annexe : photographies" in said
    assert "Photographie 1 : Baie « A » & prises" in said
    assert "Photographie 3 : Cour" in said
    assert len(document.inline_shapes) == 3
    widest = document.sections[0].page_width - document.sections[0].left_margin * 2
    for shape, caption in zip(document.inline_shapes, ("Baie", "Tableau", "Cour"), strict=True):
        assert shape.width <= widest
        assert caption in shape._inline.docPr.get("descr"), "said to whoever cannot see it"
    images = [part.blob for part in document.part.package.image_parts]
    assert images
    assert not any(b"zqmarque" in blob for blob in images)
    assert len(document.sections) == 1, "the running foot stays the same"
    first = adviser.get(address("visit_paper", entry, "docx")).content
    assert first == adviser.get(address("visit_paper", entry, "docx")).content


def test_without_a_photograph_there_is_no_annex(scene, entry, adviser):
    with_photos(entry, scene.cast["adviser"])
    document = word(adviser.get(address("visit_paper", entry, "docx")))
    assert "hotographie" not in words(document)


def test_a_report_never_leaves_a_photograph_out_in_silence(scene, entry, adviser):
    with_photos(entry, scene.cast["adviser"], "Tableau")
    store.path_of(VisitPhoto.unscoped.get().file).unlink()
    answer = adviser.get(address("visit_paper", entry, "docx"))
    assert answer.status_code == 409
    assert "La photographie « Tableau » n’est plus lisible" in plain(text(answer))


def test_a_visit_has_a_bounded_number_of_photographs_of_whoever_visits(scene, entry):
    made = with_photos(entry, scene.cast["adviser"], *(f"Vue {n}" for n in range(12)))
    with pytest.raises(Refused, match="déjà 12 photographies"):
        services.add_photo(
            actor=scene.cast["adviser"], visit=made, sha256="a" * 64, caption="Une de trop"
        )
    with pytest.raises(NotYours):
        services.add_photo(
            actor=scene.cast["inspector"], visit=made, sha256="a" * 64, caption="Vue"
        )


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas installé")
def test_the_annex_follows_the_report_two_a_page_in_the_pdf(scene, entry, adviser):
    with_photos(entry, scene.cast["adviser"], "Baie", "Tableau", "Cour")
    answer = adviser.get(address("visit_paper", entry, "pdf"))
    assert answer["Content-Type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    said = [plain(page.extract_text()) for page in pages]
    with pdfium.opened(answer.content) as document:
        shown = [len(list(page.get_objects([FPDF_PAGEOBJ_IMAGE]))) for page in document]
    assert shown == [0, 2, 1]
    assert "Annexe : photographies" in said[1]
    assert "Photographie 2 : Tableau" in said[1]
    assert "Photographie 3 : Cour" in said[2]
