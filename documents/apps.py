from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "Documents"

    def ready(self) -> None:
        from ui import navigation

        from . import finals, store
        from .paper import deposits

        for module in (deposits, finals, store):
            assert module.__name__  # noqa: S101 each registers itself when imported
        navigation.register(
            "Vérifier un document",
            "documents:verify",
            region="footer",
            order=1,
            shown=navigation.everyone,
        )
