from typing import Any

from django.apps import AppConfig
from django.core.checks import Tags, Warning, register
from django.db import DatabaseError
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "Historique"

    def ready(self) -> None:
        from . import history, triggers

        assert history  # noqa: S101 connects the receivers
        post_migrate.connect(lambda **kwargs: triggers.install(), sender=self, weak=False)

        @register(Tags.database)
        def guards_present(**kwargs: Any) -> list[Warning]:
            """Database checks run only when asked for (``check --database default``)."""
            try:
                lacking = triggers.missing()
            except DatabaseError:
                return []
            return [
                Warning(f"Guard {name} is missing: run migrate.", id="audit.W001")
                for name in lacking
            ]
