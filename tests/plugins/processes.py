"""Real processes for what only happens between processes."""

import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

from django.db import connections

_fork = multiprocessing.get_context("fork")


def _quietly(function: Callable[..., object], *args: object) -> None:
    """Run in the child; leave by ``_exit``, so that nothing of the test runner is undone twice."""
    code = 0
    try:
        function(*args)
    except BaseException:
        traceback.print_exc()
        code = 1
    finally:
        connections.close_all()
        os._exit(code)


def start(function: Callable[..., object], *args: object) -> BaseProcess:
    """Run ``function`` in a child with its own connection to the test database."""
    connections.close_all()
    child = _fork.Process(target=_quietly, args=(function, *args))
    child.start()
    return child


def together(count: int, function: Callable[..., object], *args: object) -> list[int | None]:
    """Run ``function(number, *args)`` in ``count`` children at once; their exit codes."""
    ready = _fork.Barrier(count)

    def at_once(number: int) -> None:
        ready.wait(30)
        function(number, *args)

    children = [start(at_once, number) for number in range(count)]
    for child in children:
        child.join(600)
    return [child.exitcode for child in children]


def counter() -> "multiprocessing.sharedctypes.Synchronized[int]":
    """A number that all children share."""
    return _fork.Value("i", 0)


@contextmanager
def killed_when(condition: Callable[[], bool], child: BaseProcess) -> Iterator[None]:
    """``kill -9`` the child as soon as ``condition`` is true; the block runs once it is dead."""
    import time

    deadline = time.monotonic() + 60
    while not condition():
        if time.monotonic() > deadline or child.exitcode is not None:
            raise AssertionError("the moment to kill never came")
        time.sleep(0.01)
    os.kill(child.pid or 0, signal.SIGKILL)
    child.join(30)
    yield
