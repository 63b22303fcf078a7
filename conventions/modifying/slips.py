"""The slip by which a school enters an act in force, while its author writes it (P7)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audit.actor import Actor
from audit.recording import recording
from common import clock
from governance.models import School

from .. import prospect
from ..models import AUTHORITY, Convention, ConventionSchool, Modification, Way
from ..register import case_reference
from ..services.preparing import SchoolLine, write_schools
from . import beginning, entering, finding, values

OPINIONS = {"favourable": "Favorable", "with_reserves": "Favorable avec réserves"}
DETAILS = ("project_title", "project_opinion", "project_opinion_date", "project_reserves_text")
"""What is typed of the pedagogical project, by the names of the contract."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A school that enters, as typed: its classes, its accounts a year, from which day, and the
    project on which the inspector gave an opinion (``DETAILS``, ISO dates)."""

    school: School
    starts_on: dt.date
    levels: str
    forecast_accounts: int
    project: Mapping[str, str]

    @property
    def line(self) -> SchoolLine:
        return SchoolLine(self.school, self.levels, self.forecast_accounts)


def candidates(initial: Convention, day: dt.date, act: Convention | None = None) -> list[School]:
    """Open schools of the collectivité, in the district of the act, that are in no convention;
    those of ``act``, the slip under way, with them."""
    body = finding.parties_on(initial, day).get(AUTHORITY)
    taken = entering.taken(initial, act)
    area = initial.circonscription_id
    near = School.unscoped.in_circonscription(area, day) if area else School.unscoped.none()
    here = set(near.values_list("pk", flat=True))
    offered = prospect.open_schools(body, day, [])
    return [school for school in offered if school.pk in here and school.pk not in taken]


def begin(initial: Convention, entry: Entry, *, actor: Actor) -> Convention:
    """Prepare the slip of one school; its number follows the series of its kind.

    Raises ``NotYours`` and ``Refused`` (the act is not in force that day, no kind of slip).
    """
    kind = beginning.kind_to_begin(initial, Way.ENTRY_SLIP, entry.starts_on, actor)
    with recording(actor):
        return beginning.write(
            initial,
            kind,
            way=Way.ENTRY_SLIP,
            reference=case_reference(kind.series, clock.today().year),
            title=_title(entry.school),
            starts_on=entry.starts_on,
            before=values.of(initial) | {"schools": {}},
            schools=[
                ConventionSchool(
                    school=entry.school,
                    levels=entry.levels,
                    forecast_accounts=entry.forecast_accounts,
                )
            ],
            actor=actor,
            details=dict(entry.project),
        ).act


def _title(school: School) -> str:
    return f"Bulletin d’entrée — {school.name}"


def revise(act: Convention, entry: Entry, *, seen_version: int, actor: Actor) -> Convention:
    """Store what its author typed; the values that the act in force has today come with it.

    Raises ``Refused`` when somebody else changed it meanwhile, and ``NotYours``.
    """
    beginning.own(act, Way.ENTRY_SLIP, actor)
    with recording(actor) as journal:
        locked = beginning.locked(act, seen_version=seen_version)
        link = Modification.unscoped.select_for_update().get(act=locked)
        for name in beginning.CARRIED:
            setattr(locked, name, getattr(link.initial, name))
        locked.title, locked.starts_on = _title(entry.school), entry.starts_on
        locked.details = {**locked.details, **entry.project}
        locked.full_clean()
        journal.says(locked, "revise")
        locked.save()
        write_schools(locked, [entry.line])
        beginning.follow_parties(locked, link.initial)
        link.before = values.of(link.initial) | {"schools": {}}
        link.successor = finding.successor(link)
        link.full_clean()
        link.save()
    return locked


def stored(act: Convention) -> dict[str, Any]:
    """A slip as its form shows it."""
    row = act.schools.first()
    found = {name: act.details.get(name, "") for name in DETAILS}
    return found | {
        "starts_on": act.starts_on,
        "school": row.school_id if row else None,
        "levels": row.levels if row else "",
        "forecast_accounts": row.forecast_accounts if row else None,
    }
