"""How allauth behaves here: nobody signs up, mails leave through the outbox, French sentences."""

import io
from typing import Any, ClassVar

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

from . import mails, second_factor

TOLD = {
    "mfa/email/totp_activated": "added",
    "mfa/email/totp_deactivated": "removed",
    "mfa/email/recovery_codes_generated": "codes",
}
"""Mails of allauth that somebody receives here, and what each tells."""
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

    def send_notification_mail(
        self, template_prefix: str, user: AbstractBaseUser, *args: Any, **given: Any
    ) -> None:
        """What changed in the way in is told by mail, through the outbox."""
        if template_prefix in TOLD:
            second_factor.tell(user, TOLD[template_prefix])


class SecondFactorAdapter(DefaultMFAAdapter):
    """The authenticator application: its secret kept encrypted, its picture, French sentences."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": (
            "Ce code n’est pas celui attendu. Attendez le suivant, et vérifiez que votre "
            "téléphone est à l’heure."
        ),
        "cannot_generate_recovery_codes": "Ajoutez d’abord une application d’authentification.",
    }

    def get_totp_issuer(self) -> str:
        return "Contreseing"

    def build_totp_svg(self, url: str) -> str:
        """Drawn with the library that draws every other QR code here."""
        out = io.BytesIO()
        segno.make(url, error="m").save(out, kind="svg", scale=5, border=4, light="white")
        return out.getvalue().decode()

    def encrypt(self, text: str) -> str:
        return second_factor.encrypted(text)

    def decrypt(self, encrypted_text: str) -> str:
        return second_factor.decrypted(encrypted_text)
