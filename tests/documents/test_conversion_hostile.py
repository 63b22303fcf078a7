"""A hostile Word document reaches neither the network nor the files of the machine.

Two barriers are tried one by one, each without the other: the removal of what acts, and the
hardened profile of LibreOffice. Both are tried with the network left open, so that a hit would
count.
"""

import io
import shutil
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from documents.conversion import ConversionFailed, close_shared_pool, profile, to_pdfa
from documents.conversion.errors import DocumentRefused
from documents.conversion.pool import Pool
from documents.conversion.sanitise import sanitised
from documents.conversion.worker import installed_office
from tests.depth import some
from tests.documents import hostile
from tests.documents.wordxml import VISIBLE, with_hyperlink
from tests.plugins import traces

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]

SECRET = "SECRET-LOCAL-4711"
NOT_WORD = {"external_entity", "flat_odt_renamed", "html_renamed", "odt_renamed"}
# LibreOffice opens the images named in an SVG whatever its profile says (measured on 7.4): for
# these only the removal protects.
OPENED_WHATEVER_THE_PROFILE = {
    "svg_compressed",
    "svg_declared_as_xml",
    "svg_image",
    "svg_named_png",
}
# A size that no other image of the tests has.
SECRET_IMAGE = (37, 41)


@pytest.fixture(scope="module")
def canary():
    """A loopback server that remembers every request."""
    hits = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            hits.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(png())

        do_HEAD = do_GET  # noqa: N815
        do_OPTIONS = do_GET  # noqa: N815
        do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    server.hits = hits
    server.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def secret(tmp_path_factory):
    path = tmp_path_factory.mktemp("secret") / "secret.txt"
    path.write_text(SECRET)
    Path(f"{path}.png").write_bytes(png())
    Path(f"{path}.dotm").write_text(SECRET)
    return str(path)


def png():
    buffer = io.BytesIO()
    Image.new("RGB", SECRET_IMAGE, "red").save(buffer, "PNG")
    return buffer.getvalue()


def open_pool():
    office = installed_office()
    return Pool(1, 60, office=type(office)(office.binary, isolated=False))


@pytest.fixture(scope="module")
def hardened():
    pool = open_pool()
    yield pool
    pool.close()


@pytest.fixture(scope="module")
def unhardened():
    """LibreOffice as it comes: only to show that the traps are live."""
    patch = pytest.MonkeyPatch()
    patch.setattr(profile, "SETTINGS", ())
    pool = open_pool()
    pool.warm()
    patch.undo()
    yield pool
    pool.close()


@pytest.fixture(scope="module", autouse=True)
def _nothing_left(tmp_path_factory):
    """After all these documents: no LibreOffice of ours, no folder of one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("tmp")))
        yield
        close_shared_pool()
        assert traces.offices() == (set(), set())


def leaked(pdf):
    """What of the local files can be seen in a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    try:
        for page in document:
            text = page.get_textpage()
            if SECRET in text.get_text_range():
                found.append("text")
            text.close()
            for item in page.get_objects():
                if isinstance(item, pypdfium2.PdfImage) and item.get_px_size() == SECRET_IMAGE:
                    found.append("image")
            page.close()
    finally:
        document.close()
    return found


@pytest.mark.parametrize("name", sorted({*hostile.names()} - NOT_WORD))
def test_a_hostile_document_is_converted_without_its_trap(name, canary, secret):
    canary.hits.clear()
    pdf = to_pdfa(hostile.document(name, canary.url, secret), expected_text=VISIBLE)
    assert leaked(pdf) == []
    assert canary.hits == []


@pytest.mark.parametrize("name", sorted(NOT_WORD))
def test_what_is_not_a_word_document_is_refused(name, canary, secret):
    canary.hits.clear()
    with pytest.raises(DocumentRefused, match="n’est pas converti"):
        to_pdfa(hostile.document(name, canary.url, secret), expected_text=VISIBLE)
    assert canary.hits == []


@pytest.mark.parametrize("name", some({*hostile.names()} - OPENED_WHATEVER_THE_PROFILE))
def test_the_profile_alone_stops_every_trap(name, canary, secret, hardened):
    canary.hits.clear()
    try:
        pdf = hardened.convert(hostile.document(name, canary.url, secret))
    except ConversionFailed:
        pass
    else:
        assert leaked(pdf) == []
    assert canary.hits == []


@pytest.mark.parametrize("name", some(hostile.names()))
def test_the_removal_alone_stops_every_trap(name, canary, secret, unhardened):
    canary.hits.clear()
    try:
        pdf = unhardened.convert(sanitised(hostile.document(name, canary.url, secret)))
    except DocumentRefused:
        pass
    else:
        assert leaked(pdf) == []
    assert canary.hits == []


def test_the_traps_are_live_without_the_barriers(canary, secret, unhardened):
    """Otherwise the tests above would prove nothing."""
    caught = {}
    for name in hostile.names():
        canary.hits.clear()
        try:
            pdf = unhardened.convert(hostile.document(name, canary.url, secret))
        except ConversionFailed:
            continue
        if canary.hits or leaked(pdf):
            caught[name] = (list(canary.hits), leaked(pdf))
    assert any(hits for hits, _ in caught.values()), caught
    assert any(seen for _, seen in caught.values()), caught
    assert caught.keys() >= OPENED_WHATEVER_THE_PROFILE


def test_a_hyperlink_survives_the_removal():
    pdf = to_pdfa(with_hyperlink("https://www.legifrance.gouv.fr/"), expected_text="le texte")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        annotation = document.pages[0]["/Annots"][0]
        assert str(annotation["/A"]["/URI"]) == "https://www.legifrance.gouv.fr/"
