"""The register of acts: a number without a gap or a double, given with the last signature (P2)."""

import datetime as dt
from zoneinfo import ZoneInfo

from common import numbering

from .models import Convention, Way
from .modifying import finding

CASES = "-dossier"
"""Ends the key of the numbers given to cases; those of the register bear the series alone."""


def case_reference(series: str, year: int) -> str:
    """The next reference of a case: « CONV-2026-012 »."""
    return f"{series}-{year}-{numbering.allot(series + CASES, year):03d}"


def enter(convention: Convention, last_signature: dt.datetime) -> None:
    """The act bears the day of its last signature, in the syndicate's time zone.

    Inside the move that signs it, which saves it. An amendment bears the number of the act that
    it changes and its own order: « CONV2026_012A1 ».
    """
    zone = convention.owner.institution.time_zone
    day = last_signature.astimezone(ZoneInfo(zone)).date()
    convention.signed_at, convention.act_date = last_signature, day
    modification = finding.of(convention)
    if modification is not None and modification.way == Way.AMENDMENT:
        initial = modification.initial.register_number
        convention.register_number = f"{initial}A{modification.number}"
        return
    series = convention.kind.series
    number = numbering.allot(series, day.year)
    convention.register_number = f"{series}{day.year}_{number:03d}"
