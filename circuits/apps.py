from django.apps import AppConfig


class CircuitsConfig(AppConfig):
    name = "circuits"
    verbose_name = "Circuits"

    def ready(self) -> None:
        from . import mails, signed, succession, together

        for module in (mails, signed, succession, together):
            assert module.__name__  # noqa: S101 each registers itself when imported
