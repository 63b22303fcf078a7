"""What a Word or Excel file may not hold."""

import io
import random
import struct
import zipfile

import pytest

from common.uploads import Kind, Limits, RefusedUpload, check
from tests.common.uploads import build
from tests.common.uploads.build import inside, relation, rezip

DOCX = build.docx_bytes()
XLSX = build.xlsx_bytes()
RELS = "word/_rels/document.xml.rels"
BODY = "word/document.xml"
SHEET = "xl/worksheets/sheet1.xml"


def code(content, name="acte.docx", **limits):
    with pytest.raises(RefusedUpload) as refusal:
        check(name, content, {Kind.DOCX, Kind.XLSX}, Limits(**limits))
    assert str(refusal.value).endswith(".")
    return refusal.value.code


def field(*runs):
    start = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    words = "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    return f'<w:p>{start}{words}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'


def typed(content_type):
    return inside("Types", f'<Override PartName="/word/x.xml" ContentType="{content_type}"/>')


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../outside.xml", "zip_entry"),
        ("/etc/passwd", "zip_entry"),
        ("word\\document2.xml", "zip_entry"),
        ("C:evil.xml", "zip_entry"),
        ("WORD/document.xml", "zip_entry"),
        ("word/ｄocument.xml", "zip_entry"),
    ],
)
def test_entry_names(name, expected):
    assert code(rezip(DOCX, add=[(name, b"<a/>")])) == expected


def test_duplicate_entry():
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = rezip(DOCX, add=[(BODY, b"<a/>")])
    assert code(twice) == "zip_entry"


def sentence(content, **limits):
    with pytest.raises(RefusedUpload) as refusal:
        check("acte.docx", content, {Kind.DOCX}, Limits(**limits))
    assert refusal.value.code == "zip_bomb"
    return str(refusal.value)


def test_bombs():
    assert "anormalement grand" in sentence(rezip(DOCX, add=[("word/x.bin", bytes(50_000_000))]))
    noise = random.Random(1).randbytes(2_100_000)
    noisy = rezip(DOCX, add=[("word/x.bin", noise)])
    assert check("acte.docx", noisy, {Kind.DOCX}).kind is Kind.DOCX
    assert "un élément dépasse 2\u00a0Mo" in sentence(noisy, part=2_000_000)
    assert "il dépasse 2\u00a0Mo" in sentence(noisy, unpacked=2_000_000)


def test_too_many_entries_even_when_the_end_record_lies():
    many = rezip(DOCX, add=[(f"word/{n}.bin", b"") for n in range(2_001)])
    assert "éléments" in sentence(many)
    at = many.rindex(b"PK\x05\x06")
    lying = many[: at + 8] + struct.pack("<HH", 9, 9) + many[at + 12 :]
    assert "éléments" in sentence(lying)


def test_several_volumes_and_zip64():
    at = DOCX.rindex(b"PK\x05\x06")
    assert code(DOCX[: at + 4] + b"\x01\x00" + DOCX[at + 6 :]) == "zip_entry"
    locator = struct.pack("<IIQI", 0x07064B50, 0, at, 1)
    assert code(DOCX[:at] + locator + DOCX[at:]) == "zip_entry"


def test_a_hundred_thousand_entries_are_refused_on_the_end_record_alone(monkeypatch):
    from common.uploads import archive

    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 34_464, 34_464, 5_000_000, 0, 0)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(RefusedUpload, match="34"):
        archive.open_checked(b"PK\x03\x04" + end, Limits())


def test_overlapping_entries():
    """Two entries of the list that unpack the same bytes."""
    source = zipfile.ZipFile(io.BytesIO(rezip(DOCX, add=[("a.bin", b"x" * 40_000)])))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as made:
        for entry in source.infolist():
            made.writestr(entry.filename, source.read(entry))
        same = made.getinfo("a.bin")
        for n in range(9):
            twin = zipfile.ZipInfo(f"b{n}.bin")
            twin.header_offset, twin.CRC = same.header_offset, same.CRC
            twin.file_size = twin.compress_size = same.file_size
            made.filelist.append(twin)
            made.NameToInfo[twin.filename] = twin
    assert code(target.getvalue()) == "zip_entry"


def test_damaged_archives():
    assert code(DOCX[: len(DOCX) // 2]) == "zip_damaged"
    assert code(DOCX + b"tail") == "zip_entry"
    at = DOCX.index(b"PK\x03\x04") + 60
    assert code(DOCX[:at] + b"\xff\xff\xff\xff" + DOCX[at + 4 :]) == "zip_damaged"


def test_password_and_symbolic_link():
    locked = bytearray(DOCX)
    for head, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(head) + flag] |= 1
    assert code(bytes(locked)) == "zip_encrypted"
    link = zipfile.ZipInfo("word/link")
    link.external_attr = 0o120777 << 16
    assert code(rezip(DOCX, add=[(link, b"/etc/passwd")])) == "zip_entry"


def test_unusual_compression():
    assert code(rezip(DOCX, compression=zipfile.ZIP_LZMA)) == "zip_entry"


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b"\xef\xbb\xbf<?xml version='1.0'?><!doctype a><a/>",
        "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE a><a/>".encode("utf-16"),
        "<!DOCTYPE a><a/>".encode("utf-16-le"),
    ],
)
@pytest.mark.parametrize("name", ["docProps/x.xml", "word/header9.xml", "word/data.bin"])
def test_doctype_in_any_part_and_encoding(name, content):
    assert code(rezip(DOCX, add=[(name, content)])) == "office_doctype"


