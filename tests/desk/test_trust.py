"""« Sources de confiance »: what is trusted, until when; the lists read again on demand."""

import datetime as dt

import pytest
from django.urls import reverse

from common import clock, jobs
from common.models import Job
from desk import trust
from documents.pdf import trusted_lists
from tests.circuits import acts
from tests.faults.conftest import read

PAGE, AGAIN = reverse("desk:trust"), reverse("desk:refresh_trust")


@pytest.fixture
def admin(here, client_as):
    return client_as(here.actor("administration"))


def source(*, serves, fault="", days=20):
    kept = trusted_lists.TrustedList(
        "FR", acts.NOW - dt.timedelta(days=3), acts.NOW + dt.timedelta(days=days)
    )
    return trusted_lists.Source("FR", kept, serves, fault)


def test_it_is_for_the_administrator_alone(here, client_as):
    for who in ("chef-de-projet", "juriste", "maire"):
        browser = client_as(here.actor(who))
        assert browser.get(PAGE).status_code == 404
        assert browser.post(AGAIN).status_code == 404
        assert "Sources de confiance" not in read(browser.get("/"))


def test_it_says_what_is_trusted_without_any_list(admin):
    page = read(admin.get(PAGE))
    assert "Aucune n’est demandée (réglage TRUST_LISTS)" in page
    assert "Autorité de démonstration, sans valeur juridique" in page
    assert "Jusqu’au" in page
    refused = admin.post(AGAIN)
    assert refused.status_code == 409
    assert "Aucune liste européenne n’est demandée" in read(refused)


def test_it_tells_lists_that_serve_or_not_and_why(admin, settings, monkeypatch):
    settings.TRUST_LISTS = ["FR"]
    late = source(serves=False, days=-1, fault="Liste FR : https://x.example : ne répond pas.")
    monkeypatch.setattr(trusted_lists, "sources", lambda at: [late])
    page = read(admin.get(PAGE))
    assert "Périmée : ne sert plus" in page
    assert "ne répond pas" in page
    kept = source(serves=True, fault="Liste FR : elle est périmée depuis le 01/05/2026.")
    monkeypatch.setattr(trusted_lists, "sources", lambda at: [kept])
    assert "La liste gardée sert encore." in read(admin.get(PAGE))


def test_the_lists_are_read_again_by_the_worker_once(admin, settings, monkeypatch):
    settings.TRUST_LISTS = ["FR"]
    said = ["Lue et vérifiée : liste de confiance française du 04/05/2026."]
    monkeypatch.setattr(trusted_lists, "refresh", lambda now: said)
    for _ in range(2):
        assert admin.post(AGAIN).status_code == 302
    assert "Lecture en cours" in read(admin.get(PAGE))
    job = Job.objects.get(kind=trust.REFRESH)
    jobs.run(job.pk)
    assert job.items.get().message == said[0]
    assert "Actualiser" in read(admin.get(PAGE))


def test_an_authority_that_ended_or_cannot_be_read_is_said(admin, settings, tmp_path):
    settings.SIGNING_TRUST_ROOTS = [str(tmp_path / "absente.pem")]
    assert "Certificat de confiance illisible : absente.pem" in read(admin.get(PAGE))
    settings.SIGNING_TRUST_ROOTS = []
    with clock.at(acts.NOW + dt.timedelta(days=9000)):
        roots, _ = trust._roots(clock.now())
    assert all(root.over for root in roots)
