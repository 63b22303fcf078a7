"""What an event changes in the directory, inside its transaction: periods end, others begin.

A period that had not begun on the day of the event ends empty; the days before it stay as they
were recorded.
"""

import datetime as dt
from typing import Any

from audit.actor import Actor
from common import clock

from .. import services
from ..models import (
    Competence,
    CompetencePart,
    Institution,
    Rpi,
    School,
    SchoolEvent,
    SchoolEventKind,
    SchoolState,
)
from ..services.store import lock, store


def apply(event: SchoolEvent, actor: Actor) -> None:
    """Every effect of an event that is no redrawing, and the time of each line."""
    lines = list(event.lines.select_related("school"))
    schools = [line.school for line in lines]
    for school in schools:
        lock(school)
    match event.kind:
        case SchoolEventKind.CLOSURE:
            for school in schools:
                end(school, event)
        case SchoolEventKind.MERGER:
            target = event.school or _open(event, schools, actor)
            for school in schools:
                end(school, event, successor=target)
        case SchoolEventKind.NEW_UAI:
            end(schools[0], event, successor=_open(event, schools, actor))
        case SchoolEventKind.TRANSFER:
            for school in schools:
                _transfer(school, event, actor)
        case SchoolEventKind.RPI:
            for school in schools:
                school.rpi = Rpi(event.rpi)
                store(school, "change_school", fields=["rpi"], event=str(event))
    for line in lines:
        line.applied_at = clock.now()
        store(line, "apply_event_line")


def end(school: School, event: SchoolEvent, successor: School | None = None) -> None:
    """The school ends on the day of the event (excluded), with what attached it to others."""
    day = event.takes_effect_on
    for link in school.circonscription_links.all():
        _cut(link, day, "end_link")
    for competence in school.competences.all():
        _cut(competence, day, "end_competence")
    school.state = SchoolState.CLOSED if day <= clock.today() else SchoolState.CLOSING
    school.ends_on = day
    if successor is not None:
        school.successor = successor
    store(school, "close_school", reason=event.act_reference, event=str(event))


def _cut(period: Any, day: dt.date, verb: str) -> bool:
    """End a period still open on ``day``; False when it was over."""
    if period.ends_on is not None and period.ends_on <= day:
        return False
    period.ends_on = max(day, period.starts_on)
    store(period, verb)
    return True


def _open(event: SchoolEvent, schools: list[School], actor: Actor) -> School:
    """The school that follows ``schools``: their commune, classes, district and competences, as
    the first of them has them on the day."""
    first, day = schools[0], event.takes_effect_on
    counted = [each.pupils for each in schools if each.pupils is not None]
    made = services.create_school(
        actor=actor,
        uai=event.new_uai,
        name=event.new_name or first.name,
        commune=first.commune,
        kinds=sorted({kind for each in schools for kind in each.kinds}),
        rep=first.rep,
        rpi=first.rpi,
        address=first.address,
        postal_code=first.postal_code,
        city=first.city,
        phone=first.phone,
        email=first.email,
        pupils=sum(counted) if counted else None,
        starts_on=day,
    )
    area = first.circonscription_on(day)
    if area is not None:
        services.link_school(actor=actor, school=made, circonscription=area, starts_on=day)
    for held in first.competences.on(day):
        _give(made, held.institution, held.part, event, actor)
    return made


def _transfer(school: School, event: SchoolEvent, actor: Actor) -> None:
    """The part goes to the new body; what a whole competence leaves stays with the old one."""
    day, part = event.takes_effect_on, CompetencePart(event.part or CompetencePart.WHOLE)
    parts = {CompetencePart.RUNNING_AND_ENT, CompetencePart.BUILDINGS_AND_NETWORK}
    left: list[tuple[Institution, str]] = []
    for held in list(school.competences.select_related("institution")):
        concerned = part == CompetencePart.WHOLE or held.part in (part, CompetencePart.WHOLE)
        was_whole = held.part == CompetencePart.WHOLE
        if concerned and _cut(held, day, "end_competence") and was_whole:
            left += [(held.institution, each) for each in sorted(parts - {part})]
    assert event.institution is not None  # noqa: S101 the guard of the move asked for it
    _give(school, event.institution, part, event, actor)
    if part != CompetencePart.WHOLE:
        for body, each in left:
            _give(school, body, each, event, actor)


def _give(
    school: School, body: Institution, part: str, event: SchoolEvent, actor: Actor
) -> Competence:
    return services.record_competence(
        actor=actor,
        institution=body,
        school=school,
        starts_on=event.takes_effect_on,
        part=part,
        act_reference=event.act_reference,
    )
