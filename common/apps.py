from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = "Fonds commun"

    def ready(self) -> None:
        from audit import registry

        from . import clock

        registry.use_clock(clock.now)
