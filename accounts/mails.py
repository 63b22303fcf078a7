"""The mails that let somebody choose a password: the first one, or a new one."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.template.loader import render_to_string
from django.urls import reverse

from common import outbox

from . import second_factor
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


@outbox.template(second_factor.MAIL)
def told(context: dict[str, object]) -> outbox.Mail | None:
    """What happened to the second factor; None for an account closed meanwhile."""
    user = User.objects.filter(pk=str(context["user"]), is_active=True).first()
    if user is None:
        return None
    subject, said = SECOND_FACTOR[str(context["what"])]
    words = {
        "said": said,
        "subject": subject,
        "email": user.email,
        "page": f"{settings.SITE_URL}{reverse('mfa_index')}",
        "installation": settings.SITE,
    }
    return outbox.Mail(
        to=user.email,
        subject=subject,
        text=render_to_string("account/mail/second_factor.txt", words),
        html=render_to_string("account/mail/second_factor.html", words),
    )


SECOND_FACTOR = {
    "added": (
        "Application d’authentification ajoutée",
        "Une application d’authentification protège désormais votre compte : son code vous est "
        "demandé à la connexion et pour signer.",
    ),
    "removed": (
        "Application d’authentification retirée",
        "L’application d’authentification de votre compte a été retirée. Votre mot de passe suffit "
        "de nouveau pour entrer.",
    ),
    "codes": (
        "Nouveaux codes de secours",
        "De nouveaux codes de secours ont été tirés pour votre compte. Les précédents ne servent "
        "plus.",
    ),
    "reset": (
        "Second facteur réinitialisé",
        "L’administrateur a retiré l’application d’authentification de votre compte, à la suite "
        "d’une demande. Votre mot de passe suffit pour entrer ; ajoutez-en une de nouveau.",
    ),
}
"""Subject and sentence by what happened."""


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
