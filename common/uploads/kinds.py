"""What may be uploaded, up to what size, and how a refusal is told."""

from dataclasses import dataclass
from enum import StrEnum

from common.french import typography

MEGABYTE = 1_000_000


class Kind(StrEnum):
    """A type of file that the site accepts, recognised by its content."""

    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    CSV = "csv"
    TEXT = "text"
    JSON = "json"
    CALENDAR = "calendar"

    @property
    def extensions(self) -> tuple[str, ...]:
        return _EXTENSIONS.get(self, (self.value,))

    @property
    def label(self) -> str:
        return f"{_LABELS[self]} (.{self.extensions[0]})"


_EXTENSIONS = {
    Kind.JPEG: ("jpg", "jpeg"),
    Kind.TEXT: ("txt",),
    Kind.CALENDAR: ("ics",),
}
_LABELS = {
    Kind.DOCX: "document Word",
    Kind.XLSX: "classeur Excel",
    Kind.PDF: "PDF",
    Kind.PNG: "image PNG",
    Kind.JPEG: "image JPEG",
    Kind.CSV: "fichier CSV",
    Kind.TEXT: "texte brut",
    Kind.JSON: "fichier JSON",
    Kind.CALENDAR: "calendrier iCalendar",
}
TEXTS = frozenset({Kind.CSV, Kind.TEXT, Kind.JSON, Kind.CALENDAR})
"""Kinds that are plain text: no first byte tells one from another."""


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, times in seconds. Above, a file is refused, never truncated."""

    size: int = 20 * MEGABYTE
    entries: int = 2_000
    directory: int = 400_000  # table of contents of an archive
    unpacked: int = 200 * MEGABYTE
    part: int = 64 * MEGABYTE
    ratio: int = 100  # of a part above one megabyte: text packs about twenty times
    rows: int = 100_000
    columns: int = 1_000
    pages: int = 2_000
    pixels: int = 80_000_000  # an A3 page scanned at 600 dpi
    memory: int = 1_000 * MEGABYTE
    cpu_seconds: int = 20
    wall_seconds: int = 60


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be stored: ``safe_name`` may be displayed, never used as a path."""

    kind: Kind
    safe_name: str
    size: int
    sha256: str


class RefusedUpload(Exception):
    """``str()`` is the sentence for the screen; ``status`` 413 when the file is too large.

    ``code`` names the rule, for the journal.
    """

    def __init__(self, code: str, sentence: str, *, status: int = 422) -> None:
        super().__init__(typography(sentence))
        self.code = code
        self.status = status
