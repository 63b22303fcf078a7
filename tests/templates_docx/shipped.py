"""The Word models that come with the software, each with its contract and its recorded sample."""

import io
import json
import tomllib
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import get_type_hints

from docx import Document

from documents.contract import choices_of
from documents.drafting.running import TEXT_HASH
from documents.rendering import fill

FOLDER = Path(__file__).resolve().parents[2] / "templates_docx"


class Model:
    def __init__(self, folder):
        self.manifest = tomllib.loads((folder / "manifest.toml").read_text(encoding="utf-8"))
        self.content = (folder / f"{self.manifest['code']}.docx").read_bytes()
        module, _, name = self.manifest["contract"].rpartition(".")
        self.contract = getattr(import_module(module), name)
        self.hints = get_type_hints(self.contract)
        recorded = json.loads((folder / "sample.json").read_text(encoding="utf-8"))
        self.sample = self.contract.from_snapshot(recorded)

    def with_values(self, **values):
        present = {f.name: getattr(self.sample, f.name) for f in fields(self.sample)}
        return self.contract(**(present | values))

    def fill(self, data, text_hash="3f9a11c7e5b0"):
        return Document(io.BytesIO(fill(self.content, data.to_data() | {TEXT_HASH: text_hash})))

    def choices(self):
        """Each field that switches a part of the text, with each of its values."""
        for name, hint in self.hints.items():
            if values := choices_of(hint):
                yield from ((name, value) for value in values)
            elif hint is bool:
                yield from ((name, value) for value in (True, False))


def names():
    return [path.parent.name for path in sorted(FOLDER.glob("*/manifest.toml"))]


def all_paragraphs(document):
    return [
        *document.paragraphs,
        *(p for t in document.tables for r in t.rows for c in r.cells for p in c.paragraphs),
    ]


def text_of(document):
    return "\n".join(p.text for p in all_paragraphs(document))


def plain(text):
    """Without the difference between a space and an unbreakable one."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
