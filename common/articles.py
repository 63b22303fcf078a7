"""Articles, contractions and elisions: « la direction … », « du syndicat … », « à l’académie … ».

For the names of bodies, offices and acts as a sentence carries them. A name that begins with a
common noun takes its article and loses its capital; a proper name stays as it is.
"""

import re
import unicodedata
from dataclasses import dataclass

from . import french

_VOWELS = "aeiouy"
_ASPIRATED = frozenset({"ham", "hem", "haut", "haute", "hautes", "hauts", "halle", "haye"})
_FEMININE = frozenset(
    {
        "commune",
        "communaute",
        "metropole",
        "region",
        "direction",
        "ville",
        "chambre",
        "societe",
        "convention",
        "dsden",
        "cc",
        "ca",
        "cu",
        "caf",
        "drane",
    }
)
_MASCULINE = frozenset(
    {
        "syndicat",
        "departement",
        "conseil",
        "centre",
        "reseau",
        "groupement",
        "regroupement",
        "pays",
        "pole",
        "rectorat",
        "bulletin",
        "sivos",
        "sivom",
        "sisco",
        "smo",
        "ccas",
        "ministere",
        "service",
    }
)
_ELIDED = frozenset(
    [
        "academie",
        "agglomeration",
        "association",
        "atelier",
        "avenant",
        "etablissement",
        "inspection",
    ]
)


def the(words: str, *, feminine: bool) -> str:
    """``words`` with their definite article."""
    if elides(words):
        return f"l’{words}"
    return f"{'la' if feminine else 'le'} {words}"


def named(name: str) -> str:
    """« la communauté de communes du Val », « le SIVOS du Val »; « Cerisy » as it is."""
    first = _plain(re.split(r"[ \-’']", name)[0])
    if first not in _FEMININE | _MASCULINE | _ELIDED:
        return name
    acronym = name[:2].isupper()
    return the(name if acronym else name[:1].lower() + name[1:], feminine=first in _FEMININE)


def act(title: str) -> str:
    """An act inside a sentence: « la convention ENT de Cerisy », « l’acte « Charte » »."""
    words = named(title)
    return words if words != title else f"l’acte {french.quoted(title, 200)}"


def of(name: str) -> str:
    """``name`` after « de »: « de la communauté … », « du SIVOS … », « d’Albert »."""
    return of_the(named(name))


def of_place(name: str) -> str:
    """« du Hamel », « de Ville-le-Marclet », « d’Albert »: the name of a commune after « de »."""
    return of_the(name[:1].lower() + name[1:] if name.startswith(("Le ", "Les ")) else name)


def of_the(words: str) -> str:
    """« du maire », « de la maire », « d’Albert », from words that have their article if any."""
    for article, contracted in (("le ", "du "), ("les ", "des ")):
        if words.startswith(article):
            return contracted + words[len(article) :]
    return f"d’{words}" if elides(words) and not words.startswith("l’") else f"de {words}"


def to_the(words: str) -> str:
    """« au maire », « à la maire », « aux Andelys », from words that have their article if any."""
    for article, contracted in (("le ", "au "), ("les ", "aux ")):
        if words.startswith(article):
            return contracted + words[len(article) :]
    return f"à {words}"


def capital(words: str) -> str:
    """The first letter in upper case, the others as they are: at the start of a sentence."""
    return words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True)
class Noun:
    """A common noun as sentences carry it: « la convention », « l’avenant », « du bulletin »."""

    words: str
    feminine: bool

    @property
    def the(self) -> str:
        return the(self.words, feminine=self.feminine)

    @property
    def of_the(self) -> str:
        return of_the(self.the)

    @property
    def pronoun(self) -> str:
        """As a subject."""
        return "elle" if self.feminine else "il"

    @property
    def object_pronoun(self) -> str:
        """As an object: « la signer », « le signer »."""
        return "la" if self.feminine else "le"

    @property
    def e(self) -> str:
        """What a participle takes to agree with it: « signée », « signé »."""
        return "e" if self.feminine else ""


def elides(words: str) -> bool:
    """Whether « le » and « de » lose their vowel before ``words``."""
    plain = _plain(words)
    first = re.split(r"[ \-’']", plain)[0]
    if first.startswith("h"):
        return first not in _ASPIRATED
    return (plain[:1] in _VOWELS and plain[:1] != "y") or first in {"yvetot", "yvrench", "ypres"}


def _plain(text: str) -> str:
    """Lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))
