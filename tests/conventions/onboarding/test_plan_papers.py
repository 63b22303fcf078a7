"""The training plan of a district in Word and PDF: a project, then the plan that was validated."""

import io
import shutil

import pypdf
import pytest
from django.urls import reverse

from conventions.onboarding.models import PlanStatus
from conventions.onboarding.training import docdata_plans
from conventions.onboarding.training.plan_lifecycle import PlanLifecycle
from documents.conversion.verify import comparable
from tests import factories
from tests.conventions.onboarding import training
from tests.conventions.onboarding.reading import heads, word, words
from tests.conventions.onboarding.scene import put
from tests.templates_docx.shipped import plain


@pytest.fixture(autouse=True)
def models(scene, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    factories.load_models()


def address(plan, shape="docx"):
    return reverse("onboarding:plan_paper", args=[plan.public_id, shape])


def visaed(scene):
    plan = training.plan(scene, status=PlanStatus.PLAN_SUBMITTED)
    return PlanLifecycle.move(plan, "validate_plan", actor=scene.cast["inspector"])


def test_a_project_of_plan_lists_its_sessions_and_says_that_the_visa_is_missing(scene, client_as):
    training.session(scene)
    training.session(scene, status="cancelled_session", title="Annulée")
    plan = training.plan(scene, goals="Avant l’automne.\nUne séance par école.")
    client = client_as(scene.cast["adviser"])
    page = client.get(plan.get_absolute_url()).content.decode()
    assert address(plan) in page
    assert address(plan, "pdf") in page
    answer = client.get(address(plan))
    assert 'filename="plan-de-formation-2026-2027-v1.docx"' in answer["Content-Disposition"]
    made = word(answer)
    assert heads(made) == {
        "Plan de formation\tProjet, non visé – Plan de formation 2026-2027, Montval-Est, version 1"
    }
    text = words(made)
    assert "Périmètre : circonscription de Montval-Est" in text
    assert "Avant l’automne.\nUne séance par école." in text
    assert "Public : 42 enseignants. Objectif : 80 % au moins" in text
    assert "(2 conseillers, 50 % de leur temps)" in text
    adviser = factories.mandate_of(scene.cast["adviser"])
    line = [
        "F-2026-001", "Usages pédagogiques", "enseignants", scene.school.name,
        adviser.person.formal_name, "mercredi 16 septembre 2026", "3 h", "École des Tilleuls", "12",
        "hors classe",
    ]  # fmt: skip
    assert "\n".join(plain(cell) for cell in line) in text
    assert "F-2026-002" not in text
    assert "Le visa de l’inspection n’est pas encore donné." in text
    assert "changement d’espace" not in text
    assert client.get(address(plan, "odt")).status_code == 404
    assert client_as(scene.cast["mayor"]).get(address(plan)).status_code == 404


def test_what_is_not_yet_written_is_named_and_no_link_is_offered(scene, client_as):
    plan = training.plan(scene, goals="", teachers=None, adviser_share=None)
    client = client_as(scene.cast["adviser"])
    assert address(plan) not in client.get(plan.get_absolute_url()).content.decode()
    refused = client.get(address(plan))
    assert refused.status_code == 409
    assert (
        "Il manque : Objectifs de l’année, Enseignants concernés et Temps des conseillers"
        in plain(refused.content.decode())
    )


def test_a_validated_plan_keeps_the_sessions_of_the_day_of_its_visa(scene, client_as):
    training.session(scene)
    plan = visaed(scene)
    training.session(scene, title="Après le visa")
    text = words(word(client_as(scene.cast["inspector"]).get(address(plan))))
    by = factories.mandate_of(scene.cast["inspector"]).person.formal_name
    assert f"Plan visé le 16 juin 2026 par {plain(by)}, inspect" in text
    assert "par validation horodatée par compte." in text
    assert "F-2026-001" in text
    assert "F-2026-002" not in text


def test_a_plan_without_session_says_so_and_one_adviser_has_a_time_of_their_own(scene):
    plan = training.plan(scene, advisers=1, adviser_share=100)
    built = docdata_plans.build(plan)
    assert built.sessions == ()
    assert plain(built.advisers_time) == "1 conseiller, 100 % de son temps"


def test_many_schools_are_counted(scene):
    near = [factories.school(scene.commune, f"École {n}", area=scene.area) for n in range(3)]
    training.session(scene, schools=[scene.school, *near])
    [line] = docdata_plans.build(training.plan(scene)).sessions
    assert line.schools_text == "4 écoles"


def test_a_plan_validated_before_its_trainers_were_kept_is_still_printed(scene):
    training.session(scene)
    plan = visaed(scene)
    old = ("number", "kind", "title", "starts_at", "minutes", "place", "seats")
    put(plan, sessions=[{name: row[name] for name in old} for row in plan.sessions])
    [line] = docdata_plans.build(plan).sessions
    assert (line.trainer, line.schools_text, line.school_time_label) == ("–", "–", "–")


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas installé")
@pytest.mark.parametrize("validated", [False, True])
def test_the_project_is_marked_on_each_page_and_the_plan_is_not(scene, client_as, validated):
    training.session(scene)
    plan = visaed(scene) if validated else training.plan(scene)
    answer = client_as(scene.cast["adviser"]).get(address(plan, "pdf"))
    assert answer["Content-Type"] == "application/pdf"
    [page] = [p.extract_text() for p in pypdf.PdfReader(io.BytesIO(answer.content)).pages]
    assert ("PROJET" in page) is not validated
    assert comparable("Montval-Est, version 1") in comparable(page)
