from django.apps import AppConfig
from django.http import HttpRequest


class FieldworkConfig(AppConfig):
    name = "governance.fieldwork"
    label = "fieldwork"
    verbose_name = "Registre de terrain"

    def ready(self) -> None:
        from governance import registry
        from ui import navigation
        from ui import panels as parts

        from . import agenda, loading, panels, permissions

        assert agenda.MATTER  # noqa: S101 registers itself when imported

        registry.ships("natures de fiche", loading.load)
        parts.register("fieldwork", "fieldwork/panel.html", panels.panel)

        def reads(request: HttpRequest) -> bool:
            return permissions.may_read(request.actor)  # type: ignore[attr-defined]

        navigation.register("Terrain", "fieldwork:list", order=28, shown=reads)
