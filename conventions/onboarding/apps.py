from django.apps import AppConfig
from django.http import HttpRequest


class OnboardingConfig(AppConfig):
    name = "conventions.onboarding"
    label = "onboarding"
    verbose_name = "Entrée des écoles"

    def ready(self) -> None:
        from ui import navigation

        from . import covering, enrolling, permissions

        for module in (covering, enrolling):
            assert module.__name__  # noqa: S101 each registers itself when imported

        def entitled(request: HttpRequest) -> bool:
            return permissions.may_read(request.actor)  # type: ignore[attr-defined]

        navigation.register("Écoles", "onboarding:list", order=15, shown=entitled)
