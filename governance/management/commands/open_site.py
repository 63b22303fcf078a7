"""``manage.py open_site``: the syndicate and the two people with whom an installation begins."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.lifecycle import Refused
from governance import services
from governance.models import Civility
from governance.offices import Office

WHO = re.compile(r"(?P<civility>Mme|M\.) (?P<first>\S+) (?P<last>.+?) <(?P<email>\S+@\S+)>")
SHAPE = "« Mme Ada Martin <ada.martin@syndicat.example> »"


class Command(BaseCommand):
    help = "Crée le syndicat porteur, son premier administrateur et son premier chef de projet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("syndicate", metavar="SYNDICAT", help="nom entier du syndicat")
        parser.add_argument("--city", required=True, help="ville du siège")
        parser.add_argument("--admin", required=True, help=f"administrateur : {SHAPE}")
        parser.add_argument("--manager", required=True, help="chef de projet, de même")

    def handle(self, *args: Any, **options: Any) -> None:
        first = {
            Office.ADMIN: _newcomer(options["admin"]),
            Office.PROJECT_MANAGER: _newcomer(options["manager"]),
        }
        try:
            services.open_site(syndicate=options["syndicate"], city=options["city"], first=first)
        except (Refused, ValidationError) as refused:
            words = refused.messages if isinstance(refused, ValidationError) else [str(refused)]
            raise CommandError(" ".join(words)) from None
        self.stdout.write(
            "Site ouvert. Deux courriels partent : chacun y choisit son mot de passe."
        )


def _newcomer(text: str) -> services.Newcomer:
    found = WHO.fullmatch(text.strip())
    if found is None:
        raise CommandError(f"Personne illisible : « {text} ». Attendu : {SHAPE}.")
    civility = Civility.MADAM if found["civility"] == "Mme" else Civility.SIR
    return services.Newcomer(civility, found["first"], found["last"], found["email"])