def test_parts_that_no_scan_can_read():
    ebcdic = "<?xml version='1.0' encoding='cp037'?><!DOCTYPE a><a/>".encode("cp037")
    assert code(rezip(DOCX, add=[("word/x.xml", ebcdic)])) == "office_damaged"
    utf7 = b"<?xml version='1.0' encoding='utf-7'?><a/>"
    assert code(rezip(DOCX, add=[("word/x.xml", utf7)])) == "office_damaged"
    assert code(rezip(DOCX, add=[("word/x.xml", b"<a><b></a>")])) == "office_damaged"


@pytest.mark.parametrize(
    ("kind", "target", "mode", "expected"),
    [
        ("image", "https://exemple.fr/x.png", "External", "office_external"),
        ("image", "https://exemple.fr/x.png", "external", "office_external"),
        ("image", "https://exemple.fr/x.png", "Internal", "office_external"),
        ("image", "\\\\serveur\\x.png", "Internal", "office_external"),
        ("attachedTemplate", "http://exemple.fr/x.dotm", "External", "office_external"),
        ("hyperlink", "file:///etc/passwd", "External", "office_external"),
        ("hyperlink", "\\\\serveur\\partage", "External", "office_external"),
        ("hyperlink", "javascript:alert(1)", "External", "office_external"),
        ("aFChunk", "x.html", "Internal", "office_active"),
        ("oleObject", "embeddings/x.bin", "Internal", "office_active"),
        ("package", "embeddings/x.xlsx", "Internal", "office_active"),
        ("vbaProject", "vbaProject.bin", "Internal", "office_active"),
        ("control", "activeX/x.xml", "Internal", "office_active"),
        ("subDocument", "x.docx", "Internal", "office_active"),
    ],
)
def test_relations(kind, target, mode, expected):
    assert code(rezip(DOCX, replace={RELS: relation(kind, target, mode)})) == expected


@pytest.mark.parametrize("target", ["https://exemple.fr", "mailto:mairie@exemple.fr", "#titre"])
def test_links_that_people_follow_are_welcome(target):
    linked = rezip(DOCX, replace={RELS: relation("hyperlink", target)})
    assert check("acte.docx", linked, {Kind.DOCX}).kind is Kind.DOCX


@pytest.mark.parametrize(
    "content_type",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-office.vbaProject",
        "application/vnd.openxmlformats-officedocument.oleObject",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
        "text/html",
    ],
)
def test_active_content_types(content_type):
    assert code(rezip(DOCX, replace={"[Content_Types].xml": typed(content_type)})) == (
        "office_active"
    )


def test_an_old_office_file_hidden_in_a_part():
    hidden = rezip(DOCX, add=[("word/media/image1.png", b"\xd0\xcf\x11\xe0" + bytes(600))])
    assert code(hidden) == "office_active"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (field(" DDEAUTO c:\\\\x "), "office_external"),
        (field("INCLUDE", "PICTURE &quot;http://exemple.fr/x&quot;"), "office_external"),
        (field("IncludeText x.docx"), "office_external"),
        ('<w:p><w:fldSimple w:instr="LINK Excel.Sheet x"/></w:p>', "office_external"),
        ('<w:altChunk xmlns:r="urn:r" r:id="rId9"/>', "office_active"),
        ('<o:OLEObject xmlns:o="urn:o"/>', "office_active"),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><image href="http://exemple.fr/x"/></svg>',
            "office_external",
        ),
    ],
)
def test_markup(markup, expected):
    assert code(rezip(DOCX, replace={BODY: inside("w:body", markup)})) == expected


def test_usual_fields_are_welcome():
    usual = field(" PAGE ") + field("HYPERLINK &quot;https://exemple.fr/link x&quot;")
    made = rezip(DOCX, replace={BODY: inside("w:body", usual + field("DATE \\@ dd"))})
    assert check("acte.docx", made, {Kind.DOCX}).kind is Kind.DOCX


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (XLSX, "acte.docx"),
        (DOCX, "classeur.xlsx"),
        (rezip(DOCX, rename={"[Content_Types].xml": "types.xml"}), "acte.docx"),
        (rezip(DOCX, rename={BODY: "word/elsewhere.xml"}), "acte.docx"),
    ],
)
def test_a_name_does_not_make_a_type(content, name):
    assert code(content, name) in ("office_kind", "office_damaged")


@pytest.mark.parametrize(
    ("tag", "markup"),
    [
        ("sheetData", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        ("sheetData", '<row r="2"><c r="&#88;FD2"><v>1</v></c></row>'),
        ("sheetData", '<row r="1000000"></row>'),
        ("worksheet", '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        ("worksheet", '<dimension ref="A1:A1048576"/>'),
    ],
)
def test_cells_at_the_far_end(tag, markup):
    far = rezip(XLSX, replace={SHEET: inside(tag, markup)})
    assert code(far, "classeur.xlsx") == "sheet_reach"


def test_a_large_sheet_is_welcome():
    content = build.xlsx_bytes(A1="uai", CV5000="fin")
    assert check("classeur.xlsx", content, {Kind.XLSX}).kind is Kind.XLSX
