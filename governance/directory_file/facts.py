"""What the reading of a directory file gives: schools, refused cells, remarks."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from common.french import typography


class Kind(StrEnum):
    """What a school teaches; an école primaire is both."""

    NURSERY = "maternelle"
    ELEMENTARY = "elementaire"


class State(StrEnum):
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


class Rpi(StrEnum):
    """Regroupement pédagogique intercommunal."""

    NONE = "none"
    DISPERSED = "dispersed"
    CONCENTRATED = "concentrated"


@dataclass(frozen=True, slots=True)
class RowFault:
    """A cell that is refused. ``blocking``: its row gives no school."""

    line: int
    column: str
    value: str
    message: str
    blocking: bool


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A public first-degree school as the file describes it.

    ``commune_insee`` is None in files that only name the commune; ``kinds`` is empty when
    nothing tells; ``siret`` is often the commune's own.
    """

    line: int
    uai: str
    name: str
    commune_insee: str | None
    commune_name: str
    postal_code: str
    departement: str
    academie: str
    kinds: frozenset[Kind]
    sector: str
    rep: str
    rpi: Rpi
    state: State
    pupils: int | None
    circonscription: str
    circonscription_uai: str
    siren: str
    siret: str
    opened_on: date | None
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass
class Notes:
    """What the reading tells besides the schools."""

    faults: list[RowFault] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)
    # Column → (lines concerned, first remark): the same remark on 300 rows is read once.
    remarks: dict[str, tuple[int, str]] = field(default_factory=dict)
    # Oddity of a cell → rows concerned (see traps).
    oddities: dict[str, int] = field(default_factory=dict)

    def remark(self, topic: str, line: int, text: str) -> None:
        count, first = self.remarks.get(topic, (0, typography(f"Ligne {line} : ") + text))
        self.remarks[topic] = (count + 1, first)

    def odd(self, topic: str) -> None:
        self.oddities[topic] = self.oddities.get(topic, 0) + 1

    def skip(self, reason: str) -> None:
        self.skipped[reason] = self.skipped.get(reason, 0) + 1
