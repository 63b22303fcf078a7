"""Prepare a batch of urgency, launch it, open each of its schools on its own."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import clock, jobs
from common.french import list_fr
from common.lifecycle import Refused
from common.models import Job
from governance import acting
from governance.authority import Authority
from governance.models import Institution, Mandate
from governance.services.store import lock, require, store

from .. import guards as of_entries
from ..financing import facts as of_financing
from ..financing import guards as deciding
from ..financing.lifecycle import WRITTEN, DecisionLifecycle
from ..lifecycle import BEFORE_OPENING, SchoolEntryLifecycle
from ..models import (
    Campaign,
    DebtStatus,
    FinancingDecision,
    SchoolEntry,
    Track,
    UrgentBatch,
    UrgentDecision,
    UrgentRow,
)
from . import debts, guards, permissions
from .lifecycle import BatchLifecycle

JOB = "onboarding.open_urgently"


def prepare(*, actor: Actor, campaign: Campaign, **fields: Any) -> UrgentBatch:
    """A batch in preparation, with its plan of accompaniment."""
    require(permissions.may_prepare(actor), permissions.PREPARES)
    with recording(actor):
        owner = Mandate.unscoped.get(pk=actor.mandate_id)
        return store(UrgentBatch(campaign=campaign, owner=owner, **fields), "prepare_urgent")


def change(*, actor: Actor, batch: UrgentBatch, **fields: Any) -> UrgentBatch:
    """Correct its name, its return to class or its plan of accompaniment."""
    with recording(actor):
        locked = _changing(actor, batch)
        for name, value in fields.items():
            setattr(locked, name, value)
        return store(locked, "change_urgent")


def decide(
    *, actor: Actor, batch: UrgentBatch, institution: Institution, **given: Any
) -> UrgentDecision:
    """Join the decision of a collectivité or of the DASEN: a second one replaces the first."""
    with recording(actor):
        locked = _changing(actor, batch)
        if refusals := list(guards.decided(locked, institution, given)):
            raise Refused(*refusals)
        found = guards.decision_of(locked, institution)
        decision = found or UrgentDecision(batch=locked, institution=institution)
        for name, value in given.items():
            setattr(decision, name, value)
        held = deciding.executive(institution, None, given["decided_on"])
        decision.authority = held.as_dict() if isinstance(held, Authority) else {}
        return store(decision, "join_decision")


def add(*, actor: Actor, batch: UrgentBatch, entries: Iterable[SchoolEntry]) -> list[UrgentRow]:
    """Schools join the batch: all or none, each refusal names its school."""
    with recording(actor):
        locked = _changing(actor, batch)
        chosen = list(entries)
        if refusals := [each for entry in chosen for each in guards.addition(locked, entry)]:
            raise Refused(*refusals)
        return [store(UrgentRow(batch=locked, entry=entry), "add_row") for entry in chosen]


def remove(*, actor: Actor, row: UrgentRow) -> None:
    with recording(actor) as journal:
        _changing(actor, row.batch)
        journal.says(row, "remove_row")
        row.delete()


def _changing(actor: Actor, batch: UrgentBatch) -> UrgentBatch:
    """The batch, held until the end of the transaction, for who prepares it and while it may."""
    require(permissions.may_run(actor, batch), permissions.PREPARES)
    lock(batch)
    locked: UrgentBatch = UrgentBatch.unscoped.get(pk=batch.pk)
    if refusals := list(guards.changing(locked)):
        raise Refused(*refusals)
    return locked


# --- the opening --------------------------------------------------------------------------------
def launch(*, actor: Actor, batch: UrgentBatch) -> UrgentBatch:
    """Open every school of the batch, as a work with a result per school."""
    with recording(actor):
        lock(batch)
        rows = batch.rows.select_related("entry__school").order_by("entry__school__name", "pk")
        items = [
            (f"{row.entry.school.name} ({row.entry.school.uai})", {"row": row.pk}) for row in rows
        ]
        job = jobs.ask(JOB, f"Ouverture en urgence, lot « {batch.label} »", items, actor=actor)
        return BatchLifecycle.move(batch, "launch", actor=actor, job=job.public_id)


def work(batch: UrgentBatch) -> Job | None:
    """The work of a batch that was launched, with its items."""
    found = Job.objects.filter(public_id=batch.job).prefetch_related("items")
    return found.first() if batch.job else None


def retry(*, actor: Actor, batch: UrgentBatch) -> None:
    """Do again the schools that failed, and only these: what they lacked was joined since."""
    require(permissions.may_run(actor, batch), permissions.PREPARES)
    job = work(batch)
    if job is not None:
        jobs.retry_failed(job)


@jobs.handles(JOB)
def _open_one(payload: dict[str, Any], actor: Actor) -> str:
    """Open one school: its decision, its move and its debts are stored together, or nothing is.

    Done again after a kill, it finds the school open and says so.
    """
    acting.still_in_office(actor)
    with recording(actor):
        row = UrgentRow.unscoped.select_related("batch").get(pk=payload["row"])
        entry = SchoolEntry.unscoped.select_for_update().get(pk=row.entry_id)
        if entry.track == Track.URGENT and entry.status not in BEFORE_OPENING:
            return opened(entry)
        if entry.status in BEFORE_OPENING and not list(guards.urgency(entry)):
            _financed(row, entry, actor)
            entry.refresh_from_db()
        return opened(SchoolEntryLifecycle.move(entry, "open_urgently", actor=actor))


def opened(entry: SchoolEntry) -> str:
    """« Ouverte en urgence ; dettes : convention et visite technique. »"""
    waiting = entry.debts.filter(status=DebtStatus.OPEN)
    names = [debt.get_kind_display().lower() for debt in waiting]
    return f"Ouverte en urgence ; dettes : {list_fr(names)}." if names else "Ouverte en urgence."


def _financed(row: UrgentRow, entry: SchoolEntry, actor: Actor) -> None:
    """The decision of the batch is that of the file, unless the body decided before."""
    body = of_entries.competent(entry)
    urgent = guards.decision_of(row.batch, body) if body is not None else None
    if body is None or urgent is None:
        return
    if entry.competent_id is None:
        with recording(SYSTEM):
            entry.competent = body
            store(entry, "set_competent")
    known = {each.institution_id: each for each in of_financing.decisions(entry)}
    decision = known.get(body.pk)
    if decision is None:
        with recording(SYSTEM):
            asked = FinancingDecision(entry=entry, institution=body, asked_on=clock.today())
            decision = store(asked, "ask_financing")
    if decision.open:
        given = {name: getattr(urgent, name) for name in WRITTEN if hasattr(urgent, name)}
        DecisionLifecycle.move(decision, "grant", actor=actor, **given)


# --- afterwards ---------------------------------------------------------------------------------
def set_return(*, actor: Actor, batch: UrgentBatch, resumes_on: dt.date) -> UrgentBatch:
    """The return to class is known: what is still to settle is due from that day."""
    require(permissions.may_run(actor, batch), permissions.PREPARES)
    with recording(actor):
        lock(batch)
        locked: UrgentBatch = UrgentBatch.unscoped.get(pk=batch.pk)
        locked.resumes_on = resumes_on
        store(locked, "set_return")
        entries = UrgentRow.unscoped.filter(batch=locked).values("entry")
        debts.date_again(entries, debts.due(resumes_on), actor=actor)
    return locked
