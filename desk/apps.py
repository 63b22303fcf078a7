from django.apps import AppConfig
from django.http import HttpRequest


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = "Bureau"

    def ready(self) -> None:
        from audit import registry
        from ui import navigation, panels

        from . import bubble, communicating, history, history_words, sent, trust

        assert communicating.__name__  # noqa: S101 it registers itself when imported

        def waiting(request: HttpRequest) -> int | None:
            return bubble.count(request.actor) or None  # type: ignore[attr-defined]

        def staff(request: HttpRequest) -> bool:
            return sent.may_see(request.actor)  # type: ignore[attr-defined]

        navigation.register("À faire", "desk:inbox", order=10, count=waiting)

        def administrator(request: HttpRequest) -> bool:
            return trust.may_see(request.actor)  # type: ignore[attr-defined]

        navigation.register("Sources de confiance", "desk:trust", order=85, shown=administrator)
        navigation.register("Courriels", "desk:mails", order=80, shown=staff)
        registry.use_sentences(history_words.sentence)
        panels.register("history", "desk/history_panel.html", history.panel)
