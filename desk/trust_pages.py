"""The page « Sources de confiance », for the administrator."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from common import clock

from . import trust


def _only_for_the_administrator(request: HttpRequest) -> None:
    if not trust.may_see(request.actor):  # type: ignore[attr-defined]
        raise Http404


@login_required
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """What makes a signature trusted here, with its date."""
    _only_for_the_administrator(request)
    return render(request, "desk/trust.html", trust.state(clock.now()))


@login_required
@require_POST
def refresh(request: HttpRequest) -> HttpResponse:
    """Have the European lists read again."""
    _only_for_the_administrator(request)
    trust.refresh(actor=request.actor)  # type: ignore[attr-defined]
    messages.success(request, "Les listes sont demandées : actualisez la page dans une minute.")
    return redirect("desk:trust")
