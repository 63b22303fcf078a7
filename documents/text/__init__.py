"""The text of a filled Word document: hashed for the vote, read on screen, compared."""

from documents.text.compare import Change, difference
from documents.text.html import Section, as_html, as_sections
from documents.text.reading import (
    Block,
    Line,
    Run,
    TextTooLong,
    blocks,
    normalised,
    passages,
    text_hash,
)
from documents.text.whole import comparable, whole

__all__ = [
    "Block",
    "Change",
    "Line",
    "Run",
    "Section",
    "TextTooLong",
    "as_html",
    "as_sections",
    "blocks",
    "comparable",
    "difference",
    "normalised",
    "passages",
    "text_hash",
    "whole",
]
