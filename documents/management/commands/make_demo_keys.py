"""``manage.py make_demo_keys``: authority, seal and timestamp keys of the demonstration."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from documents.pdf import demo_keys, keys
from documents.pdf.errors import SealUnavailable


class Command(BaseCommand):
    help = (
        "Crée les clés de démonstration manquantes, sans valeur juridique. "
        "Sans effet sur celles qui existent ; refusé hors démonstration."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--bits", type=int, choices=(2048, 3072, 4096), default=3072, help="taille des clés RSA"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not keys.demo():
            raise CommandError(
                "Clés de démonstration refusées : ce site n’est pas une démonstration (DEMO)."
            )
        passphrase = str(getattr(settings, "SEAL_PASSPHRASE", "") or "")
        try:
            # Certificates follow the real calendar, not the demonstration's.
            written = demo_keys.make(
                keys.demo_folder(),
                passphrase=passphrase,
                now=datetime.now(UTC),
                bits=options["bits"],
            )
        except SealUnavailable as refusal:
            raise CommandError(str(refusal)) from refusal
        if written:
            self.stdout.write(f"Clés de démonstration créées : {', '.join(written)}.")
        else:
            self.stdout.write("Les clés de démonstration existent déjà : rien n’a été changé.")
