"""``manage.py run_circuit --out DIR``: one new convention, from draft to signed PDF."""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.lifecycle import NotYours, Refused
from demo import rehearsal, world


class Command(BaseCommand):
    help = "Mène une convention de démonstration par tout son circuit et écrit le PDF signé."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="dossier du PDF")
        parser.add_argument("--json", action="store_true", help="résultat en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """On a site that was never started too: its tables and its keys are made first."""
        call_command("migrate", verbosity=0)
        call_command("make_demo_keys", stdout=self.stderr)
        try:
            done = rehearsal.run(world.build())
        except (Refused, NotYours) as refused:
            raise CommandError(str(refused)) from refused
        convention = done.convention
        options["out"].mkdir(parents=True, exist_ok=True)
        path = options["out"] / f"{convention.reference}-definitif.pdf"
        path.write_bytes(done.pdf)
        answer = {
            "reference": convention.reference,
            "register_number": convention.register_number,
            "public_id": str(convention.public_id),
            "pdf": str(path),
            "sha256": hashlib.sha256(done.pdf).hexdigest(),
            "text_hash": convention.text_hash,
            "signatures": done.signatures,
        }
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.stdout.write(
                f"{convention.reference} signée ({convention.register_number}) : {path}"
            )
