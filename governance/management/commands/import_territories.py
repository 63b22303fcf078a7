"""Bring communes, EPCI, départements and régions up to the official list."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.french import number, typography
from governance.imports.territories import UnknownDepartement, import_territories
from governance.models import InstitutionKind
from governance.territories import TerritoriesUnreadable

WORDS = {
    "created": "ajoutées",
    "changed": "modifiées",
    "renamed": "renommées",
    "closed": "terminées",
    "unchanged": "inchangées",
}


class Command(BaseCommand):
    """Twice changes nothing; progress goes to stderr, the counts to stdout."""

    help = "Importe communes, EPCI, départements et régions de la liste officielle."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--departement", help="Code du département ; toute la France sinon.")

    def handle(self, *args: Any, **options: Any) -> None:
        start = time.monotonic()
        try:
            report = import_territories(options["departement"], progress=self._say)
        except (UnknownDepartement, TerritoriesUnreadable) as refused:
            raise CommandError(typography(str(refused))) from None
        for kind, counts in report.counts.items():
            total = number(sum(counts.values()))
            detail = ", ".join(f"{number(n)} {WORDS[what]}" for what, n in sorted(counts.items()))
            self.stdout.write(f"{InstitutionKind(kind).label} : {total} ({detail})")
        for sentence in report.refused:
            self.stdout.write(f"Refusée : {sentence}")
        self.stdout.write(f"Durée : {number(time.monotonic() - start, 1)} s")

    def _say(self, label: str, done: int, total: int) -> None:
        self.stderr.write(f"{label} : {number(done)} sur {number(total)}")
