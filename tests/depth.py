"""How far the tests go: the daily run samples what longer ones walk whole.

Every behaviour has a test of its own each day; what is sampled is its repetition (people, pages,
statuses, values), and the stories of the browser that pass through behaviours tested apart.

``make test-all`` sets ``FULL=1`` (every person, every address, every state of a page), ``make
soak`` sets ``SOAK=1`` (many acts, many kills).
"""

import os
from collections.abc import Iterable
from typing import Any

import pytest

SOAK = bool(os.environ.get("SOAK"))
FULL = SOAK or bool(os.environ.get("FULL"))


whole = pytest.mark.skipif(not FULL, reason="a story told whole by make test-all")
"""On a journey whose steps have each a daily test of their own."""


def some(cases: Iterable[Any], every: int = 4) -> list[Any]:
    """All the cases at full depth; in a daily run one out of ``every``, always the same ones."""
    return sorted(cases, key=str)[:: 1 if FULL else every]
