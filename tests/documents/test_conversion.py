"""From a Word document to a PDF/A, with real LibreOffice processes that crash, hang and go."""

import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pypdfium2
import pytest
from docx import Document

from documents.conversion import (
    ConverterBusy,
    ConverterCrashed,
    ConverterHung,
    DocumentRefused,
    EmptyResult,
    LibreOfficeMissing,
    close_shared_pool,
    to_pdfa,
)
from documents.conversion.pool import Pool, shared_pool
from documents.conversion.sanitise import sanitised
from documents.conversion.verify import check_pdf
from documents.conversion.worker import PREFIX
from tests.documents.payloads import in_body

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]
ROOT = Path(__file__).resolve().parents[2]


def word(text="CONV-2026-012", pages=1):
    document = Document()
    document.add_heading(text, 0)
    document.add_heading("Article 1", 1)
    for number in range(pages * 40):
        document.add_paragraph(f"Ligne {number} : l’école, « cœur » du dispositif, 1 243,62 €.")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


# Long enough to be caught in mid-work.
LONG = sanitised(word(pages=30))


@pytest.fixture(scope="module", autouse=True)
def _end_shared_pool():
    yield
    close_shared_pool()


@pytest.fixture
def pool():
    pool = Pool(1, 60)
    yield pool
    pool.close()
    assert processes_of(pool) == []


def processes_of(pool):
    return [worker for worker in pool._alive if worker.process.poll() is None]


def office_pid(pool):
    return next(iter(pool._alive)).office_pid


