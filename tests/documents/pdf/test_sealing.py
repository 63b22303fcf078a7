"""Seal, sign, timestamp: every earlier byte kept, every signature valid for others' tools."""

import asyncio
import io
import re
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pikepdf
import pytest
from asn1crypto import tsp
from PIL import Image

from documents.pdf import (
    appearance,
    demo_keys,
    fields,
    fonts,
    keys,
    pages,
    reading,
    sealing,
    timestamps,
)
from documents.pdf.errors import FieldRefused, PdfRefused, SealUnavailable, TimestampUnavailable
from tests.documents.pdf.acts import AT, SPECS, finished, signed, stamped, tool

pytestmark = pytest.mark.office


def test_the_final_is_valid_for_poppler(final_act, tmp_path):
    report = tool("pdfsig", "-nocert", pdf=final_act, folder=tmp_path)
    names = re.findall(r"Signature Field Name: (\S+)", report)
    assert sorted(names) == ["seal", "sig_authority", "sig_state", "sig_syndicate", "timestamp_1"]
    # Debian 12's poppler does not check document timestamps ("unknown"): pyHanko does, below.
    assert report.count("Signature Validation: Signature is Valid.") == 4
    assert "Signature is Invalid" not in report
    assert "Total document signed" in report


def test_the_final_is_sound_and_trusted_for_pyhanko(final_act):
    found = reading.read(final_act)
    assert found.sound
    assert [s.kind.value for s in found.signatures] == [
        "seal", "signature", "signature", "signature", "timestamp",
    ]  # fmt: skip
    assert all(s.intact and s.valid and s.trusted for s in found.signatures)
    assert found.signatures[-1].signed_at == AT + timedelta(hours=5)
    assert found.signatures[1].signed_at == AT + timedelta(hours=1)


def test_the_final_stays_archivable_with_every_font_embedded(final_act, tmp_path):
    meta = tool("pdfinfo", "-meta", pdf=final_act, folder=tmp_path)
    assert re.search(r'pdfaid:part(="|>)2', meta)
    assert re.search(r'pdfaid:conformance(="|>)B', meta)
    rows = tool("pdffonts", pdf=final_act, folder=tmp_path).splitlines()[2:]
    assert sum("LiberationSans" in row for row in rows) == 4  # the mark and three signatures
    assert all(row.split()[-5] == "yes" for row in rows), rows
    check = tool("qpdf", "--check", pdf=final_act, folder=tmp_path)
    assert "No syntax or stream encoding errors" in check


def test_every_field_is_printed_and_has_its_appearance(issued_act, final_act):
    """ISO 19005-2, 6.3.2 and 6.3.3: what PDF/A asks of an annotation, signed or not."""
    for pdf in (issued_act, final_act):
        document = pikepdf.open(io.BytesIO(pdf))
        widgets = [note for page in document.pages for note in page.obj.get("/Annots", ())]
        assert widgets
        for widget in widgets:
            left, bottom, right, top = widget.Rect
            assert widget.F & 0b100111 == 0b100  # printed; neither hidden nor invisible
            assert (left, bottom) == (right, top) or isinstance(widget.AP.N, pikepdf.Stream)
        assert "/NeedAppearances" not in document.Root.AcroForm
        assert set(document.Root.Perms.keys()) == {"/DocMDP"}


def test_the_seal_certifies_and_allows_only_filling_the_fields(issued_act):
    document = pikepdf.open(io.BytesIO(issued_act))
    certification = document.Root.Perms.DocMDP
    assert certification.Reference[0].TransformParams.P == 2
    assert "CONV-2026-012" in str(certification.Reason)
    assert str(certification.SubFilter) == "/ETSI.CAdES.detached"
    assert reading.read(issued_act).docmdp == 2


def test_each_step_keeps_the_bytes_before_it(converted, issued_act, final_act):
    placed = fields.place(stamped(converted), SPECS)
    sealed = sealing.seal(placed, reference="CONV-2026-012", at=AT)
    one = signed(sealed, "sig_state")
    assert sealed.startswith(placed)
    assert one.startswith(sealed)
    assert sealing.add_timestamp(one, at=AT).startswith(one)
    assert final_act.startswith(issued_act)


def test_the_signature_says_who_attests_and_for_whom(issued_act):
    pdf = signed(issued_act, "sig_syndicate")
    last = reading.read(pdf).signatures[-1]
    assert last.name == keys.DEMO_MARK
    assert last.reason == "Attestation de la signature électronique simple de M. Petit, président"
    named = sealing.sign(
        issued_act, "sig_state", text_lines=["x"], name="Somme Numérique", reason="r", at=AT
    )
    assert reading.read(named).signatures[-1].name == "Somme Numérique"


