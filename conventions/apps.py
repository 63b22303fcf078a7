from django.apps import AppConfig
from django.http import HttpRequest


class ConventionsConfig(AppConfig):
    name = "conventions"
    verbose_name = "Conventions"

    def ready(self) -> None:
        from ui import navigation

        from . import following, issuing, kit, mails, signatures, telling

        for module in (following, issuing, kit, mails, signatures, telling):
            assert module.__name__  # noqa: S101 each registers itself when imported

        def acts(request: HttpRequest) -> bool:
            return request.actor.mandate_id is not None  # type: ignore[attr-defined]

        navigation.register("Conventions", "conventions:list", order=20, shown=acts)
