"""A session ends after an hour of silence, twelve hours in all, or with the account."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from common import clock

STARTED, SEEN = "session_started", "session_seen"
CLOSED = "session_closed"
"""Set in the empty session that follows: the sign-in page then says why it is shown."""
WRITE_EVERY = 60  # seconds: one session write a minute is enough to measure an hour


class SessionLimitsMiddleware:
    """Signs out whoever was silent too long, and whoever's account was deactivated since.

    ``SESSION_IDLE_SECONDS`` bounds silence, ``SESSION_COOKIE_AGE`` the whole session, whatever
    the browser kept (ASVS 5.0, 7.3). The account is read again at each request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.get(SESSION_KEY) is not None:
            self._check(request)
        return self.get_response(request)

    def _check(self, request: HttpRequest) -> None:
        if not request.user.is_authenticated:
            # Django no longer accepts this account: deactivated, or its password was changed.
            request.session.flush()
            return
        now = int(clock.now().timestamp())
        started = request.session.setdefault(STARTED, now)
        seen = request.session.setdefault(SEEN, now)
        if (
            now - seen > settings.SESSION_IDLE_SECONDS
            or now - started > settings.SESSION_COOKIE_AGE
        ):
            self._close(request)
        elif now - seen >= WRITE_EVERY:
            request.session[SEEN] = now

    def _close(self, request: HttpRequest) -> None:
        request.session.flush()
        request.user = AnonymousUser()
        request.session[CLOSED] = True
