"""Is it a clerical error? What may be rectified, and what never is: an obligation (P7, N10).

The kinds that may be rectified, and the words and figures that no rectification touches, are data
(``data/resignature.toml``).
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from common import french
from common.lifecycle import Refusal

from .. import requirements
from ..models import Convention, Stage, Status
from ..requirements import Requirement
from . import finding

SOURCE = "Convention, article sur les modifications ; règle du programme"
RECTIFIABLE = (Status.SIGNED, Status.NOTIFIED, Status.IN_FORCE)
_WORD = re.compile(r"[^\W\d_]+")
_UAI = re.compile(r"\b\d{7}[A-Z]\b")


def rows() -> list[requirements.Row]:
    """The kinds of change that a rectification makes, once an act is signed by everybody."""
    table = requirements.rows().values()
    return [row for row in table if Requirement.RECTIFY in row.requires(Stage.SIGNED)]


@cache
def _rule() -> dict[str, Any]:
    told = requirements.rectification()
    return {
        "codes": re.compile(told["codes"]),
        "figures": re.compile(told["figures"], re.IGNORECASE),
        "words": frozenset(told["words"]),
        "rows": told["rows"],
    }


def refusals(
    initial: Convention, *, row: str, place: str, before: str, after: str
) -> Iterator[Refusal]:
    """Why a change of a passage is no clerical error; ``before``, ``after``: the whole passage."""
    rule = _rule()
    if row not in {each.key for each in rows()}:
        yield Refusal("Choisissez la nature de l’erreur dans la liste.")
        return
    named = rule["rows"].get(row)
    if named is not None and named not in before.lower():
        yield Refusal(
            f"Ce passage ne cite pas de {named} : choisissez une autre nature d’erreur.",
            key="rectification.row",
        )
    figures = named is None and _figures(before) != _figures(after)
    if figures or _words(before) != _words(after) or _schools(initial, before, after):
        yield substance(place)


def substance(place: str) -> Refusal:
    """Said of a change that is one of an obligation: only an amendment makes it."""
    return Refusal(
        f"Le changement modifie une obligation ({finding.article_words(place)}) : ce n’est pas une "
        "erreur matérielle. Préparez un avenant.",
        SOURCE,
        key="rectification.substance",
    )


def _plain(words: str) -> str:
    return words.replace(french.NBSP, " ").replace(french.THIN, " ").replace("’", "'")


def _figures(passage: str) -> Counter[str]:
    rule = _rule()
    found = rule["figures"].findall(rule["codes"].sub(" ", _plain(passage)))
    return Counter(re.sub(r"\s", "", each.lower()) for each in found)


def _words(passage: str) -> Counter[str]:
    known = _rule()["words"]
    return Counter(word for word in _WORD.findall(_plain(passage).lower()) if word in known)


def _schools(initial: Convention, before: str, after: str) -> bool:
    """A school takes the place of another: the perimeter would change."""
    new = {*_UAI.findall(after)} - {*_UAI.findall(before)}
    return bool(new - {row.school.uai for row in initial.schools.select_related("school")})


def act_refusals(initial: Convention) -> Iterator[Refusal]:
    """Why the act itself may not be rectified: it is not signed by everybody, or it has ended."""
    if initial.kind.way:
        yield Refusal(
            "Un avenant ou un bulletin se lit dans le texte en vigueur : rectifiez l’acte qu’il "
            "modifie.",
            SOURCE,
        )
    elif initial.status not in RECTIFIABLE:
        yield Refusal(
            f"{initial.reference} est « {initial.get_status_display()} » : une rectification porte "
            "sur un acte signé par toutes les parties et qui n’a pas pris fin.",
            SOURCE,
        )
