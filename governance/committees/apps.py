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

        from . import (
            cases,
            effects,
            loading,
            mails,
            mails_of_minutes,
            minutes_signing,
            papers,
            permissions,
        )

        for module in (mails, mails_of_minutes, minutes_signing, papers):
            assert module.__name__  # noqa: S101 each registers itself when imported

        circuits.by_committee(circuits.Committees(cases.opened, effects.unproved, cases.page))
        matters.offers(cases.bodies)
        panels.register("agenda", "committees/case_panel.html", cases.panel)
        registry.ships("natures d’instance", loading.load)
        registry.ships("circuits des instances", loading.load_circuits)

        def entitled(request: HttpRequest) -> bool:
            return permissions.may_read(request.actor)  # type: ignore[attr-defined]

        navigation.register("Instances", "committees:list", order=30, shown=entitled)
