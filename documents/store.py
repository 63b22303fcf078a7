"""The store of files: each content once, under its SHA-256, never overwritten.

Order that survives a kill: the intent row is committed, the file is written aside, synced,
renamed to its hash, its folder synced; then the caller's transaction keeps it (``keep``). A file
without a row is always covered by an intent, so ``recover`` finds and removes it. An intent whose
file another row already keeps is simply dropped.
"""

import datetime as dt
import fcntl
import hashlib
import logging
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from audit import registry
from common import clock

from .models import StoredFile, WriteIntent

logger = logging.getLogger(__name__)
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORGOTTEN = dt.timedelta(hours=1)


class FileDamaged(RuntimeError):
    """A stored file is missing or no longer has its hash."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file on disk that no row keeps yet."""

    sha256: str
    size: int
    kind: str
    token: uuid.UUID

    def keep(self) -> StoredFile:
        """Keep the file, inside the transaction of the change that needs it."""
        if not connection.in_atomic_block:
            raise RuntimeError("a file is kept inside the transaction that needs it")
        # Looked for first: on SQLite the guard of the table refuses even an insert to be ignored.
        if not StoredFile.objects.filter(sha256=self.sha256).exists():
            StoredFile.objects.bulk_create(
                [StoredFile(sha256=self.sha256, size=self.size, kind=self.kind)],
                ignore_conflicts=True,
            )
        WriteIntent.objects.filter(token=self.token).delete()
        return StoredFile.objects.get(sha256=self.sha256)

    def drop(self) -> None:
        """Give up: remove the file unless a row, or another intent, needs it.

        When disk or database refuse even that, the intent stays and ``recover`` does it.
        """
        try:
            _clear(self.sha256, self.token)
        except (OSError, DatabaseError):
            logger.exception("file %s is left to recovery", self.sha256[:12])


def path_of(sha256: str) -> Path:
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def prepare(data: bytes, kind: str) -> Prepared:
    """Write ``data`` to disk; call outside any transaction. OSError when the disk is full."""
    sha256 = hashlib.sha256(data).hexdigest()
    token = uuid.uuid4()
    file = Prepared(sha256, len(data), kind, token)
    try:
        with _alone():
            WriteIntent.objects.create(sha256=sha256, token=token)
            _write(path_of(sha256), data)
    except OSError:
        file.drop()
        raise
    return file


@contextmanager
def prepared(*contents: tuple[bytes, str]) -> Iterator[list[Prepared]]:
    """Prepare several files; those that the block does not keep are removed if it fails."""
    files: list[Prepared] = []
    try:
        files.extend(prepare(data, kind) for data, kind in contents)
        yield files
    except BaseException:
        for file in files:
            file.drop()
        raise


def _write(path: Path, data: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with aside.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        aside.rename(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        aside.unlink(missing_ok=True)


def read(sha256: str) -> bytes:
    """The content stored under ``sha256``; raises ``FileDamaged`` rather than give other bytes."""
    try:
        data = path_of(sha256).read_bytes()
    except FileNotFoundError as error:
        raise FileDamaged(f"file {sha256[:12]} is missing") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise FileDamaged(f"file {sha256[:12]} was altered")
    return data


def _clear(sha256: str, token: uuid.UUID) -> None:
    with _alone():
        WriteIntent.objects.filter(token=token).delete()
        wanted = (
            StoredFile.objects.filter(sha256=sha256).exists()
            or WriteIntent.objects.filter(sha256=sha256).exists()
        )
        if not wanted:
            path_of(sha256).unlink(missing_ok=True)
        for aside in path_of(sha256).parent.glob(f".{sha256}.*"):
            aside.unlink(missing_ok=True)


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time writes an intent and its file, or decides that a file is unwanted.

    Without it a file could be removed by one process just after another found it there.
    """
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def recover(*, older_than: dt.timedelta = FORGOTTEN) -> int:
    """Remove what killed processes left; called when the site starts and by ``tick``."""
    left = WriteIntent.objects.filter(made_at__lte=clock.now() - older_than)
    for intent in left:
        _clear(intent.sha256, intent.token)
    return len(left)


@registry.check
def damaged_files() -> Iterator[str]:
    """Each kept file against its hash, each file on disk against the rows."""
    for sha256 in StoredFile.objects.order_by("pk").values_list("sha256", flat=True).iterator():
        try:
            read(sha256)
        except FileDamaged as damage:
            what = "manque" if "missing" in str(damage) else "a été modifié"
            yield f"Fichier {sha256[:12]} : il {what}."
    root = Path(settings.MEDIA_ROOT)
    for path in root.glob("??/??/*") if root.exists() else ():
        name = path.name.lstrip(".").split(".")[0]
        # The intent first: it goes in the transaction that keeps the file.
        if WriteIntent.objects.filter(sha256=name).exists():
            continue
        if not StoredFile.objects.filter(sha256=name).exists() and path.exists():
            yield f"Fichier {name[:12]} : sans enregistrement."
