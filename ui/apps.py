from django.apps import AppConfig

from . import navigation


class UiConfig(AppConfig):
    name = "ui"
    verbose_name = "Présentation"

    def ready(self) -> None:
        for order, (label, route) in enumerate(
            (
                ("Déclaration d’accessibilité", "ui:accessibility"),
                ("Mentions légales", "ui:legal"),
                ("Données personnelles", "ui:privacy"),
            ),
            start=200,
        ):
            navigation.register(
                label, route, region="footer", order=order, shown=navigation.everyone
            )
