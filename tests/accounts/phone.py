"""The authenticator application of a telephone, and an account that enrolled it."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

HALF_MINUTE = 30
SLOW_PAGE = 10
"""Seconds that a page under load may take to read the code it is sent."""


class Phone:
    """Shows the code of one account. ``code()`` gives another one each time, as after waiting."""

    def __init__(self, secret: str | None = None) -> None:
        self.secret = secret or generate_totp_secret()
        self._shown: set[int] = set()

    def code(self) -> str:
        """Three are admitted at one instant: the current half minute, the next, the one before.

        That one is not shown when its time is nearly over: it would be read too late.
        """
        while True:
            turn, spent = divmod(time.time(), HALF_MINUTE)
            admitted = (0, 1, -1) if spent < HALF_MINUTE - SLOW_PAGE else (0, 1)
            for turns in admitted:
                if (shown := int(turn) + turns) not in self._shown:
                    self._shown.add(shown)
                    return self.at(shown * HALF_MINUTE)
            time.sleep(1)

    def at(self, instant: float) -> str:
        return format_hotp_value(hotp_value(self.secret, int(instant) // HALF_MINUTE))


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
