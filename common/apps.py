from django.apps import AppConfig
from django.core.checks import Tags, register


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = "Fonds commun"

    def ready(self) -> None:
        from audit import registry

        from . import clock, scoping, sorting

        registry.use_clock(clock.now)
        sorting.connect()
        register(scoping.records_are_scoped, Tags.models)
