"""Open a .docx as the zip archive it is, within limits, before any parser sees its content.

Used by the rendering, the check of uploaded models and the conversion, so that one place says
what may be opened.
"""

import io
import re
import stat
import zipfile
from dataclasses import dataclass
from typing import Any

from lxml import etree

from documents.rendering.errors import PackageRefused

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_ENTRIES = 1000
MAX_TOTAL_BYTES = 80 * 1024 * 1024
MAX_ENTRY_BYTES = 30 * 1024 * 1024
# A tree takes about ten times the size of its text; 16 MB are some thousand pages.
MAX_XML_BYTES = 16 * 1024 * 1024
# Word's own XML shrinks by 10 to 30; a member of some size that shrinks by more is a bomb.
MAX_RATIO = 150
RATIO_MATTERS_FROM = 1024 * 1024

CONTENT_TYPES = "[Content_Types].xml"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
MAIN = WORD + "document.main+xml"
TEMPLATED = {
    MAIN,
    WORD + "header+xml",
    WORD + "footer+xml",
    WORD + "footnotes+xml",
    WORD + "endnotes+xml",
}

_DRIVE = re.compile(r"^[A-Za-z]:")


@dataclass(frozen=True)
class Package:
    """A checked archive: each part's bytes by name, and the content type declared for it."""

    members: dict[str, bytes]
    types: dict[str, str]

    @property
    def main(self) -> str:
        """Name of the part that holds the document's body."""
        return next(name for name, kind in self.types.items() if kind == MAIN)

    @property
    def templated(self) -> list[str]:
        """Parts in which a model may hold variables; document properties never are."""
        return [name for name in self.members if self.types.get(name) in TEMPLATED]


def read_package(docx: bytes) -> Package:
    """Read every part of a .docx; refuse bombs, tricks of the zip format and other file types."""
    members = _members(docx)
    if CONTENT_TYPES not in members:
        raise PackageRefused(
            "Ce fichier est une archive, mais pas un document Word : la liste de ses parties "
            f"({CONTENT_TYPES}) manque. Enregistrez-le depuis Word au format .docx."
        )
    types = _types(members)
    mains = [name for name, kind in types.items() if kind == MAIN and name in members]
    if len(mains) != 1:
        raise PackageRefused(
            "Ce fichier n’est pas un document Word sans macro (.docx) : "
            f"{_found(types)}. Enregistrez-le depuis Word au format .docx."
        )
    return Package(members, types)


def write_package(members: dict[str, bytes]) -> bytes:
    """Put parts together again; the same parts always give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(entry(name), content)
    return buffer.getvalue()


def entry(name: str) -> zipfile.ZipInfo:
    """A zip entry without the hour of the day, so that equal contents have equal hashes."""
    info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def parse_part(content: bytes, name: str) -> Any:
    """Parse one XML part without entities, network or DTD; a DOCTYPE is refused."""
    if len(content) > MAX_XML_BYTES:
        raise PackageRefused(
            f"La partie {name} du document contient {_mb(len(content))} de texte ; "
            f"le maximum est {_mb(MAX_XML_BYTES)}."
        )
    if b"<!DOCTYPE" in content:
        raise _doctype(name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise PackageRefused(
            f"La partie {name} du document est abîmée ({error}). "
            "Ouvrez le fichier dans Word, puis enregistrez-le à nouveau."
        ) from None
    # A DOCTYPE written in UTF-16 escapes the search above.
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype(name)
    return root


def _doctype(name: str) -> PackageRefused:
    return PackageRefused(
        f"La partie {name} du document contient une déclaration DOCTYPE, que Word n’écrit jamais "
        "et qui sert à lire d’autres fichiers. Le document est refusé."
    )


def _members(docx: bytes) -> dict[str, bytes]:
    if len(docx) > MAX_FILE_BYTES:
        raise PackageRefused(
            f"Le fichier pèse {_mb(len(docx))} ; le maximum est {_mb(MAX_FILE_BYTES)}."
        )
    if not docx.startswith(b"PK\x03\x04"):
        raise PackageRefused(
            "Ce fichier n’est pas un document Word (.docx), quel que soit son nom. "
            "Enregistrez-le depuis Word au format .docx."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as archive:
            infos = archive.infolist()
            _check_list(infos)
            return {info.filename: archive.read(info) for info in infos if not info.is_dir()}
    except PackageRefused:
        raise
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise PackageRefused(
            f"Le fichier est abîmé ou incomplet ({error}). Envoyez-le à nouveau."
        ) from None
    except Exception as error:  # zlib.error and struct.error, according to where it is broken
        raise PackageRefused(
            f"Le fichier est abîmé ({type(error).__name__}). Envoyez-le à nouveau."
        ) from None


def _check_list(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MAX_ENTRIES:
        raise PackageRefused(
            f"Le document contient {len(infos)} parties ; le maximum est {MAX_ENTRIES}."
        )
    seen: set[str] = set()
    total = 0
    for info in infos:
        name = info.filename
        key = name.lower()
        if key in seen:
            raise PackageRefused(f"La partie « {name} » figure deux fois dans le document.")
        seen.add(key)
        unsafe = (
            name.startswith("/")
            or "\\" in info.orig_filename
            or "\0" in info.orig_filename
            or ".." in name.split("/")
            or _DRIVE.match(name)
            or stat.S_ISLNK(info.external_attr >> 16)
        )
        if unsafe:
            raise PackageRefused(
                f"La partie « {info.orig_filename!r} » désigne un fichier hors du document."
            )
        if info.flag_bits & 0x1:
            raise PackageRefused("Le document est protégé par un mot de passe : retirez-le.")
        total += info.file_size
        bomb = info.file_size > RATIO_MATTERS_FROM and info.file_size > MAX_RATIO * max(
            info.compress_size, 1
        )
        if bomb or info.file_size > MAX_ENTRY_BYTES or total > MAX_TOTAL_BYTES:
            raise PackageRefused(
                f"Une fois ouvert, le document serait démesuré (partie « {name} », "
                f"{_mb(info.file_size)} ; {_mb(total)} en tout). Réduisez ses images."
            )


def _types(members: dict[str, bytes]) -> dict[str, str]:
    root = parse_part(members[CONTENT_TYPES], CONTENT_TYPES)
    by_extension: dict[str, str] = {}
    by_part: dict[str, str] = {}
    for child in root:
        tag = etree.QName(child).localname if isinstance(child.tag, str) else ""
        kind = child.get("ContentType", "") if tag else ""
        if tag == "Default":
            by_extension[child.get("Extension", "").lower()] = kind
        elif tag == "Override":
            by_part[child.get("PartName", "").lstrip("/").lower()] = kind
    found = {}
    for name in members:
        extension = name.rsplit(".", 1)[-1].lower()
        kind = by_part.get(name.lower()) or by_extension.get(extension)
        if kind:
            found[name] = kind
    return found


def _found(types: dict[str, str]) -> str:
    kinds = " ".join(types.values())
    if "macroEnabled" in kinds:
        return "il est déclaré comme un document à macros"
    if "spreadsheetml" in kinds:
        return "c’est un classeur de tableur"
    if "presentationml" in kinds:
        return "c’est une présentation"
    if "wordprocessingml.template" in kinds:
        return "c’est un modèle Word (.dotx)"
    return "son texte principal est introuvable"


def _mb(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}".replace(".", ",") + " Mo"
