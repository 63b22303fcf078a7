"""What people do with a batch; each function is one action, in one transaction."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Max

from audit.actor import Actor
from audit.recording import recording
from common import clock, french, jobs
from common.lifecycle import NotYours, Refusal, Refused
from common.models import Job, JobItem
from governance.models import Institution, Mandate

from .. import permissions, prospect
from ..models import ActKind, Batch, BatchRow, Convention
from . import examining, moving, parts, places
from .drafts import Typed
from .lifecycle import BUSY, BatchLifecycle, busy, to_create
from .places import Place

NOT_YOURS = "Ce lot est conduit par les chefs de projet du syndicat."
MADE = Refusal("L’acte de cette ligne existe : il se modifie sur sa propre page.")
Items = list[tuple[str, dict[str, object]]]


def open_batch(
    kind: ActKind,
    label: str,
    found: Sequence[Place],
    *,
    common: Typed,
    bodies: Mapping[str, Institution],
    actor: Actor,
) -> Batch:
    """Keep a list and have it examined; nothing is created yet.

    ``common``: values typed once for every act, by name of the form of a draft; ``bodies``: who
    plays the parts that no line gives, by role.
    """
    if not permissions.may_prepare(actor) or actor.mandate_id is None:
        raise NotYours("La préparation d’un lot d’actes revient au chef de projet du syndicat.")
    with recording(actor) as journal:
        batch = Batch(
            kind=kind,
            label=label,
            owner=Mandate.unscoped.get(pk=actor.mandate_id),
            common=common,
            bodies={role: body.pk for role, body in bodies.items()},
        )
        batch.full_clean()
        journal.says(batch, "open_batch", rows=len(found))
        batch.save()
        _append(batch, found)
        return _ask_examination(batch, batch.rows.all(), actor)


def add_rows(batch: Batch, found: Sequence[Place], *, actor: Actor) -> Batch:
    """Lengthen the list; the new rows are examined."""
    with recording(actor) as journal:
        locked = _locked(batch, actor)
        added = _append(locked, found)
        journal.note(locked, "add_rows", rows=len(added))
        return _ask_examination(locked, added, actor)


def _append(batch: Batch, found: Sequence[Place]) -> list[BatchRow]:
    last = batch.rows.aggregate(last=Max("position"))["last"] or 0
    made: list[BatchRow] = BatchRow.unscoped.bulk_create_recorded(
        [
            BatchRow(
                batch=batch,
                position=position,
                typed=place.typed,
                finding=place.finding,
                institution=place.body,
                circonscription=place.area,
            )
            for position, place in enumerate(found, start=last + 1)
        ]
    )
    return made


def _locked(batch: Batch, actor: Actor) -> Batch:
    """The batch, held until the end of the transaction, for whoever runs it and when nothing
    else works on it."""
    if not permissions.may_run_batch(actor, batch):
        raise NotYours(NOT_YOURS)
    locked: Batch = Batch.unscoped.select_for_update().get(pk=batch.pk)
    if locked.status == Batch.Status.ABANDONED:
        raise Refused(Refusal("Ce lot est abandonné : ouvrez-en un autre."))
    if busy(locked):
        raise Refused(BUSY)
    return locked


def examine_again(batch: Batch, *, actor: Actor) -> Batch:
    """Look again at every row without act: the directory was completed since."""
    with recording(actor):
        locked = _locked(batch, actor)
        return _ask_examination(locked, locked.rows.filter(convention=None), actor)


def _ask_examination(batch: Batch, rows: Iterable[BatchRow], actor: Actor) -> Batch:
    items: Items = [(str(row)[:200], {"row": row.pk}) for row in rows]
    if items:
        label = f"Examen de la liste « {batch.label} »"
        job = jobs.ask(examining.JOB, label, items, actor=actor)
        _keep_job(batch, job, actor, "examine_batch")
    return batch


def _keep_job(batch: Batch, job: Job, actor: Actor, verb: str, **told: Any) -> None:
    """Note the work under way on the batch, with what was asked for."""
    with recording(actor) as journal:
        batch.job = job.public_id
        journal.says(batch, verb, **told)
        batch.save()


# --- one row ---------------------------------------------------------------------------------
def choose_body(row: BatchRow, body: Institution, *, actor: Actor) -> BatchRow:
    """Say whom the line means. A body with schools in several districts gives a row for each."""
    batch = row.batch
    with recording(actor) as journal:
        locked_batch = _locked(batch, actor)
        pairs: Sequence[places.Pair] = [(body, None)]
        if parts.proposes(batch.kind):
            pairs = places.split([body], prospect.next_school_year(clock.today()))[body.pk]
        locked = examining.rows().select_for_update(of=("self",)).get(pk=row.pk)
        if locked.convention_id is not None:
            raise Refused(MADE)
        before = locked.institution_id
        (locked.institution, locked.circonscription), *more = pairs
        locked.finding = BatchRow.Finding.WAITING
        locked.values, locked.corrected, locked.included = {}, False, False
        journal.says(locked, "choose_body")
        locked.save()
        _append(locked_batch, [Place(locked.typed, body=one, area=area) for one, area in more])
    touched = [before, locked.institution_id]
    for each in examining.rows().filter(
        batch=batch, convention=None, institution__in=[key for key in touched if key]
    ):
        examining.examine(each, actor=actor)
    return examining.rows().get(pk=row.pk)


def correct(row: BatchRow, typed: Typed, *, actor: Actor) -> BatchRow:
    """Keep what was typed for this act alone, and look at the row again."""
    with recording(actor):
        _locked(row.batch, actor)
    if row.convention_id is not None:
        raise Refused(MADE)
    return examining.examine(row, actor=actor, typed=typed)


def keep(batch: Batch, chosen: Iterable[uuid.UUID], *, included: bool, actor: Actor) -> int:
    """Include rows, or leave them out; returns how many changed. A row of which no act can be
    made stays out, whatever is asked."""
    verb = "include_row" if included else "leave_row"
    with recording(actor) as journal:
        locked = _locked(batch, actor)
        rows = locked.rows.filter(public_id__in=list(chosen), convention=None)
        changed = [
            row
            for row in rows.exclude(included=included)
            if not included or row.finding in BatchRow.CREATABLE
        ]
        for row in changed:
            row.included = included
            journal.says(row, verb)
            row.save()
    return len(changed)


# --- the acts --------------------------------------------------------------------------------
def launch(batch: Batch, *, actor: Actor) -> Batch:
    """Make a draft of each row kept, as a work with a result per row."""
    with recording(actor):
        locked = _locked(batch, actor)
        items: Items = [(str(row)[:200], {"row": row.pk}) for row in to_create(locked)]
        count = len(items)
        label = f"Création de {count} {french.plural(count, 'brouillon', 'brouillons')}"
        job = jobs.ask(moving.CREATE, label, items, actor=actor)
        return BatchLifecycle.move(locked, "launch", actor=actor, job=job.public_id)


def abandon(batch: Batch, *, actor: Actor) -> Batch:
    """Set the list aside, before any act was made of it."""
    return BatchLifecycle.move(batch, "abandon", actor=actor)


def send(
    batch: Batch,
    move: moving.BulkMove,
    acts: Sequence[Convention],
    *,
    dry: bool = False,
    actor: Actor,
) -> Batch:
    """Make one move for many acts of the batch, or only ask the gate (``dry``)."""
    if not acts:
        raise Refused(Refusal("Cochez au moins un acte."))
    items: Items = [
        (str(each)[:200], {"convention": each.pk, "move": move.slug, "dry": dry}) for each in acts
    ]
    count = len(items)
    words = f"{count} {french.plural(count, 'acte', 'actes')}"
    label = f"Vérification : {move.button.lower()}, {words}" if dry else f"{move.button}, {words}"
    with recording(actor):
        locked = _locked(batch, actor)
        mine = locked.rows.filter(convention__in=[each.pk for each in acts]).count()
        if mine != count:
            raise Refused(Refusal("Un acte coché n’est plus de ce lot : reprenez la liste."))
        job = jobs.ask(moving.MOVE, label, items, actor=actor)
        verb = "check_batch" if dry else "send_batch"
        _keep_job(locked, job, actor, verb, move=move.slug, acts=count)
    return locked


def retry(batch: Batch, *, actor: Actor) -> Batch:
    """Do again the lines of the last work that failed, and only these, in one's own name."""
    with recording(actor):
        locked = _locked(batch, actor)
        last = work(locked)
        failed = (
            JobItem.objects.filter(job=last, state=Job.State.FAILED) if last is not None else ()
        )
        items: Items = [(item.subject, item.payload) for item in failed]
        if last is None or not items:
            raise Refused(Refusal("Aucune ligne n’est en échec."))
        job = jobs.ask(last.kind, last.label, items, actor=actor)
        _keep_job(locked, job, actor, "retry_batch", lines=len(items))
    return locked


def work(batch: Batch) -> Job | None:
    """The last work asked for on the batch."""
    return Job.objects.filter(public_id=batch.job).first() if batch.job else None
