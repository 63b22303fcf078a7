"""French spacing of the fixed words of a text: what must never be parted at the end of a line.

Works on a text whose Jinja tags were replaced by single private-use characters (``inline``), so
that "n° {{ number }}" keeps its space like "n° 12". Values bring their own spacing by filters.
"""

from __future__ import annotations

import re

NBSP = "\u00a0"
VALUE_FIRST, VALUE_LAST = "\ue000", "\ue7ff"
COMMAND_FIRST, COMMAND_LAST = "\ue800", "\uefff"

_FIGURE = rf"[\d{VALUE_FIRST}-{VALUE_LAST}]"
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_UNITS = "%|€|mm|jours?|mois|ans?|heures?|minutes?|comptes?|fois|caractères|pages?|écoles?|pièces?"

# Each rule names the space it binds by the group ``s``.
_RULES = tuple(
    re.compile(rule)
    for rule in (
        r"«(?P<s> )",
        r"☐(?P<s> )",
        r"(?P<s> )(?=[»;:!?])",
        r"\b[nN]°(?P<s> )",
        rf"\b(?:art\.|[Aa]rticles?|[Aa]nnexes?|rubriques?|CGCT, art\.)(?P<s> )"
        rf"(?={_FIGURE}|[A-Z]\. ?{_FIGURE})",
        rf"\b[LRDA]\.(?P<s> )(?={_FIGURE})",
        r"\b(?:M\.|Mme|MM\.|Mmes)(?P<s> )",
        rf"{_FIGURE}(?P<s> )(?=(?:{_UNITS})(?![\w-]))",
        rf"\b(?:1er|\d{{1,2}})(?P<s> )(?=(?:{_MONTHS})\b)",
        rf"\b(?:{_MONTHS})(?P<s> )(?=\d{{4}}\b)",
        r"\d(?P<s> )(?=\d{3}\b)",
        r"\d(?P<s> )(?=×)",
        r"×(?P<s> )(?=\d)",
    )
)


def spaced(text: str) -> str:
    """The text with curved apostrophes and with unbreakable spaces where French asks for them."""
    text = text.replace("'", "’")
    for rule in _RULES:
        bound = [match.start("s") for match in rule.finditer(text)]
        for at in bound:
            text = text[:at] + NBSP + text[at + 1 :]
    return text
