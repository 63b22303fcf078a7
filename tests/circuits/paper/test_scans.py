"""Scans through their pages: dropped, read, sorted, placed by hand, registered; by whom."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audit.models import Event
from circuits.paper import choosing, scans
from common import jobs
from common.lifecycle import NotYours
from common.models import Job
from documents import store
from documents.models import PaperReturn, ScanDeposit, ScannedPage, Slot, StoredFile
from documents.paper import deposits, printing
from tests.circuits import acts
from tests.documents.paper import papers

PNG = b"\x89PNG"


@pytest.fixture
def act(issued):
    return issued


def browser(here, who):
    client = Client()
    client.force_login(here.people[who].person.user)
    return client


def words(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def slot_of(act, party="authority"):
    return Slot.unscoped.get(envelope=act.envelope, key=party)


def on_paper(act, here, party="authority"):
    """The signatory chose paper; their signed page."""
    choosing.choose(acts.step_of(act, party), slot_of(act, party), actor=here.actor("juriste"))
    slot = slot_of(act, party)
    copy = printing.copy(b"", store.read(slot.envelope.head.file.sha256), slot)
    return papers.scanned(papers.signed(papers.printed(copy)[0]), skew=1, noise=6)


def named(number, content):
    suffix = "png" if content.startswith(PNG) else "pdf"
    return SimpleUploadedFile(f"scan-{number}.{suffix}", content)


def drop(client, *files, url="", read=True, **more):
    given = [named(number, content) for number, content in enumerate(files, start=1)]
    answer = client.post(url or reverse("circuits:drop_scans"), {"files": given, **more})
    if read:
        for job in Job.objects.filter(kind=deposits.JOB, state=Job.State.WAITING):
            jobs.run(job.pk)
    return answer


def test_an_agent_drops_a_scan_sees_it_sorted_and_registers_it(act, here):
    page = on_paper(act, here)
    client = browser(here, "chef-de-projet")
    answer = drop(client, papers.as_pdf([page, papers.blank()]), read=False)
    assert answer.status_code == 302
    said = words(client.get(answer.url))
    assert "0 sur 2" in said
    assert "Enregistrer le retour" not in said
    part = client.get(answer.url, headers={"HX-Request": "true"})
    assert "<html" not in words(part)
    assert "0 sur 2" in words(part)
    [job] = Job.objects.filter(kind=deposits.JOB)
    done = jobs.run(job.pk)
    assert done.state == Job.State.DONE
    [first, second] = [item.message for item in done.items.all()]
    assert first.endswith("exemplaire 1, page 1.")
    assert second == "Page blanche."
    assert client.get(answer.url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    said = words(client.get(answer.url))
    assert "Complet" in said
    assert "Page blanche, ignorée." in said
    slot = slot_of(act)
    client.post(answer.url, {"verb": "register", "slot": slot.public_id})
    assert slot_of(act).status == Slot.Status.TO_CHECK
    found = PaperReturn.objects.get()
    assert found.deposited_by == here.actor("chef-de-projet").label
    assert "retour enregistré le" in words(client.get(answer.url))
    verbs = set(Event.objects.filter(object_type="documents.slot").values_list("verb", flat=True))
    assert {"register_scan", "registered_scan"} <= verbs
    told = Event.objects.get(verb="register_scan_signature")
    assert told.object_id == act.pk
    again = client.post(answer.url, {"verb": "register", "slot": slot.public_id})
    assert again.status_code == 409
    assert PaperReturn.objects.count() == 1


def test_the_secretary_registers_for_their_own_body_and_no_other(act, here):
    """Pages of the State's copy in the same scan are told as unknown, without a word of them."""
    own, other = on_paper(act, here), on_paper(act, here, "state")
    client = browser(here, "secretaire")
    answer = drop(client, papers.as_pdf([other, own]))
    said = words(client.get(answer.url))
    assert slot_of(act).paper_reference in said
    state = slot_of(act, "state")
    assert state.paper_reference not in said
    assert f"{state.label}" not in said
    client.post(answer.url, {"verb": "register", "slot": slot_of(act).public_id})
    assert slot_of(act).status == Slot.Status.TO_CHECK
    refused = client.post(answer.url, {"verb": "register", "slot": state.public_id})
    assert refused.status_code == 409
    assert slot_of(act, "state").status == Slot.Status.AWAITING_RETURN


def test_a_page_without_code_is_placed_by_its_short_reference(act, here):
    page = papers.without_code(on_paper(act, here))
    client = browser(here, "secretaire")
    answer = drop(client, papers.as_png(page))
    said = words(client.get(answer.url))
    assert "Aucun code lisible" in said
    scanned = ScannedPage.objects.get()
    image = client.get(reverse("circuits:scan_image", args=[_deposit(), scanned.public_id]))
    assert image["Content-Type"] == "image/png"
    prefix = f"{scanned.public_id}-"
    given = {"verb": "place", "scanned": scanned.public_id, f"{prefix}turn": 0}
    empty = client.post(answer.url, given)
    assert empty.status_code == 422
    assert "Indiquez le numéro de la page" in words(empty)
    assert "écrivez sa référence courte" in words(empty)
    given |= {f"{prefix}page": 1, f"{prefix}reference": "FS-ZZZZ"}
    wrong = client.post(answer.url, given)
    assert wrong.status_code == 409
    assert "aucun papier n’est attendu sous cette référence" in words(wrong)
    assert 'value="FS-ZZZZ"' in words(wrong)
    given[f"{prefix}reference"] = slot_of(act).paper_reference.lower().replace("-", " ")
    far = client.post(answer.url, {**given, f"{prefix}page": 9})
    assert far.status_code == 409
    assert "compte 1 page" in words(far)
    assert client.post(answer.url, given).status_code == 302
    said = words(client.get(answer.url))
    assert "Deux agents devront comparer les pages : la page 1 a été placée à la main" in said
    client.post(answer.url, {"verb": "register", "slot": slot_of(act).public_id})
    assert PaperReturn.objects.get().doubts
    assert client.post(answer.url, given).status_code == 409
    late = client.post(answer.url, {**given, "verb": "aside"})
    assert late.status_code == 409
    assert "déjà dans un retour" in words(late)


