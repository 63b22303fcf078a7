"""Word and Excel files: text, tables and pictures; nothing active, nothing fetched.

Runs in the child process of ``sandbox``: the list of the archive is checked first, then
each part as bytes, and only then as XML.
"""

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from common.french import number, quoted
from common.uploads import archive
from common.uploads.kinds import Kind, Limits, RefusedUpload

_MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": Kind.DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": Kind.XLSX,
}
_CONTENT_TYPES = "[Content_Types].xml"
_ACTIVE_TYPES = re.compile(
    r"(?i)macroenabled|vbaproject|oleobject|activex|sheet\.binary|template\.main|html|rtf|mhtml"
)
# Last words of a relationship's type (ECMA-376, part 1, § 15 and [MS-OFFMACRO2]).
_ACTIVE_RELATIONS = {
    "vbaproject",
    "wordvbadata",
    "oleobject",
    "package",
    "control",
    "activexcontrolbinary",
    "afchunk",
    "subdocument",
    "frame",
    "externallink",
    "externallinkpath",
    "xlmacrosheet",
    "xlintlmacrosheet",
    "connections",
    "querytable",
}
_LINK_SCHEMES = re.compile(r"(?i)(?:https?://|mailto:|tel:|#)")
_FIELDS = re.compile(
    r"(?i)\s*(?:DDE|DDEAUTO|INCLUDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|RD)\b"
)
_ACTIVE_ELEMENTS = {"altChunk", "OLEObject", "oleObject", "control", "subDoc", "ddeLink"}
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_OLE_HEAD = b"\xd0\xcf\x11\xe0"
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_ENCODING = re.compile(rb"""^[^>]{0,200}?encoding\s*=\s*["']([^"']*)["']""", re.DOTALL)
_ENCODINGS = {b"utf-8", b"utf-16", b"us-ascii", b"ascii"}


def inspect(data: bytes, kind: Kind, limits: Limits) -> None:
    """Refuse what is not plainly a file of this kind, or acts, or reaches outside."""
    with archive.open_checked(data, limits) as parts:
        markup: list[zipfile.ZipInfo] = []
        for entry in parts.infolist():
            content = archive.read_part(parts, entry)
            if content.startswith(_OLE_HEAD):
                raise _active("un objet incorporé ou une macro")
            if _is_markup(entry.filename, content):
                _check_bytes(content)
                markup.append(entry)
        _check_kind(parts, kind)
        for entry in markup:
            content = archive.read_part(parts, entry)
            if entry.filename.endswith(".rels"):
                _check_relations(content)
            else:
                _check_part(content, limits)


def _active(what: str) -> RefusedUpload:
    return RefusedUpload(
        "office_active",
        f"Ce fichier contient {what} : il est refusé. Retirez cet élément, enregistrez au "
        "format .docx ou .xlsx et renvoyez-le.",
    )


def _external(target: str) -> RefusedUpload:
    return RefusedUpload(
        "office_external",
        f"Ce fichier va chercher un contenu extérieur ({quoted(target, 60)}) : il est refusé. "
        "Insérez l'image ou le texte dans le document, sans liaison, et renvoyez-le.",
    )


def _unreadable() -> RefusedUpload:
    return RefusedUpload(
        "office_damaged",
        "Ce fichier Office est abîmé : une de ses parties est illisible. "
        "Ouvrez l'original, enregistrez-le de nouveau et renvoyez-le.",
    )


def _is_markup(name: str, content: bytes) -> bool:
    if name.endswith("/") and not content:
        return False
    head = content[:256]
    for mark in _BOMS:
        head = head.removeprefix(mark)
    # UTF-16 without its mark: the NUL bytes go, the bracket stays.
    found = head.replace(b"\0", b"").lstrip().startswith(b"<")
    if not found and name.lower().endswith((".xml", ".rels", ".vml", ".svg")):
        raise _unreadable()
    return found


def _check_bytes(content: bytes) -> None:
    """Before any XML parser: no entity can be declared, in any encoding that one reads."""
    flat = content.replace(b"\0", b"")
    for mark in _BOMS:
        flat = flat.removeprefix(mark)
    declared = _ENCODING.match(flat) if flat.startswith(b"<?xml") else None
    if declared and declared[1].lower() not in _ENCODINGS:
        raise _unreadable()
    if re.search(rb"(?i)<!(?:DOCTYPE|ENTITY)", flat):
        raise RefusedUpload(
            "office_doctype",
            "Ce fichier déclare des entités XML (DOCTYPE), ce que Word et Excel n'écrivent "
            "jamais : il est refusé. Copiez son texte dans un document neuf.",
        )


