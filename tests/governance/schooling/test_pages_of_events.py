"""The pages of events: what is typed is kept, what is refused is said, what is applied is shown."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common import jobs
from common.models import Job
from governance.models import SchoolEvent
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def waiting(monkeypatch):
    monkeypatch.setattr(jobs.run_job.__class__, "enqueue", lambda task, key: None)


def form(kind):
    return reverse("governance:prepare_school_event", args=[kind])


def given(school, **more):
    return {"schools": school.uai, "takes_effect_on": "2026-09-01",
            "act_reference": "Arrêté n° 2026-12", **more}  # fmt: skip


def decide(event, verb):
    return reverse("governance:decide_school_event", args=[event.public_id, verb])


def test_a_closure_is_prepared_read_then_applied(client_as, admin, school):
    client = client_as(admin)
    page = client.get(f"{form('closure')}?ecole={school.uai}").content.decode()
    assert school.uai in page
    shown = client.post(form("closure"), given(school), follow=True).content.decode()
    assert "rien n’est changé au répertoire." in shown
    event = SchoolEvent.unscoped.get()
    client.post(decide(event, "apply"))
    school.refresh_from_db()
    assert school.ends_on is not None
    assert "Appliqué le" in client.get(event.get_absolute_url()).content.decode()
    again = client.post(decide(event, "apply"))
    assert again.status_code == 409
    listed = client.get(reverse("governance:school_events") + "?etat=applied&format=csv")
    assert "Arrêté n° 2026-12" in listed.content.decode("utf-8-sig")
    assert "Fermeture" in client.get(school.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("closure", {"schools": "0809999J"}, "Aucune école n’a l’UAI"),
        ("closure", {"takes_effect_on": "demain"}, "date"),
        ("merger", {}, "l’un des deux"),
        ("new_uai", {"new_uai": "0809950A"}, "serait F"),
        ("transfer", {"institution": "Nulle part", "part": "whole"}, "Aucune institution"),
        ("redrawing", {"schools": ""}, "Déposez un fichier"),
        ("redrawing", {}, "Choisissez la circonscription"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    client_as, admin, school, kind, more, said
):
    answer = client_as(admin).post(form(kind), given(school, **more))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Arrêté n° 2026-12" in page
    assert not SchoolEvent.unscoped.exists()


def test_an_impossible_event_is_refused_with_its_reason(client_as, admin, commune):
    closed = factories.school(commune, state="closed")
    answer = client_as(admin).post(form("closure"), given(closed))
    assert answer.status_code == 409
    assert "a déjà pris fin" in answer.content.decode()


def test_a_redrawing_shows_its_faults_and_its_result(
    client_as, admin, school, other_area, inspector
):
    client = client_as(admin)
    data = f"UAI;Circonscription\n{school.uai};{other_area.name}\n0809999J;{other_area.name}\n"
    upload = SimpleUploadedFile("carte.csv", data.encode(), "text/csv")
    sent = given(school, file=upload, schools="")
    page = client.post(form("redrawing"), sent, follow=True).content.decode()
    assert "Lignes laissées de côté" in page
    assert "Ligne 3" in page
    event = SchoolEvent.unscoped.get()
    progress = reverse("governance:school_event_progress", args=[event.public_id])
    assert client.get(progress).status_code == 409
    assert client.post(decide(event, "retry")).status_code == 409
    client.post(decide(event, "start"))
    event.refresh_from_db()
    jobs.run(Job.objects.get(public_id=event.job).pk)
    assert "Toutes les écoles sont rattachées." in client.get(
        event.get_absolute_url()
    ).content.decode()  # fmt: skip
    assert client.get(progress).status_code == 200


def test_a_file_that_is_no_redrawing_is_refused(client_as, admin, school):
    upload = SimpleUploadedFile("carte.csv", b"a;b\n1;2\n", "text/csv")
    answer = client_as(admin).post(form("redrawing"), given(school, file=upload, schools=""))
    assert answer.status_code == 409
    assert "Colonnes manquantes" in answer.content.decode()


def test_an_unknown_kind_or_move_does_not_exist(client_as, admin, school):
    client = client_as(admin)
    assert client.get(form("autre")).status_code == 404
    client.post(form("closure"), given(school))
    assert client.post(decide(SchoolEvent.unscoped.get(), "autre")).status_code == 404


def test_it_is_abandoned_with_a_reason(client_as, admin, school):
    client = client_as(admin)
    client.post(form("closure"), given(school))
    event = SchoolEvent.unscoped.get()
    url = reverse("governance:withdraw_school_event", args=[event.public_id])
    assert client.post(url, {"reason": ""}).status_code == 422
    page = client.post(url, {"reason": "carte scolaire revue"}, follow=True).content.decode()
    assert "rien n’a été changé." in page
