"""Compare a school file with the directory, and write it with ``--apply``."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.actor import SYSTEM
from common import clock
from common.french import number, os_error, typography
from common.lifecycle import Refused
from common.uploads import RefusedUpload
from governance.directory_file import RowFault, UnreadableDirectory, traps
from governance.imports import schools

WORDS = {
    "new": "Nouvelles",
    "changed": "Modifiées",
    "closed": "Fermées",
    "unchanged": "Inchangées",
    "refused": "Refusées",
    "skipped": "Laissées de côté",
}


class Command(BaseCommand):
    """Nothing is written without ``--apply``; run again after a kill, it goes on."""

    help = "Importe un annuaire d'écoles (CSV ou classeur) ; sans --apply, aperçu seulement."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER")
        parser.add_argument("--apply", action="store_true", help="Écrit les changements.")
        parser.add_argument("--json", action="store_true", help="Compte rendu en JSON.")
        parser.add_argument(
            "--close-missing",
            action="store_true",
            help="Ferme aussi les écoles absentes du fichier (annuaire complet seulement).",
        )
        parser.add_argument(
            "--on",
            type=dt.date.fromisoformat,
            metavar="AAAA-MM-JJ",
            help="Date d'effet des rattachements et des fermetures ; aujourd'hui sinon.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            directory = schools.opened(path.name, path.read_bytes())
            plan = schools.plan(directory, on=options["on"] or clock.today())
            if options["close_missing"]:
                schools.refuse_to_close_missing(plan)
            late = self._apply(plan, options["close_missing"]) if options["apply"] else []
        except OSError as error:
            raise CommandError(f"Fichier {path} illisible : {os_error(error)}.") from None
        except (RefusedUpload, UnreadableDirectory, Refused) as refused:
            raise CommandError(typography(str(refused))) from None
        report = self._report(plan, late, options)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
        else:
            self._print(plan, report)

    def _apply(self, plan: schools.Plan, close_missing: bool) -> list[RowFault]:
        return schools.apply(
            plan,
            actor=SYSTEM,
            close_missing=close_missing,
            progress=lambda done, total: self.stderr.write(
                f"écoles : {number(done)} sur {number(total)}"
            ),
        )

    def _report(
        self, plan: schools.Plan, late: list[RowFault], options: dict[str, Any]
    ) -> dict[str, Any]:
        faults = [*plan.faults, *late]
        return {
            "file": plan.directory.name,
            "layout": plan.directory.layout.value,
            "applied": options["apply"],
            "on": plan.on.isoformat(),
            "counts": plan.counts,
            "refusals": [
                {
                    "line": fault.line,
                    "column": fault.column,
                    "value": fault.value,
                    "message": fault.message,
                    "blocking": fault.blocking,
                }
                for fault in faults
            ],
            "skipped": plan.directory.skipped,
            "missing": [{"uai": school.uai, "name": school.name} for school in plan.missing],
            "missing_closed": options["apply"] and options["close_missing"],
            "warnings": list(plan.directory.warnings),
            "traps": [
                {"topic": trap.topic, "count": trap.count, "sentence": trap.sentence}
                for trap in plan.directory.traps
            ],
        }

    def _print(self, plan: schools.Plan, report: dict[str, Any]) -> None:
        self.stdout.write(f"{report['file']} ({plan.directory.layout.label})")
        for action, count in report["counts"].items():
            self.stdout.write(f"{WORDS[action]} : {number(count)}")
        for reason, count in report["skipped"].items():
            self.stdout.write(f"  laissées de côté, {reason} : {number(count)}")
        for item in report["refusals"]:
            column = f", colonne « {item['column']} »" if item["column"] else ""
            self.stdout.write(typography(f"Ligne {item['line']}{column} : ") + item["message"])
        for text in plan.directory.about_file:
            self.stdout.write(f"À noter : {text}")
        for text in traps.summary(plan.directory.traps):
            self.stdout.write(f"Piège, {text}")
        if report["missing"]:
            self.stdout.write(f"Absentes du fichier : {number(len(report['missing']))}")
            for school in report["missing"]:
                self.stdout.write(f"  {school['uai']} {school['name']}")
        if not report["applied"]:
            self.stdout.write("Aperçu : rien n’a été écrit. Ajoutez --apply pour écrire.")
