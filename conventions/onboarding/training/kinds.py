"""What each kind of session is: whom it trains, who is called, who is counted. Data, read once."""

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

from ..models import Attendee, TrainingKind

DATA = Path(__file__).parent.parent / "data" / "training.toml"
SCHOOL, DEPARTMENT, AUTHORITY = "school", "department", "authority"
REACHES = {
    SCHOOL: "dans une école de la séance",
    DEPARTMENT: "d’inspection dans ce département",
    AUTHORITY: "dans une collectivité qui répond d’une école de la séance",
}
"""Where those who are called hold their mandate, after « n’a pas de mandat »."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of ``data/training.toml``."""

    name: TrainingKind
    audience: str
    led_by: str
    reach: str
    called: tuple[str, ...]
    counted: tuple[Attendee, ...]
    per_school: bool
    trains_teachers: bool
    source: str


@functools.cache
def table() -> dict[str, Kind]:
    """Every kind, in the order of the file."""
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))["kind"]
    return {
        row["name"]: Kind(
            **row
            | {
                "name": TrainingKind(row["name"]),
                "called": tuple(row["called"]),
                "counted": tuple(Attendee(each) for each in row["counted"]),
            }
        )
        for row in rows
    }


def of(kind: str) -> Kind:
    return table()[kind]


def for_teachers() -> list[TrainingKind]:
    """The kinds whose teachers count for the coverage of their school."""
    return [each.name for each in table().values() if each.trains_teachers]
