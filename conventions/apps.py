from django.apps import AppConfig


class ConventionsConfig(AppConfig):
    name = "conventions"
    verbose_name = "Conventions"

    def ready(self) -> None:
        from . import following, issuing, kit, mails, signatures

        for module in (following, issuing, kit, mails, signatures):
            assert module.__name__  # noqa: S101 each registers itself when imported
