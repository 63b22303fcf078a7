"""Search that forgives accents, case and half-typed words, on every database.

Each word must begin a word of one of the fields. « st » and « ste » also mean « saint » and
« sainte ». The work is done by the database, with a regular expression.
"""

import re
import unicodedata
from functools import reduce
from operator import and_, or_

from django.db.models import Q

_LETTERS = {
    "a": "[aàáâãäå]",
    "c": "[cç]",
    "e": "[eèéêë]",
    "i": "[iìíîï]",
    "n": "[nñ]",
    "o": "[oòóôõö]",
    "u": "[uùúûü]",
    "y": "[yýÿ]",
}
_SHORT = {"st": "saint", "ste": "sainte"}
_EDGE = r"(^|[^0-9a-zà-öø-ÿœæ])"
MOST_WORDS = 8


def words_of(text: str) -> list[str]:
    """The words of a search, without accents nor signs."""
    flat = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("æ", "ae").casefold())
    plain = "".join(char for char in flat if not unicodedata.combining(char))
    return re.findall(r"[a-z0-9]+", plain)[:MOST_WORDS]


def matching(text: str, *fields: str) -> Q:
    """Rows of which every word of ``text`` begins a word of ``fields``; all rows for nothing."""
    found = [
        reduce(or_, (Q(**{f"{field}__iregex": _pattern(word)}) for field in fields))
        for word in words_of(text)
    ]
    return reduce(and_, found, Q())


def code(text: str) -> str:
    """What was typed as an identifier: without spaces, in capitals."""
    return re.sub(r"[\s.]", "", text).upper()


def _pattern(word: str) -> str:
    forms = {word, _SHORT.get(word, word)}
    return f"{_EDGE}({'|'.join(sorted(_lenient(form) for form in forms))})"


def _lenient(word: str) -> str:
    letters = "".join(_LETTERS.get(letter, letter) for letter in word)
    joined = _LETTERS["o"] + _LETTERS["e"]
    return letters.replace(joined, f"({joined}|œ)")
