"""The list of a ZIP archive, read before any of its parts.

Office files are ZIP archives. Word, LibreOffice and Python do not read a twisted archive
in the same way: whatever could be read in two ways is refused.
"""

import io
import re
import struct
import unicodedata
import zipfile
import zlib

from common.french import number
from common.uploads.kinds import MEGABYTE, Limits, RefusedUpload

_END = b"PK\x05\x06"
_END_SIZE = 22
_ZIP64_LOCATOR = b"PK\x06\x07"
_LONGEST_COMMENT = 65_535
_SYMLINK = 0o120000


def _damaged() -> RefusedUpload:
    return RefusedUpload(
        "zip_damaged",
        "Ce fichier Office est illisible : archive incomplète ou abîmée. "
        "Ouvrez l'original, enregistrez-le de nouveau et renvoyez-le.",
    )


def _twisted(detail: str) -> RefusedUpload:
    return RefusedUpload(
        "zip_entry",
        f"Ce fichier Office a une structure interne anormale ({detail}). "
        "Ouvrez-le dans Word ou Excel, enregistrez-le sous un autre nom et renvoyez-le.",
    )


def _bomb(detail: str) -> RefusedUpload:
    return RefusedUpload(
        "zip_bomb",
        f"Ce fichier est refusé : une fois décompressé, {detail}. "
        "Retirez les images ou les feuilles inutiles et renvoyez-le.",
    )


def check_end(data: bytes, limits: Limits) -> None:
    """Refuse on the end record alone: nothing of the list is read yet."""
    at = data.rfind(_END, max(0, len(data) - _END_SIZE - _LONGEST_COMMENT))
    if at < 0 or at + _END_SIZE > len(data):
        raise _damaged()
    disks, entries_here, entries, size, comment = struct.unpack("<4xIHHI4xH", data[at : at + 22])
    if at + _END_SIZE + comment != len(data):
        raise _twisted("données après la fin")
    if disks or entries != entries_here or _ZIP64_LOCATOR in data[max(0, at - 20) : at]:
        raise _twisted("archive en plusieurs volumes ou Zip64")
    if entries > limits.entries or size > limits.directory:
        raise _bomb(f"il compterait {number(entries)} éléments, {number(limits.entries)} au plus")


def open_checked(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """The archive, its list checked; each part then unpacks to what the list says."""
    check_end(data, limits)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise _damaged() from None
    entries = archive.infolist()
    if len(entries) > limits.entries:
        raise _bomb(f"il compterait {number(len(entries))} éléments")
    seen: set[str] = set()
    for entry in entries:
        _check_entry(entry, limits)
        key = unicodedata.normalize("NFKC", entry.filename).casefold()
        if key in seen:
            raise _twisted("deux éléments du même nom")
        seen.add(key)
    if sum(entry.file_size for entry in entries) > limits.unpacked:
        raise _bomb(f"il dépasse {limits.unpacked // MEGABYTE} Mo")
    if sum(entry.compress_size for entry in entries) > len(data):
        raise _twisted("éléments superposés")
    return archive


def _check_entry(entry: zipfile.ZipInfo, limits: Limits) -> None:
    name = entry.orig_filename
    if not name or len(name) > 250 or re.search(r"[\x00-\x1f\x7f\\:]", name):
        raise _twisted("nom d'élément interdit")
    if name.startswith("/") or ".." in name.split("/"):
        raise _twisted("chemin qui sort du fichier")
    if entry.flag_bits & 0x1:
        raise RefusedUpload(
            "zip_encrypted",
            "Ce fichier est protégé par un mot de passe. Retirez la protection et renvoyez-le.",
        )
    if (entry.external_attr >> 16) & 0o170000 == _SYMLINK:
        raise _twisted("lien vers un autre fichier")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _twisted("compression inhabituelle")
    if entry.file_size > limits.part:
        raise _bomb(f"un élément dépasse {limits.part // MEGABYTE} Mo")
    if entry.file_size > max(MEGABYTE, limits.ratio * entry.compress_size):
        raise _bomb("un élément est anormalement grand")


def read_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of a part, its checksum verified."""
    try:
        return archive.read(entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError):
        raise _damaged() from None
