"""What must be true before a slip moves: its issue, its last step, the entry of its school."""

import datetime as dt
from collections.abc import Iterator

from common import calendar, clock, french
from common.lifecycle import Refusal

from .. import content, coverage, guards
from ..docdata.builders import act as builder
from ..models import AUTHORITY, STATE, Convention, Way
from . import entering, finding, rules


def issue(convention: Convention) -> Iterator[Refusal]:
    """The school, the room left, the vote given for the act, who signs (P7)."""
    link = finding.of(convention)
    if link is None:
        return
    missing = content.missing(convention)
    if missing:
        yield Refusal(f"Il manque : {french.list_fr(missing)}.", key=guards.LACKING)
    yield from entering.refusals(link)
    yield from guards.schools(convention)
    party = convention.party(AUTHORITY)
    covering = coverage.covering(party) if party is not None else None
    if isinstance(covering, Refusal):
        yield covering
    if not missing and party is not None:
        yield from guards.signable(convention, content.issued_data(convention), [party])


def complete(convention: Convention) -> Iterator[Refusal]:
    """The inspector gives a visa after the signature: a slip is not complete without it."""
    if convention.kind.way == Way.ENTRY_SLIP and visa_day(convention) is None:
        yield Refusal(
            "Le visa de l’inspecteur manque.", "Convention, article sur les modifications"
        )


def visa_day(convention: Convention) -> dt.date | None:
    """The day of the inspector's visa on the copy that was signed; None before."""
    since = convention.issued_at or clock.now()
    given = builder.visas(convention).filter(party=STATE, closed_at__gte=since)
    step = given.select_related("institution").order_by("-closed_at").first()
    return calendar.act_date(step.closed_at, step.institution.time_zone) if step else None


def entry_date(convention: Convention) -> dt.date:
    """The latest of the day agreed, of the signature and of the visa."""
    known = (convention.starts_on, convention.act_date, visa_day(convention))
    return max(day for day in known if day is not None)


def admit(convention: Convention) -> Iterator[Refusal]:
    """Its day has come, and the act is still in force."""
    day = entry_date(convention)
    if clock.today() < day:
        yield Refusal(f"L’école entre dans la convention le {french.date_fr(day)}.")
    yield from rules.enter_into_force(convention)
