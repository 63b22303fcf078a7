"""What a careless tool or a forger does to an act; each function returns the bytes to judge."""

import io
from datetime import UTC, datetime

import pikepdf
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.stamp import TextStampStyle

from documents.pdf import demo_keys, keys

NOW = datetime(2026, 6, 20, tzinfo=UTC)


def signer(folder, name="Jeanne DUMONT", organisation="Commune de Cerisy"):
    """A signatory's own certificate, from an authority that the site trusts."""
    authority = demo_keys.open_authority(folder / "keys")
    data = demo_keys.issue(authority, name, now=NOW, organisation=organisation, bits=2048)
    return _signer(data)


def stranger(tmp_path, name="Jeanne DUMONT"):
    """The same name under an authority nobody knows."""
    demo_keys.make(tmp_path / "elsewhere", now=NOW, bits=2048)
    authority = demo_keys.open_authority(tmp_path / "elsewhere")
    return _signer(demo_keys.issue(authority, name, now=NOW, organisation="Inconnu", bits=2048))


def _signer(data):
    key, certificate, chain = pkcs12.load_key_and_certificates(data, None)
    return keys.KeptKeySigner(keys._asn1(certificate), key, [keys._asn1(other) for other in chain])


def sign(pdf, who, field="sig_authority", *, new=False, certify=False, drawn=True):
    """Sign as an honest signing tool does: in the field, as an incremental update.

    Without ``drawn``, the frame shows nothing."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    meta = signers.PdfSignatureMetadata(
        field_name=field, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", certify=certify
    )
    spec = SigFieldSpec(field, on_page=0, box=(100, 600, 300, 660)) if new else None
    style = None if drawn else TextStampStyle(stamp_text=" ", border_width=0, background=None)
    out = signers.PdfSigner(meta, who, stamp_style=style, new_field_spec=spec).sign_pdf(
        writer, existing_fields_only=not new
    )
    return out.getvalue()


def written(writer):
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_text_inserted(pdf, page=0):
    """Add a line to a page, as an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    ink = generic.StreamObject(stream_data=b"q 0 g 90 300 220 14 re f Q")
    writer.add_stream_to_page(page, writer.add_object(ink))
    return written(writer)


def with_page_appended(pdf):
    """Add a blank page at the end, as an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    content = writer.add_object(generic.StreamObject(stream_data=b"q 0 g 90 300 220 14 re f Q"))
    writer.insert_page(PageObject(contents=content, media_box=(0, 0, 595, 842)))
    return written(writer)


def with_extra_field(pdf, *, text=False):
    """Add a signature field, or a text field, of one's own."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    if not text:
        append_signature_field(writer, SigFieldSpec("sig_mine", on_page=0, box=(50, 50, 90, 90)))
        return written(writer)
    field = generic.DictionaryObject(
        {
            generic.NameObject("/FT"): generic.NameObject("/Tx"),
            generic.NameObject("/T"): generic.pdf_string("montant"),
            generic.NameObject("/V"): generic.pdf_string("999 999 EUR"),
        }
    )
    fields = writer.root["/AcroForm"]["/Fields"]
    fields.append(writer.add_object(field))
    writer.update_container(fields)
    return written(writer)


def with_field_renamed(pdf, old="sig_state", new="sig_other"):
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    for index in range(len(writer.root["/AcroForm"]["/Fields"])):
        field = writer.root["/AcroForm"]["/Fields"][index]
        if field["/T"] == old:
            field["/T"] = generic.pdf_string(new)
            writer.update_container(field)
    return written(writer)


def with_comment(pdf):
    """Add a note to a page, as a reader of PDF files does."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    note = generic.DictionaryObject(
        {
            generic.NameObject("/Type"): generic.NameObject("/Annot"),
            generic.NameObject("/Subtype"): generic.NameObject("/Square"),
            generic.NameObject("/Rect"): generic.ArrayObject(
                [generic.NumberObject(value) for value in (80, 80, 200, 140)]
            ),
            generic.NameObject("/C"): generic.ArrayObject([generic.NumberObject(1)] * 3),
            generic.NameObject("/Contents"): generic.pdf_string("sauf l’article 3"),
        }
    )
    page = writer.root["/Pages"]["/Kids"][0]
    writer.register_annotation(page.container_ref, writer.add_object(note))
    return written(writer)


def rewritten(pdf, *, change=None, drop_form=False):
    """Save through a library that rewrites the whole file."""
    document = pikepdf.open(io.BytesIO(pdf))
    if drop_form:
        for key in ("/AcroForm", "/Perms"):
            del document.Root[key]
        for page in document.pages:
            if "/Annots" in page.obj:
                del page.obj["/Annots"]
    if change is not None:
        change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def one_byte_changed(pdf, position):
    return pdf[:position] + bytes([pdf[position] ^ 1]) + pdf[position + 1 :]


def with_javascript(pdf):
    """A program that runs at opening, as an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    program = {"/S": generic.pdf_name("/JavaScript"), "/JS": generic.pdf_string("app.alert(1)")}
    writer.root[generic.pdf_name("/OpenAction")] = writer.add_object(_dictionary(program))
    writer.update_root()
    return written(writer)


