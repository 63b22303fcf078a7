"""The chain of the journal: append under one lock, verify by reading it again.

The hash of a line is SHA-256 over the hash of the line before, then its values in the order of
``CHAINED``, each preceded by U+001F, as UTF-8. An absent number is empty; an instant is
``YYYY-MM-DD HH:MM:SS.ffffff`` in UTC; ``data`` is canonical JSON. The database joins the values
by itself, so that a million lines are verified in seconds and a cell of a wrong type is a
difference like any other.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField

from . import canonical, proofs
from .models import Checkpoint, Event

GENESIS = "0" * 64
_LOCK = 0x434F4E5452  # one number for all writers of the journal, on PostgreSQL
_MARK = "\x1f"
_WINDOW = 20_000
CHAINED = (
    "sequence",
    "at",
    "verb",
    "object_type",
    "object_id",
    "object_key",
    "history_id",
    "after_hash",
    "shape",
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
_HEAD = "SELECT sequence, hash FROM audit_event ORDER BY sequence DESC LIMIT 1"
_COLUMNS = (*CHAINED, "previous_hash", "hash")
_INSERT = f"INSERT INTO audit_event ({', '.join(_COLUMNS)}) "
_ONE = f"VALUES ({', '.join(['%s'] * len(_COLUMNS))})"
_NUMBERS = {name for name in CHAINED if isinstance(Event._meta.get_field(name), BigIntegerField)}
_ARRAYS = ", ".join(
    "%s::" + ("bigint" if name in _NUMBERS else "timestamptz" if name == "at" else "text") + "[]"
    for name in _COLUMNS
)


@dataclass(slots=True)
class Line:
    """A line of the journal before it is chained; the fields are those of ``Event``."""

    at: dt.datetime
    verb: str
    object_type: str
    object_id: int | None
    object_key: str
    actor_user: int | None
    actor_person: str
    actor_mandate: int | None
    actor_institution: int | None
    actor_title: str
    reason: str
    data: dict[str, object]
    request_id: str
    document_hash: str = ""
    history_id: int | None = None
    after_hash: str = ""
    shape: str = ""


def link(previous_hash: str, values: Sequence[object]) -> str:
    """Hash of a line: the hash before, then its own values in the order of ``CHAINED``."""
    parts = [previous_hash]
    parts += ["" if value is None else str(value) for value in values]
    return sha256(_MARK.join(parts).encode()).hexdigest()


def stored(line: Line, sequence: int) -> list[Any]:
    """The values of ``line`` in the order of ``CHAINED``, as the database keeps them."""
    return [
        sequence,
        line.at.astimezone(dt.UTC).isoformat(sep=" ", timespec="microseconds")[:26],
        _one_line(line.verb),
        line.object_type,
        line.object_id,
        line.object_key,
        line.history_id,
        line.after_hash,
        line.shape,
        line.document_hash,
        line.actor_user,
        line.actor_person,
        line.actor_mandate,
        line.actor_institution,
        _one_line(line.actor_title),
        _one_line(line.reason),
        canonical.text(canonical.plain_json(line.data)) if line.data else "{}",
        _one_line(line.request_id),
    ]


def values(event: Event) -> list[Any]:
    """The values of a kept line in the order of ``CHAINED``, as they were chained."""
    line = Line(**{f.name: getattr(event, f.name) for f in fields(Line)})
    return stored(line, event.sequence)


def _one_line(text: str) -> str:
    """Without the mark that parts the values, nor NUL, which PostgreSQL refuses."""
    return text.replace(_MARK, " ").replace("\0", " ") if _MARK in text or "\0" in text else text


def append(lines: Sequence[Line]) -> None:
    """Number, chain and store ``lines``; the last statement of their transaction.

    PostgreSQL needs the advisory lock, held to the end of the transaction: without it two
    appends take the same number. SQLite has one writer (transactions are IMMEDIATE).
    """
    if not lines:
        return
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgresql:
            # Two statements in one message: the second sees what the lock waited for.
            cursor.execute(f"SELECT pg_advisory_xact_lock({_LOCK}); {_HEAD}")
            cursor.nextset()
        else:
            cursor.execute(_HEAD)
        sequence, previous = cursor.fetchone() or (0, GENESIS)
        rows = []
        for line in lines:
            sequence += 1
            values = stored(line, sequence)
            digest = link(previous, values)
            if postgresql:
                values[1] += "+00"
            rows.append((*values, previous, digest))
            previous = digest
        if postgresql and len(rows) > 1:
            columns = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(f"{_INSERT} SELECT * FROM UNNEST({_ARRAYS})", columns)  # noqa: S608
        else:
            cursor.executemany(_INSERT + _ONE, rows)


def faults() -> Iterator[str]:
    """One sentence per break of the chain or of a checkpoint, first break first."""
    expected, previous, tree = 1, GENESIS.encode(), proofs.Tree()
    held = Checkpoint.objects.order_by().values_list("sequence", "hash", "count", "root")
    wanted = {
        sequence: (str(digest).encode(), count, root) for sequence, digest, count, root in held
    }
    for sequence, said_previous, said_hash, content in _stored_lines():
        if sequence != expected:
            yield f"Journal : le fait n° {expected} manque (le suivant porte le n° {sequence})."
            expected = sequence
        elif said_previous != previous:
            yield f"Journal : le fait n° {sequence} ne suit pas le précédent."
        if sha256(said_previous + content).hexdigest().encode() != said_hash:
            yield f"Journal : le fait n° {sequence} a été modifié."
        tree.add(said_hash.decode(errors="replace"))
        if sequence in wanted and wanted.pop(sequence) != (said_hash, sequence, tree.root()):
            yield f"Journal : le fait n° {sequence} diffère du point de contrôle."
        previous, expected = said_hash, expected + 1
    for sequence in sorted((n for n in wanted if n), key=str):
        yield f"Journal : le point de contrôle n° {sequence} n'a plus de fait correspondant."
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM audit_event WHERE typeof(sequence) <> 'integer'")
            odd = cursor.fetchone()[0]
        if odd:
            yield f"Journal : {odd} fait(s) dont le numéro n'est pas un nombre."


def _stored_lines() -> Iterator[tuple[int, bytes, bytes, bytes]]:
    """Number, previous hash, hash and joined values of every line, as bytes, in order."""
    query, after = _verification_query(), -(2**63)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(query, [after, _WINDOW])
            window = cursor.fetchall()
        if not window:
            return
        for sequence, previous, digest, content in window:
            yield sequence, bytes(previous), bytes(digest), bytes(content)
        after = window[-1][0]


def _verification_query() -> str:
    """Bytes are asked for, never text: a damaged cell must not stop the reading."""
    if connection.vendor == "postgresql":
        special = {"at": "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"}
        cell, mark, kind = "{}::text", "chr(31)", "convert_to({}, 'UTF8')"
        whole_number = ""
    else:
        special, cell, mark = {}, "{}", "x'1f'"
        kind = "CAST(COALESCE({}, '') AS BLOB)"
        whole_number = "typeof(sequence) = 'integer' AND "
    joined = " || ".join(
        f"{mark} || COALESCE({special.get(name) or cell.format(name)}, '')" for name in CHAINED
    )
    return (
        f"SELECT sequence, {kind.format('previous_hash')}, {kind.format('hash')}, "  # noqa: S608
        f"{kind.format(f'({joined})')} FROM audit_event "
        f"WHERE {whole_number}sequence > %s ORDER BY sequence LIMIT %s"
    )


def head() -> tuple[int, str]:
    """Number and hash of the last line; (0, zeros) when the journal is empty."""
    last = Event.objects.order_by("-sequence").values_list("sequence", "hash").first()
    return last or (0, GENESIS)


def checkpoint(at: dt.datetime) -> Checkpoint:
    """Record the head of the chain at ``at``, to be sent to the partner institutions."""
    sequence, value = head()
    return Checkpoint.objects.create(
        at=at, sequence=sequence, count=sequence, hash=value, root=proofs.root(hashes(sequence))
    )


def hashes(last: int) -> Iterator[str]:
    """The hashes of the lines up to ``last``, in order."""
    upto = Event.objects.filter(sequence__lte=last).order_by("sequence")
    yield from upto.values_list("hash", flat=True).iterator(chunk_size=_WINDOW)


def daily_checkpoint(at: dt.datetime) -> Checkpoint | None:
    """A checkpoint a day while the journal grows, against a tail that would be cut off.

    None when the last one is less than a day old, or when nothing was written since.
    """
    last = Checkpoint.objects.order_by("-sequence").first()
    if last is not None and (at - last.at < dt.timedelta(days=1) or last.sequence == head()[0]):
        return None
    return checkpoint(at) if head()[0] else None
