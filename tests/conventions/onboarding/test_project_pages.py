"""The pages of a project, of its visit, of its reserve."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conventions.onboarding.models import (
    EntryStatus,
    OpinionStatus,
    PedagogicalProject,
    SiteVisit,
)
from demo.paper import sheet
from tests.conventions.onboarding.scene import NOW, fresh
from tests.conventions.onboarding.written import ROOM, WRITTEN, opinion, project, typed

S, O = EntryStatus, OpinionStatus  # noqa: E741 the statuses of the tables


def address(name, record, *more):
    return reverse(f"onboarding:{name}", args=[record.public_id, *more])


def text(response):
    return response.content.decode()


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


# --- writing ------------------------------------------------------------------------------------


def test_a_teacher_begins_the_project_from_the_file(scene, client_as):
    made = scene.entry()
    teacher = client_as(scene.cast["teacher"])
    assert "Écrire le projet" in text(teacher.get(made.get_absolute_url()))
    assert teacher.get(address("project", made)).status_code == 200
    assert not PedagogicalProject.unscoped.exists()  # reading a page writes nothing
    teacher.post(address("project", made))
    assert PedagogicalProject.unscoped.get().entry == made
    assert client_as(scene.cast["inspector"]).get(address("project", made)).status_code == 200
    assert client_as(scene.cast["stranger"]).get(address("project", made)).status_code == 404


def test_nobody_begins_the_project_of_another_school(scene, client_as):
    made = scene.entry()
    assert client_as(scene.cast["inspector"]).post(address("project", made)).status_code == 404
    assert not PedagogicalProject.unscoped.exists()


def test_the_project_is_saved_as_it_is_typed(scene, client_as):
    found = project(scene.entry())
    url = address("autosave_project", found.entry)
    head = client_as(scene.cast["head"])
    answer = head.post(url, typed(found, goals="Écrire\nLire"))
    assert answer.json()["version"] == 2
    assert "message" not in answer.json()
    stale = head.post(url, typed(found, goals="Autre"))
    assert stale.status_code == 409
    assert "a changé depuis l’ouverture de la page" in stale.json()["message"]
    assert PedagogicalProject.unscoped.get().goals == "Écrire\nLire"
    wrong = head.post(url, typed(found, class_count="beaucoup"))
    assert wrong.status_code == 422
    assert "classes concernées" in wrong.json()["message"]
    named = head.post(url, typed(found, version="2", accessibility="l’élève Martin"))
    assert "Aucune donnée d’élève ne doit figurer ici" in named.json()["message"]


def test_the_head_deposits_from_the_page_and_the_rest_only_reads(scene, client_as):
    found = project(scene.entry(), families_place="")
    head = client_as(scene.cast["head"])
    refused = head.post(address("submit_project", found.entry))
    assert refused.status_code == 409
    assert "Décrivez la place des parents" in text(refused)
    head.post(address("project", found.entry), typed(found, families_place="En réunion."))
    for role, status in (("teacher", 403), ("mayor", 403), ("other_head", 404)):
        answer = client_as(scene.cast[role]).post(address("submit_project", found.entry))
        assert answer.status_code == status, role
    head.post(address("submit_project", found.entry))
    assert fresh(found.entry).status == S.PROJECT_SUBMITTED
    page = text(head.get(address("project", found.entry)))
    assert "<textarea" not in page
    assert WRITTEN["diagnosis"] in page


@pytest.mark.parametrize("status", [S.REFUSED_BY_SCHOOL, S.REFUSED_BY_AUTHORITY])
def test_a_school_that_does_not_go_on_keeps_its_project_as_it_stands(scene, client_as, status):
    found = project(scene.entry(status=status, closed_on=NOW.date()))
    head, url = client_as(scene.cast["head"]), address("project", found.entry)
    page = text(head.get(url))
    assert "l’école garde ce projet et le reprend dans la campagne 2027-2028" in page
    assert found.diagnosis in page
    assert "<textarea" not in page
    assert "Déposer le projet" not in page
    assert head.post(url, typed(found, diagnosis="Autre")).status_code == 409
    late = head.post(address("autosave_project", found.entry), typed(found, diagnosis="Autre"))
    assert late.status_code == 409
    assert "est clos" in late.json()["message"]
    assert head.post(address("submit_project", found.entry)).status_code == 409
    stored = PedagogicalProject.unscoped.get()
    assert (stored.status, stored.diagnosis) == ("writing", WRITTEN["diagnosis"])


def test_the_inspector_asks_for_another_text_with_a_reason(scene, client_as):
    found = project(scene.entry(status=S.PROJECT_SUBMITTED), status="submitted")
    url = address("move_project", found.entry, "return_project")
    inspector = client_as(scene.cast["inspector"])
    assert inspector.post(url, {"reason": ""}).status_code == 422
    inspector.post(url, {"reason": "Précisez les usages."})
    page = text(client_as(scene.cast["head"]).get(address("project", found.entry)))
    assert "Précisez les usages." in page
    assert inspector.get(address("move_project", found.entry, "adopt")).status_code == 404


def test_the_extract_of_the_school_council_is_kept(scene, client_as):
    found = project(scene.entry())
    head = client_as(scene.cast["head"])
    url = address("council_extract", found.entry)
    wrong = SimpleUploadedFile("extrait.pdf", b"pas un PDF")
    assert head.post(url, {"file": wrong, "met_on": "2026-06-15"}).status_code == 422
    assert head.get(address("council_file", found.entry)).status_code == 404
    late = head.post(url, {"file": extract(), "met_on": "2026-07-15"})
    assert "La date est dans le futur" in text(late)
    head.post(url, {"file": extract(), "met_on": "2026-06-15"})
    page = text(head.get(address("project", found.entry)))
    assert "Passage en conseil d’école le 15\xa0juin 2026." in page
    assert head.get(address("council_file", found.entry)).content.startswith(b"%PDF")


def extract():
    return SimpleUploadedFile("extrait.pdf", sheet("Extrait du procès-verbal"))


def test_the_council_may_meet_once_the_project_is_deposited(scene, client_as):
    found = project(scene.entry(status=S.AWAITING_OPINION), status="submitted")
    head, url = client_as(scene.cast["head"]), address("council_extract", found.entry)
    head.post(url, {"file": extract(), "met_on": "2026-06-12"})
    assert "le 12\xa0juin 2026." in text(head.get(address("project", found.entry)))
    assert "2026-06-12" in text(head.get(url)), "the day is proposed again with another file"


# --- the visit ----------------------------------------------------------------------------------


def test_an_adviser_records_the_visit_and_it_is_read_on_the_file(scene, client_as):
    made = scene.entry(status=S.PROJECT_SUBMITTED)
    given = {
        "visited_on": "2026-06-15", "internet_access": "fibre, 100 Mbit/s", **ROOM,
        "download_mbps": "86.4", "findings": "Réseau à compléter.",
    }  # fmt: skip
    adviser = client_as(scene.cast["adviser"])
    assert adviser.post(address("visit", made), given | {"visited_on": ""}).status_code == 422
    late = adviser.post(address("visit", made), given | {"visited_on": "2026-07-15"})
    assert late.status_code == 422
    adviser.post(address("visit", made), given)
    page = text(client_as(scene.cast["mayor"]).get(made.get_absolute_url()))
    assert "Réseau à compléter." in page
    assert "86,4" in page
    adviser.post(address("visit", made), given | {"findings": "Réseau complet."})
    assert SiteVisit.unscoped.get().findings == "Réseau complet."


# --- the reserve -------------------------------------------------------------------------------


def test_a_reserve_is_ticked_from_the_file(scene, client_as):
    made = scene.entry(status=S.AWAITING_OPINION)
    found = opinion(
        project(made, status="submitted"), scene.area, status=O.WITH_RESERVES,
        reason="Clair.", reserve="Évaluation à préciser.", reserve_due=NOW.date(),
    )  # fmt: skip
    adviser = client_as(scene.cast["adviser"])
    assert "Évaluation à préciser." in text(adviser.get(made.get_absolute_url()))
    mayor = text(client_as(scene.cast["mayor"]).get(made.get_absolute_url()))
    assert "Favorable avec réserves" in mayor
    assert "Évaluation à préciser." not in mayor  # the body reads the outcome alone
    assert adviser.post(address("lift", found), {"note": ""}).status_code == 422
    adviser.post(address("lift", found), {"note": "Précisée."})
    assert fresh(made).status == S.SCHOOL_PROJECT
    assert client_as(scene.cast["inspector"]).post(address("harden", found)).status_code == 409
