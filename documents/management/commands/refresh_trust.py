"""Read the trusted lists of the European Union again: ``manage.py refresh_trust``."""

from typing import Any

from django.core.management.base import BaseCommand

from common import clock
from documents.pdf import trusted_lists


class Command(BaseCommand):
    help = "Lit et vérifie les listes de confiance européennes demandées par TRUST_LISTS."

    def handle(self, *args: Any, **options: Any) -> None:
        """One sentence for each list; what could not be read leaves the list kept before."""
        for sentence in trusted_lists.refresh(clock.now()):
            self.stdout.write(sentence)
        kept = trusted_lists.lists(clock.now())
        self.stdout.write(
            f"Servent maintenant : {', '.join(map(str, kept))}."
            if kept
            else "Aucune liste ne sert : seules les autorités désignées ici sont reconnues."
        )
