# ruff: noqa: RUF009 - always and optional return dataclass fields

"""Values of the register of a year's decisions (règlement intérieur, 11.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from documents.contract import always, optional
from governance.committees.docdata.reserved import refuse_reserved
from governance.committees.docdata.rows import Correction, MeetingOfYear, RegisterEntry
from governance.committees.docdata.shared import CoChaired

Part = Literal["shared", "reserved"]


@dataclass(frozen=True, kw_only=True)
class RegisterData(CoChaired):
    """Two files a year, each with its own series of numbers: the part that circulates and the
    reserved one. A reserved number in the first is a ``ValueError``."""

    syndicate_name: str = always("Nom du syndicat")
    register_year: int = always("Année")
    register_part: Part = always("Partie diffusée ou réservée")
    first_number: str = always("Premier numéro")
    last_number: str = always("Dernier numéro")
    decision_count: int = always("Nombre de décisions")
    meetings: tuple[MeetingOfYear, ...] = always("Séances")
    entries: tuple[RegisterEntry, ...] = always("Décisions")
    corrections: tuple[Correction, ...] = optional("Relevés remplacés", empty=())
    closing_date: date = always("Date de clôture")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.register_part == "shared":
            refuse_reserved(self)
