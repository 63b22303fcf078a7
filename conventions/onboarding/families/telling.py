"""What was handed, activated and asked, as pages show it; small numbers are masked."""

from dataclasses import dataclass
from statistics import median
from typing import Any

from common.french import plural

from ..models import (
    ActivationCount,
    FamilyRequest,
    HandoverClass,
    LineStatus,
    OpeningLine,
    OrderKind,
    Profile,
    RequestCategory,
    SchoolEntry,
)
from ..openings.listing import number


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of the classes of a school."""

    pupils: int
    guardians: int
    handed: int
    declined: int

    @property
    def left(self) -> int:
        return self.guardians - self.handed - self.declined


def totals(classes: list[HandoverClass]) -> Totals:
    return Totals(
        *(
            sum(getattr(each, name) for each in classes)
            for name in ("pupils", "guardians", "handed", "declined")
        )
    )


NUMBERS = ("pupils", "guardians", "handed", "declined", "left")


def numbers(counted: Totals | HandoverClass, *, masked: bool) -> list[str]:
    """The numbers of a class, or of all; small ones are masked for who is not of the school."""
    return [
        number(value) if masked else str(value)
        for value in (getattr(counted, name) for name in NUMBERS)
    ]


def activated(entry: SchoolEntry) -> tuple[ActivationCount | None, list[tuple[str, str, str]]]:
    """The latest count, and for each profile its label, accounts activated, accounts opened."""
    latest = ActivationCount.unscoped.filter(entry=entry).select_related("by__person").first()
    if latest is None:
        return None, []
    opened = _opened(entry)
    rows = [
        (
            str(profile.label),
            number(latest.counts.get(profile)),
            number(opened.get(profile)) or "inconnu",
        )
        for profile in Profile
    ]
    return latest, rows


def _opened(entry: SchoolEntry) -> dict[str, int]:
    """Accounts by profile in the report of the opening of the base."""
    line = (
        OpeningLine.unscoped.filter(
            entry=entry, order__kind=OrderKind.OPEN, status=LineStatus.IMPORTED
        )
        .order_by("-reported_on", "-pk")
        .first()
    )
    return dict(line.counts) if line is not None else {}


@dataclass(frozen=True, slots=True)
class Asked:
    """What families asked in one category: how many, how many wait, the usual delay in words."""

    label: str
    families: int
    waiting: int
    delay: str


def asked(rows: Any) -> list[Asked]:
    """Requests by category, those that were never made left out."""
    found = []
    requests: list[FamilyRequest] = list(rows)
    for category in RequestCategory:
        own = [each for each in requests if each.category == category]
        if own:
            days = [delay.days for each in own if (delay := each.delay()) is not None]
            found.append(
                Asked(
                    str(category.label),
                    sum(each.families for each in own),
                    sum(each.families for each in own if each.answered_on is None),
                    _days(median(days)) if days else "—",
                )
            )
    return found


def _days(count: float) -> str:
    if count < 1:
        return "le jour même"
    return f"{count:g} {plural(count, 'jour', 'jours')}".replace(".", ",")
