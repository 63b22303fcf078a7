"""A document on screen: images of its pages and the same words as text.

No frame: a framed PDF is blocked by our own headers and not shown by phones. Images are kept on
disk by the hash of the file, the page and the width: they never change.
"""

import functools
import os
import uuid
from pathlib import Path

from django.conf import settings
from django.db.models import Model

from . import store, text
from .models import Document
from .pdf import pages

WIDTH = 1240


def page_image(sha256: str, page: int, width: int = WIDTH) -> bytes:
    """PNG of a page of a stored PDF; raises ``PdfRefused`` for a page that does not exist."""
    kept = Path(settings.VAR_DIR) / "cache" / "pages" / sha256[:2] / f"{sha256}-{page}-{width}.png"
    if kept.exists():
        return kept.read_bytes()
    image = pages.render(store.read(sha256), page, width)
    kept.parent.mkdir(parents=True, exist_ok=True)
    aside = kept.with_suffix(f".{uuid.uuid4().hex}")
    aside.write_bytes(image)
    os.replace(aside, kept)
    return image


def page_count(sha256: str) -> int:
    return pages.count(store.read(sha256))


def words(document: Document) -> tuple[text.Section, ...]:
    """The text of a produced document, article by article, as HTML."""
    return _words(document.docx_sha256)


@functools.lru_cache(maxsize=64)
def _words(sha256: str) -> tuple[text.Section, ...]:
    return tuple(text.as_sections(text.blocks(store.read(sha256))))


def name(model: type[Model], key: int) -> str:
    """The name of a model, a document or an envelope, for whoever reads the act that has it:
    these rows have no reader of their own."""
    return str(model._base_manager.get(pk=key))
