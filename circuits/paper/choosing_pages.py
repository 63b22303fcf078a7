"""The pages on which paper is chosen and its copy printed, for the signatory or in their name."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common.lifecycle import Refused
from documents import store
from documents.models import Slot
from ui.views import conflict

from .. import links, presence, terms
from ..models import Step
from ..views import unlocked
from . import certifying, choosing


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper_for(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The preparer, or an agent: choose paper, print, say how it comes back."""
    step, slot = _found(request, public_id)
    actor = request.actor  # type: ignore[attr-defined]
    refusals: Any = ()
    if request.method == "POST":
        try:
            _act(request.POST.get("verb", ""), step, slot, actor)
        except Refused as refused:
            refusals = refused.refusals
        else:
            return redirect(request.path)
    try:
        mandate = presence.awaited(step)
    except Refused as refused:
        return conflict(request, refused.refusals)
    ready, trouble = choosing.letter_state(step, slot)
    context = {
        "step": step,
        "slot": slot,
        "mandate": mandate,
        "terms": terms.of(step),
        "admitted": slot.admits(Slot.Mode.PAPER),
        "chosen": choosing.prints(slot),
        "letter_ready": ready,
        "letter_trouble": trouble,
        "rejected": certifying.last_rejection(slot),
        "refusals": refusals,
    }
    return render(request, "circuits/paper/choose.html", context, status=409 if refusals else 200)


def _act(verb: str, step: Step, slot: Slot, actor: Any) -> None:
    if verb == "choose_paper":
        choosing.choose(step, slot, actor=actor)
    elif verb == "change_mode":
        choosing.change(step, slot, actor=actor)
    elif verb == "letter":
        choosing.ask_letter(step, slot)
    else:
        raise Http404


@login_required
@require_safe
def printed_for(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The copy to print, for the preparer or an agent."""
    return _printed(request, *_found(request, public_id))


@require_safe
def printed(request: HttpRequest, key: str) -> HttpResponse:
    """The copy to print, for the signatory."""
    access = unlocked(request, key)
    if isinstance(access, HttpResponse):
        return access
    slot = links.slot_of(access.link)
    if slot is None:
        raise Http404
    return _printed(request, access.link.step, slot)


def _found(request: HttpRequest, public_id: uuid.UUID) -> tuple[Step, Slot]:
    found = choosing.find(public_id, request.actor)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def _printed(request: HttpRequest, step: Step, slot: Slot) -> HttpResponse:
    try:
        data = choosing.printed(step, slot)
    except Refused as refused:
        return conflict(request, refused.refusals)
    response = HttpResponse(data, content_type=store.PDF)
    name = f"{slot.paper_reference}-a-signer-{slot.envelope.reference}"
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
