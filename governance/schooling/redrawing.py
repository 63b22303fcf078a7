"""The redrawing of districts: one batch, a line per school, each with its own result."""

from django.core.exceptions import ValidationError

from audit.actor import Actor
from audit.recording import recording
from common import clock, jobs
from common.french import date_fr
from common.lifecycle import Refusal, Refused
from common.models import Job

from .. import services
from ..models import SchoolEvent, SchoolEventLine
from ..services.store import lock, store
from . import guards

JOB = "governance.redraw"


def ask(event: SchoolEvent, actor: Actor) -> Job:
    """The work of the batch, a line per school not attached yet."""
    lines = event.lines.filter(applied_at=None).select_related("school")
    items = [(str(line.school)[:200], {"line": line.pk}) for line in lines]
    return jobs.ask(JOB, str(event)[:200], items, actor=actor)


def link(line_id: int, actor: Actor) -> tuple[str, SchoolEvent]:
    """Attach one school, in a transaction of its own; done twice it changes nothing.

    Raises ``Refused`` when the school or the district does not allow it any more.
    """
    with recording(actor):
        line = SchoolEventLine.unscoped.select_for_update(of=("self",)).select_related(
            "event", "school", "circonscription"
        ).get(pk=line_id)  # fmt: skip
        if line.applied_at is not None:
            return "Déjà rattachée.", line.event
        lock(line.school)
        try:
            sentence = _attached(line, actor)
        except ValidationError as refused:
            raise Refused(*map(Refusal, refused.messages)) from refused
        line.applied_at = clock.now()
        store(line, "apply_event_line")
    return sentence, line.event


def _attached(line: SchoolEventLine, actor: Actor) -> str:
    day, area = line.takes_effect_on, line.circonscription
    assert area is not None  # noqa: S101 the line of a redrawing has one
    before = line.school.circonscription_on(day)
    if before == area:
        return f"Inchangée : déjà en {area}."
    refusals = [
        *guards.school(line.school, day),
        *guards.past(line.school, day, line.event.kind),
        *guards.district(area, day),
    ]
    if refusals:
        raise Refused(*refusals)
    for current in line.school.circonscription_links.all():
        if current.in_force(day):
            current.ends_on = day
            store(current, "end_link")
    services.link_school(actor=actor, school=line.school, circonscription=area, starts_on=day)
    was = f"{before} → " if before is not None else ""
    return f"{was}{area}, à compter du {date_fr(day)}."
