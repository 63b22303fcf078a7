"""What a visit lists, row by row: the rooms that were seen, what is recommended."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models


class Priority(models.TextChoices):
    """When it is to be done: nobody promises a day during a visit."""

    BEFORE_OPENING = "before_opening", "Avant l’ouverture"
    WITHIN_YEAR = "within_year", "Dans l’année scolaire"
    LATER = "later", "Plus tard"


@dataclass(frozen=True, slots=True)
class Room:
    """A room and what it holds. ``network``: sockets, Wi-Fi; empty for what was typed before rows.

    ``display``: board, projector; ``devices``: computers and tablets.
    """

    label: str
    network: str = ""
    display: str = ""
    devices: str = ""
    remark: str = ""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """The room that a stored row tells; TypeError for anything else."""
        if not isinstance(row, Mapping) or not all(isinstance(v, str) for v in row.values()):
            raise TypeError("a room is made of texts")
        return cls(**row)

    def row(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What is to be done, by whom, how soon, for how much (euros, taxes included) if known."""

    text: str
    owner: str = ""
    priority: str = ""
    estimate: Decimal | None = None

    @property
    def priority_label(self) -> str:
        """« Avant l’ouverture »; empty for what was typed before rows."""
        return Priority(self.priority).label if self.priority else ""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """The recommendation that a stored row tells; TypeError or ValueError for anything else."""
        if not isinstance(row, Mapping) or not all(isinstance(v, str) for v in row.values()):
            raise TypeError("a recommendation is made of texts")
        found = cls(**{**row, "estimate": None})
        if found.priority and found.priority not in Priority.values:
            raise ValueError(f"unknown priority: {found.priority}")
        amount = row.get("estimate", "")
        try:
            return cls(**{**row, "estimate": Decimal(amount) if amount else None})
        except InvalidOperation:
            raise ValueError(f"not an amount: {amount}") from None

    def row(self) -> dict[str, str]:
        """As it is stored: the amount as a text, exact."""
        amount = "" if self.estimate is None else str(self.estimate)
        return {**asdict(self), "estimate": amount}


MOST_ROOMS, MOST_RECOMMENDATIONS = 60, 40
"""No school of the programme has as many."""


def check_rooms(rows: Any) -> None:
    """Refuse what is not a list of rooms, each with its name."""
    _check(rows, Room, "label", MOST_ROOMS, "salles")


def check_recommendations(rows: Any) -> None:
    """Refuse what is not a list of recommendations, each with its words."""
    _check(rows, Recommendation, "text", MOST_RECOMMENDATIONS, "recommandations")


def _check(rows: Any, kind: Any, name: str, most: int, words: str) -> None:
    try:
        whole = isinstance(rows, list) and all(getattr(kind.of(row), name) for row in rows)
    except (TypeError, ValueError):
        whole = False
    if not whole:
        raise ValidationError("Cette liste ne peut pas être lue : saisissez-la de nouveau.")
    if len(rows) > most:
        raise ValidationError(f"Au plus {most} {words} ; trouvé : {len(rows)}.")


def lines(text: str) -> Iterator[str]:
    """One item a line, without the empty ones."""
    return (line.strip() for line in text.splitlines() if line.strip())


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """« what : detail », one a line; the detail is empty when there is no colon."""
    for line in lines(text):
        what, *detail = re.split(r"[ \u00a0\u202f]*:[ \u00a0\u202f]+", line, maxsplit=1)
        yield what, "".join(detail)