def with_attachment(pdf):
    """A file inside the file, as an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    content = generic.StreamObject(stream_data=b"autre texte")
    held = _dictionary({"/F": writer.add_object(content)})
    spec = _dictionary({"/Type": generic.pdf_name("/Filespec"), "/EF": held})
    listed = generic.ArrayObject([generic.pdf_string("note.txt"), writer.add_object(spec)])
    files = _dictionary({"/EmbeddedFiles": _dictionary({"/Names": listed})})
    writer.root[generic.pdf_name("/Names")] = writer.add_object(files)
    writer.update_root()
    return written(writer)


def _dictionary(entries):
    return generic.DictionaryObject({generic.pdf_name(key): entries[key] for key in entries})


def encrypted(pdf):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="x", user="y"))
    return out.getvalue()


def with_appearance(pdf, field="sig_state"):
    """Draw in the frame of another signatory, as filling a form does."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    listed = writer.root["/AcroForm"]["/Fields"]
    for number in range(len(listed)):
        each = listed[number]
        if each["/T"] == field:
            ink = generic.StreamObject(
                {
                    generic.pdf_name("/Type"): generic.pdf_name("/XObject"),
                    generic.pdf_name("/Subtype"): generic.pdf_name("/Form"),
                    generic.pdf_name("/BBox"): generic.ArrayObject(
                        [generic.NumberObject(value) for value in (0, 0, 200, 60)]
                    ),
                },
                stream_data=b"0 g 10 10 120 30 re f",
            )
            normal = {generic.pdf_name("/N"): writer.add_object(ink)}
            each[generic.pdf_name("/AP")] = generic.DictionaryObject(normal)
            writer.update_container(each)
    return written(writer)


def with_field_listed_twice(pdf):
    """One of our fields, twice in the list of the form."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    listed = writer.root["/AcroForm"]["/Fields"]
    listed.append(listed.raw_get(1))
    writer.update_container(listed)
    return written(writer)


def with_value_changed(pdf):
    """Another content for a page, as an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    page = writer.root["/Pages"]["/Kids"][0]
    ink = generic.StreamObject(stream_data=b"q 0 g 90 300 220 14 re f Q")
    page[generic.pdf_name("/Contents")] = writer.add_object(ink)
    writer.update_container(page)
    return written(writer)


def full_page(pdf, who):
    """A second signature whose frame hides the page."""
    pdf = sign(pdf, who)
    return sign(pdf, who, "sig_page", new=True)


def with_pages_for_others(pdf):
    """The catalogue written again with two entries /Pages: a reader that keeps the first sees our
    pages, one that keeps the last sees others."""
    free = int(PdfFileReader(io.BytesIO(pdf), strict=False).trailer["/Size"])
    return _with_twin(
        pdf,
        b"/Pages %d 0 R" % free,
        b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % (free + 1),
        b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R >>"
        % (free, free + 2),
        b"<< /Length 27 >>\nstream\nq 0 g 90 300 220 14 re f Q \nendstream",
    )


def with_javascript_for_others(pdf):
    """A program at opening, in the second of two entries."""
    action = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
    return _with_twin(pdf, b"/OpenAction [ 3 0 R /Fit ] /OpenAction " + action)


def _with_twin(pdf, entries, *objects):
    """The catalogue written again with ``entries`` at its end, and ``objects`` added."""
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    root, free = reader.trailer.raw_get("/Root"), int(reader.trailer["/Size"])
    catalogue = io.BytesIO()
    reader.root.write_to_stream(catalogue, None)
    whole = catalogue.getvalue().rstrip()[:-2] + b" " + entries + b" >>"
    out, table = io.BytesIO(pdf), b"xref\n"
    out.seek(0, io.SEEK_END)
    out.write(b"\n")
    for number, content in [(root.idnum, whole), *enumerate(objects, start=free)]:
        table += b"%d 1\n%010d 00000 n \n" % (number, out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    trailer = b"trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    start, before = out.tell(), int(pdf[pdf.rindex(b"startxref") :].split()[1])
    out.write(table + trailer % (free + len(objects), root.idnum, before, start))
    return out.getvalue()
