from typing import Any

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "Historique"

    def ready(self) -> None:
        from . import checks

        register(checks.models_have_no_silent_path, Tags.models)
        register(checks.guards_present, Tags.database)
        post_migrate.connect(_after_migrations, sender=self)


def _after_migrations(**kwargs: Any) -> None:
    """Put back the guards that a rebuilt table lost, and keep the new list of its columns."""
    from . import triggers, verification

    triggers.install()
    verification.keep_shapes()
