from django.apps import AppConfig
from django.http import HttpRequest


class CommitteesConfig(AppConfig):
    name = "governance.committees"
    label = "committees"
    verbose_name = "Instances"

    def ready(self) -> None:
        from governance import registry
        from ui import navigation

        from . import loading, mails, papers, permissions

        assert mails.__name__  # noqa: S101 its writers register when imported
        assert papers.__name__  # noqa: S101 so does its worker

        registry.ships("natures d’instance", loading.load)

        def entitled(request: HttpRequest) -> bool:
            return permissions.may_read(request.actor)  # type: ignore[attr-defined]

        navigation.register("Instances", "committees:list", order=30, shown=entitled)
