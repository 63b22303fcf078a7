"""A stage that an act was brought to once is put back, not played again: on SQLite, for a process.

``@kept`` remembers what a call changed in the tables, the files, the mails and the clock, under
the state it started from: the head of the journal, and what each table counts. The same call from
the same state writes the same rows in a twentieth of the time. Anything else is played; from a
state that nothing leads back to, it is remembered once it comes twice.
"""

import copy
import datetime as dt
import functools
import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import mail
from django.db import connection, models, transaction

from common import clock
from documents import store
from tests.plugins import once


@dataclass
class Stage:
    """What a call changed: lines to write, files, mails, the instant at its end, its answer."""

    added: once.Rows
    changed: once.Rows
    files: dict[str, bytes]
    mails: list[Any]
    end: dt.datetime
    answer: tuple[type[models.Model], int] | None


_kept: dict[Any, Stage] = {}
_met: set[Any] = set()
"""Calls played from a state to which nothing known leads back."""
_under_way: list[Any] = []
"""The call being remembered: those that it makes on its way are not."""


def kept(play: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a function of the world or of a record, which answers a record or nothing."""

    @functools.wraps(play)
    def wrapped(*args: Any, **given: Any) -> Any:
        key = _key(play, args, given)
        if key is None:
            return play(*args, **given)
        if key in _kept and _put_back(_kept[key]):
            return _answer(_kept[key])
        if _under_way or not _worth(key):
            return play(*args, **given)
        _under_way.append(key)
        try:
            return _played(key, functools.partial(play, *args, **given))
        finally:
            _under_way.clear()

    return wrapped


def _key(play: Callable[..., Any], args: tuple[Any, ...], given: dict[str, Any]) -> Any:
    """The call and the state it starts from; None when either is not surely the same again."""
    if connection.vendor != "sqlite" or not connection.in_atomic_block:
        return None  # a test that commits seldom starts twice from the same state
    said = [_said(each) for each in (*args, *sorted(given.items()))]
    if any(" at 0x" in each for each in said):
        return None
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    chosen = (settings.TSA_URL, settings.SITE_URL, settings.EMAIL_BACKEND, settings.DEMO)
    return (play.__module__, play.__qualname__, *said, hour, chosen, _state())


def _said(value: Any) -> str:
    if isinstance(value, models.Model):
        return f"{value._meta.label} {value.pk}"
    if isinstance(value, dict):
        return _said(list(value.items()))
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_said, value))}]"
    return value.commune.name if hasattr(value, "commune") else repr(value)


def _state() -> tuple[Any, ...]:
    """The head of the journal, and a digest of what the tables count."""
    with connection.cursor() as cursor:
        raw = cursor.connection.cursor()
        names = connection.introspection.table_names(cursor)
        counts = " UNION ALL ".join(
            f'SELECT count(*), max(rowid) FROM "{name}"' for name in sorted(names)
        )
        counted = repr((once.types(), raw.execute(counts).fetchall()))
    return once.head(), hashlib.sha256(counted.encode()).digest()


def _worth(key: Any) -> bool:
    """Whether the call may come again: nobody returns to a state made for one test."""
    head = key[-1][0]
    if head in once.reached or key in _met:
        return True
    _met.add(key)
    return False


def _played(key: Any, play: Callable[[], Any]) -> Any:
    before, sent = dict(once.tables()), len(mail.outbox)
    answer = play()
    if not (answer is None or isinstance(answer, models.Model)):
        return answer
    added, changed = {}, {}
    for name, table in once.tables():
        known = before[name].lines
        if known.keys() - table.lines.keys():
            return answer  # a line went away
        new = {row: line for row, line in table.lines.items() if row not in known}
        other = {r: line for r, line in table.lines.items() if r in known and known[r] != line}
        if new:
            added[name] = once.Table(table.columns, new)
        if other:
            changed[name] = once.Table(table.columns, other)
    _kept[key] = Stage(
        added,
        changed,
        _files(added),
        copy.copy(mail.outbox[sent:]),
        clock.now(),
        (type(answer), answer.pk) if answer is not None else None,
    )
    once.reached.add(once.head())
    return answer


def _put_back(stage: Stage) -> bool:
    """Write what the stage wrote; False when the tables are not as they were after all."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            raw = cursor.connection.cursor()
            for name, table in stage.changed.items():
                names = ", ".join(f'"{column}" = ?' for column in table.columns)
                lines = [(*line, row) for row, line in table.lines.items()]
                raw.executemany(f'UPDATE "{name}" SET {names} WHERE rowid = ?', lines)
            for name, table in stage.added.items():
                table.write(raw, name)
    except sqlite3.IntegrityError:
        return False
    for sha256, data in stage.files.items():
        path = store.path_of(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    mail.outbox.extend(copy.copy(each) for each in stage.mails)
    _time_passes(stage.end)
    return True


def _answer(stage: Stage) -> Any:
    if stage.answer is None:
        return None
    model, pk = stage.answer
    return model._base_manager.get(pk=pk)


def _time_passes(end: dt.datetime) -> None:
    """What is done next is done after: instants recorded only grow."""
    if (late := end - clock.now()) > dt.timedelta(0):
        clock._shift.set(clock._shift.get() + late)


def _files(added: once.Rows) -> dict[str, bytes]:
    """The content of the files that the added lines name; one was there before when another
    test, whose rows are gone, had written it."""
    table = added.get(store.StoredFile._meta.db_table)
    if table is None:
        return {}
    place = table.columns.index("sha256")
    names = [line[place] for line in table.lines.values()]
    return {name: store.path_of(name).read_bytes() for name in names}
