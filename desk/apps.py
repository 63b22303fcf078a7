from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = "Bureau"

    def ready(self) -> None:
        from ui import panels

        from . import history

        panels.register("history", "desk/history_panel.html", history.panel)
