"""The official school calendar in any form in which it is published: CSV, JSON or iCalendar.

Rows are periods of one académie; they are put together into years of a zone, then compared with
the directory. Nothing is written before ``write``.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from audit.actor import Actor
from common.french import date_fr, list_fr, typography
from common.lifecycle import Refused
from common.school_calendar import FOUR, Holiday, Zone
from governance import services
from governance.directory_file.layouts import plain
from governance.models import SchoolYear, school_years

from .school_periods import Period, Reading

SUMMER = ("vacances_d_ete", "debut_des_vacances_d_ete", "grandes_vacances")
FIRST_DAY = ("rentree_scolaire_des_eleves", "rentree_des_eleves", "rentree_scolaire")
SAID_OF = {
    "toussaint": "de la Toussaint",
    "noel": "de Noël",
    "hiver": "d'hiver",
    "printemps": "de printemps",
}
LEFT_OUT = ("prerentree", "rentree_des_enseignants", "rentree_scolaire_des_enseignants")


@dataclass
class DraftYear:
    """A year as the file gives it. ``action``: new, changed, unchanged or refused."""

    zone: Zone
    label: str
    action: str = "refused"
    message: str = ""
    starts_on: dt.date | None = None
    summer_after: dt.date | None = None
    next_starts_on: dt.date | None = None
    holidays: list[Holiday] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class CalendarPlan:
    """The years of a file, those of the most recent label last; ``faults`` say what was left."""

    years: tuple[DraftYear, ...]
    faults: tuple[str, ...]

    @property
    def to_write(self) -> list[DraftYear]:
        return [year for year in self.years if year.action in ("new", "changed")]


def plan(reading: Reading) -> CalendarPlan:
    """What the periods that were read would record; nothing is written."""
    groups: dict[tuple[Zone, str], list[Period]] = defaultdict(list)
    for period in reading.periods:
        groups[period.zone, period.label].append(period)
    years: list[DraftYear] = []
    starts: dict[tuple[Zone, str], dt.date] = {}
    for (zone, label), periods in sorted(groups.items(), key=lambda item: item[0][::-1]):
        draft = _year(zone, label, periods, starts)
        if draft.next_starts_on:
            starts[zone, _following(label)] = draft.next_starts_on
        years.append(draft)
    return CalendarPlan(tuple(years), tuple(reading.faults))


def write(found: CalendarPlan, *, actor: Actor, source: str, checked_on: dt.date) -> list[str]:
    """Record the years that change, oldest first; the sentences of those that were refused."""
    refused = []
    for draft in found.to_write:
        if draft.starts_on is None or draft.summer_after is None:
            continue
        try:
            services.record_school_year(
                actor=actor,
                zone=draft.zone.value,
                label=draft.label,
                starts_on=draft.starts_on,
                summer_after=draft.summer_after,
                holidays=draft.holidays,
                next_starts_on=draft.next_starts_on,
                source=source,
                checked_on=checked_on,
            )
        except Refused as no:
            refused.append(f"{draft.label}, {draft.zone.label} : {no}")
    return refused


def _refusal(draft: DraftYear, known: SchoolYear | None) -> str:
    """What the directory would refuse, so that the preview says it."""
    probe = SchoolYear(
        zone=draft.zone.value,
        label=draft.label,
        starts_on=draft.starts_on,
        summer_after=draft.summer_after,
        next_starts_on=draft.next_starts_on,
        holidays=school_years.described(draft.holidays),
        source=school_years.OFFICIAL,
        checked_on=draft.starts_on,
    )
    if known is not None:
        probe.pk, probe.public_id, probe._state.adding = known.pk, known.public_id, False
    try:
        probe.full_clean()
    except ValidationError as refused:
        return " ".join(refused.messages)
    return ""


def _year(
    zone: Zone, label: str, periods: list[Period], starts: dict[tuple[Zone, str], dt.date]
) -> DraftYear:
    draft = DraftYear(zone, label)
    known = SchoolYear.unscoped.filter(zone=zone.value, label=label).first()
    contradictions = _sorted(draft, periods)
    if contradictions:
        draft.message = typography(
            f"Le fichier donne deux fois {list_fr(contradictions)}, à des dates différentes. "
            "Gardez la ligne exacte."
        )
        return draft
    draft.starts_on = draft.starts_on or starts.get((zone, label)) or _recorded(zone, label, known)
    if draft.starts_on is None or draft.summer_after is None:
        draft.message = typography(
            "Il manque la rentrée des élèves : importez un fichier qui contient aussi l'année "
            "précédente, ou saisissez cette année à la main."
            if draft.starts_on is None
            else "Il manque les vacances d'été : l'année n'est pas entièrement publiée."
        )
        return draft
    _keep_known(draft, known)
    draft.message = _missing(draft) or _refusal(draft, known)
    if draft.message:
        return draft
    draft.changes = _changes(draft, known)
    draft.action = "new" if known is None else "changed" if draft.changes else "unchanged"
    return draft


def _sorted(draft: DraftYear, periods: Iterable[Period]) -> list[str]:
    """Fill the draft; the names of what the file says twice in two ways."""
    said: dict[str, tuple[dt.date, dt.date]] = {}
    twice = []
    for period in periods:
        words = plain(period.name)
        if words.startswith(LEFT_OUT):
            continue
        key = "ete" if words in SUMMER else words
        dates = said.setdefault(key, (period.after, period.back))
        if key == "ete":
            # « Début des vacances d’été » and « Vacances d’été »: the first has no end.
            if dates[0] != period.after:
                twice.append(period.name)
            said[key] = (dates[0], max(dates[1], period.back))
        elif dates != (period.after, period.back):
            twice.append(period.name)
        elif words in FIRST_DAY:
            draft.starts_on = period.back
        elif Holiday(period.name, *dates) not in draft.holidays:
            draft.holidays.append(Holiday(period.name, *dates))
    if "ete" in said:
        draft.summer_after, back = said["ete"]
        draft.next_starts_on = back if back > draft.summer_after else None
    draft.holidays.sort(key=lambda each: each.after)
    return list(dict.fromkeys(twice))


def _keep_known(draft: DraftYear, known: SchoolYear | None) -> None:
    """A file may begin in the middle of a year: what it does not speak of stays."""
    said = {plain(each.name) for each in draft.holidays}
    kept = known.as_known.holidays if known is not None else ()
    draft.holidays += [each for each in kept if plain(each.name) not in said]
    draft.holidays.sort(key=lambda each: each.after)


def _missing(draft: DraftYear) -> str:
    """A year in part would say of a holiday that it is a day of class."""
    words = " ".join(plain(each.name) for each in draft.holidays)
    absent = [word for word in FOUR if word not in words] if draft.zone.metropolitan else []
    if not absent:
        return ""
    names = list_fr(SAID_OF[word] for word in absent)
    return typography(f"Il manque les vacances {names} : l'année n'est pas entière.")


def _recorded(zone: Zone, label: str, known: SchoolYear | None) -> dt.date | None:
    if known is not None:
        return known.starts_on
    first = int(label[:4]) - 1
    before = SchoolYear.unscoped.filter(zone=zone.value, label=f"{first}-{first + 1}").first()
    return before.next_starts_on if before is not None else None


def _following(label: str) -> str:
    return f"{int(label[:4]) + 1}-{int(label[5:]) + 1}"


def _changes(draft: DraftYear, known: SchoolYear | None) -> list[str]:
    """« Rentrée : 1er septembre 2025 → 2 septembre 2025 »."""
    if known is None:
        return []
    found = []
    for label, before, after in (
        ("Rentrée", known.starts_on, draft.starts_on),
        ("Vacances d’été", known.summer_after, draft.summer_after),
        ("Rentrée suivante", known.next_starts_on, draft.next_starts_on or known.next_starts_on),
    ):
        if before != after:
            found.append(f"{label} : {date_fr(before) or '—'} → {date_fr(after)}")
    if known.holidays != school_years.described(draft.holidays):
        kept = {(each.name, each.after, each.back) for each in known.as_known.holidays}
        other = [each for each in draft.holidays if (each.name, each.after, each.back) not in kept]
        found += [f"{e.name} : du {date_fr(e.after)} au {date_fr(e.back)}" for e in other]
    return found
