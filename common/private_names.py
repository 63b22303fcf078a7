"""A warning when a free text seems to name a pupil, or somebody of a family.

Nothing of pupils nor of families is held here, counts excepted (RGPD, art. 5, § 1, c). The rule
looks for a capitalised word that stands right beside a word of the family (« l’élève Léo », « la
famille Petit », « Mme Petit, mère d’un élève »), or before a class (« Léo, CE2 »). A text in which
no person at all is to be named is looked into for titles and surnames in capitals too.

Its limits, said to whoever types: it misses a name in small letters, a name alone, one of four
capitals at most (« ULIS » is no pupil), and anything told in another way; it takes the name of a
place for one of a person, unless the place is ``known``. Elected representatives of parents are
left alone. It warns; it proves nothing.
"""

import re
import unicodedata
from collections.abc import Iterable

LIMITS = (
    "Ce contrôle est simple : il repère un mot à majuscule près de « élève », « famille », "
    "« mère »… Il ne voit pas un nom écrit en minuscules, ni un nom seul, ni un nom court en "
    "capitales (« LÉO ») ; il prend parfois un lieu pour une personne. Vous restez responsable de "
    "ce que vous écrivez."
)
_KIN = (
    "[ée]l[èe]ves?|enfants?|familles?|fils|filles?|fr[èe]res?|sœurs?|soeurs?|m[èe]res?|p[èe]res?"
    "|mamans?|papas?|parents?|grands?-m[èe]res?|grands?-p[èe]res?|tuteurs?|tutrices?|jumeaux"
    "|jumelles?|(?:responsables?|représentants?)\\s+léga(?:le?s?|ux)"
)
_NEAR = "petite?s?|(?i:responsables?)"
"""Words of a family only when a name follows them at once: « le petit Léo », never « Petit, »."""
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
_NEAR_AFTER = re.compile(
    rf"(?<![\w-])(?:{_NEAR})\s+(?:nommée?s?\s+|prénommée?s?\s+|appelée?s?\s+|de\s+|d[’'])?"
    rf"{_TITLE}({_NAME}(?:\s+{_NAME})*)"
)
_TITLED = re.compile(
    rf"\b(?:M\.|MM\.|Mr|Mmes?|Mlles?|[Mm]onsieur|[Mm]adame)\s+({_NAME}(?:\s+{_NAME})*)"
)
_SURNAME = re.compile(rf"(?<![\w-])({_NAME}\s+[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ’'-]{{2,}})(?![\w-])")
_ELECTED = re.compile(r"(?i)parents?\s+(?:d[’']élèves?\s+)?(?:élue?s?|déléguée?s?)")
_ACRONYM = re.compile(r"^(?:[A-ZÉÈ'’-]{2,4}|(?=.*[0-9])[A-Z0-9ÉÈ'’-]{2,6})$")


def found(text: str, known: Iterable[str] = (), *, anyone: bool = False) -> list[str]:
    """The words of ``text`` that seem to name a pupil or somebody of a family, each once.

    ``known``: names of places that the text may well hold (the school, its commune). ``anyone``:
    nobody at all is to be named, so « Mme Dupont » and « Léa MARTIN » are found too.
    """
    usual = {word for name in known for word in _words(name)}
    rules = (_AFTER, _BEFORE, _IN_CLASS, _NEAR_AFTER, *((_TITLED,) if anyone else ()))
    seen: dict[str, None] = {}
    text = _ELECTED.sub("représentants", unicodedata.normalize("NFC", text))
    for line in text.splitlines():
        for rule in rules:
            for match in rule.finditer(line):
                capitals = rule is _TITLED
                words = _untitled(match[1])
                name = " ".join(w for w in words if _names(w, usual, capitals=capitals))
                if name:
                    seen[name] = None
        for match in _SURNAME.finditer(line) if anyone else ():
            if not any(set(_words(word)) <= usual | _SENTENCE for word in match[1].split()):
                seen[match[1]] = None
    return list(seen)


def _untitled(name: str) -> list[str]:
    """« Vu Mme Durand » is Durand."""
    words = name.split()
    titles = [rank for rank, word in enumerate(words) if word in ("Mme", "Mlle", "M", "Monsieur")]
    return words[titles[-1] + 1 :] if titles else words


def _names(word: str, usual: set[str], *, capitals: bool) -> bool:
    """``capitals``: after a title, even a short word in capitals is a name."""
    if not capitals and _ACRONYM.match(word):
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
    "section", "affaires", "service", "direction", "syndicat", "reseau", "espace", "commune",
    "fichier", "import", "export", "base", "compte", "comptes", "erreur", "doublon", "doublons",
    "annuaire", "classe", "onde", "siecle", "segpa", "rased", "dsden", "drane", "upe2a",
}  # fmt: skip
"""What begins a sentence, or is a noun or an acronym that people write with a capital."""


def _words(name: str) -> list[str]:
    flat = unicodedata.normalize("NFKD", name.casefold())
    return re.findall(r"[a-z0-9œ]+", "".join(c for c in flat if not unicodedata.combining(c)))
