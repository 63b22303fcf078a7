"""The pages of a batch, from the list to the board that follows its acts."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common import clock
from conventions.batches import board, services
from conventions.models import Batch, BatchRow
from tests.circuits import acts
from tests.conventions import case as build
from tests.conventions import communes
from tests.conventions.communes import in_batch, made, opened, run, send
from tests.conventions.test_pages_of_drafts import HOSTILE, each, typed_in, words
from tests.depth import some

F = BatchRow.Finding
MOST = 30


@pytest.fixture
def manager(here):
    return here.actor("chef-de-projet")


@pytest.fixture
def browser(client_as, manager):
    return client_as(manager)


def page(name, batch, *more):
    return reverse(f"conventions:{name}", args=[batch.public_id, *more])


def queries(browser, url):
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(url).status_code == 200
    return len(seen)


# --- the list --------------------------------------------------------------------------------
def test_from_a_list_to_the_board_by_the_pages(here, browser):
    communes.invent(here, 2)
    start = reverse("conventions:create_batch")
    assert "Préparer un lot" in words(browser.get(reverse("conventions:batches")))
    given = {"label": "Rentrée 2026", "pasted": "Essai-001\nEssai-002\nInconnue"}
    answer = browser.post(start, {**given, **communes.COMMON})
    batch = Batch.unscoped.get()
    assert answer.url == page("batch_rows", batch)
    assert browser.get(batch.get_absolute_url()).url == answer.url
    waiting = browser.get(answer.url)
    assert "Travail en cours" in words(waiting)
    assert "Créer" not in words(waiting)
    run(batch)
    fragment = browser.get(page("batch_work", batch), headers={"HX-Request": "true"})
    assert fragment.headers["HX-Refresh"] == "true"
    shown = words(browser.get(answer.url))
    assert "2 brouillons seront créés ; 1 ligne reste de côté." in shown
    assert "Créer 2 brouillons" in shown
    assert browser.post(page("launch_batch", batch)).url.startswith(batch.get_absolute_url())
    run(batch)
    shown = words(browser.get(batch.get_absolute_url()))
    assert "CONV-2026-001" in shown
    assert "Envoyer en relecture (2)" in shown
    assert "1 ligne sans acte" in shown
    assert "Rentrée 2026" in words(browser.get(in_batch(batch)[0].get_absolute_url()))
    assert "Brouillon : 2" in words(browser.get(reverse("conventions:batches")))


def test_a_file_and_a_territory_give_rows_too_and_no_body_twice(here, browser):
    communes.invent(here, 2)
    file = SimpleUploadedFile("communes.csv", b"Commune\nEssai-002\n")
    sent = {"label": "Lot", "file": file, "area": str(here.area.public_id)}
    browser.post(reverse("conventions:create_batch"), sent)
    batch = Batch.unscoped.get()
    assert [row.typed for row in batch.rows.all()] == [
        "Essai-002",
        "Commune d’Essai-001 (fictive)",
        "Commune de Saint-Modèle (fictive)",
    ]
    run(batch)
    assert browser.post(page("add_batch_rows", batch), {"pasted": ""}).status_code == 422
    browser.post(page("add_batch_rows", batch), {"pasted": "Essai-001\nAilleurs"})
    run(batch)
    assert [row.finding for row in batch.rows.all()][3:] == [F.DOUBLED, F.UNKNOWN]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"label": "Lot"}, "Aucune collectivité dans la liste"),
        ({"pasted": "Cerisy"}, "Donnez un nom au lot"),
        ({"label": "Lot", "pasted": "x\n" * 901}, "900 au plus"),
        ({"label": "Lot", "pasted": "x", "starts_on": "1999-01-01"}, "trop ancienne"),
        ({"label": "Lot", "pasted": "x", "duration_months": "mille"}, "Durée, en mois"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(here, browser, sent, said):
    answer = browser.post(reverse("conventions:create_batch"), sent)
    assert answer.status_code == 422
    assert said in words(answer)
    for name, value in sent.items():
        assert value.split("\n")[0] in words(answer), name
    assert not Batch.unscoped.exists()


def test_a_file_that_is_no_list_is_refused_with_its_reason(here, browser):
    file = SimpleUploadedFile("liste.csv", b"PK\x03\x04 not a workbook")
    answer = browser.post(reverse("conventions:create_batch"), {"label": "Lot", "file": file})
    assert answer.status_code == 422
    assert "attendu" in words(answer)
    assert "choisissez-le de nouveau" in words(answer)


def test_nothing_typed_breaks_a_page(here, browser, manager):
    batch = opened("80Z01\nInconnue", manager)
    first, unknown = batch.rows.all()
    start = reverse("conventions:create_batch")
    for value in each(some(HOSTILE[1:7], 3)):
        for name in ("label", "pasted", "departement", "epci", "area", "starts_on"):
            answer = browser.post(start, {"label": "Lot", "pasted": "80Z01", name: value})
            assert answer.status_code in (302, 422), (name, value)
        for url in (
            batch.get_absolute_url(),
            reverse("conventions:follow"),
            page("batch_rows", batch),
            page("batch_row", batch, unknown.public_id),
            reverse("conventions:batches"),
        ):
            query = dict.fromkeys(("q", "etat", "epci", "tri", "page", "constat", "format"), value)
            assert browser.get(url, query).status_code in (200, 302), (url, value)
        for name in ("title", "starts_on", "circonscription", "unit_price"):
            sent = {**first.values, name: value}
            answer = browser.post(page("batch_row", batch, first.public_id), sent)
            assert answer.status_code in (302, 422), (name, value)
        body = {"institution": value, "ligne": value, "acte": value}
        choose = page("choose_batch_body", batch, first.public_id)
        assert browser.post(choose, body).status_code == 302
        assert browser.post(page("batch_rows", batch), {**body, "inclure": "1"}).status_code == 302


# --- one row ---------------------------------------------------------------------------------
def test_a_row_is_corrected_and_what_was_typed_stays_when_it_is_wrong(here, browser, manager):
    (body,) = communes.invent(here, 1)
    batch = opened("Ville inconnue", manager)
    row = batch.rows.get()
    url = page("batch_row", batch, row.public_id)
    assert "Quelle collectivité" in words(browser.get(url))
    found = words(browser.get(url, {"q": "essai"}))
    assert "Choisir" in found
    chosen = {"institution": str(body.public_id)}
    assert browser.post(page("choose_batch_body", batch, row.public_id), chosen).url == url
    typed = typed_in(browser.get(url))
    wrong = browser.post(url, {**typed, "title": "", "max_accounts": "quarante"})
    assert wrong.status_code == 422
    assert "quarante" in words(wrong)
    assert not BatchRow.unscoped.get().corrected
    cost = browser.post(
        url, {**typed, "unit_price": "5", "recalculer": "1"}, headers={"HX-Request": "true"}
    )
    assert "200,00 €" in words(cost)
    assert browser.post(url, {**typed, "title": "Mon titre"}).url == page("batch_rows", batch)
    assert "corrigée à la main" in words(browser.get(page("batch_rows", batch)))
    assert typed_in(browser.get(url))["title"] == "Mon titre"


def test_rows_are_left_out_and_taken_back_on_the_preview(here, browser, manager):
    communes.invent(here, 1)
    batch = opened("Essai-001", manager)
    tick = {"ligne": str(batch.rows.get().public_id)}
    url = page("batch_rows", batch)
    shown = browser.post(url, {**tick, "ecarter": "1"}, follow=True)
    assert "1 ligne écartée." in words(shown)
    assert "Aucun brouillon ne sera créé" in words(shown)
    assert browser.post(page("launch_batch", batch)).status_code == 409
    assert "1 ligne incluse." in words(browser.post(url, {**tick, "inclure": "1"}, follow=True))
    assert "cochez-en une" in words(browser.post(url, {"inclure": "1"}, follow=True))


def test_a_batch_is_abandoned_while_it_has_no_act(here, browser, manager):
    communes.invent(here, 1)
    batch = opened("Essai-001", manager)
    assert "aucun acte n’en sera fait" in words(browser.get(page("abandon_batch", batch)))
    browser.post(page("abandon_batch", batch))
    assert communes.fresh(batch).status == Batch.Status.ABANDONED
    assert "lot abandonné" in words(browser.get(page("batch_rows", batch)))
    assert browser.post(page("launch_batch", batch)).status_code == 409


# --- acts sent together ------------------------------------------------------------------------
def test_acts_are_chosen_checked_then_sent_and_the_results_read(here, browser, manager):
    batch = made(here, manager, 2)
    first, second = in_batch(batch)
    url = page("send_batch", batch, "relecture")
    assert words(browser.get(url)).count(" checked") == 3
    assert browser.post(url, {}).status_code == 422
    tick = {"acte": str(first.public_id)}
    browser.post(url, {**tick, "verifier": "1"})
    busy = browser.post(url, tick)
    assert busy.status_code == 409
    assert "Un travail est en cours" in words(busy)
    assert words(busy).count(" checked") == 1
    run(batch)
    assert "Peut partir" in words(browser.get(batch.get_absolute_url()))
    browser.post(url, tick)
    run(batch)
    assert acts.fresh(first).status == "under_review"
    assert acts.fresh(second).status == "draft"
    browser.post(page("send_batch", batch, "arreter"), tick)
    run(batch)
    shown = words(browser.get(batch.get_absolute_url()))
    assert "1 ligne refusée sur 1" in shown
    assert "peut encore faire des observations" in shown
    browser.post(page("retry_batch", batch))
    assert communes.work(batch).items.count() == 1
    assert browser.get(page("send_batch", batch, "autre")).status_code == 404


# --- who sees what ------------------------------------------------------------------------------
def test_partners_see_nothing_and_the_staff_reads(here, client_as, browser, manager):
    batch = made(here, manager, 1)
    row = batch.rows.get()
    names = ("batch", "batch_rows", "batch_work", "add_batch_rows", "abandon_batch")
    urls = [page(name, batch) for name in names]
    urls += [page("batch_row", batch, row.public_id), page("send_batch", batch, "relecture")]
    everywhere = [reverse(f"conventions:{name}") for name in ("follow", "batches", "create_batch")]
    for slug in ("maire", "secretaire", "inspectrice", "dasen", "rectrice", "canope"):
        other = client_as(here.actor(slug))
        for url in (*urls, *everywhere):
            assert other.get(url).status_code == 404, (slug, url)
        assert "Lots" not in words(other.get(reverse("conventions:list")))
    lawyer = client_as(here.actor("juriste"))
    seen = words(lawyer.get(batch.get_absolute_url()))
    assert "CONV-2026-001" in seen
    assert "Dernier travail" in seen
    assert "Faire avancer" not in seen
    assert lawyer.get(page("batch_rows", batch)).status_code == 403
    assert lawyer.post(page("launch_batch", batch)).status_code == 403
    president = words(client_as(here.actor("president")).get(batch.get_absolute_url()))
    assert "CONV-2026-001" in president
    assert "Dernier travail" not in president
    composing = opened("80Z01", manager)
    assert lawyer.get(composing.get_absolute_url()).status_code == 404


# --- the board --------------------------------------------------------------------------------
def test_the_board_says_who_is_awaited_since_when_and_what_is_late(here, manager):
    batch = made(here, manager, 2)
    first, _second = in_batch(batch)
    send(batch, "relecture", manager, acts=[first])
    with clock.at(acts.NOW + dt.timedelta(days=40)):
        found = board.ordered(board.acts(manager, batch))
        lines = {each.act.pk: each for each in board.lines(board.with_parties(found))}
        counts = board.counts(board.acts(manager, batch))
    read = lines[first.pk]
    assert read.awaited == (
        (
            "Relire le projet",
            "Mme Anne Maire1, maire ; Mme Nadia Lefebvre, inspectrice de l’éducation nationale",
        ),
    )
    assert read.since == acts.NOW.date()
    assert read.late
    assert read.body == first.authority
    assert ("draft", "Brouillon", 1) in counts
    assert ("under_review", "En relecture", 1) in counts
    assert (board.LATE, "En retard", 2) in counts
    late = board.narrowed(board.acts(manager, batch), {"etat": board.LATE})
    assert not late.exists()  # today, nothing is


def test_the_last_reminder_is_shown(here, manager):
    batch = made(here, manager, 1)
    send(batch, "relecture", manager)
    (act,) = in_batch(batch)
    task = acts.task_of(acts.open_steps(act)[0])
    task.reminders, task.reminded_at = 1, clock.now()
    build.saved(task)
    (line,) = board.lines(board.with_parties(board.acts(manager, batch)))
    assert line.told == "relance n° 1"
    assert line.told_on == acts.NOW.date()


def test_each_reader_of_the_syndicate_sees_the_acts_that_are_theirs(here, manager):
    batch = made(here, manager, 1)
    assert board.acts(here.actor("juriste"), batch).count() == 1
    assert Batch.objects.visible_to(here.actor("president")).count() == 1
    for slug in ("maire", "secretaire", "inspectrice", "dasen"):
        assert not Batch.objects.visible_to(here.actor(slug)).exists()


def test_the_board_asks_the_same_of_the_database_whatever_the_number(here, browser, manager):
    few = made(here, manager, 3)
    communes.invent(here, 9, first=4)
    many = opened("\n".join(communes.names(9, first=4)), manager)
    services.launch(many, actor=manager)
    run(many)
    send(many, "relecture", manager)
    send(few, "relecture", manager)
    browser.get(few.get_absolute_url())
    for path in ("", "?etat=retard&tri=-depuis", "?format=csv", "?format=xlsx"):
        least = queries(browser, few.get_absolute_url() + path)
        assert queries(browser, many.get_absolute_url() + path) == least, path
        assert least < MOST, path
    assert queries(browser, reverse("conventions:follow")) < MOST
    assert queries(browser, reverse("conventions:batches")) < MOST
    assert queries(browser, page("batch_rows", many)) < MOST


def test_the_board_is_filtered_and_exported_as_it_is_shown(here, browser, manager):
    group = build.institution("epci", "=Communauté du Val", fictitious=True)
    communes.invent(here, 1, parent=group)
    communes.invent(here, 1, first=2)
    batch = opened("Essai-001\nEssai-002", manager)
    services.launch(batch, actor=manager)
    run(batch)
    first, second = in_batch(batch)
    send(batch, "relecture", manager, acts=[first])
    url = batch.get_absolute_url()

    def shown(**query):
        text = words(browser.get(url, query))
        return [each.reference for each in (first, second) if f">{each.reference}<" in text]

    assert shown() == ["CONV-2026-001", "CONV-2026-002"]
    assert shown(etat="draft") == ["CONV-2026-002"]
    assert shown(epci=group.public_id) == ["CONV-2026-001"]
    assert shown(epci=group.public_id, etat="draft") == []
    assert shown(circonscription=here.area.public_id) == ["CONV-2026-001", "CONV-2026-002"]
    facets = words(browser.get(url, {"epci": group.public_id}))
    assert "Tous (1)" in facets
    assert f"?epci={group.public_id}&amp;etat=under_review" in facets
    file = browser.get(url, {"epci": group.public_id, "format": "csv"})
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert tuple(rows[0]) == board.COLUMNS
    assert len(rows) == 2
    line = dict(zip(*rows, strict=True))
    assert line["Référence"] == "CONV-2026-001"
    assert line["EPCI"] == "'=Communauté du Val"
    assert line["État"] == "En relecture"
    assert line["Depuis le"] == "04/05/2026"
    assert line["Lot"] == "Rentrée"
    sheet = openpyxl.load_workbook(
        io.BytesIO(browser.get(url, {"format": "xlsx"}).content), read_only=True
    ).active
    assert len(list(sheet.iter_rows(values_only=True))) == 3


def test_a_kind_is_a_filter_where_there_are_two(here, browser, client_as, manager):
    batch = made(here, manager, 1)
    assert 'name="nature"' not in words(browser.get(batch.get_absolute_url()))
    (act,) = in_batch(batch)
    other = acts.draft(here)
    other.kind = type(act.kind).unscoped.get(code="canope")
    build.saved(other)
    url = reverse("conventions:follow")
    assert f">{other.reference}<" in words(browser.get(url))
    assert f">{other.reference}<" not in words(browser.get(url, {"nature": "tripartite"}))
    with clock.at(acts.NOW + dt.timedelta(days=60)):
        assert "dont 2 en retard" in words(client_as(manager).get(url))
