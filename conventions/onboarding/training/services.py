"""Plan a session, change it while nobody is called, say which schools it trains."""

from collections.abc import Iterable
from typing import Any

from audit.actor import Actor
from audit.recording import recording
from common import numbering
from common.lifecycle import Refused
from governance.models import Circonscription, Institution, Mandate
from governance.offices import Office
from governance.services.store import lock, require, store

from ..lifecycle import SchoolEntryLifecycle
from ..models import Campaign, CoveredSchool, EntryStatus, SchoolEntry, TrainingSession
from ..permissions import may_plan_training
from . import guards, permissions

SERIES = "training"


def plan_session(
    *,
    actor: Actor,
    campaign: Campaign,
    area: Circonscription | None,
    dsden: Institution | None = None,
    **fields: Any,
) -> TrainingSession:
    """A session to come, of a district or, without one, of ``dsden`` as a whole."""
    body = guards.dsden_of(area, dsden)
    require(permissions.may_plan(actor, body, area), permissions.PLANS)
    session = TrainingSession(campaign=campaign, dsden=body, circonscription=area, **fields)
    _possible(session, actor)
    with recording(actor):
        year = session.day.year
        session.owner = Mandate.unscoped.get(pk=actor.mandate_id)
        session.number = f"F-{year}-{numbering.allot(SERIES, year):03d}"
        return store(session, "plan_session")


def change_session(*, actor: Actor, session: TrainingSession, **fields: Any) -> TrainingSession:
    """Other words, another place or another hour, while nobody is called."""
    require(permissions.organises(actor, session), "qui a prévu la séance")
    with recording(actor):
        lock(session)
        session.refresh_from_db()
        if refusals := list(guards.changing(session)):
            raise Refused(*refusals)
        for name, value in fields.items():
            setattr(session, name, value)
        _possible(session, actor)
        return store(session, "change_session")


def _possible(session: TrainingSession, actor: Actor) -> None:
    refusals = [*guards.who(session), *guards.when(session)]
    if actor.office == Office.PROVIDER:
        refusals += guards.of_provider(session, actor.institution_id)
    if refusals:
        raise Refused(*refusals)


def cover(*, actor: Actor, session: TrainingSession, entries: Iterable[SchoolEntry]) -> int:
    """The session trains exactly ``entries``; returns how many.

    The adviser who covers a school whose base is open has planned its training: the file moves.
    """
    require(permissions.may_cover(actor, session), permissions.COVERS)
    wanted = {entry.pk: entry for entry in entries}
    with recording(actor):
        lock(session)
        session.refresh_from_db()
        if refusals := list(guards.changing(session)):
            raise Refused(*refusals)
        for row in session.schools.all():
            if wanted.pop(row.entry_id, None) is None:
                row.delete()
        refusals = [each for entry in wanted.values() for each in guards.addition(session, entry)]
        if refusals:
            raise Refused(*refusals)
        for entry in wanted.values():
            store(CoveredSchool(session=session, entry=entry), "cover_school")
            _planned(entry, actor)
    return int(session.schools.count())


def _planned(entry: SchoolEntry, actor: Actor) -> None:
    flow = SchoolEntryLifecycle(entry)
    if entry.status != EntryStatus.BASE_OPEN or not may_plan_training(actor, entry):
        return
    if not flow.refusals("plan_training", actor=actor):
        SchoolEntryLifecycle.move(entry, "plan_training", actor=actor)