def running(pid):
    """Whether a process exists and is more than a corpse waiting to be buried."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def eventually(condition, seconds=15):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.02)
    return False


class Converting(threading.Thread):
    """A conversion of a long document, started in another thread."""

    def __init__(self, pool, docx=LONG):
        super().__init__()
        self.pool, self.docx, self.pdf, self.failure = pool, docx, None, None
        self.start()

    def run(self):
        try:
            self.pdf = self.pool.convert(self.docx)
        except Exception as failure:
            self.failure = failure


def pages(pdf):
    document = pypdfium2.PdfDocument(pdf)
    with contextlib.closing(document):
        return len(document)


def test_the_pdf_is_pdf_a_2b_with_its_fonts_text_and_bookmarks(tmp_path):
    pdf = to_pdfa(word(), expected_text="CONV-2026-012")
    path = tmp_path / "acte.pdf"
    path.write_bytes(pdf)
    meta = subprocess.run(
        ["pdfinfo", "-meta", path], capture_output=True, text=True, check=True
    ).stdout
    assert "<pdfaid:part>2</pdfaid:part>" in meta
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in meta
    fonts = subprocess.run(
        ["pdffonts", path], capture_output=True, text=True, check=True
    ).stdout.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts), fonts
    document = pypdfium2.PdfDocument(pdf)
    with contextlib.closing(document):
        assert [item.get_title() for item in document.get_toc()][-1] == "Article 1"


def test_the_expected_text_must_be_there_whatever_the_layout_did_to_it():
    pdf = to_pdfa(word(), expected_text="l’école,\n« cœur » du\u00a0dispositif")
    with pytest.raises(EmptyResult, match="CONV-9999"):
        check_pdf(pdf, "CONV-9999")


def test_comments_are_neither_printed_nor_a_reason_to_crash():
    """Anchored comments make a LibreOffice without windows abort."""
    document = Document()
    document.add_comment(document.add_paragraph("Article 1").runs, text="NOTE-INTERNE")
    buffer = io.BytesIO()
    document.save(buffer)
    pdf = to_pdfa(buffer.getvalue(), expected_text="Article 1")
    with pytest.raises(EmptyResult):
        check_pdf(pdf, "NOTE-INTERNE")


@pytest.mark.parametrize("result", [b"", b"%PDF-1.7\n%%EOF", b"%PDF-", b"PK\x03\x04"])
def test_an_empty_or_broken_result_is_a_failure(result):
    with pytest.raises(EmptyResult):
        check_pdf(result, "")


@pytest.mark.parametrize("content", [b"", b"au hasard" * 100, b"%PDF-1.7", word()[:2000]])
def test_random_bytes_are_refused_although_libreoffice_would_make_a_pdf(content):
    with pytest.raises(DocumentRefused):
        to_pdfa(content, expected_text="x")


def test_a_killed_libreoffice_is_replaced_and_its_document_redone(pool):
    pool.warm()
    first = office_pid(pool)
    work = Converting(pool)
    time.sleep(0.2)
    assert work.is_alive()
    os.kill(first, signal.SIGKILL)
    work.join()
    assert work.failure is None
    assert pages(work.pdf) > 20
    assert office_pid(pool) != first


def test_a_killed_worker_takes_its_libreoffice_with_it_and_the_document_is_redone(pool):
    pool.warm()
    worker = next(iter(pool._alive))
    work = Converting(pool)
    time.sleep(0.2)
    os.kill(worker.process.pid, signal.SIGKILL)
    work.join()
    assert work.failure is None
    assert eventually(lambda: not running(worker.office_pid))


def test_a_libreoffice_that_dies_each_time_is_said(pool):
    pool.warm()
    stop = threading.Event()

    def kill_all():
        while not stop.is_set():
            for worker in list(pool._alive):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker.office_pid, signal.SIGKILL)
            time.sleep(0.01)

    killer = threading.Thread(target=kill_all)
    killer.start()
    try:
        with pytest.raises(ConverterCrashed, match="deux fois"):
            pool.convert(LONG)
    finally:
        stop.set()
        killer.join()
    assert pages(pool.convert(sanitised(word()))) >= 1


def test_a_libreoffice_that_hangs_is_killed_and_its_document_redone():
    pool = Pool(1, 8)
    try:
        pool.warm()
        hung = office_pid(pool)
        os.kill(hung, signal.SIGSTOP)
        assert pages(pool.convert(sanitised(word()))) >= 1
        assert not running(hung)
    finally:
        pool.close()


def test_a_document_that_takes_too_long_each_time_is_said_and_leaves_nothing():
    pool = Pool(1, 0.1)
    try:
        with pytest.raises(ConverterHung, match="0,1 secondes"):
            pool.convert(LONG)
        assert processes_of(pool) == []
    finally:
        pool.close()


def test_libreoffice_is_renewed_after_some_documents():
    pool = Pool(1, 60, documents_per_office=2)
    docx = sanitised(in_body("Corps"))
    seen = set()
    try:
        for _ in range(4):
            pool.warm()
            seen.add(office_pid(pool))
            pool.convert(docx)
    finally:
        pool.close()
    assert len(seen) == 2


def test_libreoffice_is_out_of_the_network_where_the_system_allows_it(pool):
    allowed = [
        subprocess.run(["unshare", option, "true"], capture_output=True).returncode == 0
        for option in ("-n", "-rn")
    ]
    if not any(allowed):
        pytest.skip("this system lets no process leave its network")
    pool.warm()
    namespace = f"/proc/{office_pid(pool)}/ns/net"
    assert os.readlink(namespace) != os.readlink("/proc/self/ns/net")


def test_several_callers_share_the_workers(pool):
    docx = sanitised(word())
    callers = [Converting(pool, docx) for _ in range(4)]
    for caller in callers:
        caller.join()
    assert [caller.failure for caller in callers] == [None] * 4
    assert len(processes_of(pool)) == 1


def test_a_pool_too_busy_says_so():
    pool = Pool(1, 0.05)
    slot = pool._slots.get()
    with pytest.raises(ConverterBusy, match="CONVERTER_WORKERS"):
        pool.convert(LONG)
    pool._slots.put(slot)


def test_without_libreoffice_the_packages_to_install_are_named(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LibreOfficeMissing, match="apt install libreoffice-writer-nogui"):
        Pool(1, 60).convert(LONG)


def test_without_the_python_bridge_the_packages_are_named(monkeypatch, tmp_path):
    """A Python without UNO stands for a machine without python3-uno."""
    monkeypatch.setattr("documents.conversion.worker.PYTHON_WITH_UNO", sys.executable)
    with pytest.raises(LibreOfficeMissing, match="python3-uno"):
        Pool(1, 60).convert(LONG)


def test_nothing_is_left_in_temporary_folders_after_a_pool_closes(pool):
    pool.convert(sanitised(in_body("Corps")))
    worker = next(iter(pool._alive))
    assert worker.folder.name.startswith(PREFIX)
    pool.close()
    assert not worker.folder.exists()
    assert not [*Path("/tmp").glob(f"OSL_PIPE_*{worker.folder.name}*")]  # noqa: S108
    assert not running(worker.office_pid)
    with pytest.raises(ConverterCrashed, match="arrêt"):
        pool.convert(LONG)


HOST = """
import sys, time, os
from documents.conversion.pool import shared_pool
from tests.documents.payloads import in_body
pool = shared_pool(1, 60)
pool.warm()
worker = next(iter(pool._alive))
print(worker.process.pid, worker.office_pid, worker.folder, flush=True)
if sys.argv[1] == "working":
    from tests.documents.test_conversion import LONG
    print("working", flush=True)
    while True:
        pool.convert(LONG)
elif sys.argv[1] == "waiting":
    time.sleep(600)
"""


@pytest.mark.parametrize(
    ("state", "ending"),
    [("ended", None), ("waiting", "SIGTERM"), ("waiting", "SIGKILL"), ("working", "SIGKILL")],
)
def test_no_libreoffice_outlives_the_process_that_used_it(state, ending):
    host = subprocess.Popen(
        [sys.executable, "-c", HOST, state], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    worker, office, folder = host.stdout.readline().split()
    if state == "working":
        host.stdout.readline()
        time.sleep(0.3)
    if ending:
        os.kill(host.pid, getattr(signal, ending))
    host.wait()
    host.stdout.close()
    assert eventually(lambda: not running(worker) and not running(office))
    assert eventually(lambda: not Path(folder).exists())


def test_a_forked_process_makes_its_own_pool():
    mine = shared_pool(1, 60)
    pid = os.fork()
    if pid == 0:
        os._exit(0 if shared_pool(1, 60) is not mine else 1)
    assert os.waitpid(pid, 0)[1] == 0
