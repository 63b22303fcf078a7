"""``manage.py verify_history``: 0 when nothing was bent, else 1 and what was."""

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit import chain, verification


class Command(BaseCommand):
    help = "Relit tout l'historique et nomme chaque écart, le premier d'abord."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=50, help="écarts affichés au plus")

    def handle(self, *args: Any, **options: Any) -> None:
        found = False
        for fault in islice(verification.faults(), max(options["limit"], 1)):
            found = True
            self.stdout.write(fault)
        if found:
            raise CommandError("L'historique n'est pas intact.", returncode=1)
        sequence, digest = chain.head()
        self.stdout.write(
            f"Historique intact : {sequence} faits, dernière empreinte {digest[:12]}."
        )
