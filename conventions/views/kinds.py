"""Acts that do not start from a collectivité: with the académie, with Canopé, with others."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common.lifecycle import NotYours, Refused

from .. import permissions, services
from ..forms_kinds import BeginForm
from ..models import TRIPARTITE, ActKind
from .creation import NO_OTHER
from .loading import page


@page
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """The parties, the title, the term; the draft then says what the text still needs."""
    actor = request.actor  # type: ignore[attr-defined]
    if not permissions.may_prepare(actor):
        raise NotYours(NO_OTHER)
    kind = ActKind.objects.visible_to(actor).in_use().begun_alone().filter(code=code).first()
    if kind is None or kind.code == TRIPARTITE:
        raise Http404
    form = BeginForm(
        request.POST if request.method == "POST" else None,
        kind=kind,
        actor=actor,
        initial={"title": kind.label, "duration_months": kind.duration_months},
    )
    refusals = ()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = services.begin(
                    kind,
                    form.bodies(),
                    actor=actor,
                    **{n: form.cleaned_data[n] for n in ("title", "starts_on", "duration_months")},
                )
            except Refused as refused:
                refusals, status = refused.refusals, 409
            else:
                messages.success(request, f"{made.reference} est préparée. Complétez le texte.")
                return redirect("conventions:edit", made.public_id)
    context = {"kind": kind, "form": form, "refusals": refusals}
    return render(request, "conventions/begin.html", context, status=status)
