"""``manage.py load_reference``: what the software ships, at the first start and at each upgrade."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common import clock
from common.lifecycle import Refused
from conventions import reference


class Command(BaseCommand):
    help = (
        "Enregistre les paramètres juridiques, modèles Word et circuits livrés qui manquent ; "
        "ne change pas les autres."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on",
            type=dt.date.fromisoformat,
            metavar="AAAA-MM-JJ",
            help="premier jour d'usage des modèles ; aujourd'hui sinon",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            added = reference.load(options["on"] or clock.today())
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write("Ajoutés : " + ", ".join(f"{k} {n}" for k, n in added.items()) + ".")
