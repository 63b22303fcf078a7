"""What is made once in a process of tests and put back as it was for each file that needs it.

A world of people and models takes two seconds to make, its rows a twentieth to write again: on
SQLite, whose values come out of a table as they go in.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction

#: filled by the migrations themselves
BORN = ("audit_shape", "auth_permission", "django_content_type", "django_migrations")
NOWHERE = Path("/nowhere")
Line = tuple[Any, ...]
reached: set[str | None] = {None}
"""Heads of the journal to which a test of this process may come back."""


@dataclass
class Table:
    """Lines of a table as they are stored, by their number in it."""

    columns: list[str]
    lines: dict[int, Line]

    def write(self, raw: Any, name: str) -> None:
        names = ", ".join(f'"{column}"' for column in self.columns)
        marks = ", ".join("?" for _ in self.columns)
        statement = f'INSERT INTO "{name}" ({names}) VALUES ({marks})'
        raw.executemany(statement, list(self.lines.values()))


Rows = dict[str, Table]


@dataclass
class Shelf:
    """Folders kept until the process ends."""

    root: Path | None = None
    kept: dict[str, Path] = field(default_factory=dict)

    def folder(self, name: str, target: Path, make: Callable[[Path], object]) -> None:
        """Fill ``target`` with the files of ``name``, made the first time that they are asked."""
        if name not in self.kept:
            make(target)
            self.keep(name, target)
        else:
            self.give(name, target)

    def keep(self, name: str, source: Path) -> None:
        if self.root is None:
            self.root = Path(tempfile.mkdtemp(prefix="contreseing-once-"))
            atexit.register(self.close, os.getpid())
        self.kept[name] = self.root / name
        shutil.rmtree(self.kept[name], ignore_errors=True)
        if source.exists():
            shutil.copytree(source, self.kept[name])

    def give(self, name: str, target: Path) -> None:
        if self.kept[name].exists():
            shutil.copytree(self.kept[name], target, dirs_exist_ok=True)

    def close(self, owner: int) -> None:
        """A process that was forked leaves the folders to its parent."""
        if self.root is not None and os.getpid() == owner:
            shutil.rmtree(self.root, ignore_errors=True)


@dataclass
class Once:
    """The rows and files that ``make`` adds to an empty database, and what it returned."""

    make: Callable[[], Any]
    shelf: Shelf
    rows: Rows | None = None
    made: Any = None
    types: list[Line] = field(default_factory=list)

    def __call__(self, files: Path = NOWHERE) -> Any:
        """Make them, or put them back; on tables that hold something else, just make."""
        if connection.vendor != "sqlite" or not _empty():
            return self.make()
        with transaction.atomic():
            if self.rows is None or self.types != types():
                self.made = self.make()
                self.rows, self.types = _filled(), types()
                self.shelf.keep("files", files)
                reached.add(head())
            else:
                with connection.cursor() as cursor:
                    for name, table in self.rows.items():
                        table.write(cursor.connection.cursor(), name)
                self.shelf.give("files", files)
        return deepcopy(self.made)


def _empty() -> bool:
    """Whether no table holds more than migrating left there."""
    with connection.cursor() as cursor:
        names = set(connection.introspection.table_names(cursor)) - set(BORN)
        some = " OR ".join(f'EXISTS (SELECT 1 FROM "{name}")' for name in sorted(names))
        return not cursor.connection.execute(f"SELECT {some}").fetchone()[0]


def head() -> str | None:
    """The hash of the last line of the journal: what no two makings of rows have in common."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM audit_event ORDER BY sequence DESC LIMIT 1")
        return (cursor.fetchone() or (None,))[0]


def _filled() -> Rows:
    return {name: table for name, table in tables() if table.lines}


def types() -> list[Line]:
    """The models as rows name them: emptying the tables gives them other numbers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, app_label, model FROM django_content_type ORDER BY id")
        return list(cursor.fetchall())


def tables() -> Iterator[tuple[str, Table]]:
    """Every table that a test fills: not those that migrating fills."""
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            if name in BORN:
                continue
            raw = cursor.connection.cursor()
            empty = raw.execute(f'SELECT * FROM "{name}" LIMIT 0')
            columns = [each[0] for each in empty.description]
            # A sign before a column: its value as it is stored, not as Django would read it.
            stored = ", ".join(f'+"{column}"' for column in columns)
            found = raw.execute(f'SELECT rowid, {stored} FROM "{name}"')
            yield name, Table(columns, {row: tuple(line) for row, *line in found})
