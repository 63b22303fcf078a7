"""Every process of the site under one roof: started together, stopped together.

Each child leads its own process group, so that stopping it stops what it started (LibreOffice).
One that dies is started again, and it is said; one that dies at once, three times, stops the site.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 10.0
SET_PARENT_DEATH_SIGNAL = 1  # prctl(2), PR_SET_PDEATHSIG
EARLY = 5.0
TRIES = 3


@dataclass
class Child:
    """One process of the site; what it says goes to ``log``."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    early_deaths: int = 0

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.command],
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )

    def signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return


@dataclass
class Supervisor:
    """Runs ``children`` until it is told to stop."""

    children: list[Child]
    say: Callable[[str], None]
    stopping: bool = field(default=False)

    def run(self, ready: Callable[[], None]) -> int:
        """Start all, call ``ready`` once, watch; the exit status is 0 after Ctrl-C."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        try:
            for child in self.children:
                child.start()
            ready()
            return self._watch()
        finally:
            self.stop_all()

    def _stop(self, number: int, frame: object) -> None:
        self.stopping = True

    def _watch(self) -> int:
        while not self.stopping:
            time.sleep(0.5)
            for child in self.children:
                if child.process is None or child.process.poll() is None:
                    continue
                lived = time.monotonic() - child.started_at
                child.early_deaths = child.early_deaths + 1 if lived < EARLY else 0
                if child.early_deaths >= TRIES:
                    self.say(
                        f"« {child.name} » s’arrête dès son démarrage : le site est arrêté. "
                        f"Pourquoi : voyez {child.log}."
                    )
                    return 1
                self.say(f"« {child.name} » s’est arrêté : il est relancé (voyez {child.log}).")
                child.start()
        return 0

    def stop_all(self) -> None:
        """Ask each group to end, then insist."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        limit = time.monotonic() + PATIENCE
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.signal(signal.SIGKILL)
                child.process.wait()
            child.signal(signal.SIGKILL)


def _end_with_parent() -> None:
    """In the child: be told to stop when the supervisor is killed without a word (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def python(*arguments: str) -> list[str]:
    """A command of this very interpreter."""
    return [sys.executable, *arguments]
