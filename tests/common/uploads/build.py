"""Small files made for the tests: sound ones, then twisted ones."""

import io
import zipfile

import docx
import openpyxl
import pikepdf
from PIL import Image


def docx_bytes(text="Convention tripartite"):
    document = docx.Document()
    document.add_paragraph(text)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def xlsx_bytes(**cells):
    book = openpyxl.Workbook()
    for reference, value in (cells or {"A1": "uai"}).items():
        book.active[reference] = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def pdf_bytes(change=None, pages=1, **options):
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=(200, 200))
        if change:
            change(pdf)
        target = io.BytesIO()
        pdf.save(target, **options)
    return target.getvalue()


def image_bytes(format_name, size=(20, 10)):
    target = io.BytesIO()
    Image.new("1" if size[0] > 1000 else "RGB", size).save(target, format_name)
    return target.getvalue()


def rezip(data, *, replace=None, add=(), rename=None, compression=zipfile.ZIP_DEFLATED):
    """The archive again: parts replaced by ``bytes -> bytes``, added, renamed."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", compression) as made,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            if replace and entry.filename in replace:
                content = replace[entry.filename](content)
            made.writestr((rename or {}).get(entry.filename, entry.filename), content)
        for name, content in add:
            made.writestr(name, content)
    return target.getvalue()


def relation(kind, target, mode="External"):
    """Adds one relationship to a .rels part."""
    prefix = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    added = (
        f'<Relationship Id="rId99" Type="{prefix}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    )
    return lambda content: content.replace(b"</Relationships>", f"{added}</Relationships>".encode())


def inside(tag, added):
    """Puts markup before a closing tag."""
    return lambda content: content.replace(f"</{tag}>".encode(), f"{added}</{tag}>".encode())
