from django.apps import AppConfig
from django.http import HttpRequest


class ConventionsConfig(AppConfig):
    name = "conventions"
    verbose_name = "Conventions"

    def ready(self) -> None:
        from ui import navigation

        from . import (
            attesting,
            differing,
            final,
            following,
            handover_file,
            handover_mail,
            issuing,
            kit,
            letters,
            mails,
            permissions,
            putting,
            signatures,
        )
        from .batches import examining, moving
        from .making import trial
        from .modifying import mails as mails_of_rectifications
        from .modifying import rectification_file, school_events
        from .visibility import STAFF

        for module in (
            attesting,
            differing,
            examining,
            final,
            following,
            handover_file,
            handover_mail,
            issuing,
            kit,
            letters,
            mails,
            mails_of_rectifications,
            moving,
            putting,
            rectification_file,
            school_events,
            signatures,
            trial,
        ):
            assert module.__name__  # noqa: S101 each registers itself when imported

        def acts(request: HttpRequest) -> bool:
            return request.actor.mandate_id is not None  # type: ignore[attr-defined]

        def kinds(request: HttpRequest) -> bool:
            return permissions.may_read_kinds(request.actor)  # type: ignore[attr-defined]

        def staff(request: HttpRequest) -> bool:
            return request.actor.office in STAFF  # type: ignore[attr-defined]

        def follows(request: HttpRequest) -> bool:
            return permissions.may_follow(request.actor)  # type: ignore[attr-defined]

        section = "conventions:list"
        navigation.register(
            "Conventions", section, order=20, shown=acts, part="Toutes les conventions"
        )
        for order, (label, route, shown) in enumerate(
            (
                ("Tableau de suivi", "conventions:follow", follows),
                ("Lots", "conventions:batches", follows),
                ("Clauses", "conventions:library", staff),
                ("Échanges de données", "conventions:exchanges", staff),
                ("Natures d’acte", "conventions:kinds", kinds),
            ),
            start=21,
        ):
            navigation.register(label, route, order=order, shown=shown, within=section)
