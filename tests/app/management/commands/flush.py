"""Django empties the tables after a transactional test; the guards refuse it unless lifted."""

from typing import Any

from django.core.management.commands import flush

from audit import triggers
from tests.plugins import template


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        if not template.put_back():
            with triggers.lifted():
                super().handle(**options)
