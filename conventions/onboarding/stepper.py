"""The steps of a school's year, as the vertical circuit shows them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from common.french import date_fr

from .models import AWAITED, EntryStatus, SchoolEntry, StepName


@dataclass(frozen=True, slots=True)
class StepLine:
    """One line: done, now or next."""

    title: str
    state: str
    text: str


def lines(
    entry: SchoolEntry, passed: Mapping[str, dt.date], due: Mapping[str, dt.date]
) -> list[StepLine]:
    """Each step with its day; for a file that is over, what was passed and how it ended."""
    coming = AWAITED.get(EntryStatus(entry.status))
    found = [_line(step, coming, passed, due) for step in StepName]
    if not entry.final:
        return found
    ended = StepLine(entry.get_status_display(), "done", f"le {date_fr(entry.closed_on)}")
    return [*(line for line in found if line.state == "done"), ended]


def _line(
    step: StepName,
    coming: StepName | None,
    passed: Mapping[str, dt.date],
    due: Mapping[str, dt.date],
) -> StepLine:
    if step in passed and step != coming:
        return StepLine(step.label, "done", f"le {date_fr(passed[step])}")
    before = f"avant le {date_fr(due[step])}" if step in due else ""
    return StepLine(step.label, "now" if step == coming else "next", before)
