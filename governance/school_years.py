"""The school calendar that the directory knows: by zone, for a school or an institution."""

import datetime as dt
import tomllib
from pathlib import Path

from audit.actor import SYSTEM
from audit.recording import recording
from common import identifiers
from common.school_calendar import Calendar, Holiday, Zone, zone_of_departement

from .models import Institution, InstitutionKind, School, SchoolYear, school_years

SHIPPED = Path(__file__).parent / "data" / "school_years.toml"


def calendar_of(zone: Zone) -> Calendar:
    """Every year known of ``zone``; none gives a calendar that knows no day."""
    rows = SchoolYear.unscoped.filter(zone=zone.value).order_by("starts_on")
    return Calendar(zone, tuple(row.as_known for row in rows))


def zone_of_school(school: School) -> Zone | None:
    """By the département of the UAI, which never changes."""
    return zone_of_departement(identifiers.departement_of_uai(school.uai))


def zone_of(institution: Institution) -> Zone | None:
    """By the code of the commune, else the postal code, else the schools of its communes."""
    place = institution.insee_code or institution.postal_code
    found = zone_of_departement(place[:3] if place[:2] in ("97", "98") else place[:2])
    if found is None:
        own = School.unscoped.filter(commune=institution) | School.unscoped.filter(
            commune__parent=institution
        )
        school = own.order_by("uai").first()
        found = zone_of_school(school) if school is not None else None
    return found


def usual_zone() -> Zone | None:
    """That of the body that runs the programme, to be shown first."""
    operator = Institution.unscoped.filter(
        operator=True, kind=InstitutionKind.MIXED_SYNDICATE
    ).first()
    found = zone_of(operator) if operator is not None else None
    if found is None:
        school = School.unscoped.order_by("pk").first()
        found = zone_of_school(school) if school is not None else None
    return found


def shipped() -> list[SchoolYear]:
    """The years of the file, not stored."""
    table = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    return [
        SchoolYear(
            zone=row["zone"],
            label=row["label"],
            starts_on=row["first_day"],
            summer_after=row["summer_after"],
            holidays=school_years.described(Holiday(**each) for each in row["holidays"]),
            source=row["source"],
            checked_on=table["checked_on"],
        )
        for row in table["year"]
    ]


def load(on: dt.date) -> int:
    """Store the shipped years that the directory does not know; how many were added."""
    added = 0
    with recording(SYSTEM) as journal:
        for row in shipped():
            if SchoolYear.unscoped.filter(zone=row.zone, label=row.label).exists():
                continue
            row.full_clean()
            journal.says(row, "load_school_year")
            row.save()
            added += 1
    return added
