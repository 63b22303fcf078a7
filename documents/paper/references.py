"""« FS-7K2P »: the short reference of one signature on paper, typed when no code is read."""

import re
import secrets

from ..models import Slot

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0, O, 1, I, L and U, which are taken for one another on paper."""
LENGTH = 4
_PREFIX = "FS-"
_TRIES = 20


def fresh() -> str:
    """A reference that no signature bears; longer once the short ones grow rare."""
    length = LENGTH
    while True:
        for _ in range(_TRIES):
            found = _PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(length))
            if not Slot.unscoped.filter(paper_reference=found).exists():
                return found
        length += 1


def typed(words: str) -> str:
    """What somebody typed, as it is kept: « fs 7k2p » gives « FS-7K2P »; "" for anything else."""
    letters = re.sub(r"[^A-Z0-9]", "", words.upper()).removeprefix(_PREFIX[:2])
    known = len(letters) >= LENGTH and all(each in ALPHABET for each in letters)
    return f"{_PREFIX}{letters}" if known else ""
