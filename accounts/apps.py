from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Comptes"

    def ready(self) -> None:
        from ui import navigation

        from . import mails  # noqa: F401 registers its mail with the outbox

        navigation.register("Mon compte", "mfa_index", region="person", order=70)
        navigation.register(
            "Changer de mot de passe", "account_change_password", region="person", order=80
        )
