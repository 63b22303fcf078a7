"""Our end of one worker: the process that owns a LibreOffice, seen from the application.

A worker is used by one caller at a time. It dies whole: closing its standard input makes it kill
LibreOffice, remove its folder and leave; killing its process group is the fallback.
"""

import contextlib
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from documents.conversion import uno_worker
from documents.conversion.errors import DocumentRefused, LibreOfficeMissing
from documents.conversion.profile import write_profile

PYTHON_WITH_UNO = "/usr/bin/python3"
PREFIX = "contreseing-office-"
LARGEST_ANSWER = 256 * 1024 * 1024


class WorkerDied(Exception):
    """The process or its LibreOffice has gone: another worker may redo the document."""


class WorkerHung(Exception):
    """No answer in the time allowed."""


@dataclass(frozen=True)
class Office:
    """Which LibreOffice to run; ``isolated`` takes it out of the network where possible."""

    binary: str
    isolated: bool = True


def installed_office() -> Office:
    """The LibreOffice of this machine, or ``LibreOfficeMissing`` with the packages to install."""
    launcher = shutil.which("soffice") or shutil.which("libreoffice")
    if launcher is None:
        raise LibreOfficeMissing.lacking("LibreOffice")
    # The launcher is a script that forks: only soffice.bin itself can be watched and killed.
    binary = Path(launcher).resolve().parent / "soffice.bin"
    if not binary.is_file():
        raise LibreOfficeMissing.lacking("LibreOffice (soffice.bin)")
    if not os.access(PYTHON_WITH_UNO, os.X_OK):
        raise LibreOfficeMissing.lacking(f"Python de Debian ({PYTHON_WITH_UNO})")
    return Office(str(binary))


def sweep() -> None:
    """Remove folders whose process died before it had a worker to remove them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not Path("/proc", owner).exists():
            uno_worker.remove_traces(str(folder))


class Worker:
    """One LibreOffice, started on construction and ready when it returns."""

    def __init__(self, office: Office) -> None:
        self.converted = 0
        sweep()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        try:
            write_profile(self.folder / "profile")
        except OSError:
            uno_worker.remove_traces(str(self.folder))
            raise
        self.process = subprocess.Popen(
            [
                PYTHON_WITH_UNO,
                "-I",
                uno_worker.__file__,
                office.binary,
                str(self.folder),
                "isolate" if office.isolated else "share",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            # Nothing of ours: no secret, no proxy, no display.
            env={"PATH": os.defpath, "HOME": str(self.folder), "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
        try:
            ready = self._receive(time.monotonic() + uno_worker.START_SECONDS + 5)
        except (WorkerDied, WorkerHung):
            self.kill()
            raise
        if ready[:1] != b"R":
            self.kill()
            if ready == b"Euno":
                raise LibreOfficeMissing.lacking("Le pont Python de LibreOffice (python3-uno)")
            raise WorkerDied(ready[1:].decode("utf-8", "replace"))
        self.office_pid = int(ready[1:])

    def convert(self, docx: bytes, seconds: float) -> bytes:
        """The PDF; ``WorkerHung`` after ``seconds``, ``WorkerDied``, or ``DocumentRefused``."""
        until = time.monotonic() + seconds
        self._send(docx, until)
        answer = self._receive(until)
        self.converted += 1
        if answer[:1] == b"P":
            return answer[1:]
        if answer == uno_worker.DIED:
            raise WorkerDied("LibreOffice")
        raise DocumentRefused(
            "LibreOffice n’a pas pu lire ce document. Ouvrez-le dans Word, enregistrez-le à "
            "nouveau au format .docx, puis recommencez."
        )

    def alive(self) -> bool:
        """Whether it may be given another document."""
        return self.process.poll() is None

    def kill(self) -> None:
        """End the worker, its LibreOffice and all they started; leave no file."""
        with contextlib.suppress(OSError):
            self._stdin().close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(3)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._stdout().close()
        uno_worker.remove_traces(str(self.folder))

    def _send(self, body: bytes, until: float) -> None:
        frame = memoryview(len(body).to_bytes(4, "big") + body)
        descriptor = self._stdin().fileno()
        os.set_blocking(descriptor, False)
        while frame:
            _, writable, _ = select.select([], [descriptor], [], max(0.0, until - time.monotonic()))
            if not writable:
                raise WorkerHung
            try:
                frame = frame[os.write(descriptor, frame) :]
            except BrokenPipeError:
                raise WorkerDied("pipe") from None

    def _receive(self, until: float) -> bytes:
        size = int.from_bytes(self._read(4, until), "big")
        if size > LARGEST_ANSWER:
            raise WorkerDied("answer too large")
        return self._read(size, until)

    def _read(self, size: int, until: float) -> bytes:
        descriptor = self._stdout().fileno()
        pieces = []
        while size:
            readable, _, _ = select.select([descriptor], [], [], max(0.0, until - time.monotonic()))
            if not readable:
                raise WorkerHung
            piece = os.read(descriptor, min(size, 1 << 20))
            if not piece:
                raise WorkerDied("closed")
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def _stdin(self) -> BinaryIO:
        assert self.process.stdin is not None  # noqa: S101 - opened above
        return self.process.stdin  # type: ignore[return-value]

    def _stdout(self) -> BinaryIO:
        assert self.process.stdout is not None  # noqa: S101 - opened above
        return self.process.stdout  # type: ignore[return-value]
