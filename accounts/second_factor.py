"""The second factor of an account: an authenticator application (TOTP, RFC 6238).

django-allauth enrols it, with its recovery codes, and asks for it at sign-in. Here: what others
need to know of it, and the check of a code, which serves once whatever the process that reads it.
The telephone shows the real time, so ``time`` is read here and not the site's clock.
"""

import base64
import hashlib
import secrets
import time

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from common import outbox

from .models import User

MAIL = "accounts.second_factor"
PERIOD = 30
"""Seconds that a code lasts (RFC 6238, 5.2)."""


def enrolled(user: AbstractBaseUser | None) -> bool:
    """Whether an application was enrolled and not removed."""
    return user is not None and _applications(user).exists()


def check(user: AbstractBaseUser, typed: str) -> bool:
    """Whether ``typed`` is a code of the application of ``user``; each code is accepted once.

    A telephone half a minute early or late is admitted. Constant time; False without application.
    """
    with transaction.atomic():
        held = _applications(user).select_for_update().first()
        if held is None:
            return False
        counter = _matching(decrypt(held.data["secret"]), typed)
        if counter is None or counter <= held.data.get("last_counter", -1):
            return False
        held.data["last_counter"] = counter
        held.save(update_fields=["data"])
    return True


def _applications(user: AbstractBaseUser) -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP)


def _matching(secret: str, typed: str) -> int | None:
    now, tolerance = int(time.time()) // PERIOD, app_settings.TOTP_TOLERANCE
    found = None
    for counter in range(now - tolerance, now + tolerance + 1):
        expected = format_hotp_value(hotp_value(secret, counter))
        if compare_user_code(actual=typed, expected=expected):
            found = counter
    return found


def remove(user: User) -> bool:
    """Take the application and its recovery codes away; False when there was none."""
    held = Authenticator.objects.filter(user_id=user.pk)
    return bool(held.delete()[0])


def tell(user: AbstractBaseUser, what: str) -> None:
    """Promise a mail that says what happened to the second factor: ``added``, ``removed``,
    ``codes`` or ``reset``."""
    outbox.post(MAIL, {"user": user.pk, "what": what}, recipient=str(user))


# --- kept encrypted ---------------------------------------------------------------------------
def encrypted(text: str) -> str:
    """A secret as the database keeps it."""
    return _box().encrypt(text.encode()).decode()


def decrypted(text: str) -> str:
    """What ``encrypted`` made; when ``SECRET_KEY`` changed meanwhile, a secret that matches
    nothing: the second factor is then enrolled again."""
    try:
        return _box().decrypt(text.encode()).decode()
    except InvalidToken:
        return base64.b32encode(secrets.token_bytes(20)).decode()


def _box() -> Fernet:
    key = hashlib.sha256(b"second factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
