"""What in a Word document acts on its own: fetches another file, runs a macro, embeds a program.

A convention never needs any of it. The check of uploaded models refuses each finding with its
sentence; the conversion removes the same things from whatever reaches it. Both read here, so that
neither forgets one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from documents.rendering.package import Package, parse_part

VML = ("{urn:schemas-microsoft-com:vml}*", "{urn:schemas-microsoft-com:office:office}*")
# Any namespace: Word's own has two forms (transitional, strict), and LibreOffice reads both.
_FIELD_TAGS = ("{*}fldChar", "{*}instrText", "{*}fldSimple")
_RELATED = etree.XPath("//*[@*[contains(namespace-uri(), 'elationships')] or @*[name()='relid']]")
# A click by the reader is not an action of the document.
CLICKED = {"hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver"}

ACTIVE_RELATIONSHIPS = {
    "afchunk": "un autre document inséré (altChunk)",
    "oleobject": "un objet incorporé (OLE)",
    "package": "un classeur ou un document incorporé",
    "vbaproject": "des macros",
    "wordvbadata": "des macros",
    "control": "un contrôle ActiveX",
    "activexcontrolbinary": "un contrôle ActiveX",
    "attachedtemplate": "un modèle attaché",
    "frame": "un cadre qui appelle un autre fichier",
    "subdocument": "un sous-document",
    "mailmergesource": "une source de publipostage",
    "mailmergeheadersource": "une source de publipostage",
    "externallink": "un lien vers un autre classeur",
    "externallinkpath": "un lien vers un autre classeur",
    "recipientdata": "une source de publipostage",
    "keymapcustomizations": "des raccourcis de macros",
}
ACTIVE_ELEMENTS = {"altChunk", "object", "control", "subDoc", "OLEObject", "attachedTemplate"}
_ACTIVE_TAGS = tuple("{*}" + name for name in sorted(ACTIVE_ELEMENTS))
_SHAPES = {"shape", "rect", "roundrect", "oval", "line", "polyline", "group", "image", "arc"}
FIELD = "un champ qui lit un autre fichier"
ACTIVE_FIELDS = {
    "INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "IMPORT", "DDE", "DDEAUTO", "LINK", "EMBED",
    "DATABASE", "RD", "MACROBUTTON", "FILLIN", "ASK", "AUTOTEXT", "AUTOTEXTLIST", "GLOSSARY",
    "MERGEFIELD", "NEXT", "NEXTIF", "CONTROL", "HTMLCONTROL", "PRINT", "PRIVATE",
}  # fmt: skip
_ANYWHERE = re.compile(r"\b(INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|DATABASE)\b")
_QUOTED = re.compile(r'"[^"]*"')
_ELSEWHERE = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:|^[\\/]{2}")

_IMAGES = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"II*\x00", b"MM\x00*",
    b"\x01\x00\x00\x00", b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"\x02\x00\x09\x00",
)  # fmt: skip
_FONTS = "obfuscatedfont", "x-font", "font-sfnt"


@dataclass
class Found:
    """One thing that acts: where, what in French, and the XML that carries it."""

    part: str
    what: str
    detail: str
    element: Any = None
    attribute: str = ""
    text_elements: list[Any] = field(default_factory=list)


def is_xml(package: Package, name: str) -> bool:
    """Whether a part must be read as XML: declared so, or a list of relationships."""
    kind = package.types.get(name, "").lower().split(";")[0].strip()
    return name.lower().endswith(".rels") or kind.endswith(("/xml", "+xml"))


def is_inert_binary(package: Package, name: str) -> bool:
    """Whether a part that is not XML is a bitmap or a font, judged by its first bytes.

    An SVG, EPS, HTML or OLE file under an image's name is not: LibreOffice looks at the content.
    """
    content, kind = package.members[name], package.types.get(name, "").lower()
    if content.startswith(_IMAGES):
        return True
    return any(word in kind for word in _FONTS) and content.lstrip()[:1] != b"<"


def trees(package: Package) -> dict[str, Any]:
    """Every XML part, parsed; a malformed one or one with a DOCTYPE is refused."""
    return {
        name: parse_part(content, name)
        for name, content in package.members.items()
        if is_xml(package, name)
    }


def found_in(package: Package, parsed: dict[str, Any]) -> Iterator[Found]:
    """Everything that acts in the document, in the order of its parts."""
    clickable = {}
    for name, root in parsed.items():
        if name.lower().endswith(".rels"):
            clickable[_owner(name)] = _external_ids(root)
            yield from _relationships(name, root)
    for name, root in parsed.items():
        if not name.lower().endswith(".rels"):
            yield from _elements(name, root, clickable.get(name, set()))
            yield from _fields(name, root)
    for name in package.members:
        if name in parsed:
            if _local(parsed[name]) == "svg":
                yield Found(name, "une image SVG", name)
        elif not is_inert_binary(package, name):
            yield Found(name, "un fichier qui n’est ni du texte Word ni une image", name)


def _relationships(name: str, root: Any) -> Iterator[Found]:
    for child in root.iter("{*}Relationship"):
        kind = child.get("Type", "").rsplit("/", 1)[-1]
        target = child.get("Target", "")
        outside = child.get("TargetMode", "").strip().lower() == "external"
        what = ACTIVE_RELATIONSHIPS.get(kind.lower())
        if what:
            yield Found(name, what, target, child)
        elif (outside or _ELSEWHERE.match(target)) and kind.lower() != "hyperlink":
            yield Found(name, f"un lien vers un fichier extérieur ({kind})", target, child)


def _external_ids(root: Any) -> set[str]:
    return {
        child.get("Id", "")
        for child in root.iter("{*}Relationship")
        if child.get("TargetMode", "").strip().lower() == "external"
        or _ELSEWHERE.match(child.get("Target", ""))
    }


def _elements(name: str, root: Any, external: set[str]) -> Iterator[Found]:
    for element in root.iter(*_ACTIVE_TAGS):
        local = _local(element)
        yield Found(name, f"un élément actif ({local})", local, element)
    if external:
        for element in _RELATED(root):
            if _local(element) in CLICKED:
                continue
            # A hyperlink's relationship lent to a picture makes it a linked picture.
            for attribute, value in element.attrib.items():
                if value in external:
                    yield Found(name, "une image liée", value, element, attribute)
    for element in root.iter(*VML):
        for attribute, value in element.attrib.items():
            link = etree.QName(attribute).localname.lower() in ("src", "althref", "href")
            # A shape's own href is a click.
            if link and not (_local(element) in _SHAPES and attribute == "href"):
                yield Found(name, "une image liée", value, element, attribute)


def _fields(name: str, root: Any) -> Iterator[Found]:
    """Fields whose instruction reads another file; an instruction may be cut in many runs."""
    opened: list[list[Any]] = []
    for element in root.iter(*_FIELD_TAGS):
        local = _local(element)
        if local == "fldSimple":
            instruction = _attribute(element, "instr")
            if _acts(instruction):
                yield Found(name, FIELD, instruction.strip(), element)
        elif local == "instrText":
            for texts in opened:
                texts.append(element)
            if not opened and _acts(element.text or ""):
                yield Found(name, FIELD, element.text or "", text_elements=[element])
        elif _attribute(element, "fldCharType") == "begin":
            opened.append([])
        elif _attribute(element, "fldCharType") == "end" and opened:
            yield from _closed(name, opened.pop())
    for texts in opened:
        yield from _closed(name, texts)


def _closed(name: str, texts: list[Any]) -> Iterator[Found]:
    instruction = "".join(text.text or "" for text in texts)
    if _acts(instruction):
        yield Found(name, FIELD, instruction.strip(), text_elements=texts)


def _acts(instruction: str) -> bool:
    bare = _QUOTED.sub(" ", instruction.upper())
    words = bare.split()
    return bool(words and words[0] in ACTIVE_FIELDS) or bool(_ANYWHERE.search(bare))


def _owner(rels: str) -> str:
    """The part whose relationships these are: ``word/_rels/a.xml.rels`` → ``word/a.xml``."""
    return rels.replace("_rels/", "", 1).removesuffix(".rels")


def _attribute(element: Any, local: str) -> str:
    for name, value in element.attrib.items():
        if etree.QName(name).localname == local:
            return str(value)
    return ""


def _local(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
