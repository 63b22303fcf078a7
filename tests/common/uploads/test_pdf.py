"""What a PDF may not hold."""

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from common.uploads import Kind, Limits, RefusedUpload, check
from tests.common.uploads import build


def code(content, **limits):
    with pytest.raises(RefusedUpload) as refusal:
        check("acte.pdf", content, {Kind.PDF}, Limits(**limits))
    assert str(refusal.value).endswith(".")
    return refusal.value.code


def root(key, value):
    def change(pdf):
        pdf.Root[key] = value

    return change


def annotation(**entries):
    def change(pdf):
        made = Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **entries)
        held = pdf.make_indirect(made)
        pdf.pages[0].Annots = Array([held])
        if made.Subtype == Name.Widget:
            pdf.Root.AcroForm = Dictionary(Fields=Array([held]))

    return change


def attached(pdf):
    pdf.attachments["x.exe"] = b"MZ"


def hidden_stream(pdf):
    pdf.make_stream(b"0" * 70_000_000)
    pdf.Root.Extra = pdf.make_stream(b"0" * 70_000_000)


def script():
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


LAUNCH = Dictionary(Type=Name.Action, S=Name.Launch, F=String("cmd.exe"))
URI = Dictionary(S=Name.URI, URI=String("https://exemple.fr"))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (root("/OpenAction", script()), "pdf_open_action"),
        (root("/OpenAction", URI), "pdf_open_action"),
        (
            root("/Names", Dictionary(JavaScript=Dictionary(Names=["x", script()]))),
            "pdf_javascript",
        ),
        (root("/AA", Dictionary(WC=script())), "pdf_javascript"),
        (annotation(Subtype=Name.Widget, AA=Dictionary(K=script())), "pdf_javascript"),
        (annotation(Subtype=Name.Link, A=LAUNCH), "pdf_action"),
        (annotation(Subtype=Name.Link, A=Dictionary(S=Name.GoToR, F=String("x"))), "pdf_action"),
        (annotation(Subtype=Name.Link, A=Dictionary(S=Name.SubmitForm)), "pdf_action"),
        (
            annotation(Subtype=Name.Link, A=Dictionary(S=Name.URI, Next=Array([script()]))),
            "pdf_javascript",
        ),
        (annotation(Subtype=Name.FileAttachment), "pdf_embedded"),
        (annotation(Subtype=Name.RichMedia), "pdf_embedded"),
        (attached, "pdf_embedded"),
        (root("/AcroForm", Dictionary(XFA=String("x"))), "pdf_xfa"),
        (hidden_stream, "pdf_bomb"),
    ],
)
def test_refused(change, expected):
    assert code(build.pdf_bytes(change)) == expected


def test_a_name_written_in_hexadecimal_is_the_same_name():
    content = build.pdf_bytes(root("/AA", Dictionary(WC=script())))
    assert b"/JavaScript" in content
    assert code(content.replace(b"/JavaScript", b"/J#61vaScript")) == "pdf_javascript"


def test_image_that_grows_when_decoded():
    def change(pdf):
        image = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Image)
        image.Width = image.Height = 40_000
        pdf.Root.Extra = image

    assert code(build.pdf_bytes(change)) == "pdf_image"


@pytest.mark.parametrize("owner_only", [True, False])
def test_encrypted(owner_only):
    lock = pikepdf.Encryption(owner="secret", user="" if owner_only else "secret")
    assert code(build.pdf_bytes(encryption=lock)) == "pdf_encrypted"


def test_too_many_pages():
    assert code(build.pdf_bytes(pages=2_001)) == "pdf_pages"
    assert check("a.pdf", build.pdf_bytes(pages=2_000), {Kind.PDF}).kind is Kind.PDF


def test_no_page():
    assert code(build.pdf_bytes(pages=0)) == "pdf_empty"


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"%PDF-1.7\n" + b"x" * 900])
def test_damaged(content):
    assert code(content) == "pdf_damaged"


def test_a_page_shown_on_opening_and_links_are_welcome():
    def change(pdf):
        pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.XYZ, 0, 0, 0])
        annotation(Subtype=Name.Link, A=URI)(pdf)

    assert check("acte.pdf", build.pdf_bytes(change), {Kind.PDF}).kind is Kind.PDF
