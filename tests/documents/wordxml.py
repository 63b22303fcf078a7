"""Small pieces of Word's XML, to write by hand the documents that no editor would make."""

from tests.documents.payloads import edited, in_body, packed, unpacked, with_part

VISIBLE = "REFERENCE-VISIBLE"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
NAMESPACES = (
    f'xmlns:a="{A}" xmlns:pic="{PIC}" xmlns:wp="{WP}" xmlns:r="{OFFICE}" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
PNG_TYPE = "image/png"


def base(inside: str = "") -> bytes:
    """The ordinary document, with XML of ours in a paragraph after the visible word."""
    mark = "<w:r><w:t>MARQUE</w:t></w:r>"
    body = f"<w:r><w:t>{VISIBLE}</w:t></w:r></w:p><w:p {NAMESPACES}>{inside}"
    return edited(in_body("MARQUE"), "word/document.xml", mark, body)


def related(
    docx: bytes,
    kind: str,
    target: str,
    *,
    outside: bool = True,
    part: str = "word/document.xml",
    key: str = "rIdX",
) -> bytes:
    """Add a relationship to a part, made when it has none."""
    members = unpacked(docx)
    folder, _, name = part.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels"
    empty = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        "</Relationships>"
    )
    mode = ' TargetMode="External"' if outside else ""
    kind = kind if "://" in kind else f"{OFFICE}/{kind}"
    link = f'<Relationship Id="{key}" Type="{kind}" Target="{target}"{mode}/></Relationships>'
    text = members.get(rels, empty.encode()).decode()
    members[rels] = text.replace("</Relationships>", link).encode()
    return packed(members)


def with_hyperlink(url: str) -> bytes:
    """A link to click, with Word's style: LibreOffice exports none without it."""
    style = (
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
        '<w:rPr><w:u w:val="single"/></w:rPr></w:style></w:styles>'
    )
    run = '<w:r><w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr><w:t>le texte</w:t></w:r>'
    docx = base(f'<w:hyperlink r:id="rIdX">{run}</w:hyperlink>')
    docx = edited(docx, "word/styles.xml", "</w:styles>", style)
    return related(docx, "hyperlink", url)


def picture(attribute: str) -> str:
    return (
        '<w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/>'
        '<wp:docPr id="1" name="x"/><a:graphic><a:graphicData uri="' + PIC + '"><pic:pic>'
        '<pic:nvPicPr><pic:cNvPr id="1" name="x"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f"<a:blip {attribute}/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        "<pic:spPr><a:xfrm>"
        '<a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect">'
        "<a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>"
        "</w:drawing></w:r>"
    )


def field(*instructions: str) -> str:
    texts = "".join(
        f'<w:r><w:instrText xml:space="preserve">{piece}</w:instrText></w:r>'
        for piece in instructions
    )
    return (
        f'<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>{texts}'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>ancien</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def image_part(content: bytes, name: str = "word/media/x.png", kind: str = PNG_TYPE) -> bytes:
    docx = with_part(base(picture('r:embed="rIdX"')), name, kind, content)
    return related(docx, "image", name.removeprefix("word/"), outside=False)


def settings(docx: bytes, xml: str, kind: str, target: str) -> bytes:
    docx = edited(docx, "word/settings.xml", "</w:settings>", f"{xml}</w:settings>")
    docx = edited(docx, "word/settings.xml", "<w:settings ", f'<w:settings xmlns:rx="{OFFICE}" ')
    return related(docx, kind, target, part="word/settings.xml")


def before_sections(docx: bytes, tag: str) -> bytes:
    """Add at the end of the body an element that uses the relationship ``rIdX``."""
    element = f'<w:{tag} xmlns:r="{OFFICE}" r:id="rIdX"/>'
    return edited(docx, "word/document.xml", "<w:sectPr", element + "<w:sectPr")
