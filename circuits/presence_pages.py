"""The page on which an agent states who is about to sign on their device."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common.lifecycle import Refused

from . import presence, terms
from .forms import PresenceForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def state_identity(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who stands there, how the agent knows; then the signatory's own pages."""
    actor = request.actor  # type: ignore[attr-defined]
    step = presence.find_step(public_id, actor)
    if step is None:
        raise Http404
    form = PresenceForm(request.POST if request.method == "POST" else None)
    refusals: Any = ()
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            link = presence.open_for(
                step,
                actor=actor,
                identity=form.cleaned_data["identity"],
                place=form.cleaned_data["place"],
            )
        except Refused as refused:
            refusals, status = refused.refusals, 409
        else:
            return redirect("circuits:sign", key=presence.key_of(link))
    elif request.method == "POST":
        status = 422
    context = {
        "step": step,
        "mandate": presence.awaited(step),
        "terms": terms.of(step),
        "form": form,
        "refusals": refusals,
    }
    return render(request, "circuits/presence.html", context, status=status)
