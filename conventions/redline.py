"""What an act says that its model does not, and what changed from one version to another.

The model with the act's own values is the model: a price or a name is no difference (P5). What
differs is the act's own words, and the ground that an author writes freely.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from common import french
from common.lifecycle import Refusal
from documents import catalogue, rendering, store, text
from documents.models import Document
from documents.redline import screen, tracked, wording
from governance.models import Deliberation

from . import content, coverage
from .models import SYNDICATE, Convention, LegalGround

MODEL, CURRENT = "modele", "actuel"
FREE = ("legal_ground_text",)
"""Values of the contract that are words of their author, not parameters of the model."""


@dataclass(frozen=True, slots=True)
class Version:
    """One text that may be compared: ``key`` in the address, ``label`` in a list."""

    key: str
    label: str


def is_empty(convention: Convention) -> bool:
    """True when the text is the model's own, filled with its parameters and nothing else."""
    if convention.legal_ground == LegalGround.OTHER:
        return False
    if not convention.own_words.exists():
        return True
    data = content.readable(convention)
    return text.text_hash(text.blocks(content.marked(convention, data))) == text.text_hash(
        text.blocks(_of_model(convention, data))
    )


def approved(convention: Convention) -> Deliberation | None:
    """The framework délibération that approved this version of the model, if the redline is
    empty; the legal and RGPD visas of the model are then met (P5)."""
    syndicate = convention.party(SYNDICATE)
    if convention.kind.way:
        return None  # what it changes is its own, whatever its model
    if syndicate is None or content.missing(convention) or not is_empty(convention):
        return None
    return coverage.framework_for(syndicate)


def lost(convention: Convention) -> list[Refusal]:
    """Own words that no longer find their place, because a value or an option changed."""
    rows: dict[int, list[object]] = {}
    for row in convention.own_words.all():
        rows.setdefault(row.batch, []).append(row)
    if not rows:
        return []
    batches = list(rows.values())
    found = content.worded(convention, content.readable(convention)).lost
    return [
        Refusal(
            f"Un texte propre à cet acte ne trouve plus sa place ({batches[batch][index]}). "
            "Retirez-le ou reprenez-le."
        )
        for batch, index in found
    ]


# --- versions ------------------------------------------------------------------------------------
def versions(convention: Convention) -> list[Version]:
    """The model, the text as it stands, and each text that was produced, latest first."""
    made = [
        Version(
            str(document.public_id),
            f"{document.get_purpose_display()} du "
            f"{french.datetime_fr(document.recorded_at, 'Europe/Paris')}",
        )
        for document in _produced(convention)
    ]
    model = convention.model
    return [
        Version(MODEL, f"Modèle, version {model.version}" if model else "Modèle"),
        *made,
        Version(CURRENT, "Texte actuel"),
    ]


def compare(convention: Convention, old: str, new: str) -> screen.Redline:
    """Two versions, by their keys; KeyError when one is unknown."""
    before, after = _word(convention, old), _word(convention, new)
    return screen.compared(text.blocks(before), text.blocks(after))


def as_word(convention: Convention, old: str, new: str, *, author: str, at: dt.datetime) -> bytes:
    """The same as a Word file whose differences are tracked changes."""
    return tracked.redline(_word(convention, old), _word(convention, new), author=author, at=at)


def _produced(convention: Convention) -> list[Document]:
    kept = Document.unscoped.about(convention).exclude(docx_sha256="").exclude(text_hash="")
    return list(kept.filter(model__kind=convention.model.kind).order_by("-pk")[:20])


def _word(convention: Convention, key: str) -> bytes:
    if key in (MODEL, CURRENT):
        data = content.readable(convention)
        words = content.marked if key == CURRENT else _of_model
        return wording.unmarked(words(convention, data))
    for document in _produced(convention):
        if document.public_id == uuid.UUID(key):
            return store.read(document.docx_sha256)
    raise KeyError(key)


def _of_model(convention: Convention, data: Mapping[str, object]) -> bytes:
    """The model with the act's values, without a word of anybody's own."""
    own = {**data, **{name: "" for name in FREE if name in data}, "text_hash_short": ""}
    return rendering.fill(catalogue.content(convention.model.sha256), own, mark_values=True)