def _deposit():
    return ScanDeposit.objects.get().public_id


def test_a_page_set_aside_by_mistake_is_put_back(act, here):
    client = browser(here, "juriste")
    answer = drop(client, papers.as_pdf([on_paper(act, here)]))
    scanned = ScannedPage.objects.get()
    client.post(answer.url, {"verb": "aside", "scanned": scanned.public_id})
    said = words(client.get(answer.url))
    assert "Écartée par" in said
    assert "Complet" not in said
    prefix = f"{scanned.public_id}-"
    given = {f"{prefix}copy": slot_of(act).public_id, f"{prefix}page": 1, f"{prefix}turn": 0}
    client.post(answer.url, {"verb": "place", "scanned": scanned.public_id, **given})
    said = words(client.get(answer.url))
    assert "Complet" in said
    assert "Deux agents" not in said


def test_files_are_added_to_a_deposit(act, here):
    client = browser(here, "juriste")
    answer = drop(client, papers.as_pdf([papers.blank()]))
    page = on_paper(act, here)
    added = drop(client, papers.as_png(page), url=answer.url, verb="add")
    assert added.url == answer.url
    assert "Complet" in words(client.get(answer.url))
    assert ScanDeposit.objects.count() == 1


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([], "Choisissez au moins un fichier"),
        ([b""], "Ce fichier est vide"),
        ([b"%PDF-1.7\nrien"], "abîmé"),
        ([b"GIF89a rien"], "attendu"),
        ([papers.plain("Bon", 1), b"%PDF-1.7\nrien"], "« scan-2.pdf » : "),
        ([papers.plain("Bon", 1)] * 21, "20 au plus à la fois"),
    ],
)
def test_what_is_no_scan_stops_at_the_gate(act, here, files, told):
    before = StoredFile.objects.count()
    answer = drop(browser(here, "juriste"), *files, read=False)
    assert answer.status_code == 422
    assert told in words(answer)
    assert StoredFile.objects.count() == before
    assert not ScanDeposit.objects.exists()


def test_a_full_disk_is_said_and_nothing_is_kept(act, here, monkeypatch):
    def full(*given):
        raise OSError(28, "No space left on device")

    page = papers.as_pdf([on_paper(act, here)])
    client = browser(here, "juriste")
    monkeypatch.setattr(store, "_write", full)
    answer = drop(client, page, read=False)
    assert answer.status_code == 503
    assert "Rien n’a été enregistré" in words(answer)
    assert not ScanDeposit.objects.exists()
    monkeypatch.undo()
    kept = drop(client, page)
    monkeypatch.setattr(store, "_write", full)
    given = {"verb": "register", "slot": slot_of(act).public_id}
    assert client.post(kept.url, given).status_code == 503
    assert slot_of(act).status == Slot.Status.AWAITING_RETURN
    assert not PaperReturn.objects.exists()


@pytest.mark.parametrize("who", ["maire", "inspectrice", "president", "dpo", "direction"])
def test_nobody_else_finds_the_pages(act, here, who):
    drop(browser(here, "juriste"), papers.as_pdf([papers.blank()]), read=False)
    client = browser(here, who)
    assert client.get(reverse("circuits:drop_scans")).status_code == 404
    assert client.get(reverse("circuits:scans", args=[_deposit()])).status_code == 404
    with pytest.raises(NotYours):
        scans.deposit([], actor=here.actor(who))


def test_the_deposit_of_the_syndicate_is_not_the_secretary_s(act, here):
    drop(browser(here, "juriste"), papers.as_pdf([papers.blank()]), read=False)
    client = browser(here, "secretaire")
    assert client.get(reverse("circuits:scans", args=[_deposit()])).status_code == 404
    assert "Dépôts précédents" not in words(client.get(reverse("circuits:drop_scans")))


@pytest.mark.parametrize("given", [{"verb": "x"}, {"verb": "register"}, {"verb": "place"}])
def test_a_strange_request_is_not_found(act, here, given):
    client = browser(here, "juriste")
    answer = drop(client, papers.as_pdf([papers.blank()]), read=False)
    assert client.post(answer.url, given).status_code == (404)


def test_nothing_is_registered_while_pages_are_read(act, here):
    client = browser(here, "juriste")
    answer = drop(client, papers.as_pdf([on_paper(act, here)]), read=False)
    refused = client.post(answer.url, {"verb": "register", "slot": slot_of(act).public_id})
    assert refused.status_code == 409
    assert "La lecture des pages n’est pas finie" in words(refused)
