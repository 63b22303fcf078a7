"""Work of more than a second: a ``Job`` row with a row per item, resumed after a kill.

The rows are written in the transaction of whoever asks; the queue carries only the job's id,
sent on commit; ``tick`` sends again what was not taken. Each item is claimed by one worker and
commits by itself, so a kill between two items loses nothing and a second run does only what is
left.
"""

import dataclasses
import datetime as dt
import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q
from django_tasks import task

from audit.actor import Actor

from . import clock, faults
from .lifecycle import Refused
from .models import Job, JobItem

Handler = Callable[[dict[str, Any], Actor], str]
STALE = dt.timedelta(minutes=10)
MAX_ATTEMPTS = 3
logger = logging.getLogger(__name__)
_handlers: dict[str, Handler] = {}
_OPEN = (Job.State.WAITING, Job.State.RUNNING)


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does one item: ``(payload, actor) -> French result``.

    It must be idempotent: after a kill the item under way is done again, ``MAX_ATTEMPTS`` times
    at most. An item must take less than ``STALE``, else its worker is taken for dead.
    """

    def register(function: Handler) -> Handler:
        if kind in _handlers:
            raise ValueError(f"job kind {kind!r} has two handlers")
        _handlers[kind] = function
        return function

    return register


def kinds() -> list[str]:
    return sorted(_handlers)


def ask(
    kind: str, label: str, items: Iterable[tuple[str, dict[str, object]]], *, actor: Actor
) -> Job:
    """Write a job of ``(subject, payload)`` items and send it once the transaction is stored."""
    if kind not in _handlers:
        raise LookupError(f"no handler for job kind {kind!r}")
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind, label=label, actor=dataclasses.asdict(actor), asked_by=actor.user_id
        )
        JobItem.objects.bulk_create(
            JobItem(job=job, position=position, subject=subject, payload=payload)
            for position, (subject, payload) in enumerate(items, start=1)
        )
        transaction.on_commit(lambda: _send(job.pk))
    return job


def _send(job_id: int) -> None:
    Job.objects.filter(pk=job_id).update(sent_at=clock.now())
    try:
        run_job.enqueue(job_id)
    except Exception:  # the row is stored: tick sends it again
        logger.exception("job %s could not be queued", job_id)


@task()
def run_job(job_id: int) -> None:
    """Entry point of the worker."""
    run(job_id)


def run(job_id: int) -> Job | None:
    """Do what is left of a job; None when another worker holds it, or nothing is left."""
    now = clock.now()
    taken = (
        Job.objects.filter(pk=job_id)
        .filter(Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, taken_at__lt=now - STALE))
        .update(state=Job.State.RUNNING, taken_at=now)
    )
    if not taken:
        return None
    job = Job.objects.get(pk=job_id)
    actor = Actor(**job.actor)
    for item in job.items.filter(state__in=_OPEN):
        if _claim(item):
            _do(job, item, actor)
            Job.objects.filter(pk=job.pk).update(taken_at=clock.now())
    _finish(job)
    return job


def _claim(item: JobItem) -> bool:
    """Take the item, unless another worker took it since it was read."""
    claimed = JobItem.objects.filter(pk=item.pk, state__in=_OPEN, attempts=item.attempts).update(
        state=Job.State.RUNNING, attempts=F("attempts") + 1
    )
    item.attempts += claimed
    return bool(claimed)


def _do(job: Job, item: JobItem, actor: Actor) -> None:
    item.state = Job.State.FAILED
    if item.attempts > MAX_ATTEMPTS:
        item.message = f"Abandonné après {MAX_ATTEMPTS} essais interrompus."
    else:
        try:
            item.message = _handlers[job.kind](item.payload, actor)
            item.state = Job.State.DONE
        except Refused as refused:
            item.message = " ".join(each.sentence for each in refused.refusals)
        except PermissionDenied as refused:
            item.message = str(refused)
        except Exception as error:
            logger.exception("job %s, item %s", job.pk, item.position)
            item.message = faults.sentence(error) or (
                f"Incident technique ({type(error).__name__}). Relancez cette ligne ; "
                "si l'incident revient, prévenez l'administrateur."
            )
    # A worker taken for dead that wakes up late does not undo what its successor wrote.
    JobItem.objects.filter(pk=item.pk, attempts=item.attempts).update(
        state=item.state, message=item.message
    )


def _finish(job: Job) -> None:
    """Close the job, unless another worker still holds one of its items."""
    if job.items.filter(state__in=_OPEN).exists():
        return
    failed = job.items.filter(state=Job.State.FAILED).exists()
    job.state = Job.State.FAILED if failed else Job.State.DONE
    job.finished_at = clock.now()
    job.save(update_fields=["state", "finished_at"])


def shown(job: Job) -> dict[str, Any]:
    """The bar and the rows of a job, as pages show them; those that failed apart."""
    items = list(job.items.all())
    failed = [item for item in items if item.state == Job.State.FAILED]
    return {
        "job": job,
        "items": items,
        "failed": failed,
        "done": sum(item.state not in _OPEN for item in items),
        "total": len(items),
        "finished": job.state not in _OPEN,
    }


def retry_failed(job: Job) -> None:
    """Do again the items that failed, and only these."""
    with transaction.atomic():
        failed = job.items.filter(state=Job.State.FAILED)
        if failed.update(state=Job.State.WAITING, attempts=0, message=""):
            Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING, finished_at=None)
            transaction.on_commit(lambda: _send(job.pk))


def send_again() -> int:
    """Queue the jobs that nobody took, or whose worker died; called by ``tick``."""
    before = clock.now() - STALE
    lost = (
        Job.objects.filter(created_at__lt=before)
        .filter(Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, taken_at__lt=before))
        .filter(Q(sent_at=None) | Q(sent_at__lt=before))
    )
    for key in (found := list(lost.values_list("pk", flat=True))):
        _send(key)
    return len(found)
