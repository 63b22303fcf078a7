from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = "Processus"

    def ready(self) -> None:
        from . import convention

        assert convention  # noqa: S101 registers itself with conventions and circuits
