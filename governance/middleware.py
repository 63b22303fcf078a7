"""Who acts in this request."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts import second_factor
from audit.actor import NOBODY, Actor
from common import clock

from . import acting
from .models import Mandate

SESSION_KEY = "mandate"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class ActorMiddleware:
    """Puts on ``request.actor`` the person and the mandate under which they act.

    Rights are read again at each request: signed out, without a mandate, or once the chosen one
    has ended, one is a visitor. ``request.mandates`` lists those between which one may switch.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.mandates = []
        request.actor = NOBODY
        if request.user.is_authenticated:
            request.mandates = acting.mandates_of(request.user, clock.now())
            request.actor = _actor(request, request.mandates)
        return self.get_response(request)


def _actor(request: HttpRequest, mandates: list[Mandate]) -> Actor:
    chosen = request.session.get(SESSION_KEY)
    if chosen is None:
        return _first(request, mandates)
    for mandate in mandates:
        if mandate.pk == chosen:
            return acting.actor_of(mandate)
    return _after_the_end(request, chosen, mandates)


def _after_the_end(request: HttpRequest, chosen: int, mandates: list[Mandate]) -> Actor:
    """The chosen mandate ended meanwhile: what was being sent is not done under another one."""
    if request.method not in _READING:
        return NOBODY
    del request.session[SESSION_KEY]
    ended = Mandate.unscoped.filter(pk=chosen, person__user=request.user).first()
    if ended is not None:
        messages.warning(request, acting.ended_words(ended, clock.now()))
    return _first(request, mandates)


def _first(request: HttpRequest, mandates: list[Mandate]) -> Actor:
    """The first mandate, kept as a choice: the next request acts under the same or under none."""
    if not mandates:
        return NOBODY
    request.session[SESSION_KEY] = mandates[0].pk
    return acting.actor_of(mandates[0])


FACTOR = "Votre fonction demande un second facteur : ajoutez une application d’authentification."
OUT_OF_REACH = frozenset({"ui", "demo"})


class SecondFactorMiddleware:
    """Offices of ``SECOND_FACTOR_OFFICES`` act once their account has a second factor (ASVS 5.0,
    6.3): until then every page leads to the one that enrols it.

    The pages of the account stay, and the switch to another mandate.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.actor.office not in settings.SECOND_FACTOR_OFFICES:
            return None
        match = request.resolver_match
        if match.namespace in OUT_OF_REACH or match.url_name in _OPEN:
            return None
        if second_factor.enrolled(request.user):
            return None
        messages.warning(request, FACTOR)
        return redirect("mfa_activate_totp")


_OPEN = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reauthenticate",
        "account_change_password",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "switch_mandate",
    }
)
"""Names of the routes that remain until then."""
