"""Where the districts stand in a campaign, step by step, beside last year at the same date.

Every figure comes from a bounded number of queries, whatever the number of schools: the rows are
counted by the database, by the district that each school had on the day counted.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    FilteredRelation,
    OuterRef,
    Q,
    Subquery,
    TextField,
)

from audit.actor import Actor
from common.french import list_fr, number, plural, typography
from governance.models import Circonscription, covers

from .models import LEFT, Campaign, EntryStep, SchoolEntry, StepName

SHOWN = tuple(step for step in StepName if step != StepName.COUNT)
"""The columns of the board."""
SHARES = (20, 40, 60, 80)
"""Shares of the schools, in per cent, from which a cell takes one more tint."""
TOLD = (StepName.CONVENTION, StepName.OPENING, StepName.ACTIVATION)
"""The steps that the head of the page tells."""

Counts = dict[int | None, dict[str, int]]
AREA = "link__circonscription"
ALL = ""
"""The key of the schools themselves among the counts of a district."""
BETWEEN = ","


def _bars(tint: int) -> range:
    return range(0, 6 * tint, 6)


def legend() -> list[tuple[int, range, str]]:
    """Each tint, its small squares, the share of the schools that it stands for."""
    first, last = SHARES[0], SHARES[-1]
    between = [f"{low} à {high - 1}" for low, high in pairwise(SHARES)]
    words = [f"moins de {first}", *between, f"{last}"]
    ends = [*[" %"] * len(SHARES), " % et plus"]
    return [
        (tint, _bars(tint), typography(word + end))
        for tint, (word, end) in enumerate(zip(words, ends, strict=True))
    ]


@dataclass(frozen=True, slots=True)
class Cell:
    """How many schools passed a step, how many had last year on that day, its tint from 0 to 4."""

    now: int
    before: int | None
    tint: int

    @property
    def bars(self) -> range:
        """Where the small squares that repeat the tint begin, in units of the drawing."""
        return _bars(self.tint)

    @property
    def gap(self) -> int | None:
        """More schools than last year, or fewer."""
        return None if self.before is None else self.now - self.before


@dataclass(frozen=True, slots=True)
class Row:
    """One district, None for schools without any."""

    area: Circonscription | None
    schools: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """``before_day``: the same day a year earlier; None when no campaign precedes."""

    day: dt.date
    before_day: dt.date | None
    rows: tuple[Row, ...]
    total: Row
    due: Mapping[str, dt.date]
    objectives: Mapping[str, int]

    @property
    def by_step(self) -> list[tuple[str, Cell]]:
        """The steps one below the other, all districts together."""
        return [(step.label, cell) for step, cell in zip(SHOWN, self.total.cells, strict=True)]

    @property
    def told(self) -> str:
        """« 307 sont conventionnées, 231 ont leur base ouverte, 77 sont actives »."""
        cells = dict(zip(SHOWN, self.total.cells, strict=True))
        words = (
            ("est conventionnée", "sont conventionnées"),
            ("a sa base ouverte", "ont leur base ouverte"),
            ("est active", "sont actives"),
        )
        said = [
            f"{number(cells[step].now)} {plural(cells[step].now, *each)}"
            for step, each in zip(TOLD, words, strict=True)
            if cells[step].now or cells[step].before
        ]
        if not said:
            return "Aucune n’est encore conventionnée."
        last = [
            number(cells[step].before) for step in TOLD if cells[step].now or cells[step].before
        ]
        if self.before_day is None:
            return f"{list_fr(said)}."
        return typography(f"{list_fr(said)} ; l’an dernier à la même date : {list_fr(last)}.")

    @property
    def columns(self) -> list[tuple[str, str, dt.date | None, int | None]]:
        """Name, words, day by which it is due, schools expected."""
        return [
            (step.value, step.label, self.due.get(step), self.objectives.get(step))
            for step in SHOWN
        ]


def year_before(day: dt.date) -> dt.date:
    """The same day a year earlier; 28 February for the 29th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def previous(campaign: Campaign) -> Campaign | None:
    """The campaign of the year before on the same territory."""
    first = campaign.starts_on.year - 1
    found: Campaign | None = Campaign.unscoped.filter(
        territory=campaign.territory_id, school_year=f"{first}-{first + 1}"
    ).first()
    return found


def of(actor: Actor, campaign: Campaign, day: dt.date) -> Board:
    """The board of the schools that ``actor`` sees, on ``day``: at most seven queries."""
    last, last_day = previous(campaign), year_before(day)
    now = _counts(actor, campaign, day)
    before = _counts(actor, last, last_day) if last is not None else None
    keys = [key for key in now if key is not None]
    areas = Circonscription.unscoped.filter(pk__in=keys).order_by("name", "pk")
    places: list[Circonscription | None] = [*areas, *([None] if None in now else [])]
    steps = list(campaign.steps.all())
    return Board(
        day=day,
        before_day=last_day if last is not None else None,
        rows=tuple(_row(area, now, before) for area in places),
        total=_total(now, before),
        due={step.step: step.due_on for step in steps},
        objectives={step.step: step.objective for step in steps if step.objective is not None},
    )


def _row(area: Circonscription | None, now: Counts, before: Counts | None) -> Row:
    key = area.pk if area is not None else None
    return _cells(area, now.get(key, {}), None if before is None else before.get(key, {}))


def _total(now: Counts, before: Counts | None) -> Row:
    def summed(counts: Counts) -> dict[str, int]:
        names = [ALL, *SHOWN]
        return {name: sum(row.get(name, 0) for row in counts.values()) for name in names}

    return _cells(None, summed(now), None if before is None else summed(before))


def _cells(
    area: Circonscription | None, now: Mapping[str, int], before: Mapping[str, int] | None
) -> Row:
    schools = now.get(ALL, 0)
    cells = []
    for step in SHOWN:
        count = now.get(step, 0)
        tint = sum(100 * count >= limit * schools for limit in SHARES) if schools else 0
        cells.append(Cell(count, None if before is None else before.get(step, 0), tint))
    return Row(area, schools, tuple(cells))


def _counts(actor: Actor, campaign: Campaign, day: dt.date) -> Counts:
    """District → step → schools that had passed it on ``day``; those that had left set apart."""
    left = Q(status__in=LEFT, closed_on__lte=day)
    entries = SchoolEntry.objects.visible_to(actor).filter(campaign=campaign).exclude(left)
    placed = entries.annotate(link=_link(day), passed=_passed(day)).order_by()
    found: Counts = {}
    for area, steps, count in placed.values_list(AREA, "passed").annotate(Count("pk")):
        counts = found.setdefault(area, {})
        for name in (ALL, *(steps.split(BETWEEN) if steps else ())):
            counts[name] = counts.get(name, 0) + count
    return found


def _passed(day: dt.date) -> Subquery:
    """The steps that a school had passed on ``day``, as one text: schools are counted by it, ten
    times fewer rows to sort than a row for each step of each school."""
    steps = EntryStep.unscoped.filter(entry=OuterRef("pk"), passed_on__lte=day).order_by()
    return Subquery(steps.values("entry").annotate(joined=_Joined("step")).values("joined"))


class _Joined(Aggregate):
    """Texts one after the other, in whatever order the database reads them."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, *args: Any, **kwargs: Any) -> Any:
        template = f"STRING_AGG(%(expressions)s, '{BETWEEN}')"
        return self.as_sql(*args, template=template, **kwargs)


def _link(day: dt.date) -> FilteredRelation:
    """The district of the school on ``day``: one at most."""
    path = "school__circonscription_links"
    return FilteredRelation(path, condition=covers(day, f"{path}__"))
