"""Lays a drafted text out in Word: the first version of a model, before lawyers edit it."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from documents.drafting import Page, TextRefused, manifest, read, sample, write


class Command(BaseCommand):
    help = (
        "Met en page un texte rédigé (TEXTE.md) en modèle Word, avec son manifeste et ses données "
        "d’exemple. Le fichier Word est ensuite modifié par les juristes : la commande refuse de "
        "l’écraser, sauf avec --replace."
    )

    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("text", type=Path, help="le texte, avec son en-tête YAML")
        parser.add_argument("--out", type=Path, required=True, help="le dossier du modèle")
        parser.add_argument("--contract", default="", help="chemin de la classe de ses données")
        page = Page()
        for name, default, told in (
            ("--size", page.body_size, "corps du texte, en points"),
            ("--table-size", page.table_size, "corps des tableaux, en points"),
            ("--margin", page.margin, "marges de côté, en mm"),
            ("--top", page.top, "marge du haut, en mm"),
            ("--bottom", page.bottom, "marge du bas, en mm"),
        ):
            parser.add_argument(name, type=float, default=default, help=f"{told} ({default:g})")
        parser.add_argument("--replace", action="store_true", help="remplace le fichier Word")

    def handle(self, *args: Any, **options: Any) -> None:
        source: Path = options["text"]
        out: Path = options["out"]
        if not source.is_file():
            raise CommandError(f"Le texte {source} n’existe pas.")
        try:
            text = read(source.read_text(encoding="utf-8"))
            model = out / f"{text.front['code']}.docx"
            if model.exists() and not options["replace"]:
                raise CommandError(
                    f"{model} existe déjà et a pu être modifié par un juriste ; "
                    "pour le remplacer : --replace."
                )
            content = write(text, _page(options))
            described = manifest(text, contract=options["contract"])
        except (TextRefused, ValueError) as refusal:
            raise CommandError(str(refusal)) from refusal
        out.mkdir(parents=True, exist_ok=True)
        model.write_bytes(content)
        self._write_new(out / "manifest.toml", described)
        recorded = json.dumps(sample(text.front), ensure_ascii=False, indent=1) + "\n"
        self._write_new(out / "sample.json", recorded)
        self.stdout.write(f"Modèle écrit : {model}")

    def _write_new(self, path: Path, content: str) -> None:
        """The manifest and the sample are completed by hand: never written over."""
        if path.exists():
            self.stdout.write(f"Conservé tel quel : {path}")
        else:
            path.write_text(content, encoding="utf-8")


def _page(options: dict[str, Any]) -> Page:
    return Page(
        body_size=options["size"],
        table_size=options["table_size"],
        margin=options["margin"],
        top=options["top"],
        bottom=options["bottom"],
    )
