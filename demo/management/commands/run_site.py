"""``manage.py run_site``: the whole demonstration in one command; Ctrl-C stops everything."""

import errno
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.people import CAST
from demo.supervisor import Child, Supervisor, python

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Migre, remplit et lance le site de démonstration : web, travaux, horloge, conversion."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=os.environ.get("PORT") or 8000)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        refuse_busy(port)
        manage = str(settings.BASE_DIR / "manage.py")
        try:
            self._prepare(manage, port)
        except KeyboardInterrupt:
            raise CommandError(
                "Préparation interrompue : elle reprendra où elle en est au prochain lancement."
            ) from None
        converter = free_port()
        environment = {
            "SITE_URL": f"http://{HOST}:{port}",
            "CONVERTER_URL": f"http://{HOST}:{converter}",
        }
        web = (
            "--bind",
            f"{HOST}:{port}",
            "--threads",
            "4",
            "--timeout",
            "120",
            "--no-control-socket",
        )
        commands = {
            "web": python("-m", "gunicorn", "config.wsgi", *web),
            "conversion": python(manage, "converter", "--port", str(converter)),
            "travaux": python(manage, "db_worker", "--interval", "1"),
            "horloge": python(manage, "tick", "--every", "60"),
        }
        logs = settings.VAR_DIR / "journaux"
        children = [
            Child(name, command, environment, logs / f"{name}.log")
            for name, command in commands.items()
        ]
        supervisor = Supervisor(children, self.stdout.write)
        status = supervisor.run(lambda: self._ready(port, supervisor, logs))
        self.stdout.write("Site arrêté.")
        if status:
            raise SystemExit(status)

    def _prepare(self, manage: str, port: int) -> None:
        """Database, style sheet, keys, data; the data in a process whose LibreOffice ends too."""
        self.stdout.write("Préparation de la base et des données de démonstration…")
        self.stdout.flush()
        call_command("migrate", verbosity=0)
        call_command("build_assets", stdout=self.stdout)
        call_command("make_demo_keys", stdout=self.stdout)
        self.stdout.flush()
        address = {"SITE_URL": f"http://{HOST}:{port}"}
        seeding = subprocess.run(
            python(manage, "seed_demo"), env={**os.environ, **address}, check=False
        )
        if seeding.returncode:
            raise CommandError(
                "Les données de démonstration sont incomplètes : voyez les lignes ci-dessus. "
                "Relancez la commande, elle reprendra où elle en est."
            )

    def _ready(self, port: int, supervisor: Supervisor, logs: Path) -> None:
        """Say the address once it answers, and whom one may become."""
        url = f"http://{HOST}:{port}/"
        for _ in range(120):
            if supervisor.stopping:
                return
            if answers(url):
                break
            time.sleep(0.5)
        else:
            raise CommandError(f"Le site ne répond pas à {url} : voyez {logs} (web.log).")
        self.stdout.write(f"\nContreseing est prêt : {url}demonstration/\n")
        width = max(len(f"{p.first_name} {p.last_name}") for p in CAST)
        for person in CAST:
            name = f"{person.first_name} {person.last_name}"
            self.stdout.write(f"  {name:<{width}}  {person.quality} : {person.purpose}")
        self.stdout.write(
            f"\nCtrl-C arrête tout. Les données restent dans {settings.VAR_DIR.name}/, "
            f"les journaux des processus dans {settings.VAR_DIR.name}/{logs.name}/."
        )
        self.stdout.flush()


def refuse_busy(port: int) -> None:
    """Say at once that somebody else listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            raise CommandError(
                f"Le port {port} est déjà pris. Choisissez-en un autre : PORT={port + 1} make run."
            ) from None


def free_port() -> int:
    """A port nobody listens on, for the converter."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 our own loopback
            return bool(answer.status < 500)
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False
