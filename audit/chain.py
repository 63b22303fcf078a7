"""The chain of the journal: append under one lock, verify by reading it again."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from django.db import connection

from .models import Checkpoint, Event

GENESIS = "0" * 64
_LOCK = 0x434F4E5452  # one number for all writers of the journal, on PostgreSQL
CHAINED = (
    "sequence",
    "at",
    "verb",
    "object_type",
    "object_id",
    "object_key",
    "history_id",
    "after_hash",
    "document_hash",
    "actor_user",
    "actor_person",
    "actor_mandate",
    "actor_institution",
    "actor_title",
    "reason",
    "data",
    "request_id",
)


def link(previous_hash: str, values: Iterable[object]) -> str:
    """Hash of a line: its own values, in the order of ``CHAINED``, after the hash before."""
    text = json.dumps(
        [v.astimezone(dt.UTC).isoformat() if isinstance(v, dt.datetime) else v for v in values],
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return sha256((previous_hash + text).encode()).hexdigest()


def append(events: Sequence[Event]) -> None:
    """Number, chain and store ``events``; the last statement of their transaction.

    PostgreSQL needs the advisory lock, held to the end of the transaction: without it two
    appends take the same number. SQLite has one writer (transactions are IMMEDIATE).
    """
    if not events:
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = Event.objects.order_by("-sequence").values_list("sequence", "hash").first()
    sequence, previous = last or (0, GENESIS)
    for event in events:
        sequence += 1
        event.sequence = sequence
        event.previous_hash = previous
        event.hash = previous = link(previous, (getattr(event, name) for name in CHAINED))
    Event.objects.bulk_create(events, batch_size=500)


def faults() -> Iterator[str]:
    """One sentence per break of the chain or of a checkpoint, first break first."""
    expected, previous = 1, GENESIS
    wanted: dict[int, tuple[str, int]] = {
        c.sequence: (c.hash, c.count) for c in Checkpoint.objects.all()
    }
    rows = Event.objects.order_by("sequence").values_list(*CHAINED, "previous_hash", "hash")
    for row in rows.iterator(chunk_size=5000):
        sequence = row[0]
        if sequence != expected:
            yield f"Journal : le fait n° {expected} manque (le suivant porte le n° {sequence})."
            expected = sequence
        elif row[-2] != previous:
            yield f"Journal : le fait n° {sequence} ne suit pas le précédent."
        if _link_or_none(row[-2], row[:-2]) != row[-1]:
            yield f"Journal : le fait n° {sequence} a été modifié."
        if sequence in wanted and wanted.pop(sequence) != (row[-1], sequence):
            yield f"Journal : le fait n° {sequence} diffère du point de contrôle."
        previous, expected = row[-1], expected + 1
    for sequence in sorted(wanted):
        yield f"Journal : le point de contrôle n° {sequence} n'a plus de fait correspondant."


def _link_or_none(previous: Any, values: Sequence[object]) -> str | None:
    """The hash, or None when a cell was replaced by something that cannot be hashed."""
    try:
        return link(previous, values)
    except (TypeError, ValueError, AttributeError):
        return None


def head() -> tuple[int, str]:
    """Number and hash of the last line; (0, zeros) when the journal is empty."""
    last = Event.objects.order_by("-sequence").values_list("sequence", "hash").first()
    return last or (0, GENESIS)


def checkpoint(at: dt.datetime) -> Checkpoint:
    """Record the head of the chain at ``at``, to be sent to the partner institutions."""
    sequence, value = head()
    return Checkpoint.objects.create(at=at, sequence=sequence, count=sequence, hash=value)
