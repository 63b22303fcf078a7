from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "governance"
    verbose_name = "Institutions et mandats"

    def ready(self) -> None:
        from audit import registry

        from . import acting

        registry.use_names(acting.printed_names)
