"""``manage.py verify_document FILE``: 0 for a stored final with valid signatures, else 1."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from documents import verifying


class Command(BaseCommand):
    help = "Dit si un fichier est, octet pour octet, un exemplaire définitif, et sinon pourquoi."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="le PDF à vérifier")
        parser.add_argument("--against", default="", help="référence de l'acte attendu")
        parser.add_argument("--json", action="store_true", help="réponse en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verifying.verify_file(options["file"], against=options["against"])
        if options["json"]:
            answer = {
                "accepted": verdict.accepted,
                "outcome": verdict.outcome.value,
                "reason": verdict.sentence,
                "reference": verdict.reference,
                "sha256": verdict.sha256,
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.stdout.write(verdict.sentence)
        if not (verdict.accepted and verdict.is_act):
            raise SystemExit(1)
