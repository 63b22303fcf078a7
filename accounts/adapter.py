"""How allauth behaves here: nobody signs up, mails leave through the outbox, French sentences."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

from . import mails

KEPT = "account/messages/password_changed.txt"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by an administrator, with a mandate."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": (
            "Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez les deux, "
            "ou choisissez un nouveau mot de passe."
        ),
        "too_many_login_attempts": (
            "Trop d’essais sans succès : attendez cinq minutes, ou choisissez un nouveau "
            "mot de passe."
        ),
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
        "incorrect_password": "Ce n’est pas votre mot de passe. Vérifiez et recommencez.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **given: Any,
    ) -> None:
        """The page after a link of a mail says by itself that the password is kept."""
        if message_template == KEPT and not request.user.is_authenticated:
            return
        super().add_message(request, level, message_template, *args, **given)

    def send_password_reset_mail(
        self, user: AbstractBaseUser, email: str, context: dict[str, Any]
    ) -> None:
        """Promised, not sent: the answer takes the same time for an address unknown here."""
        mails.promise_password_reset(user)
