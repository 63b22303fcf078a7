"""The page and the few styles of a drafted model.

LibreOffice reads every style of a document before it lays it out: a model keeps only those that it
uses, which shortens each conversion. The fonts are those that servers have (Liberation).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

BODY_FONT, HEAD_FONT, FIXED_FONT = "Liberation Serif", "Liberation Sans", "Liberation Mono"
GREY = RGBColor(0x59, 0x59, 0x59)
_KEPT = {"Normal", "Default Paragraph Font", "Normal Table", "No List"}
_UNUSED_PARTS = ("stylesWithEffects.xml", "webSettings.xml", "theme1.xml", "item1.xml")

MENTION, SPACER = "Mention", "Intervalle"
DASHES, NUMBERS = 0, 1


@dataclass(frozen=True)
class Page:
    """A4, with the body's size in points and the margins in millimetres.

    The bottom right corner stays blank, 20.5 mm by 23.5 mm: the QR code is drawn there.
    """

    body_size: float = 11
    table_size: float = 8.5
    margin: float = 20
    top: float = 24
    bottom: float = 24

    def text_width(self, *, landscape: bool = False) -> float:
        """Width between the margins, in millimetres."""
        return (297 if landscape else 210) - 2 * self.margin


def prepare(document: Document, page: Page, *, title: str) -> None:
    """Empties a new document of what it does not use, then sets its page and its styles."""
    _drop_parts(document)
    _drop_styles(document)
    _defaults(document, page)
    _paragraph_styles(document, page)
    _lists(document, page)
    _properties(document, title)
    _settings(document)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(page.margin)
    section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
    section.header_distance, section.footer_distance = Mm(10), Mm(9)


def _drop_parts(document: Document) -> None:
    for part in (document.part, document.part.package):
        for key, relation in list(part.rels.items()):
            name = relation.target_ref.rsplit("/", 1)[-1]
            if name in _UNUSED_PARTS or name.startswith("thumbnail"):
                del part.rels[key]


def _drop_styles(document: Document) -> None:
    styles = document.styles.element
    for latent in styles.findall(qn("w:latentStyles")):
        styles.remove(latent)
    for style in list(document.styles):
        if style.name not in _KEPT:
            styles.remove(style.element)


def _defaults(document: Document, page: Page) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    half_points = round(page.body_size * 2)
    new = parse_xml(
        f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{BODY_FONT}" w:hAnsi="{BODY_FONT}" w:eastAsia="{BODY_FONT}" '
        f'w:cs="{BODY_FONT}"/><w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
        '<w:lang w:val="fr-FR" w:eastAsia="fr-FR" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr/></w:pPrDefault></w:docDefaults>"
    )
    document.styles.element.replace(defaults, new)
    normal = document.styles["Normal"]
    for old in list(normal.element.findall(qn("w:rPr"))):
        normal.element.remove(old)
    normal.font.name = BODY_FONT
    normal.font.size = Pt(page.body_size)
    layout = normal.paragraph_format
    layout.space_before, layout.space_after = Pt(0), Pt(6 * page.body_size / 11)
    layout.line_spacing = 1.08
    layout.widow_control = True
    layout.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def _paragraph_styles(document: Document, page: Page) -> None:
    size = page.body_size
    scale = size / 11
    left, centre = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER
    title = _style(document, "Title", size=size + 5, bold=True, align=centre, after=10)
    title.paragraph_format.keep_with_next = True
    _style(document, "Subtitle", align=centre, after=3, font=BODY_FONT)
    for level, extra, before, after in ((1, 1.5, 12, 4), (2, 0, 9, 4), (3, -0.5, 8, 3)):
        heading = _style(
            document,
            f"Heading {level}",
            size=size + extra,
            bold=True,
            align=left,
            before=before * scale,
            after=after * scale,
        )
        heading.paragraph_format.keep_with_next = True
        heading.paragraph_format.keep_together = True
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(level - 1))
        heading.element.get_or_add_pPr().append(outline)
    _style(document, MENTION, font=BODY_FONT)
    visa = _style(document, "Visa", font=BODY_FONT, after=4)
    visa.paragraph_format.left_indent, visa.paragraph_format.first_line_indent = Mm(6), Mm(-6)
    _style(document, "List Number", font=BODY_FONT, after=3)
    _style(document, "List Bullet", font=BODY_FONT, after=3)
    recipient = _style(document, "Destinataire", font=BODY_FONT, align=left, after=0)
    recipient.paragraph_format.left_indent = Mm(page.text_width() / 2 + 5)
    _style(document, "Tableau", size=page.table_size, align=left, after=0)
    heading = _style(
        document, "Tableau titre", size=page.table_size, bold=True, align=left, after=0
    )
    heading.paragraph_format.keep_with_next = True
    anchor = _style(document, "Emplacement", size=7, align=left, after=0)
    anchor.font.color.rgb = GREY
    spacer = _style(document, SPACER, size=4, align=left, after=0)
    spacer.paragraph_format.line_spacing = Pt(6)
    for name in ("Header", "Footer"):
        running = _style(document, name, size=8, align=left, after=0)
        running.font.color.rgb = GREY


def _style(
    document: Document,
    name: str,
    *,
    size: float | None = None,
    bold: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = None,
    before: float | None = None,
    after: float | None = None,
    font: str = HEAD_FONT,
) -> Any:
    builtin = name.isascii() and name.split(" ")[0] in {
        "Title",
        "Subtitle",
        "Heading",
        "List",
        "Header",
        "Footer",
    }
    style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=builtin)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    if font != BODY_FONT:
        style.font.name = font
    if size:
        style.font.size = Pt(size)
    if bold:
        style.font.bold = True
    layout = style.paragraph_format
    if align is not None:
        layout.alignment = align
    if before is not None:
        layout.space_before = Pt(before)
    if after is not None:
        layout.space_after = Pt(after)
    return style


def _lists(document: Document, page: Page) -> None:
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    for key, (kind, sign) in {DASHES: ("bullet", "–"), NUMBERS: ("decimal", "%1.")}.items():
        numbering.append(
            parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{key}">'
                '<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
                f'<w:numFmt w:val="{kind}"/><w:lvlText w:val="{sign}"/><w:lvlJc w:val="left"/>'
                '<w:pPr><w:tabs><w:tab w:val="num" w:pos="567"/></w:tabs>'
                '<w:ind w:left="567" w:hanging="397"/></w:pPr></w:lvl></w:abstractNum>'
            )
        )


def new_list(document: Document, kind: int, start: int = 1) -> int:
    """The number of a new list, dashes or figures, that starts at ``start``."""
    numbering: Any = document.part.numbering_part.element
    num = numbering.add_num(kind)
    num.add_lvlOverride(ilvl=0).add_startOverride(start)
    return int(num.numId)


def in_list(paragraph: Any, number: int) -> None:
    """Make ``paragraph`` an item of the list of that number (``new_list``)."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number


