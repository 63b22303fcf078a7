"""The page by which an agent attests that a copy of a signed act is true."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from .. import attesting
from ..forms_attesting import AttestForm
from .loading import convention_of, page


@page
@require_http_methods(["GET", "HEAD", "POST"])
def attest(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Which copy, for whom, for what use; the paper comes among the documents of the act."""
    actor = request.actor  # type: ignore[attr-defined]
    convention = convention_of(request, public_id, needs="T")
    if not attesting.may_attest(actor, convention):
        raise Http404
    papers = attesting.papers(convention)
    form = AttestForm(request.POST if request.method == "POST" else None, papers=papers)
    status = 200
    if request.method == "POST" and form.is_valid():
        attesting.ask(convention, form.asked(), actor=actor)
        messages.success(request, "L’attestation est en cours de production.")
        return redirect(convention)
    if request.method == "POST":
        status = 422
    job = attesting.last_job(convention)
    failed = job is not None and job.state == job.State.FAILED
    context = {
        "convention": convention,
        "form": form,
        "trouble": [item.message for item in job.items.all()] if job and failed else (),
    }
    return render(request, "conventions/attest.html", context, status=status)
