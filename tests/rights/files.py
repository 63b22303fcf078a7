"""Stand-in PDFs in the store: the worlds are built without the office suite."""

import io
import uuid

from docx import Document as WordFile

from audit.actor import SYSTEM
from audit.recording import recording
from common.uploads import images
from demo.paper import sheet as paper
from documents import store
from tests.common.uploads.build import image_bytes


def stored(*words: str) -> str:
    """A stand-in PDF in the store; returns its hash."""
    return _kept(paper(*words, uuid.uuid4().hex), store.PDF)


def stored_word() -> str:
    """A Word file of one article, « article-essai » in addresses."""
    word, out = WordFile(), io.BytesIO()
    word.add_heading("Article essai", level=1)
    word.add_paragraph("zqancien")
    word.save(out)
    return _kept(out.getvalue(), store.DOCX)


def stored_photo() -> str:
    """A photograph, as the site keeps them."""
    return _kept(images.picture(image_bytes("JPEG")), "image/jpeg")


def _kept(content: bytes, kind: str) -> str:
    with store.prepared((content, kind)) as (file,), recording(SYSTEM):
        return file.keep().sha256
