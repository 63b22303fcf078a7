"""An agent attests that a copy of a signed act is true: of which file, for whom, by whom."""

import pytest
from django.test import Client
from django.urls import reverse

from circuits.paper import certifying
from common import jobs
from common.lifecycle import Refused
from common.models import Job
from conventions import attesting, dossier
from conventions.docdata.builders.attestation import Asked
from documents.models import Document
from tests.circuits import acts
from tests.circuits.fixtures import here, issued, issued_of_the_file, world_of_the_file
from tests.circuits.paper import returns
from tests.documents.paper import papers

__all__ = ["here", "issued", "issued_of_the_file", "world_of_the_file"]


@pytest.fixture
def signed(here, issued, monkeypatch):
    """An act that the mayor signed on paper, final; no LibreOffice."""
    found = returns.registered(issued, here)
    read = returns.read(issued, remarks="agrafe en haut")
    certifying.certify(found, read, actor=here.actor("juriste"))
    convention = acts.sign_all(issued)
    acts.final(convention)
    plain = papers.plain("Attestation", 1)
    monkeypatch.setattr(attesting.production.conversion, "to_pdfa", lambda *a, **k: plain)
    return acts.fresh(convention)


def browser(here, who):
    client = Client()
    client.force_login(here.people[who].person.user)
    return client


def words(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def made(convention):
    [job] = Job.objects.filter(kind=attesting.JOB, state=Job.State.WAITING)
    assert jobs.run(job.pk).state == Job.State.DONE, list(job.items.values())
    return Document.unscoped.about(convention).filter(kind="attestation_copie").latest("pk")


def test_the_scan_of_a_paper_is_attested_from_the_page(signed, here):
    client = browser(here, "juriste")
    url = reverse("conventions:attest", args=[signed.public_id])
    assert url in words(client.get(signed.get_absolute_url()))
    scan = f"scan:{returns.slot_of(signed).public_id}"
    given = {"copy": scan, "recipient": "Mme Zoé Exemple", "office": "comptable public"}
    empty = client.post(url, given)
    assert empty.status_code == 422
    assert "Écrivez à quoi la copie servira" in words(empty)
    assert 'value="Mme Zoé Exemple"' in words(empty)
    assert client.post(url, {**given, "use": "un contrôle"}).status_code == 302
    document = made(signed)
    data = document.snapshot
    assert data["copy_kind"] == "scan"
    assert data["copy_sha256"] == dossier.parts(signed.envelope)[1].sha256
    assert data["original_holder"] == "le syndicat, service juridique"
    assert data["checking_agents"] == here.actor("juriste").label
    assert data["differences_text"] == "agrafe en haut"
    assert data["attesting_agent_title"] == "La juriste"
    assert "Mme Zoé Exemple" in words(client.get(signed.get_absolute_url()))
    hidden = browser(here, "inspectrice").get(signed.get_absolute_url())
    assert "Zoé" not in words(hidden)


def test_the_final_file_is_attested_by_its_hash(signed, here):
    asked = Asked("electronic", "M. Ali Exemple", "préfet", "un contrôle")
    attesting.ask(signed, asked, actor=here.actor("chef-de-projet"))
    data = made(signed).snapshot
    assert data["copy_sha256"] == signed.envelope.final_file.sha256
    assert data["original_holder"] == ""


def test_done_again_after_a_kill_it_is_made_once(signed, here):
    asked = Asked("print", "M. Ali Exemple", "préfet", "un contrôle")
    job = attesting.ask(signed, asked, actor=here.actor("juriste"))
    item = job.items.get()
    attesting.attestation_item(item.payload, here.actor("juriste"))
    assert attesting.attestation_item(item.payload, here.actor("juriste")) == (
        "Attestation déjà produite."
    )


def test_nobody_else_attests(signed, here):
    url = reverse("conventions:attest", args=[signed.public_id])
    for who in ("maire", "secretaire", "dpo", "president"):
        assert browser(here, who).get(url).status_code == 404, who


def test_nothing_is_attested_before_the_final_copy(here, issued):
    url = reverse("conventions:attest", args=[issued.public_id])
    assert browser(here, "juriste").get(url).status_code == 404
    asked = Asked("electronic", "M. Ali Exemple", "préfet", "un contrôle")
    with pytest.raises(Refused):
        attesting.ask(issued, asked, actor=here.actor("juriste"))
