"""School years, as the official calendar gives them: recorded, or brought up to what it says."""

import datetime as dt
from typing import Any

from audit.actor import Actor
from audit.recording import recording
from common.french import date_fr
from common.lifecycle import Refusal, Refused

from .. import permissions
from ..models import SchoolYear, school_years
from .store import lock, require, store

_KEEPERS = "l’administrateur ou au chef de projet"


def record_school_year(
    *,
    actor: Actor,
    zone: str,
    label: str,
    starts_on: dt.date,
    summer_after: dt.date,
    holidays: Any,
    source: str,
    checked_on: dt.date,
    next_starts_on: dt.date | None = None,
) -> SchoolYear:
    """Store the year of ``zone``, or bring the one recorded to what is given; ``holidays`` are
    ``school_calendar.Holiday``.

    The year before ends where this one starts. Raises ``ValidationError``, and ``Refused`` when
    the year after, already recorded, starts another day than ``next_starts_on``.
    """
    require(permissions.may_keep_directory(actor), _KEEPERS)
    with recording(actor):
        years = SchoolYear.unscoped.select_for_update().filter(zone=zone)
        found = years.filter(label=label).first()
        following = years.filter(label=_next(label)).first()
        if following is not None:
            next_starts_on = _agreed(following, next_starts_on)
        row = found or SchoolYear(zone=zone, label=label)
        row.starts_on, row.summer_after = starts_on, summer_after
        row.holidays = school_years.described(holidays)
        row.source, row.checked_on = source, checked_on
        row.next_starts_on = next_starts_on or row.next_starts_on
        store(row, "change_school_year" if found else "record_school_year")
        before = years.filter(label=_next(label, -1)).first()
        if before is not None and before.next_starts_on != starts_on:
            lock(before)
            before.next_starts_on = starts_on
            store(before, "change_school_year")
    return row


def _agreed(following: SchoolYear, said: dt.date | None) -> dt.date:
    if said is not None and said != following.starts_on:
        raise Refused(
            Refusal(
                f"La rentrée {following.label} est enregistrée au "
                f"{date_fr(following.starts_on)} ; ce calendrier la donne le {date_fr(said)}. "
                f"Corrigez d’abord l’année {following.label}."
            )
        )
    return following.starts_on


def _next(label: str, step: int = 1) -> str:
    first = int(label[:4]) + step
    return f"{first}-{first + 1}"
