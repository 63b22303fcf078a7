"""``manage.py open_account``: a way in for somebody of the directory."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.actor import SYSTEM
from common.lifecycle import Refused
from governance import services
from governance.models import Person


class Command(BaseCommand):
    help = "Ouvre le compte d'une personne du répertoire ; un courriel lui fait choisir son accès."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="ADRESSE")
        parser.add_argument(
            "--person", required=True, help="identifiant, lu dans l'adresse de sa page"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person = Person.unscoped.get(public_id=options["person"])
        except (Person.DoesNotExist, ValidationError):
            raise CommandError("Personne inconnue : vérifiez l'identifiant de sa page.") from None
        try:
            services.open_account(actor=SYSTEM, person=person, email=options["email"])
        except (Refused, ValidationError) as refused:
            words = refused.messages if isinstance(refused, ValidationError) else [str(refused)]
            raise CommandError(" ".join(words)) from None
        self.stdout.write(f"Compte ouvert pour {person} : un courriel part à {options['email']}.")
