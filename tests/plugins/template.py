"""One migrated database, copied for each process of tests: migrating takes more than a minute.

It is kept under the fingerprint of what it is made of, in the temporary folder or on the server;
``migrate`` runs on the copy too, and finds nothing to do.
"""

import fcntl
import functools
import hashlib
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from unittest import mock

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.state import ModelState, ProjectState

ROOT = Path(__file__).resolve().parents[2]
MADE_OF = (
    "*/migrations/*.py",
    "*/*/migrations/*.py",
    "audit/*.py",
    "tests/app/**/*.py",
    "requirements/base.txt",
)
A_DAY = 86_400  # seconds
PREFIX = "test_contreseing_template_"


@functools.cache
def name() -> str:
    """Another one as soon as a migration, a guard of the journal or a package changes."""
    content = hashlib.sha256()
    for pattern in MADE_OF:
        for path in sorted(ROOT.glob(pattern)):
            content.update(path.read_bytes())
    return PREFIX + content.hexdigest()[:16]


@contextmanager
def lock() -> Iterator[None]:
    """One process makes or copies the template at a time; a file waits for its own only, while
    making one on the server drops the others."""
    whose = name() if connection.vendor == "sqlite" else f"{PREFIX}{connection.vendor}"
    with (Path(tempfile.gettempdir()) / f"{whose}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@contextmanager
def rendering_alone() -> Iterator[None]:
    """A model that a migration creates is rendered alone.

    Django renders again all that it is related to, on and on, which here is the whole site: half
    of the time of migrating. Nothing of a new model is known to the others yet.
    """
    usual = ProjectState.add_model

    def add_model(state: ProjectState, model: ModelState) -> None:
        rendered = state.__dict__.pop("apps", None)
        usual(state, model)
        if rendered is not None:
            state.__dict__["apps"] = rendered
            rendered.render_multiple([model])

    with mock.patch.object(ProjectState, "add_model", add_model):
        yield


def give() -> bool:
    """Ready the settings so that the test database starts as a copy; whether there is one."""
    test = connection.settings_dict["TEST"]
    if connection.vendor == "sqlite":
        if not _file().exists():
            return False
        shutil.copyfile(_file(), test["NAME"])
        return True
    test["TEMPLATE"] = name() if name() in _on_server() else None
    return test["TEMPLATE"] is not None


def keep() -> None:
    """Copy the test database, just migrated, as the template; older ones go."""
    if connection.vendor == "sqlite":
        for old in _file().parent.glob(f"{PREFIX}*.sqlite3"):
            if old.stat().st_mtime < time.time() - A_DAY:
                old.unlink()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(_file())])
        return
    source = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        for old in _on_server():
            cursor.execute(f'DROP DATABASE "{old}"')
        cursor.execute(f'CREATE DATABASE "{name()}" TEMPLATE "{source}"')


def put_back() -> bool:
    """On SQLite, copy the template over the test database, as between two tests that commit;
    whether it was done. Emptying each table takes a hundred times as long: six hundred guards go
    and come back, and what migrating fills is filled again, under other numbers."""
    if connection.vendor != "sqlite" or connection.in_atomic_block or not _file().exists():
        return False
    connection.ensure_connection()
    with closing(sqlite3.connect(f"file:{_file()}?mode=ro", uri=True)) as source:
        try:
            source.backup(connection.connection)
        except sqlite3.OperationalError:
            return False  # something of this connection is still being read
    ContentType.objects.clear_cache()
    return True


def _file() -> Path:
    return Path(tempfile.gettempdir()) / f"{name()}.sqlite3"


def _on_server() -> list[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        return [row[0] for row in cursor.fetchall()]
