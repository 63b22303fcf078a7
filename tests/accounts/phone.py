"""The authenticator application of a telephone, and an account that enrolled it."""

import itertools
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value


class Phone:
    """Shows the code of one account. ``code()`` gives another one each time, as after waiting."""

    def __init__(self, secret: str | None = None) -> None:
        self.secret = secret or generate_totp_secret()
        self._waits = itertools.count(-1)

    def code(self) -> str:
        """Three are admitted at one instant: half a minute late, now, half a minute early."""
        return self.at(time.time() + 30 * next(self._waits))

    def at(self, instant: float) -> str:
        return format_hotp_value(hotp_value(self.secret, int(instant) // 30))


PHONES: dict[str, Phone] = {}
"""By address of an account, the telephone on which its application was added last."""


def enrol(user) -> Phone:
    """An application and its recovery codes, as once the page was sent."""
    phone = PHONES[user.email] = Phone()
    TOTP.activate(user, phone.secret)
    RecoveryCodes.activate(user)
    return phone


def spare(user) -> list[str]:
    held = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return held.wrap().get_unused_codes()
