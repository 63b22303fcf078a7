"""``check``: the one way in for a file from outside.

By its size and its first bytes here, then by its list and content in a child process that
has little memory, little time and no secret (see ``inspector``).
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Protocol

import puremagic

from common.french import list_fr, number, quoted
from common.uploads import inspector, text
from common.uploads.kinds import MEGABYTE, TEXTS, CheckedFile, Kind, Limits, RefusedUpload
from common.uploads.names import extension_of, safe_name

ROOT = Path(__file__).resolve().parents[2]
_HEAD = 2_048
_HEADS = {Kind.PDF: b"%PDF-", Kind.PNG: b"\x89PNG\r\n\x1a\n", Kind.JPEG: b"\xff\xd8\xff"}
_ZIP = b"PK\x03\x04"
_FOUND = {
    "html": "page web",
    "rtf": "texte enrichi (RTF)",
    "doc": "ancien format Office (.doc, .xls)",
    "gif": "image GIF",
    "tiff": "image TIFF",
    "tif": "image TIFF",
    "webp": "image WebP",
    "exe": "programme",
    "xml": "fichier XML",
}


class Readable(Protocol):
    """An open file, as a form hands it over."""

    def read(self, size: int = -1, /) -> bytes: ...

    def seek(self, offset: int, /) -> object: ...


def check(
    name: str,
    content: bytes | Readable,
    kinds: Collection[Kind],
    limits: Limits | None = None,
) -> CheckedFile:
    """What the file is, or ``RefusedUpload`` with its French sentence.

    ``content`` is bytes or a stream, read at most one byte beyond the limit and left at its
    start. The extension must agree with the content.
    """
    limits = limits or Limits()
    data = content if isinstance(content, bytes) else content.read(limits.size + 1)
    if not isinstance(content, bytes):
        content.seek(0)
    if len(data) > limits.size:
        raise RefusedUpload(
            "too_large",
            f"Fichier trop lourd : {number(limits.size // MEGABYTE)} Mo au plus. "
            "Réduisez ses images ou envoyez-le en plusieurs fichiers.",
            status=413,
        )
    if not data:
        raise RefusedUpload("empty", "Ce fichier est vide. Vérifiez l'original et renvoyez-le.")
    shown = safe_name(name)
    kind = _kind(shown, data, kinds)
    if kind in TEXTS:
        text.inspect(data)
    else:
        _inspect_apart(data, kind, limits)
    return CheckedFile(kind, shown, len(data), hashlib.sha256(data).hexdigest())


def _kind(name: str, data: bytes, kinds: Collection[Kind]) -> Kind:
    """The kind that name and first bytes agree on."""
    extension = extension_of(name)
    named = next((kind for kind in Kind if extension in kind.extensions), None)
    if named in (Kind.DOCX, Kind.XLSX):
        agrees = data.startswith(_ZIP)
    elif named in _HEADS:
        agrees = data.startswith(_HEADS[named])
    else:
        agrees = named is not None and not data.startswith((_ZIP, *_HEADS.values()))
    if named is None or named not in kinds or not agrees:
        wanted = list_fr((kind.label for kind in sorted(kinds)), "ou")
        raise RefusedUpload(
            "kind",
            f"{quoted(name, 60)} : {wanted} attendu, {_describe(data, named)} trouvé. "
            "Enregistrez le document dans ce format, sans seulement changer son nom.",
        )
    return named


def _describe(data: bytes, named: Kind | None) -> str:
    """What the content looks like, in words."""
    for kind, head in _HEADS.items():
        if data.startswith(head):
            return kind.label
    if data.startswith(_ZIP):
        return named.label if named in (Kind.DOCX, Kind.XLSX) else "archive ou document Office"
    try:
        extension = puremagic.magic_string(data[:_HEAD])[0].extension.lstrip(".")
    except (puremagic.PureError, IndexError):
        extension = ""
    if extension in _FOUND:
        return _FOUND[extension]
    return named.label if named in TEXTS else "contenu d'un autre type"


def _inspect_apart(data: bytes, kind: Kind, limits: Limits) -> None:
    command = [sys.executable, "-m", inspector.__name__, *inspector.arguments(kind, limits)]
    # No variable of ours: the child holds no secret that a hostile file could reach.
    environment = {"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            cwd=ROOT,
            env=environment,
            timeout=limits.wall_seconds,
            check=False,
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else {"code": "killed"}
    except (subprocess.TimeoutExpired, ValueError):
        answer = {"code": "killed"}
    if "sentence" in answer:
        raise RefusedUpload(answer["code"], answer["sentence"])
    if answer:
        raise RefusedUpload(
            "too_complex",
            "Ce fichier est trop complexe pour être vérifié. "
            "Simplifiez-le, ou exportez-le de nouveau, et renvoyez-le.",
        )
