"""The zip of an act's evidence: the same contents give the same bytes, each with its hash.

``manifeste.json`` lists every other file and the hash of its own list, so that one changed byte
anywhere in the zip is seen and named.
"""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

ZIP = "application/zip"
SIGNATURE = b"PK\x03\x04"
MANIFEST = "manifeste.json"
FORMAT = "contreseing-preuve/1"


def to_json(value: object) -> bytes:
    """``value`` as JSON that people can read, always written in the same way."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def pack(files: Mapping[str, bytes], *, reference: str, at: dt.datetime) -> bytes:
    """The zip of ``files`` (name → content) with its manifest; ``at`` dates its entries, in UTC."""
    contents = {**files, MANIFEST: manifest(files, reference)}
    day = at.astimezone(dt.UTC).timetuple()[:6]
    out = io.BytesIO()
    # Stored, not compressed: what a compressor writes may change from one version to the next.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, date_time=day)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, contents[name])
    return out.getvalue()


def claims_to_be(data: bytes) -> bool:
    """Whether ``data`` looks like an evidence, altered or cut too: a zip that names a manifest."""
    return data.startswith(SIGNATURE) and MANIFEST.encode() in data


def read(data: bytes) -> dict[str, bytes]:
    """The files of a zip that ``pack`` made, by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def manifest(files: Mapping[str, bytes], reference: str) -> bytes:
    """Name, size and SHA-256 of every file, then the SHA-256 of that list."""
    listed: dict[str, Any] = {
        "format": FORMAT,
        "reference": reference,
        "fichiers": [
            {"nom": name, "taille": len(data), "sha256": sha256(data).hexdigest()}
            for name, data in sorted(files.items())
        ],
    }
    return to_json({**listed, "empreinte_de_cette_liste": sha256(to_json(listed)).hexdigest()})
