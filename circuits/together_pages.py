"""Pages of the signature of several acts: choose, read, one code, a result per act."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.lifecycle import Refused

from . import signing, together
from .forms import ListForm
from .models import SigningBatch
from .signing_context import code_context


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """The acts that wait for one's signature; those chosen make a list."""
    actor = request.actor  # type: ignore[attr-defined]
    mandate = together.mandate_of(actor)
    chosen = request.POST.getlist("act")
    refusals: Any = ()
    status = 200
    if request.method == "POST":
        try:
            batch = together.compose(chosen, actor=actor)
        except Refused as refused:
            refusals, status = refused.refusals, 409 if chosen else 422
        else:
            return redirect("circuits:together", public_id=batch.public_id)
    waiting = together.waiting(mandate)
    context = {
        "ready": [each for each in waiting if not each.refusals],
        "held": [each for each in waiting if each.refusals],
        "chosen": chosen,
        "refusals": refusals,
    }
    return render(request, "circuits/together_choose.html", context, status=status)


def _own(request: HttpRequest, public_id: uuid.UUID) -> SigningBatch:
    batch = together.find(public_id, request.actor)  # type: ignore[attr-defined]
    if batch is None:
        raise Http404
    return batch


@login_required
@require_safe
def listed(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The list: what was read of it, the two boxes, the code; once confirmed, its progress."""
    batch = _own(request, public_id)
    if batch.job is not None:
        return redirect("desk:job", public_id=batch.job)
    return _page(request, batch, ListForm())


def _page(
    request: HttpRequest, batch: SigningBatch, form: ListForm, refusals: Any = (), status: int = 200
) -> HttpResponse:
    rows, read = together.items(batch), together.opened(batch, request.session)
    context = {
        **code_context(batch),
        "batch": batch,
        "quality": request.actor.title,  # type: ignore[attr-defined]
        "items": [(item, read[item.pk]["opened_at"]) for item in rows],
        "consent": together.consent_words(batch, len(rows)),
        "form": form,
        "refusals": refusals,
    }
    return render(request, "circuits/together.html", context, status=status)


@login_required
@require_POST
def ask_code(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Send the one code of the list; the boxes ticked are kept in the page."""
    batch = _own(request, public_id)
    ticked = {name: name in request.POST for name in ("read", "process")}
    try:
        together.ask_code(
            batch,
            actor=request.actor,  # type: ignore[attr-defined]
            kind=request.POST.get("channel", ""),
        )
    except Refused as refused:
        return _page(request, batch, ListForm(initial=ticked), refused.refusals, status=409)
    return _page(request, batch, ListForm(initial=ticked))


@login_required
@require_POST
def confirm(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Two boxes and one code: every act of the list is then signed, one by one."""
    batch = _own(request, public_id)
    form = ListForm(request.POST)
    if not form.is_valid():
        return _page(request, batch, form, status=422)
    rows = together.items(batch)
    try:
        job = together.confirm(
            batch,
            code=form.cleaned_data["code"],
            consent=signing.Consent(
                form.cleaned_data["read"],
                form.cleaned_data["process"],
                together.consent_words(batch, len(rows)),
            ),
            facts={
                "ip": request.META.get("REMOTE_ADDR", ""),
                "user_agent": request.headers.get("User-Agent", "")[:300],
            },
            read=together.opened(batch, request.session),
            actor=request.actor,  # type: ignore[attr-defined]
        )
    except Refused as refused:
        if refused.refusals[0].key == "list.confirmed":
            return redirect("circuits:together", public_id=batch.public_id)
        return _page(request, batch, form, refused.refusals, status=409)
    return redirect("desk:job", public_id=job.public_id)
