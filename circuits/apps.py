from django.apps import AppConfig


class CircuitsConfig(AppConfig):
    name = "circuits"
    verbose_name = "Circuits"

    def ready(self) -> None:
        from . import mails

        assert mails  # noqa: S101 registers the mail templates
