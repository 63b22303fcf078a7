"""Words that seem to name a pupil or a family, which no text of a school may hold.

A hint for whoever writes, not a proof: it looks for a name after a word of kinship or of class.
"""

import re

_NAME = r"[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ’'\-]+"
_LINKS = r"(?:\s+(?:de|du|des|d[’']|nommée?|appelée?|prénommée?))?"
_WORDS = (
    r"(?:élève|eleve|enfant|petite?|fils|fille|frère|sœur|soeur|mère|père|maman|papa|famille|"
    r"parents?|responsables?|tuteur|tutrice|jumeaux|jumelles)s?"
)
_KIN = re.compile(rf"\b({_WORDS}{_LINKS}\s*{_NAME}(?:\s+{_NAME})?)", re.UNICODE)
_PUBLIC = frozenset({"Internet", "Éducation", "ENT", "Réseau", "Espace", "Les", "Le", "La"})


def names_in(*texts: str) -> list[str]:
    """The groups of words that seem to name somebody, each once."""
    found = []
    for text in texts:
        for match in _KIN.finditer(text):
            words = match.group(1)
            if words.split()[-1] not in _PUBLIC:
                found.append(" ".join(words.split()))
    return list(dict.fromkeys(found))


WARNING = "Aucune donnée d’élève ne doit figurer ici."


def warning(*texts: str) -> str:
    """The sentence shown beside a text that seems to name somebody; empty otherwise."""
    found = names_in(*texts)
    if not found:
        return ""
    return f"{WARNING} Vérifiez : {', '.join(f'« {words} »' for words in found[:3])}."
