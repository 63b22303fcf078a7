"""Run the LibreOffice workers as a service for the web and job processes of this machine."""

import errno
import signal
import sys
import threading
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from documents.conversion.errors import ConversionFailed
from documents.conversion.pool import Pool
from documents.conversion.service import LOOPBACK, ConverterServer
from documents.conversion.worker import WorkerDied, WorkerHung

DEFAULT_PORT = 8765


class Command(BaseCommand):
    help = "Convertit les documents Word en PDF/A pour les autres processus (CONVERTER_URL)."

    def add_arguments(self, parser: CommandParser) -> None:
        address = urlsplit(str(getattr(settings, "CONVERTER_URL", "")))
        parser.add_argument("--port", type=int, default=address.port or DEFAULT_PORT)
        parser.add_argument(
            "--workers",
            type=int,
            default=int(getattr(settings, "CONVERTER_WORKERS", 1)),
            help="nombre de LibreOffice ; un par cœur",
        )

    def handle(self, *args: Any, port: int, workers: int, **options: Any) -> None:
        if workers < 1:
            raise CommandError("--workers : au moins 1 est attendu.")
        pool = Pool(workers, float(getattr(settings, "CONVERTER_TIMEOUT", 60)))
        try:
            server = ConverterServer(port, pool)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise CommandError(
                f"Le port {port} est déjà pris sur {LOOPBACK} : un convertisseur tourne sans doute "
                "déjà. Arrêtez-le, ou choisissez un autre port avec --port et CONVERTER_URL."
            ) from None
        try:
            self._serve(server, pool)
        finally:
            server.server_close()
            pool.close()

    def _serve(self, server: ConverterServer, pool: Pool) -> None:
        try:
            pool.warm()
        except ConversionFailed as failure:
            raise CommandError(str(failure)) from None
        except (WorkerDied, WorkerHung) as failure:
            raise CommandError(f"LibreOffice ne démarre pas : {failure}") from None

        def stop(*_: Any) -> None:
            # From another thread: shutdown() waits for the loop that this handler interrupts.
            threading.Thread(target=server.shutdown).start()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        port = server.server_address[1]
        self.stdout.write(
            f"Convertisseur prêt : CONVERTER_URL=http://{LOOPBACK}:{port} "
            f"({pool.size} LibreOffice). Ctrl-C pour l’arrêter."
        )
        sys.stdout.flush()
        server.serve_forever()
