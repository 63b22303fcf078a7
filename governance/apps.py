from typing import Any

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "governance"
    verbose_name = "Institutions et mandats"

    def ready(self) -> None:
        from audit import registry
        from ui import navigation

        from . import acting, own_account, school_years  # noqa: F401 hears what allauth says
        from . import registry as outlets
        from .imports import schools  # noqa: F401 registers the job that writes a school file
        from .schooling import lifecycle  # noqa: F401 registers the job of a redrawing

        outlets.ships("années scolaires", school_years.load)
        registry.use_names(acting.printed_names)
        navigation.offer_mandates("governance:switch_mandate", _others)
        navigation.register("Répertoire", "governance:home", order=80, shown=_reads)


def _others(request: Any) -> list[tuple[str, str]]:
    """The mandates of the person other than the present one, as they are chosen."""
    from . import wording

    return [
        (str(mandate.public_id), wording.quality(mandate))
        for mandate in getattr(request, "mandates", ())
        if mandate.pk != request.actor.mandate_id
    ]


def _reads(request: Any) -> bool:
    """The directory is for those who act under a mandate."""
    actor = getattr(request, "actor", None)
    return actor is not None and actor.mandate_id is not None
