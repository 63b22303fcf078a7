"""One change of a text that came back: its kind, its words, whether it may enter the act."""

from dataclasses import dataclass, field
from typing import Literal

from documents.redline import wording
from documents.rendering.errors import ModelError

Kind = Literal[
    "replaced",
    "inserted",
    "deleted",
    "cell",
    "clause_added",
    "clause_deleted",
    "clause_moved",
    "header",
    "item",
    "look",
    "note",
    "value",
]

OBSTACLES = {
    "value": "Cette valeur vient du dossier : elle se corrige dans la fiche de la convention, et "
    "partout où le texte la cite.",
    "mention": "Cette mention est complétée par la plateforme au moment de l’émission : elle est "
    "hors du texte voté.",
    "signature": "Ce cadre reçoit une signature : il ne peut être ni déplacé ni retiré.",
    "header": "L’en-tête et le pied de page sont posés par la plateforme.",
    "look": "La mise en forme vient du modèle ; elle ne fait pas partie du texte voté.",
    "note": "Une note ou un commentaire n’entre pas dans le texte : il devient une observation.",
}
MAX_CHANGES = 400
TOO_LONG = 50_000
"""Characters beyond twice the text sent: no reader adds as much."""
KEPT = 0.5
"""Below this share of paragraphs in common, the file is not the text that was sent."""
LONG_ENOUGH_TO_MOVE = 15


class NotThisText(ModelError):
    """The file is not, or no longer, the text that was sent."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``tracked`` by the word processor; ``hidden`` from whoever reads the file.

    ``around``: the words before it. ``operations`` put it in the text; empty when ``obstacle``
    (a key of ``OBSTACLES``) says why it cannot enter. ``author`` and ``date`` are what the file
    says, unverified.
    """

    kind: Kind
    article: str
    old: str
    new: str
    tracked: bool = False
    hidden: bool = False
    author: str = ""
    date: str = ""
    obstacle: str = ""
    around: str = ""
    operations: tuple[wording.Operation, ...] = field(default=())