def _settings(document: Document) -> None:
    """Word 2013 layout, whose tables start at the margin; no automatic hyphenation."""
    settings = document.settings.element
    for child in list(settings):
        settings.remove(child)
    settings.append(parse_xml(f'<w:defaultTabStop {nsdecls("w")} w:val="709"/>'))
    settings.append(parse_xml(f'<w:autoHyphenation {nsdecls("w")} w:val="0"/>'))
    settings.append(
        parse_xml(
            # A line that somebody ends by hand is not stretched to the margin.
            f"<w:compat {nsdecls('w')}><w:doNotExpandShiftReturn/>"
            '<w:compatSetting w:name="compatibilityMode" '
            'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        )
    )
    settings.append(parse_xml(f'<w:themeFontLang {nsdecls("w")} w:val="fr-FR"/>'))
    settings.append(parse_xml(f'<w:decimalSymbol {nsdecls("w")} w:val=","/>'))
    settings.append(parse_xml(f'<w:listSeparator {nsdecls("w")} w:val=";"/>'))


def _properties(document: Document, title: str) -> None:
    properties = document.core_properties
    properties.title, properties.language = title.replace("'", "’"), "fr-FR"
    properties.author = properties.last_modified_by = ""
    properties.comments = properties.keywords = properties.subject = ""
    # A fixed date: the same text always gives the same file, hence the same model version.
    properties.created = properties.modified = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