def ink(pdf, box):
    """Return the box of what is drawn inside a field, in points from its bottom-left corner."""
    width = 2400
    image = Image.open(io.BytesIO(pages.render(pdf, box.page, width))).convert("L")
    scale = width / 595.304
    crop = image.crop(
        (
            round(box.left * scale),
            round(image.size[1] - box.top * scale),
            round(box.right * scale),
            round(image.size[1] - box.bottom * scale),
        )
    )
    found = crop.point(lambda value: 255 if value < 128 else 0).getbbox()
    left, top, right, bottom = (value / scale for value in found)
    height = box.top - box.bottom
    return left, height - bottom, right, height - top


@pytest.mark.parametrize("field", ["sig_authority", "sig_state", "sig_syndicate"])
def test_the_visible_text_fits_its_frame(converted, issued_act, field):
    box = fields.locate(converted, SPECS)[field]
    left, bottom, right, top = ink(signed(issued_act, field), box)
    width, height = box.right - box.left, box.top - box.bottom
    assert 2 < left < 8
    assert width / 2 < right < width - 2  # set over the frame, never cut at its edge
    assert bottom > 2
    assert top < height - 2


def test_letters_are_not_spaced_out(converted, issued_act):
    text = "Signature électronique simple de M. Petit"
    pdf = sealing.sign(issued_act, "sig_state", text_lines=[text], reason="r", at=AT)
    left, _, right, _ = ink(pdf, fields.locate(converted, SPECS)["sig_state"])
    assert right - left == pytest.approx(fonts.face().width(text, appearance.LARGEST), abs=2)


def test_a_text_too_long_for_its_frame_is_refused(issued_act):
    with pytest.raises(FieldRefused, match="ne tient pas dans son cadre"):
        sealing.sign(issued_act, "sig_state", text_lines=["mot " * 400], reason="r", at=AT)


def test_a_percent_sign_or_a_backslash_is_plain_text(issued_act):
    pdf = sealing.sign(
        issued_act, "sig_state", text_lines=["100 % (ts)s \\( « été » %(x)s"], reason="%s", at=AT
    )
    assert reading.read(pdf).signatures[-1].reason == "%s"


def test_a_field_is_signed_once_and_only_if_it_exists(issued_act):
    once = signed(issued_act, "sig_state")
    with pytest.raises(FieldRefused, match="déjà signé"):
        signed(once, "sig_state")
    with pytest.raises(FieldRefused, match=r"n’existe pas dans cet acte.*sig_authority"):
        sealing.sign(issued_act, "sig_mayor", text_lines=["x"], reason="r", at=AT)
    with pytest.raises(FieldRefused, match="déjà signé"):
        sealing.sign(issued_act, "seal", text_lines=["x"], reason="r", at=AT)


def test_an_unsealed_act_is_not_signed(converted):
    placed = fields.place(stamped(converted), SPECS)
    with pytest.raises(PdfRefused, match="n’est pas scellé"):
        signed(placed, "sig_state")


def test_an_act_is_sealed_once_with_its_fields(converted, issued_act):
    with pytest.raises(PdfRefused, match="aucun champ de signature"):
        sealing.seal(converted, reference="R", at=AT)
    with pytest.raises(PdfRefused, match="déjà signé"):
        sealing.seal(issued_act, reference="R", at=AT)


@pytest.mark.parametrize("act", [b"", b"%PDF-1.7 nothing", b"PK\x03\x04"])
def test_what_is_not_a_pdf_is_neither_sealed_signed_nor_timestamped(act):
    for step in (
        lambda: sealing.seal(act, reference="R", at=AT),
        lambda: signed(act, "sig_state"),
        lambda: sealing.add_timestamp(act, at=AT),
    ):
        with pytest.raises(PdfRefused, match="pas un PDF lisible"):
            step()


