"""Values of the ballots of a secret vote and of the sheet on which they are counted."""

from __future__ import annotations

from dataclasses import dataclass

from documents.contract import always, optional
from governance.committees.docdata.rows import Candidate
from governance.committees.docdata.shared import MeetingDocument

SECRET_FROM = 3
"""Fewer voters in a collège, and the count tells what each of them voted."""

MOST_CANDIDATES = 12
"""More would not hold on a ballot of a quarter of a page, nor of a half."""


@dataclass(frozen=True, kw_only=True)
class BallotData(MeetingDocument):
    """Four identical ballots a sheet, nothing of a person's on any of them.

    Candidates for a designation (règlement intérieur, 6.5), else « pour » and « contre ». More
    candidates than a ballot holds are a ``ValueError``.
    """

    item_number: str = always("Numéro du point")
    item_title: str = always("Intitulé du point")
    question: str = always("Question mise aux voix")
    college_label: str = optional("Collège")
    candidates: tuple[Candidate, ...] = optional("Candidats", empty=(), limit=MOST_CANDIDATES)
    seats_to_fill: int = optional("Sièges à pourvoir", empty=1)
    ballot_rule: str = always("Source du scrutin secret")
    majority_rule: str = always("Source de la majorité")
    voters_allowed: int = always("Votants attendus, pouvoirs compris")

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.candidates) > MOST_CANDIDATES:
            raise ValueError(f"Un bulletin porte {MOST_CANDIDATES} candidats au plus.")

    @property
    def warning(self) -> str:
        """What must be read before printing ballots that would not be secret; else nothing."""
        if self.voters_allowed >= SECRET_FROM:
            return ""
        return (
            "Moins de trois personnes votent : le dépouillement révélerait le vote de chacune. "
            "Le secret n’est pas assuré."
        )
