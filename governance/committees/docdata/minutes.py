# ruff: noqa: RUF009 - always, only_if and optional return dataclass fields

"""Values of the minutes of a meeting: draft, approved, signed (règlement intérieur, 10.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from documents.contract import always, only_if, optional
from governance.committees.docdata.record import CopyKind
from governance.committees.docdata.reserved import refuse_reserved
from governance.committees.docdata.rows import CollegePresence, Matter, Observation
from governance.committees.docdata.shared import RecordedMeeting

Stage = Literal["draft", "approved", "signed"]
APPROVED = only_if("stage", "approved", "signed")


@dataclass(frozen=True, kw_only=True)
class MinutesData(RecordedMeeting):
    """The officers are those of the meeting told, whoever holds their office since.

    ``shared``: the copy that circulates, whose data hold neither number nor title of an item
    behind closed doors; a reserved number in it is a ``ValueError``. Without ``opened_at`` they
    are those of a meeting that found no quorum (procès-verbal de carence).
    """

    meeting_place: str = always("Lieu de la séance")
    stage: Stage = always("État du procès-verbal")
    copy_kind: CopyKind = always("Exemplaire complet ou diffusé")
    has_reserved_items: bool = optional("Des points ont été examinés à huis clos ?", empty=False)
    circulated_on: date | None = optional("Date de diffusion du projet", empty=None)
    observations_until: date | None = optional("Observations jusqu’au", empty=None)
    approved_on: date | None = always("Date d’approbation", APPROVED, empty=None)
    approval_text: str = always("Mode d’approbation", APPROVED)
    opened_at: str = optional("Heure d’ouverture")
    closed_at: str = always("Heure de clôture")
    convened_on: date = always("Date d’envoi de la convocation")
    convener_text: str = always("Auteur de la convocation")
    groups: tuple[CollegePresence, ...] = always("Collèges")
    guest_names: str = optional("Invités")
    opening_quorum_text: str = always("Quorum à l’ouverture")
    previous_minutes_text: str = optional("Approbation du procès-verbal précédent")
    matters: tuple[Matter, ...] = always("Points examinés")
    observations: tuple[Observation, ...] = optional("Observations reçues", empty=())
    record_text: str = optional("Validation du relevé de décisions")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.copy_kind == "shared":
            refuse_reserved(self)

    @property
    def to_be_signed(self) -> bool:
        """A draft has no place to sign: it would pass for approved."""
        return self.stage != "draft"
