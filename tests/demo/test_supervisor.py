"""One command starts everything, Ctrl-C or a kill ends everything."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError

from demo.management.commands.run_site import refuse_busy
from demo.supervisor import Child, Supervisor

# Stands for a server that starts a helper of its own, as the converter starts LibreOffice.
PARENT = (
    "import subprocess, sys, time; "
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)', sys.argv[1]]); "
    "time.sleep(600)"
)


def _living(mark: str) -> list[str]:
    """Processes whose command line holds ``mark``, zombies aside."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            words = (folder / "cmdline").read_bytes()
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
        except (OSError, IndexError):
            continue
        if mark.encode() in words and state != "Z":
            found.append(folder.name)
    return found


def _until(condition, seconds: float = 20) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if condition():
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def mark(tmp_path):
    """A word that only the processes of this test have on their command line."""
    return f"supervised-{tmp_path.name}-{os.getpid()}"


def _child(mark: str, tmp_path: Path, code: str = PARENT, name: str = "essai") -> Child:
    return Child(name, [sys.executable, "-c", code, mark], {}, tmp_path / f"{name}.log")


def test_stopping_ends_each_process_and_what_it_started(mark, tmp_path):
    supervisor = Supervisor([_child(mark, tmp_path)], lambda words: None)

    def ready():
        assert _until(lambda: len(_living(mark)) == 2)
        supervisor.stopping = True

    assert supervisor.run(ready) == 0
    assert _until(lambda: not _living(mark))


def test_one_that_dies_at_once_stops_the_site_and_names_its_log(mark, tmp_path):
    said = []
    child = _child(mark, tmp_path, "print('pourquoi'); raise SystemExit(3)")
    assert Supervisor([child], said.append).run(lambda: None) == 1
    assert "essai.log" in said[-1]
    assert "pourquoi" in (tmp_path / "essai.log").read_text()


def test_one_that_dies_later_is_started_again(mark, tmp_path, monkeypatch):
    monkeypatch.setattr("demo.supervisor.EARLY", 0.0)
    said = []
    supervisor = Supervisor([_child(mark, tmp_path, "import time; time.sleep(0.2)")], said.append)

    def enough(words):
        said.append(words)
        supervisor.stopping = True

    supervisor.say = enough
    assert supervisor.run(lambda: None) == 0
    assert "il est relancé" in said[0]


@pytest.mark.skipif(sys.platform != "linux", reason="le signal à la mort du parent est de Linux")
def test_a_killed_supervisor_leaves_no_process(mark, tmp_path):
    script = textwrap.dedent(
        f"""
        import sys
        from pathlib import Path
        from demo.supervisor import Child, Supervisor
        code = "import time; time.sleep(600)"
        log = Path({str(tmp_path)!r}) / "log"
        child = Child("essai", [sys.executable, "-c", code, {mark!r}], {{}}, log)
        Supervisor([child], print).run(lambda: print("ready", flush=True))
        """
    )
    supervisor = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=settings.BASE_DIR
    )
    assert supervisor.stdout.readline().strip() == b"ready"
    assert _until(lambda: _living(mark))
    supervisor.send_signal(signal.SIGKILL)
    supervisor.wait()
    supervisor.stdout.close()
    assert _until(lambda: not _living(mark))


def test_a_busy_port_is_said_with_another_to_try():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"{port} est déjà pris.*PORT={port + 1} make run"):
            refuse_busy(port)
