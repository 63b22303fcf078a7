"""Items examined behind closed doors: they never reach the copy that circulates.

They have a series of numbers of their own (H1, H2…), so that the other one shows no gap
(règlement intérieur, 4.8 and 10.6). Whoever builds the data of a shared copy leaves them out
before anything is rendered: a Word or PDF file keeps what a layout only hides. The contracts
refuse a shared copy in which one of their numbers remains.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

ITEM = re.compile(r"H\d+")
"""The number of an item, alone: « H1 »."""

# « H1 », « CE2026-02/H1 », « n° H1 », « point H1 », « points 3, 4 et H1 »; not « salle H1 ».
_NAMED = re.compile(
    r"(?:^\s*|/|\b[Nn]°\s*|\b(?i:points?)\s+(?:(?:H?\d+)(?:\s*,\s*|\s+et\s+))*)(H\d+)\b",
    re.MULTILINE,
)


def refuse_reserved(data: object) -> None:
    """``ValueError``, a French sentence, when a text of ``data`` bears a reserved number."""
    for text in _texts(data):
        if found := _NAMED.search(text):
            raise ValueError(
                f"L’exemplaire diffusé ne peut pas contenir le point {found[1]} : retirez des "
                "données tout ce qui a été examiné à huis clos."
            )


def named(text: str) -> list[str]:
    """The reserved numbers that a text bears."""
    return [found[1] for found in _NAMED.finditer(text)]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        for each in fields(value):
            yield from _texts(getattr(value, each.name))
