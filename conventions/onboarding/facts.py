"""What each move of an entry rests on: one small function per fact, given by who knows it.

A capability (project, visit, financing, base opening, training…) registers its function::

    @facts.provides("visit")
    def visited(entry, **given):
        yield from ()  # or a Refusal for each thing that is missing

A fact that nobody provides refuses with its own sentence: it never passes by default.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from common.lifecycle import Refusal

if TYPE_CHECKING:
    from .models import SchoolEntry

Reader = Callable[..., Iterable[Refusal]]

FACTS: dict[str, tuple[str, str]] = {
    "project": ("Il manque : le projet pédagogique.", "S0"),
    "visit": ("La visite technique n’est ni faite ni dispensée.", "S0"),
    "favourable_opinion": ("Aucun avis favorable n’est rendu sur ce projet.", "S4"),
    "unfavourable_opinion": ("Aucun avis défavorable n’est rendu sur ce projet.", "S4"),
    "financing_plan": ("Le plan de financement n’est pas établi.", "S0"),
    "financing_decision": ("Joignez la décision ou sa référence.", "S0, P15"),
    "convention": ("Aucune convention en vigueur ne porte cette école.", "P3"),
    "opening_preconditions": (
        "Il manque avant l’ouverture : registre du responsable, analyse d’impact, information des "
        "familles, accord avec le prestataire, contact local.",
        "S3",
    ),
    "opening_report": ("Aucun compte rendu d’import n’est enregistré pour cette école.", "S3"),
    "training_session": ("Aucune séance de formation ne couvre cette école.", "S3"),
    "training_coverage": ("Aucune séance tenue ne compte d’enseignant de cette école.", "S0"),
    "distribution": ("Indiquez la date d’information des familles.", "M45"),
    "activations": ("Aucune première connexion n’est comptée dans cette école.", "S3"),
    "attested_count": ("Aucun comptage attesté pour cette école.", "S1"),
    "urgency": (
        "Trois pièces sont requises : décision de la collectivité, décision de l’Éducation "
        "nationale, plan d’accompagnement.",
        "S3",
    ),
    "closing_order": ("L’ordre de fermeture n’est pas établi.", "S3"),
    "school_council": ("L’avis du conseil d’école n’est pas joint.", "S4"),
    "deliberation": ("La délibération de la collectivité n’est pas exécutoire.", "P3"),
    "financing_ratification": ("L’assemblée n’a pas ratifié le financement.", "S3"),
}
"""Name → what is said while nobody provides it, and its source."""

_readers: dict[str, Reader] = {}


def provides(name: str) -> Callable[[Reader], Reader]:
    """Register who answers for the fact ``name``: ``function(entry, **given)`` yields why it does
    not hold, nothing when it does."""

    def register(function: Reader) -> Reader:
        if name not in FACTS:
            raise LookupError(f"onboarding: no fact {name!r}")
        if name in _readers:
            raise ValueError(f"onboarding: the fact {name!r} is already provided")
        _readers[name] = function
        return function

    return register


def provided() -> list[str]:
    """The facts that somebody answers for."""
    return sorted(_readers)


def missing(name: str, entry: "SchoolEntry", **given: Any) -> list[Refusal]:
    """Why the fact ``name`` does not hold for ``entry``; empty when it does."""
    reader = _readers.get(name)
    if reader is None:
        return [absent(name)]
    return list(reader(entry, **given))


def absent(name: str) -> Refusal:
    """The refusal of a fact that is not there at all."""
    sentence, source = FACTS[name]
    return Refusal(sentence, source, key=f"entry.{name}")
