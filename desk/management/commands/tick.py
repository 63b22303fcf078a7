"""``manage.py tick``: what time brings, once or every minute."""

import datetime as dt
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from common import clock
from desk import ticking


class Command(BaseCommand):
    help = "Fait ce que le temps amène : échéances, relances, courriels, travaux oubliés."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, default=0, help="recommence, en secondes")
        parser.add_argument("--now", default="", help="en démonstration : AAAA-MM-JJTHH:MM+02:00")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["now"]:
            if not settings.DEMO:
                raise CommandError("L'horloge ne se déplace qu'en démonstration (DEMO=1).")
            with clock.at(_instant(options["now"])):
                self._report(ticking.run())
            return
        self._report(ticking.run())
        while options["every"]:
            time.sleep(options["every"])
            self._report(ticking.run())

    def _report(self, done: dict[str, object]) -> None:
        said = ", ".join(f"{name} : {value}" for name, value in done.items() if value)
        if said:
            self.stdout.write(said)


def _instant(text: str) -> dt.datetime:
    try:
        instant = dt.datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(
            f"Instant illisible : « {text} ». Attendu : 2026-06-30T09:00+02:00."
        ) from None
    if instant.tzinfo is None:
        raise CommandError("Précisez le décalage horaire, par exemple 2026-06-30T09:00+02:00.")
    return instant
