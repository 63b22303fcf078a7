"""The project, its opinion and the report of a visit, in Word and PDF."""

import datetime as dt
import io
import re
import shutil

import pypdf
import pytest
from django.urls import reverse
from docx import Document

from conventions.onboarding.models import DebtKind, OpinionStatus
from conventions.onboarding.projects import docdata, writing
from tests import factories
from tests.conventions.onboarding.scene import NOW, debt, put
from tests.conventions.onboarding.written import opinion, project, visit
from tests.templates_docx.shipped import plain, text_of

O = OpinionStatus  # noqa: E741


@pytest.fixture(autouse=True)
def models(scene, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    factories.load_models()


def address(name, record, shape="docx"):
    return reverse(f"onboarding:{name}", args=[record.public_id, shape])


def words(answer):
    assert answer.status_code == 200, answer.content.decode()
    return plain(text_of(Document(io.BytesIO(answer.content))))


def deposited(scene, **fields):
    entry = scene.entry(status="awaiting_opinion")
    return entry, project(entry, status="submitted", submitted_at=NOW, **fields)


def judged(scene, written, status, **fields):
    by = factories.mandate_of(scene.cast["inspector"])
    return opinion(written, scene.area, status=status, given_at=NOW, given_by=by, **fields)


def test_a_project_is_printed_with_its_lines_and_without_an_opinion(scene, client_as):
    entry, written = deposited(
        scene, diagnosis="Première ligne.\nSeconde ligne.", technical_needs="réseau à compléter."
    )
    judging = opinion(written, scene.area)
    client = client_as(scene.cast["head"])
    assert (
        address("project_paper", entry) in client.get(written.get_absolute_url()).content.decode()
    )
    answer = client.get(address("project_paper", entry))
    name = f'filename="projet-pedagogique-{scene.school.uai.lower()}.docx"'
    assert name in answer["Content-Disposition"]
    text = words(answer)
    assert "Première ligne.\nSeconde ligne." in text
    assert "blog de classe\nun article par semaine" in text, "what and its detail, side by side"
    assert "2 classes, 48 élèves" in text
    assert "Besoins techniques : réseau à compléter.\n" in text, "one full stop"
    assert "Visite technique à prévoir." in text
    assert "Conseil d’école : date à fixer." in text
    assert "Projet déposé le 16 juin 2026, à 11 h, par validation horodatée par compte" in text
    head = factories.mandate_of(scene.cast["head"])
    assert re.search(f"{plain(head.person.formal_name)}, (directeur|directrice) d’école", text)
    assert "Avis de l’inspection" not in text
    assert client.get(address("opinion_paper", judging)).status_code == 404
    assert client.get(address("project_paper", entry, "odt")).status_code == 404


def test_what_is_not_yet_written_is_named_and_no_link_is_offered(scene, client_as):
    entry = scene.entry()
    written = project(entry, diagnosis="", teachers_council_on=None)
    client = client_as(scene.cast["head"])
    page = client.get(written.get_absolute_url()).content.decode()
    assert address("project_paper", entry) not in page
    refused = client.get(address("project_paper", entry))
    assert refused.status_code == 409
    assert re.search(r"Il manque\s: Constat.*conseil des maîtres", refused.content.decode())


def test_one_formula_alone_is_printed_and_its_reasons_are_for_those_who_read_them(scene, client_as):
    _, written = deposited(scene)
    given = judged(
        scene, written, O.WITH_RESERVES, reason="Évaluation imprécise.",
        reserve="Préciser l’évaluation.", reserve_due=dt.date(2026, 7, 1),
    )  # fmt: skip
    mayor, inspector = client_as(scene.cast["mayor"]), client_as(scene.cast["inspector"])
    text = words(inspector.get(address("opinion_paper", given)))
    assert "Avis favorable avec réserves." in text
    assert not re.search(r"Avis (favorable|défavorable)\.", text)
    assert "Motivation : Évaluation imprécise." in text
    assert "Préciser l’évaluation.\n1er juillet 2026 inclus" in text
    by = factories.mandate_of(scene.cast["inspector"])
    assert plain(by.person.formal_name) in text
    shared = words(mayor.get(address("opinion_paper", given)))
    assert "Avis favorable avec réserves." in shared
    assert "Exemplaire sans les motifs de l’avis." in shared
    assert "imprécise" not in shared
    assert "Préciser" not in shared
    page = inspector.get(given.project.entry.get_absolute_url()).content.decode()
    assert address("opinion_paper", given, "pdf") in page


def test_a_reserve_says_how_it_ended(scene):
    _, written = deposited(scene)
    fields = {"reason": "Imprécis.", "reserve": "Préciser.", "reserve_due": dt.date(2026, 5, 1)}
    adviser = factories.mandate_of(scene.cast["adviser"])
    given = judged(
        scene, written, O.RESERVES_LIFTED, lifted_at=NOW, lifted_by=adviser,
        lifted_note="Grille jointe.", **fields,
    )  # fmt: skip
    lifted = plain(docdata.as_judged(given, reasons=True).reserve_outcome)
    assert lifted.startswith("Réserve levée le 16 juin 2026 par ")
    assert lifted.endswith(" : Grille jointe.")
    assert "Grille" not in docdata.as_judged(given, reasons=False).reserve_outcome
    hardened = docdata.as_judged(put(given, status=O.UNFAVOURABLE), reasons=True)
    assert hardened.opinion == "unfavourable"
    assert "n’ayant pas été levée le 1er mai 2026" in plain(hardened.reserve_outcome)


def test_an_unfavourable_opinion_is_refused_without_its_reason(scene):
    _, written = deposited(scene)
    given = judged(scene, written, O.UNFAVOURABLE)
    assert docdata.as_judged(given, reasons=True).missing_values() == ["Motivation"]
    assert docdata.as_judged(given, reasons=False).missing_values() == []


def test_an_opinion_is_printed_with_the_text_that_was_read(scene, client_as):
    entry, written = deposited(scene)
    given = judged(scene, written, O.UNFAVOURABLE, reason="Trop court.")
    put(written, status="returned")
    changed = writing.save(
        actor=scene.cast["head"], project=written, version=written.version,
        given={"diagnosis": "Texte repris depuis."},
    )  # fmt: skip
    client = client_as(scene.cast["inspector"])
    read = words(client.get(address("opinion_paper", given)))
    assert "familles éloignées" in read
    assert "Texte repris" not in read
    now = words(client.get(address("project_paper", entry)))
    assert "Texte repris depuis." in now
    assert "Avis" not in now, "no opinion was given on that text"
    assert changed.version == given.project_version + 1


def test_what_is_owed_after_urgency_gives_the_day_of_the_school_council(scene):
    entry, written = deposited(scene)
    debt(entry, DebtKind.SCHOOL_COUNCIL, due_on=dt.date(2026, 9, 30))
    assert docdata.as_written(written, reasons=True).school_council_due == dt.date(2026, 9, 30)


def test_a_visit_has_its_report_and_a_waived_one_has_none(scene, client_as):
    entry = scene.entry()
    seen = visit(
        entry, scene.cast["adviser"], attendees="M. Petit, directeur\n\nMme Bernard",
        room_rows=[{"label": "classe 1", "network": "prise murale", "devices": "1 poste"}],
        download_mbps="86.4", blocking_reason="pas d’accès à internet.",
    )  # fmt: skip
    client = client_as(scene.cast["mayor"])
    assert address("visit_paper", entry) in client.get(entry.get_absolute_url()).content.decode()
    text = words(client.get(address("visit_paper", entry)))
    assert "M. Petit, directeur\nMme Bernard\n" in text
    assert "86,4 Mbit/s en réception, non mesuré en émission" in text
    assert "classe 1\nprise murale\n–\n1 poste\n–" in text
    assert "Aucune recommandation." in text
    assert "Un point empêche l’ouverture : pas d’accès à internet.\n" in text
    by = factories.mandate_of(scene.cast["adviser"])
    assert plain(by.person.formal_name) in text
    put(seen, visited_on=None, waiver_reason="école visitée en 2025")
    assert client.get(address("visit_paper", entry)).status_code == 404
    assert client_as(scene.cast["admin"]).get(address("visit_paper", entry)).status_code == 404


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas installé")
def test_the_opinion_begins_a_page_of_its_own_in_the_pdf(scene, client_as):
    _, written = deposited(scene)
    given = judged(scene, written, O.FAVOURABLE)
    answer = client_as(scene.cast["inspector"]).get(address("opinion_paper", given, "pdf"))
    assert answer["Content-Type"] == "application/pdf"
    pages = [plain(p.extract_text()) for p in pypdf.PdfReader(io.BytesIO(answer.content)).pages]
    assert "Avis favorable." in pages[-1]
    assert "Place des parents" not in pages[-1]
    assert not any("Avis favorable" in page for page in pages[:-1])
    assert all(f"Dossier {scene.school.uai}, 2026-2027" in page for page in pages)
