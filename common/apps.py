from django.apps import AppConfig
from django.core.checks import Tags, register


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = "Fonds commun"

    def ready(self) -> None:
        from audit import registry

        from . import clock, scoping

        registry.use_clock(clock.now)
        register(scoping.records_are_scoped, Tags.models)
