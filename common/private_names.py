"""A warning when a free text seems to name a pupil, or somebody of a family.

Nothing of pupils nor of families is held here, counts excepted (RGPD, art. 5, § 1, c). The rule
looks for a capitalised word that stands right beside a word of the family (« l’élève Léo », « la
famille Petit », « Mme Petit, mère d’un élève »), or before a class (« Léo, CE2 »).

Its limits, said to whoever types: it misses a name in small letters, a name alone, and anything
told in another way; it takes the name of a place for one of a person, unless the place is
``known``. Elected representatives of parents are left alone. It warns; it proves nothing.
"""

import re
import unicodedata
from collections.abc import Iterable

LIMITS = (
    "Ce contrôle est simple : il repère un mot à majuscule près de « élève », « famille », "
    "« mère »… Il ne voit pas un nom écrit en minuscules, ni un nom seul, et prend parfois un "
    "lieu pour une personne. Vous restez responsable de ce que vous écrivez."
)
_KIN = (
    "élèves?|enfants?|familles?|fils|filles?|frères?|sœurs?|soeurs?|mères?|pères?|mamans?|papas?"
    "|parents?|grands?-mères?|grands?-pères?|tuteurs?|tutrices?"
)
_CLASS = "TPS|PS|MS|GS|CP|CE1|CE2|CM1|CM2"
_NAME = r"[A-ZÀ-ÖØ-ÞŒ][\w’'-]*[\w]"
_TITLE = r"(?:(?:[Mm]\.|[Mm]me|[Mm]lle|[Mm]adame|[Mm]onsieur)\s+)?"
_LINK = (
    r"(?:\s*[:,(]\s*|\s+(?:s[’']appelle(?:nt)?\s+|nommée?s?\s+|prénommée?s?\s+|appelée?s?\s+"
    r"|de\s+la\s+petite\s+|du\s+petit\s+|de\s+|des\s+|d[’'])?)"
)
_AFTER = re.compile(rf"(?<![\w-])(?i:{_KIN}){_LINK}{_TITLE}({_NAME}(?:\s+{_NAME})*)")
_BEFORE = re.compile(
    rf"({_NAME}(?:\s+{_NAME})*)\s*(?:[,(]|\s+est)\s*(?:(?:la|le|une?|leur|sa|son)\s+|l[’'])?"
    rf"(?:{_KIN})(?![\w-])"
)
_IN_CLASS = re.compile(rf"({_NAME}(?:\s+{_NAME})*)\s*(?:[,(]\s*|\s+en\s+)(?:{_CLASS})\b")
_ELECTED = re.compile(r"(?i)parents?\s+(?:d[’']élèves?\s+)?(?:élue?s?|déléguée?s?)")
_ACRONYM = re.compile(r"^[A-Z0-9ÉÈ'’-]{2,6}$")


def found(text: str, known: Iterable[str] = ()) -> list[str]:
    """The words of ``text`` that seem to name a pupil or somebody of a family, in order.

    ``known``: names of places that the text may well hold (the school, its commune).
    """
    usual = {word for name in known for word in _words(name)}
    seen: dict[str, None] = {}
    for line in _ELECTED.sub("représentants", text).splitlines():
        for rule in (_AFTER, _BEFORE, _IN_CLASS):
            for match in rule.finditer(line):
                name = " ".join(word for word in _untitled(match[1]) if _names(word, usual))
                if name:
                    seen[name] = None
    return list(seen)


def _untitled(name: str) -> list[str]:
    """« Vu Mme Durand » is Durand."""
    words = name.split()
    titles = [rank for rank, word in enumerate(words) if word in ("Mme", "Mlle", "M", "Monsieur")]
    return words[titles[-1] + 1 :] if titles else words


def _names(word: str, usual: set[str]) -> bool:
    if _ACRONYM.match(word):
        return False
    return not set(_words(word)) <= usual | _SENTENCE


_SENTENCE = {
    "le", "la", "les", "un", "une", "des", "ces", "ses", "leurs", "leur", "deux", "trois", "quatre",
    "cinq", "six", "sept", "huit", "neuf", "dix", "plusieurs", "certains", "certaines", "quelques",
    "aucun", "aucune", "chaque", "tous", "toutes", "nos", "nombre", "reunion", "rencontre", "appel",
    "ecole", "maternelle", "mairie", "education", "nationale", "pour", "par", "avec", "sans", "et",
    "il", "elle", "ils", "elles", "on", "nous", "vous", "lundi", "mardi", "mercredi", "jeudi",
    "vendredi", "samedi", "dimanche", "internet", "wifi", "pronote", "canope", "mme", "monsieur",
    "madame", "mlle", "conseil", "autre", "autres", "demande", "accueil", "refus", "atelier",
}  # fmt: skip
"""What begins a sentence, or is a noun that people write with a capital."""


def _words(name: str) -> list[str]:
    flat = unicodedata.normalize("NFKD", name.casefold())
    return re.findall(r"[a-z0-9œ]+", "".join(c for c in flat if not unicodedata.combining(c)))
