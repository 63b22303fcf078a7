from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = "Processus"

    def ready(self) -> None:
        from . import convention, coverage, school_entry

        for module in (convention, coverage, school_entry):
            assert module.__name__  # noqa: S101 each registers itself when imported
