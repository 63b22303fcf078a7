"""The timestamp authority is down, or answers something else: the act waits for its final copy."""

import contextlib
import socketserver
import threading

import pytest

from common import jobs
from common.models import Job
from conventions.models import Status
from documents import finals
from documents.models import Envelope
from tests.circuits import acts
from tests.faults.conftest import read

pytestmark = pytest.mark.django_db
DOWN = "L’autorité d’horodatage ne répond pas : l’acte reste complet mais pas encore horodaté"
ELSE = "L’autorité d’horodatage a répondu autre chose qu’un jeton"
USELESS = "Le jeton de l’autorité d’horodatage est inutilisable"
TOKEN = "application/timestamp-reply"
ANSWERS = {
    "refused": ("500 Internal Server Error", "text/plain", b"", DOWN),
    "page": ("200 OK", "text/html", b"<html>maintenance</html>", ELSE),
    "too long": ("200 OK", TOKEN, b"0" * 300_000, ELSE),
    "nothing": ("200 OK", TOKEN, b"", USELESS),
    "noise": ("200 OK", TOKEN, b"\x30\x82garbage", USELESS),
    "not granted": ("200 OK", TOKEN, bytes.fromhex("30053003020102"), USELESS),
}


class Authority(socketserver.ThreadingTCPServer):
    """Answers every request with the same bytes."""

    daemon_threads = True
    answer = b""


class Answer(socketserver.StreamRequestHandler):
    def handle(self):
        size = 0
        while (line := self.rfile.readline()).strip():
            name, _, value = line.decode().partition(":")
            size = int(value) if name.lower() == "content-length" else size
        self.rfile.read(size)
        with contextlib.suppress(ConnectionError):  # who asked may stop listening
            self.wfile.write(self.server.answer)


@pytest.fixture(scope="module")
def authority():
    server = Authority(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def complete(issued):
    """Signed by all; the job of its final copy is waiting."""
    act = acts.sign_all(issued)
    return act, Job.objects.get(kind="documents.finalise", items__payload__envelope=act.envelope_id)


def check_waits(act, job, manager, sentence, nothing_left):
    whole = nothing_left()
    jobs.run(job.pk)
    assert finals.retry() == 0
    act = acts.fresh(act)
    assert (act.status, act.envelope.status) == (Status.SIGNED, Envelope.Status.COMPLETE)
    page = manager(act)
    assert "Signée par toutes les parties le 4 mai 2026" in page
    assert sentence in page
    whole()


def check_retried(act, manager):
    assert finals.retry() == 1
    act = acts.fresh(act)
    assert act.envelope.status == Envelope.Status.SEALED_FINAL
    assert "horodat" not in manager(act).split("Circuit")[0]


@pytest.mark.parametrize("case", ANSWERS)
def test_another_answer_than_a_token(case, complete, authority, settings, manager, nothing_left):
    status, kind, body, sentence = ANSWERS[case]
    head = f"HTTP/1.0 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    authority.answer = head.encode() + body
    settings.TSA_URL = f"http://127.0.0.1:{authority.server_address[1]}/"
    check_waits(*complete, manager, sentence, nothing_left)
    settings.TSA_URL = ""
    check_retried(complete[0], manager)


def test_an_authority_that_does_not_answer(complete, settings, manager, nothing_left):
    settings.TSA_URL = "http://127.0.0.1:9/"
    check_waits(*complete, manager, DOWN, nothing_left)
    settings.TSA_URL = ""
    check_retried(complete[0], manager)


def test_the_other_parties_are_told_that_it_is_under_way(complete, settings, here, client_as):
    settings.TSA_URL = "http://127.0.0.1:9/"
    act, job = complete
    jobs.run(job.pk)
    page = read(client_as(here.actor("maire")).get(act.get_absolute_url()))
    assert "Horodatage de l’exemplaire définitif en cours." in page
    assert DOWN not in page
