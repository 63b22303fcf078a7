"""One change of the words of a text, as people read it and as it is made."""

from collections.abc import Sequence
from dataclasses import dataclass

from documents.redline import wording


@dataclass(frozen=True, slots=True)
class NewWords:
    """The article, its words before and after, and the operations that make the change."""

    operations: Sequence[wording.Operation]
    article: str
    old: str
    new: str
