from django.apps import AppConfig
from django.http import HttpRequest


class CommitteesConfig(AppConfig):
    name = "governance.committees"
    label = "committees"
    verbose_name = "Instances"

    def ready(self) -> None:
        from circuits import matters
        from circuits import registry as circuits
        from governance import registry
        from ui import navigation, panels

        from . import cases, effects, loading, mails, papers, permissions

        assert mails.__name__  # noqa: S101 its writers register when imported
        assert papers.__name__  # noqa: S101 so does its worker

        circuits.by_committee(circuits.Committees(cases.opened, effects.unproved, cases.page))
        matters.offers(cases.bodies)
        panels.register("agenda", "committees/case_panel.html", cases.panel)
        registry.ships("natures d’instance", loading.load)

        def entitled(request: HttpRequest) -> bool:
            return permissions.may_read(request.actor)  # type: ignore[attr-defined]

        navigation.register("Instances", "committees:list", order=30, shown=entitled)
