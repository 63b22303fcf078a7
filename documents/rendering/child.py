"""Work on a model that was just uploaded in a child process, with bounded time and memory.

The sandbox refuses code; these limits bound what a hostile but lawful model may cost (nested
loops, huge values, slow patterns). The child has no environment variables of ours and may write
no file. Requests go to it pickled (they come from us); only bytes or a sentence come back, never
objects.
"""

import importlib
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from documents.rendering import errors
from documents.rendering.sandbox import plain

CPU_SECONDS = 10
MEMORY_BYTES = 1024 * 1024 * 1024
WALL_SECONDS = 30

_ROOT = Path(__file__).resolve().parents[2]
_DONE, _REFUSED, _UNKNOWN, _HEAVY, _PACKAGE = b"D", b"R", b"U", b"H", b"P"


def fill_in_child(
    model: bytes,
    data: Mapping[str, object],
    *,
    cpu_seconds: int = CPU_SECONDS,
    memory_bytes: int = MEMORY_BYTES,
) -> bytes:
    """As ``fill``, for a model not yet accepted: ``RenderingTooHeavy`` beyond the limits."""
    return in_child(
        "documents.rendering.compiled:filled",
        model,
        plain(data),
        cpu_seconds=cpu_seconds,
        memory_bytes=memory_bytes,
    )


def in_child(
    function: str,
    *arguments: object,
    cpu_seconds: int = CPU_SECONDS,
    memory_bytes: int = MEMORY_BYTES,
) -> bytes:
    """The bytes given by ``module:function`` in a child; its ``ModelError`` is raised here."""
    request = pickle.dumps((function, arguments, cpu_seconds, memory_bytes))
    process = subprocess.Popen(
        [sys.executable, "-c", "from documents.rendering import child; child.serve()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    )
    try:
        answer, _ = process.communicate(request, timeout=WALL_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise _too_heavy() from None
    kind, content = answer[:1], answer[1:]
    if process.returncode != 0 or not kind:
        raise _too_heavy()
    if kind == _DONE:
        return content
    if kind == _UNKNOWN:
        name, _, paragraph = content.decode().partition("\n")
        raise errors.UnknownVariable(name, paragraph)
    refusal = {_PACKAGE: errors.PackageRefused, _HEAVY: errors.RenderingTooHeavy}
    raise refusal.get(kind, errors.ModelError)(content.decode())


def serve() -> None:
    """What the child runs: one request on standard input, one answer on standard output."""
    import resource

    # Only our own parent writes here.
    request = pickle.loads(sys.stdin.buffer.read())  # noqa: S301
    function, arguments, cpu_seconds, memory_bytes = request
    module, _, name = function.partition(":")
    # Loaded before the limits: the model must not be charged for the libraries.
    run = getattr(importlib.import_module(module), name)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        kind, content = _DONE, run(*arguments)
    except errors.UnknownVariable as error:
        kind, content = _UNKNOWN, f"{error.name}\n{error.paragraph}".encode()
    except errors.RenderingTooHeavy as error:
        kind, content = _HEAVY, str(error).encode()
    except errors.PackageRefused as error:
        kind, content = _PACKAGE, str(error).encode()
    except errors.ModelError as error:
        kind, content = _REFUSED, str(error).encode()
    sys.stdout.buffer.write(kind + content)
    sys.stdout.buffer.flush()


def _too_heavy() -> errors.RenderingTooHeavy:
    return errors.RenderingTooHeavy(
        "Le modèle demande trop de temps ou de mémoire pour être lu : il est refusé. "
        "Vérifiez ses boucles."
    )
