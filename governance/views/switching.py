"""The switch between one's mandates."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from .. import wording
from ..middleware import SESSION_KEY


@require_POST
@login_required
def switch_mandate(request: Any) -> HttpResponse:
    """Act under another of one's valid mandates; anybody else's does not exist (404)."""
    wanted = request.POST.get("mandate", "")
    for mandate in request.mandates:
        if str(mandate.public_id) == wanted:
            request.session[SESSION_KEY] = mandate.pk
            messages.success(request, f"Vous agissez comme {wording.quality(mandate)}.")
            return redirect(_back(request))
    raise Http404


def _back(request: Any) -> str:
    """The page one came from, on this site only."""
    address: str = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if safe else "/"
