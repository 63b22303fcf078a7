from django.apps import AppConfig
from django.http import HttpRequest

SECTION = "onboarding:list"
"""The entry of the menu under which the pages of this application stand."""


class OnboardingConfig(AppConfig):
    name = "conventions.onboarding"
    label = "onboarding"
    verbose_name = "Entrée des écoles"

    def ready(self) -> None:
        from governance import registry
        from governance.offices import Office
        from ui import navigation
        from ui import panels as parts

        from . import covering, enrolling, moving, participants, permissions, sections
        from .families import facts as of_families
        from .families import panel as families
        from .families import services as handing
        from .financing import facts as of_financing
        from .financing import panel as financing
        from .lending import panel as loans
        from .lending import permissions as of_loans
        from .openings import facts, panel
        from .openings import permissions as of_openings
        from .openings import services as orders
        from .projects import asking, lifecycle, panels
        from .refusals import panel as refusals
        from .training import facts as of_training
        from .training import panel as training_panel
        from .training import permissions as training_permissions
        from .training import telling
        from .urgent import debts
        from .urgent import panel as urgent
        from .urgent import permissions as of_urgency
        from .urgent import services as opening

        registered = (
            asking, covering, debts, enrolling, facts, families, financing, handing, lifecycle,
            loans, of_families, of_financing, of_training, opening, orders, panel, refusals,
            telling, training_panel, urgent,
        )  # fmt: skip
        for module in registered:
            assert module.__name__  # noqa: S101 each registers itself when imported

        registry.ships("circuits de l’entrée des écoles", participants.load_circuits)
        moving.offers("submit_project", "onboarding:project")
        moving.offers("distribute", "onboarding:distribution")
        moving.offers("record_financing", "onboarding:decide_financing")
        sections.register(
            "project", order=10, template="onboarding/project_panel.html", facts=panels.panel
        )

        parts.register("campaigns", "onboarding/school_panel.html", enrolling.panel)

        def inspects(request: HttpRequest) -> bool:
            return request.actor.office == Office.INSPECTOR  # type: ignore[attr-defined]

        def entitled(request: HttpRequest) -> bool:
            return permissions.may_read(request.actor)  # type: ignore[attr-defined]

        navigation.register(
            "Projets à examiner", "onboarding:desk", order=16, shown=inspects, within=SECTION
        )
        navigation.register("Écoles", SECTION, order=15, shown=entitled, part="Campagnes")

        def with_orders(request: HttpRequest) -> bool:
            return of_openings.may_read(request.actor)  # type: ignore[attr-defined]

        navigation.register(
            "Ouverture des bases", "onboarding:orders", order=17, shown=with_orders, within=SECTION
        )

        def with_sessions(request: HttpRequest) -> bool:
            return training_permissions.follows(request.actor)  # type: ignore[attr-defined]

        navigation.register(
            "Formations", "onboarding:sessions", order=18, shown=with_sessions, within=SECTION
        )

        def with_stock(request: HttpRequest) -> bool:
            return of_loans.may_read_stock(request.actor)  # type: ignore[attr-defined]

        navigation.register(
            "Matériel à prêter", "onboarding:stock", order=19, shown=with_stock, within=SECTION
        )

        def with_batches(request: HttpRequest) -> bool:
            return of_urgency.may_read(request.actor)  # type: ignore[attr-defined]

        navigation.register(
            "Ouvertures en urgence", "onboarding:urgents", order=20, shown=with_batches,
            within=SECTION,
        )  # fmt: skip
