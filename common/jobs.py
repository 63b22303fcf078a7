"""Work of more than a second: a ``Job`` row with a row per item, resumed after a kill.

The rows are written in the transaction of whoever asks; the queue carries only the job's id,
sent on commit; ``tick`` sends again what was not taken. Each item commits by itself, so a kill
between two items loses nothing and a second run does only what is left.
"""

import dataclasses
import datetime as dt
import logging
from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models import Q
from django_tasks import task

from audit.actor import Actor

from . import clock
from .lifecycle import Refused
from .models import Job, JobItem

Handler = Callable[[dict[str, object], Actor], str]
STALE = dt.timedelta(minutes=10)
MAX_ATTEMPTS = 3
logger = logging.getLogger(__name__)
_handlers: dict[str, Handler] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does one item: ``(payload, actor) -> French result``.

    It must be idempotent: after a kill the item under way is done again.
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
    try:
        run_job.enqueue(job_id)
    except Exception:  # the row is stored: tick sends it again
        logger.exception("job %s could not be queued", job_id)


@task()
def run_job(job_id: int) -> None:
    """Entry point of the worker."""
    run(job_id)


def run(job_id: int) -> Job | None:
    """Do what is left of a job; None when another worker holds it."""
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
    for item in job.items.filter(state__in=[Job.State.WAITING, Job.State.RUNNING]):
        _do(job, item, actor)
        Job.objects.filter(pk=job.pk).update(taken_at=clock.now())
    failed = job.items.filter(state=Job.State.FAILED).exists()
    job.state = Job.State.FAILED if failed else Job.State.DONE
    job.finished_at = clock.now()
    job.save(update_fields=["state", "finished_at"])
    return job


def _do(job: Job, item: JobItem, actor: Actor) -> None:
    item.state = Job.State.RUNNING
    item.attempts += 1
    item.save(update_fields=["state", "attempts"])
    try:
        item.message = _handlers[job.kind](item.payload, actor)
        item.state = Job.State.DONE
    except Refused as refused:
        item.message, item.state = str(refused), Job.State.FAILED
    except Exception as error:
        logger.exception("job %s, item %s", job.pk, item.position)
        item.message, item.state = f"Incident technique : {error}", Job.State.FAILED
    item.save(update_fields=["state", "message"])


def retry_failed(job: Job) -> None:
    """Do again the items that failed, and only these."""
    with transaction.atomic():
        job.items.filter(state=Job.State.FAILED).update(state=Job.State.WAITING)
        Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING, finished_at=None)
        transaction.on_commit(lambda: _send(job.pk))


def send_again() -> int:
    """Queue the jobs that nobody took, or whose worker died; called by ``tick``."""
    before = clock.now() - STALE
    lost = Job.objects.filter(
        Q(state=Job.State.WAITING, created_at__lt=before)
        | Q(state=Job.State.RUNNING, taken_at__lt=before)
    )
    for job in lost:
        _send(job.pk)
    return len(lost)
