"""LibreOffice missing, hung or killed: the act stays where it was, its page says what to do."""

import os
import shutil
import signal

import pytest

from conventions.models import Status
from documents.conversion import close_shared_pool, pool, uno_worker
from documents.conversion.worker import Office, Worker
from tests.plugins import traces

pytestmark = pytest.mark.django_db
AGAIN = "L’acte est resté « prêt à émettre » : vous pouvez recommencer."


@pytest.fixture(autouse=True)
def own_converter():
    close_shared_pool()
    yield
    close_shared_pool()


def program(folder, line):
    """A LibreOffice of one line of shell."""
    path = folder / "soffice.bin"
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)
    return Office(str(path))


def missing(monkeypatch, folder):
    monkeypatch.setenv("PATH", str(folder))


def hung(monkeypatch, folder):
    monkeypatch.setattr(pool, "installed_office", lambda: program(folder, "exec sleep 600"))
    monkeypatch.setattr(uno_worker, "START_SECONDS", -4)  # one second, with the margin


def dead(monkeypatch, folder):
    monkeypatch.setattr(pool, "installed_office", lambda: program(folder, "kill -9 $$"))


def full(monkeypatch, folder):
    def refused(self, *args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("documents.conversion.worker.write_profile", refused)


FAULTS = [
    (missing, "LibreOffice manque sur cette machine : aucun PDF ne peut être produit. Installez"),
    (hung, "LibreOffice n’a pas répondu en 60 secondes, deux fois de suite."),
    (dead, "LibreOffice s’est arrêté deux fois de suite sur ce document."),
    (full, "Le fichier n’a pas pu être écrit (le disque est plein). Rien n’a été émis."),
]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(("fault", "sentence"), FAULTS, ids=[f.__name__ for f, _ in FAULTS])
def test_the_page_says_why_and_a_retry_succeeds(
    fault, sentence, ready, produce, manager, nothing_left, tmp_path, request
):
    whole = nothing_left()
    with pytest.MonkeyPatch.context() as patch:
        fault(patch, tmp_path)
        act = produce(ready)
    assert act.status == Status.READY_TO_ISSUE
    page = manager(act)
    assert sentence in page
    assert AGAIN in page
    whole()
    assert traces.offices() == (set(), set())
    request.getfixturevalue("converted")
    act = produce(act)
    assert act.status == Status.AWAITING_SIGNATURE
    assert AGAIN not in manager(act)


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_killed_at_each_conversion_it_is_said_and_the_next_one_is_issued(
    ready, produce, manager, monkeypatch
):
    convert = Worker.convert

    def killed(worker, docx, seconds):
        os.kill(worker.office_pid, signal.SIGKILL)
        return convert(worker, docx, seconds)

    with monkeypatch.context() as patch:
        patch.setattr(Worker, "convert", killed)
        act = produce(ready)
    assert act.status == Status.READY_TO_ISSUE
    assert "LibreOffice s’est arrêté deux fois de suite" in manager(act)
    act = produce(act)
    assert act.status == Status.AWAITING_SIGNATURE
    assert act.envelope.document.pages > 5
