"""The mail that lets somebody choose a new password."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.template.loader import render_to_string
from django.urls import reverse

from common import outbox

from .models import User

PASSWORD_RESET = "accounts.password_reset"  # noqa: S105 a name


def promise_password_reset(user: AbstractBaseUser) -> None:
    outbox.post(PASSWORD_RESET, {"user": user.pk}, recipient=str(user))


@outbox.template(PASSWORD_RESET)
def password_reset(context: dict[str, object]) -> outbox.Mail | None:
    """The link is made at sending and only then; its host comes from ``SITE_URL``, so that a
    forged Host header never enters a mail. None when the account was deactivated meanwhile."""
    user = User.objects.filter(pk=str(context["user"]), is_active=True).first()
    if user is None:
        return None
    route = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )
    words = {
        "link": f"{settings.SITE_URL}{route}",
        "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
        "installation": settings.SITE,
    }
    return outbox.Mail(
        to=user.email,
        subject="Choisir un nouveau mot de passe Contreseing",
        text=render_to_string("account/mail/password_reset.txt", words),
        html=render_to_string("account/mail/password_reset.html", words),
    )
