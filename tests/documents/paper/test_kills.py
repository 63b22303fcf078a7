"""``kill -9`` while pages are read, or a copy registered: nothing lost, nothing twice."""

import time

import pytest

from common import clock, jobs
from common.models import Job
from documents import store
from documents.models import PaperReturn, ScannedPage, Slot, StoredFile, WriteIntent
from documents.paper import deposits, reading, registering, sorting
from tests.documents.paper import papers
from tests.documents.paper.test_sorting import CLERK, Everyone, printed, slot_of
from tests.plugins import traces
from tests.plugins.processes import killed_when, start

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.soak]


def given(slot):
    return [deposits.Given("scan.pdf", papers.as_pdf(printed(slot)), store.PDF)]


def check_files():
    with clock.at(clock.now() + 2 * store.FORGOTTEN):
        store.recover()
    assert not WriteIntent.objects.exists()
    assert traces.stored() == set(StoredFile.objects.values_list("sha256", flat=True))


def test_killed_while_reading_the_pages_are_read_once(monkeypatch):
    deposit = deposits.deposit(given(slot_of("CONV-2026-030")), actor=CLERK)
    [job] = deposits.reading_now(deposit)
    right = reading.read

    def slow(image):
        if ScannedPage.objects.count() == 1:
            time.sleep(60)
        return right(image)

    monkeypatch.setattr(reading, "read", slow)
    with killed_when(lambda: ScannedPage.objects.count() == 1, start(jobs.run, job.pk)):
        monkeypatch.setattr(reading, "read", right)
        with clock.at(clock.now() + 2 * jobs.STALE):
            assert jobs.run(job.pk).state == Job.State.DONE
    assert [page.page for page in ScannedPage.objects.all()] == [1, 2, 3]
    [pile] = sorting.sort(deposit, Everyone()).piles
    assert pile.complete
    check_files()


def test_killed_between_the_file_and_its_rows_the_copy_is_registered_again():
    slot = slot_of("CONV-2026-031")
    deposit = deposits.deposit(given(slot), actor=CLERK)
    jobs.run(deposits.reading_now(deposit)[0].pk)
    [pile] = sorting.sort(deposit, Everyone()).piles

    def stopped():
        with registering.assembled(pile, CLERK):
            time.sleep(60)

    with killed_when(lambda: WriteIntent.objects.exists(), start(stopped)):
        assert Slot.unscoped.get(pk=slot.pk).status == Slot.Status.AWAITING_RETURN
        check_files()
    with registering.assembled(pile, CLERK) as file:
        registering.keep(deposit, pile, file, actor=CLERK)
    assert PaperReturn.objects.count() == 1
    assert Slot.unscoped.get(pk=slot.pk).status == Slot.Status.TO_CHECK
    check_files()
