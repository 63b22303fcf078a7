"""``manage.py load_parameters``: store the legal parameters of the table at birth."""

from typing import Any

from django.core.management.base import BaseCommand

from governance import parameters


class Command(BaseCommand):
    help = "Enregistre les paramètres juridiques absents de la base ; ne change pas les autres."

    def handle(self, *args: Any, **options: Any) -> None:
        added = parameters.load()
        self.stdout.write(f"Paramètres enregistrés : {added}.")
