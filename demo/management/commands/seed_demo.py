"""``manage.py seed_demo``: the data of the demonstration; a second start changes nothing."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from demo import seeding
from demo.seeding.scale import SCALES


class Command(BaseCommand):
    help = "Remplit la démonstration : territoire, écoles, personnes, trois ans de conventions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", choices=sorted(SCALES), default="full", help="étendue")

    def handle(self, *args: Any, scale: str, **options: Any) -> None:
        start = time.monotonic()
        played = seeding.run(SCALES[scale], say=self._say)
        if played:
            self._say(f"Données de démonstration prêtes en {time.monotonic() - start:.0f} s.")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
