from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "demo"
    verbose_name = "Démonstration"

    def ready(self) -> None:
        from ui import navigation

        navigation.register(
            "Changer de personne",
            "demo:people",
            region="demo",
            order=1,
            shown=navigation.everyone,
        )
        navigation.register(
            "Lire les courriels",
            "demo:mails",
            region="demo",
            order=2,
            shown=navigation.everyone,
        )
