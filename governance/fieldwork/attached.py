"""The file of a sheet: a PDF or a picture, read from the store."""

from documents import store
from documents.models import StoredFile

ENDINGS = {store.PDF: "pdf", "image/png": "png", "image/jpeg": "jpg"}


def content(sha256: str) -> tuple[bytes, str, str]:
    """Its bytes, its media type, the name under which it is kept by who downloads it."""
    kind = StoredFile.objects.get(sha256=sha256).kind
    return store.read(sha256), kind, f"piece.{ENDINGS.get(kind, 'bin')}"
