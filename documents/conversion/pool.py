"""A few LibreOffice workers, started when needed, watched, renewed, and gone with the process.

Processes, not threads: two LibreOffice processes convert twice as much as one, two threads in
one only a fifth more.
"""

import atexit
import os
import queue
import threading

from documents.conversion.errors import ConverterBusy, ConverterCrashed, ConverterHung
from documents.conversion.worker import Office, Worker, WorkerDied, WorkerHung, installed_office

# LibreOffice's memory grows with each document.
DOCUMENTS_PER_OFFICE = 200
ATTEMPTS = 2


class Pool:
    """Converts in at most ``workers`` processes; ``seconds`` is the time allowed per attempt."""

    def __init__(
        self,
        workers: int = 1,
        seconds: float = 60,
        *,
        office: Office | None = None,
        documents_per_office: int = DOCUMENTS_PER_OFFICE,
    ) -> None:
        self.size = workers
        self.seconds = seconds
        self.documents_per_office = documents_per_office
        self._office = office
        self._closed = False
        self._lock = threading.Lock()
        self._alive: set[Worker | None] = set()
        # A slot is a running worker, or None where one is to be started. Last in, first out:
        # a warm worker is used before a cold one is started.
        self._slots: queue.LifoQueue[Worker | None] = queue.LifoQueue()
        for _ in range(workers):
            self._slots.put(None)

    def convert(self, docx: bytes) -> bytes:
        """The PDF of one document, redone once in a new LibreOffice after a crash or a hang."""
        try:
            worker = self._slots.get(timeout=self.seconds * ATTEMPTS * 3)
        except queue.Empty:
            raise ConverterBusy(
                "Le convertisseur est occupé par d’autres documents. Réessayez dans quelques "
                "minutes, ou augmentez CONVERTER_WORKERS."
            ) from None
        hung = False
        try:
            for _ in range(ATTEMPTS):
                try:
                    worker = self._ready(worker)
                    return worker.convert(docx, self.seconds)
                except (WorkerDied, WorkerHung) as failure:
                    hung = isinstance(failure, WorkerHung)
                    self._drop(worker)
                    worker = None
        finally:
            if worker and (self._closed or worker.converted >= self.documents_per_office):
                self._drop(worker)
                worker = None
            self._slots.put(worker)
        if hung:
            seconds = f"{self.seconds:g}".replace(".", ",")
            raise ConverterHung(
                f"LibreOffice n’a pas répondu en {seconds} secondes, deux fois de suite. "
                "Le document est sans doute trop lourd ou abîmé : vérifiez le modèle."
            )
        raise ConverterCrashed(
            "LibreOffice s’est arrêté deux fois de suite sur ce document. Vérifiez le modèle, "
            "ou la mémoire de la machine."
        )

    def warm(self) -> None:
        """Start one worker now, so that a missing LibreOffice is known before the first act."""
        worker = self._slots.get()
        try:
            worker = self._ready(worker)
        finally:
            self._slots.put(worker)

    def close(self) -> None:
        """Kill every worker; a pool that was closed starts none again."""
        with self._lock:
            self._closed = True
            doomed = list(self._alive)
        for worker in doomed:
            self._drop(worker)

    def _ready(self, worker: Worker | None) -> Worker:
        """This worker if it still runs, another one otherwise."""
        if worker is not None and worker.alive():
            return worker
        self._drop(worker)
        if not self._closed:
            worker = Worker(self._office or installed_office())
            with self._lock:
                self._alive.add(worker)
            if not self._closed:
                return worker
            self._drop(worker)
        raise ConverterCrashed("Le convertisseur est en cours d’arrêt. Réessayez.")

    def _drop(self, worker: Worker | None) -> None:
        with self._lock:
            known = worker in self._alive
            self._alive.discard(worker)
        if worker is not None and known:
            worker.kill()


_shared: tuple[int, Pool] | None = None
_shared_lock = threading.Lock()


def shared_pool(workers: int, seconds: float) -> Pool:
    """The pool of this process, made at the first call; a forked child makes its own."""
    global _shared
    with _shared_lock:
        if _shared is None or _shared[0] != os.getpid():
            _shared = (os.getpid(), Pool(workers, seconds))
            atexit.register(close_shared_pool)
        return _shared[1]


def close_shared_pool() -> None:
    """End the LibreOffice of this process, if it has one; a later call starts another."""
    global _shared
    with _shared_lock:
        mine, _shared = _shared, None
    if mine is not None and mine[0] == os.getpid():
        mine[1].close()
