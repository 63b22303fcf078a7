"""The page where a call or a visit is written down."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common import clock
from common.lifecycle import Refused

from . import contacts
from .forms import ContactForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Whom to reach and what was tried; a form for one more call or visit."""
    actor = request.actor  # type: ignore[attr-defined]
    task = contacts.find(public_id, actor)
    if task is None:
        raise Http404
    proposed = {"again_on": contacts.next_try(clock.today()), "kind": "call"}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=proposed)
    refusals: Any = ()
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            contacts.record(task, actor=actor, **form.cleaned_data)
        except Refused as refused:
            refusals, status = refused.refusals, 409
        else:
            messages.success(request, "C’est noté au dossier.")
            return redirect("desk:inbox")
    elif request.method == "POST":
        status = 422
    context = {
        "task": task,
        "form": form,
        "refusals": refusals,
        "tried": [contacts.words(each) for each in task.step.contacts.all()],
    }
    return render(request, "circuits/contact.html", context, status=status)
