"""A text that seems to name a pupil or a parent is not taken without a second look.

No list of names is held: a civility, a word of kinship or a surname in capitals beside a name
is enough to ask. Whoever confirms keeps the text as it was typed.
"""

import re
from collections.abc import Iterator

from common.french import NBSP
from common.lifecycle import Refusal

from ..projects.naming import names_in

_NAME = r"[A-ZÀ-ÖØ-Ý][\w’'-]+"
_CIVILITY = r"\b(?:M\.|MM\.|Mr|Mme|Mmes|Mlle|[Mm]onsieur|[Mm]adame)"
_PERSON = re.compile(rf"{_CIVILITY}\s+{_NAME}|\b{_NAME}\s+[A-ZÀ-Ý]{{3,}}\b")


def found(text: str) -> str:
    """The first words of ``text`` that seem to name somebody; empty when none do.

    Besides what a project is warned of, a report of accounts names no teacher either.
    """
    seen = _PERSON.search(text)
    return next(iter(names_in(text)), seen.group() if seen else "")


def warned(text: str, *, confirmed: bool) -> Iterator[Refusal]:
    """A warning, once: the text passes when its author says that it names nobody."""
    words = found(text)
    if words and not confirmed:
        yield Refusal(
            f"Ce texte semble nommer une personne{NBSP}: «{NBSP}{words}{NBSP}». Aucune donnée "
            "d’élève ni de famille ne doit figurer ici : retirez le nom, ou confirmez que ce n’en "
            "est pas un.",
            "practice § 4",
            "opening.name",
        )
