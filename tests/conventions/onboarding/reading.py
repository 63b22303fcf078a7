"""A page or a paper as it is read: its words, one space between each."""

import html
import io
import re

from docx import Document

from tests.templates_docx.shipped import plain, text_of


def text(response):
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(words).split())


def word(response):
    """The Word file that was sent."""
    assert response.status_code == 200, response.content.decode()
    return Document(io.BytesIO(response.content))


def words(document):
    """Its paragraphs, then its cells, one a line."""
    return plain(text_of(document))


def heads(document):
    """What is printed at the top of its pages."""
    return {plain(section.header.paragraphs[0].text) for section in document.sections}