def test_without_key_nothing_is_sealed_or_signed(converted, issued_act, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    with pytest.raises(SealUnavailable):
        sealing.seal(fields.place(converted, SPECS), reference="R", at=AT)
    with pytest.raises(SealUnavailable):
        signed(issued_act, "sig_state")


def test_the_key_is_not_read_again_at_each_signature(issued_act, monkeypatch):
    signed(issued_act, "sig_state")
    loads = []
    monkeypatch.setattr(keys.pkcs12, "load_key_and_certificates", loads.append)
    monkeypatch.setattr(
        "cryptography.hazmat.primitives.serialization.load_der_private_key", loads.append
    )
    signed(signed(issued_act, "sig_state"), "sig_authority")
    assert loads == []


def test_signing_works_where_an_event_loop_already_runs(issued_act):
    async def page():
        return signed(issued_act, "sig_state")

    assert reading.read(asyncio.run(page())).sound


def test_an_unsigned_act_is_not_timestamped(converted):
    with pytest.raises(PdfRefused, match="aucune signature"):
        sealing.add_timestamp(converted, at=AT)


def test_a_second_timestamp_prolongs_the_first(final_act):
    prolonged = sealing.add_timestamp(final_act, at=AT + timedelta(days=900))
    found = reading.read(prolonged)
    assert found.sound
    assert [s.field for s in found.signatures[-2:]] == ["timestamp_1", "timestamp_2"]


def test_production_without_authority_says_so(issued_act, settings):
    settings.DEMO = False
    with pytest.raises(TimestampUnavailable, match="Aucune autorité d’horodatage"):
        sealing.add_timestamp(issued_act, at=AT)


class Authority(BaseHTTPRequestHandler):
    """A timestamp authority on the loopback, honest or not according to ``answer``."""

    answer = staticmethod(lambda request: b"")
    kind = "application/timestamp-reply"

    def do_POST(self):
        request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        body = type(self).answer(request)
        self.send_response(200)
        self.send_header("Content-Type", self.kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Keep the test's output quiet."""


@pytest.fixture
def authority(settings):
    local = timestamps.authority(datetime.now(UTC))
    handler = type("Handler", (Authority,), {})
    handler.answer = staticmethod(lambda request: local.request_tsa_response(request).dump())
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.TSA_URL = f"http://127.0.0.1:{server.server_port}/"
    yield handler, local
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_third_party_is_asked_by_http(issued_act, authority):
    found = reading.read(sealing.add_timestamp(issued_act, at=AT))
    assert found.signatures[-1].kind is reading.Kind.TIMESTAMP
    assert found.signatures[-1].signed_at > AT + timedelta(days=1)  # its clock, not ours


def refused_token(request):
    status = tsp.PKIStatusInfo({"status": "rejection"})
    return tsp.TimeStampResp({"status": status}).dump()


@pytest.mark.parametrize(
    "answer",
    [lambda _: b"", lambda _: b"<html>", lambda _: b"\x30\x80" * 50, refused_token],
    ids=["nothing", "html", "broken", "rejection"],
)
def test_an_answer_that_is_no_token_changes_nothing(issued_act, authority, answer):
    authority[0].answer = staticmethod(answer)
    with pytest.raises(TimestampUnavailable, match="un nouvel essai suivra"):
        sealing.add_timestamp(issued_act, at=AT)


def test_a_token_about_another_file_is_refused(issued_act, authority):
    handler, local = authority

    def other_file(request):
        request["message_imprint"]["hashed_message"] = b"\x00" * 32
        return local.request_tsa_response(tsp.TimeStampReq.load(request.dump(force=True))).dump()

    handler.answer = staticmethod(other_file)
    with pytest.raises(TimestampUnavailable, match="inutilisable"):
        sealing.add_timestamp(issued_act, at=AT)


def test_a_page_instead_of_a_token_names_the_setting(issued_act, authority):
    authority[0].kind = "text/html"
    with pytest.raises(TimestampUnavailable, match="TSA_URL"):
        sealing.add_timestamp(issued_act, at=AT)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://exemple.test/"])
def test_only_http_authorities_are_asked(issued_act, settings, url):
    settings.TSA_URL = url
    with pytest.raises(TimestampUnavailable, match="https://"):
        sealing.add_timestamp(issued_act, at=AT)


def test_an_authority_that_does_not_answer_leaves_the_act_untouched(issued_act, settings):
    settings.TSA_URL = "http://127.0.0.1:9/"
    with pytest.raises(TimestampUnavailable, match="ne répond pas"):
        sealing.add_timestamp(issued_act, at=AT)


def test_demonstration_timestamps_need_their_key(issued_act, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    with pytest.raises(TimestampUnavailable, match="make_demo_keys"):
        sealing.add_timestamp(issued_act, at=AT)


def test_an_elliptic_seal_signs_too(converted, var_dir, settings, tmp_path, monkeypatch):
    from cryptography.hazmat.primitives.asymmetric import ec

    monkeypatch.setattr(
        demo_keys.rsa, "generate_private_key", lambda **_: ec.generate_private_key(ec.SECP256R1())
    )
    authority = demo_keys.open_authority(var_dir / "keys")
    path = tmp_path / "ec.p12"
    path.write_bytes(demo_keys.issue(authority, "Cachet EC", now=AT))
    settings.SEAL_PKCS12 = str(path)
    placed = fields.place(stamped(converted), SPECS)
    assert reading.read(finished(sealing.seal(placed, reference="R", at=AT))).sound
