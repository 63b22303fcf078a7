"""What a fault may leave behind: files of the store, LibreOffice, its folders."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from documents.conversion.worker import PREFIX


def stored() -> set[str]:
    """Names of all the files of the store, hidden and half-written ones too."""
    root = Path(settings.MEDIA_ROOT)
    return {path.name for path in root.rglob("*") if path.is_file()} - {".lock"}


def offices() -> tuple[set[str], set[str]]:
    """LibreOffice's folders among the temporary files of this run, and processes in one."""
    start = f"{tempfile.gettempdir()}/{PREFIX}"
    folders = {path.name for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*")}
    processes = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if start.encode() in path.read_bytes():
                processes.add(path.parent.name)
        except OSError:
            continue
    return folders, processes


def eventually(condition: Callable[[], bool], seconds: float = 30) -> bool:
    """Whether it comes true; for what the system does by itself after a death."""
    until = time.monotonic() + seconds
    while not (true := condition()) and time.monotonic() < until:
        time.sleep(0.05)
    return true
