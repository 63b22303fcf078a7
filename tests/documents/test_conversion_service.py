"""The converter as a service of its own, and what its callers read when it does not answer."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from documents.conversion import (
    ConverterCrashed,
    ConverterUnreachable,
    DocumentRefused,
    LibreOfficeMissing,
    to_pdfa,
)
from documents.conversion.client import remote_pdf
from documents.conversion.pool import Pool
from documents.conversion.service import DOCX, ConverterServer
from tests.documents.payloads import in_body

ROOT = Path(__file__).resolve().parents[2]
office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
pytestmark = pytest.mark.office


@pytest.fixture
def server():
    pool = Pool(1, 60)
    served = ConverterServer(0, pool)
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    served.url = f"http://127.0.0.1:{served.server_address[1]}"
    yield served
    served.shutdown()
    thread.join()
    served.server_close()
    pool.close()


@pytest.fixture
def closed_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


@office
def test_web_and_workers_get_their_pdf_from_the_service(server, settings):
    settings.CONVERTER_URL = server.url
    assert to_pdfa(in_body("CONV-1"), expected_text="CONV-1").startswith(b"%PDF-")


def test_the_service_strips_by_itself_what_it_receives(server):
    with pytest.raises(DocumentRefused, match="n’est pas converti"):
        remote_pdf(server.url, b"<html>", 5)


def test_a_failure_of_the_service_keeps_its_name_and_sentence(server, monkeypatch):
    def fail(docx):
        raise ConverterCrashed("LibreOffice s’est arrêté deux fois.")

    monkeypatch.setattr(server.pool, "convert", fail)
    with pytest.raises(ConverterCrashed, match="deux fois"):
        remote_pdf(server.url, in_body("x"), 5)


def test_libreoffice_missing_at_the_service_is_said_to_the_caller(server, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LibreOfficeMissing, match="apt install"):
        remote_pdf(server.url, in_body("x"), 5)


@pytest.mark.parametrize(
    ("headers", "path", "status"),
    [
        ({"Content-Type": "text/plain"}, "/convert", 415),
        ({"Content-Type": DOCX, "Host": "evil.example"}, "/convert", 404),
        ({"Content-Type": DOCX}, "/other", 404),
        ({"Content-Type": DOCX, "Content-Length": "999999999999"}, "/convert", 413),
    ],
)
def test_requests_that_are_not_ours_are_refused(server, headers, path, status):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=5)
    connection.request("POST", path, b"", headers)
    assert connection.getresponse().status == status
    connection.close()


def test_the_service_listens_on_the_loopback_alone(server):
    assert server.server_address[0] == "127.0.0.1"


def test_a_service_that_is_not_there_is_said_with_what_to_run(closed_port):
    with pytest.raises(ConverterUnreachable, match=r"manage\.py converter"):
        remote_pdf(f"http://127.0.0.1:{closed_port}", in_body("x"), 5)


@pytest.mark.parametrize("url", ["127.0.0.1:8765", "ftp://x/", "http://"])
def test_a_wrong_address_is_said(url):
    with pytest.raises(ConverterUnreachable, match="http://127"):
        remote_pdf(url, in_body("x"), 5)


def command(port, **environment):
    return subprocess.Popen(
        [sys.executable, "-c", RUN, "converter", "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )


# The command alone, with the settings it reads: the rest of the site is not its business.
RUN = """
import sys
from django.conf import settings
settings.configure(INSTALLED_APPS=[], USE_TZ=True)
import django
django.setup()
from documents.management.commands.converter import Command
Command().run_from_argv(["manage.py", *sys.argv[1:]])
"""


@office
def test_the_command_says_its_address_and_ends_with_its_libreoffice(closed_port):
    process = command(closed_port)
    line = process.stdout.readline()
    assert f"CONVERTER_URL=http://127.0.0.1:{closed_port}" in line
    pdf = remote_pdf(f"http://127.0.0.1:{closed_port}", in_body("x"), 30)
    assert pdf.startswith(b"%PDF-")
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    assert children
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    process.communicate()
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def test_a_busy_port_is_said(closed_port):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", closed_port))
        holder.listen()
        process = command(closed_port)
        _, error = process.communicate(timeout=30)
    assert process.returncode == 1
    assert f"Le port {closed_port} est déjà pris" in error


def test_the_command_without_libreoffice_names_the_packages(closed_port, tmp_path):
    process = command(closed_port, PATH=str(tmp_path))
    _, error = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "apt install libreoffice-writer-nogui" in error
