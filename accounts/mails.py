"""The mails that let somebody choose a password: the first one, or a new one."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.template.loader import render_to_string
from django.urls import reverse

from common import outbox

from .models import User

PASSWORD_RESET = "accounts.password_reset"  # noqa: S105 a name
INVITATION = "accounts.invitation"


def invite(user: User) -> None:
    """Promise the mail by which somebody enters for the first time."""
    outbox.post(INVITATION, {"user": user.pk}, recipient=str(user))


def promise_password_reset(user: AbstractBaseUser) -> None:
    outbox.post(PASSWORD_RESET, {"user": user.pk}, recipient=str(user))


def link(user: User) -> str:
    """A new address where ``user`` chooses a password: once, within ``PASSWORD_RESET_TIMEOUT``.

    Its host comes from ``SITE_URL``, so that a forged Host header never enters a mail.
    """
    route = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )
    return f"{settings.SITE_URL}{route}"


@outbox.template(PASSWORD_RESET)
def password_reset(context: dict[str, object]) -> outbox.Mail | None:
    """None when the account was deactivated meanwhile."""
    return _mail(context, "Choisir un nouveau mot de passe Contreseing", "password_reset")


@outbox.template(INVITATION)
def invitation(context: dict[str, object]) -> outbox.Mail | None:
    """None when the account was closed meanwhile."""
    return _mail(context, "Votre compte Contreseing est ouvert", "invitation")


def _mail(context: dict[str, object], subject: str, name: str) -> outbox.Mail | None:
    """The link is made at sending and only then."""
    user = User.objects.filter(pk=str(context["user"]), is_active=True).first()
    if user is None:
        return None
    words = {
        "link": link(user),
        "email": user.email,
        "again": f"{settings.SITE_URL}{reverse('account_reset_password')}",
        "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
        "installation": settings.SITE,
    }
    return outbox.Mail(
        to=user.email,
        subject=subject,
        text=render_to_string(f"account/mail/{name}.txt", words),
        html=render_to_string(f"account/mail/{name}.html", words),
    )
