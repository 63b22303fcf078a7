"""From a Word model and plain values to a filled .docx: the only way a model is ever rendered.

``fill`` for a model already accepted, ``fill_in_child`` for one that was just uploaded.
"""

from collections.abc import Mapping

from documents.rendering.child import fill_in_child
from documents.rendering.compiled import compiled_model
from documents.rendering.errors import (
    ModelError,
    PackageRefused,
    RenderingTooHeavy,
    UnknownVariable,
)
from documents.rendering.sandbox import plain

__all__ = [
    "ModelError",
    "PackageRefused",
    "RenderingTooHeavy",
    "UnknownVariable",
    "fill",
    "fill_in_child",
    "variables",
]


def fill(model: bytes, data: Mapping[str, object], *, mark_values: bool = False) -> bytes:
    """The .docx of ``model`` for ``data``; the same inputs always give the same bytes.

    ``data`` holds only dict, list, str, int, bool, Decimal, date, datetime and None, at any
    depth: anything else is a TypeError. ``mark_values`` surrounds each value with marks that
    ``documents.text`` shows on screen; such a copy is never kept as a document.
    Refuses (``ModelError``, a French sentence) a model that is not a safe Word file, that uses
    more than variables, loops, conditions and our filters, or that asks for an unknown value.
    """
    return compiled_model(model, mark_values=mark_values).fill(plain(data))


def variables(model: bytes) -> set[str]:
    """Names of the values that the model asks for, in its body, headers, footers and notes."""
    return {use.path.partition(".")[0] for use in compiled_model(model).uses}