def _elements(content: bytes, event: str) -> Iterator[etree._Element]:
    try:
        walk = etree.iterparse(
            io.BytesIO(content),
            events=(event,),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        for _, element in walk:
            yield element
            if event == "end":
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError:
        raise _unreadable() from None


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _check_kind(parts: zipfile.ZipFile, kind: Kind) -> None:
    if _CONTENT_TYPES not in parts.namelist():
        raise RefusedUpload(
            "office_kind",
            f"{kind.label} attendu, archive d'un autre type trouvée. "
            f"Enregistrez le document au format .{kind.value}.",
        )
    found: list[Kind] = []
    for element in _elements(parts.read(_CONTENT_TYPES), "start"):
        content_type = element.get("ContentType", "")
        if _ACTIVE_TYPES.search(content_type):
            raise _active("une macro, un objet incorporé ou un modèle")
        if content_type in _MAIN:
            found.append(_MAIN[content_type])
            if element.get("PartName", "").lstrip("/") not in parts.namelist():
                raise _unreadable()
    if found != [kind]:
        other = found[0].label if found else "fichier d'un autre type"
        raise RefusedUpload(
            "office_kind",
            f"{kind.label} attendu, {other} trouvé. Enregistrez-le au format .{kind.value}.",
        )


def _check_relations(content: bytes) -> None:
    for element in _elements(content, "start"):
        if _local(element) != "Relationship":
            continue
        kind = element.get("Type", "").rsplit("/", 1)[-1].lower()
        target = element.get("Target", "").strip()
        if kind in _ACTIVE_RELATIONS:
            raise _active("une macro, une liaison ou un objet incorporé")
        external = element.get("TargetMode", "Internal").lower() != "internal"
        reaches_out = re.match(r"(?i)[a-z][a-z0-9+.\-]*:|//|\\\\", target)
        if (external or reaches_out) and not (kind == "hyperlink" and _LINK_SCHEMES.match(target)):
            raise _external(target)


def _check_part(content: bytes, limits: Limits) -> None:
    fields = _Fields()
    for element in _elements(content, "end"):
        name = _local(element)
        if name in _ACTIVE_ELEMENTS:
            raise _active("un objet incorporé, une liaison ou un document inséré")
        fields.see(name, element)
        if name in ("c", "row"):
            _check_reach(element.get("r"), limits)
        elif name in ("dimension", "mergeCell"):
            for corner in (element.get("ref") or "").split(":"):
                _check_reach(corner, limits)
        elif etree.QName(element).namespace == "http://www.w3.org/2000/svg":
            for key, value in element.attrib.items():
                if key.endswith("href") and not value.startswith(("#", "data:image/")):
                    raise _external(value)


class _Fields:
    """Word's field codes, which one word may spread over several runs."""

    def __init__(self) -> None:
        self.open: list[str] = []

    def see(self, name: str, element: etree._Element) -> None:
        if name == "fldSimple":
            self._check(self._attribute(element, "instr"))
        elif name == "instrText":
            if not self.open:
                self.open.append("")
            self.open[-1] += element.text or ""
            self._check(self.open[-1])
        elif name == "fldChar":
            kind = self._attribute(element, "fldCharType")
            if kind == "begin":
                self.open.append("")
            elif self.open and kind == "end":
                self.open.pop()

    @staticmethod
    def _attribute(element: etree._Element, name: str) -> str:
        return next((v for k, v in element.attrib.items() if k.endswith(name)), "")

    @staticmethod
    def _check(code: str) -> None:
        if _FIELDS.match(code):
            raise _external(code.strip())


def _check_reach(reference: str | None, limits: Limits) -> None:
    """A lone cell at the far end makes a reader build a million rows."""
    if not reference:
        return
    found = _CELL.fullmatch(reference)
    row = int(found[2]) if found else int(reference) if reference.isdecimal() else 0
    column = 0
    for letter in found[1] if found else "":
        column = column * 26 + ord(letter) - ord("A") + 1
    if row > limits.rows or column > limits.columns:
        raise RefusedUpload(
            "sheet_reach",
            f"La feuille s'étend jusqu'à {quoted(reference)} : {number(limits.rows)} lignes et "
            f"{number(limits.columns)} colonnes au plus. Supprimez les lignes et colonnes vides "
            "ou enregistrez la feuille au format CSV.",
        )
