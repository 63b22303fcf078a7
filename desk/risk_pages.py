"""The page of the acts at risk before a mandate ends, and its file."""

import datetime as dt

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common import clock
from conventions import risks
from governance.views import exporting


class UntilForm(forms.Form):
    """A day after which ends of mandates are not looked at."""

    jusqu_au = forms.DateField(label="Mandats qui prennent fin d’ici le", required=False)


@login_required
@require_safe
def at_risk(request: HttpRequest) -> HttpResponse:
    """Acts and delegations that an end of mandate touches; ``?format=csv`` gives the same rows."""
    actor = request.actor  # type: ignore[attr-defined]
    if not risks.may_read(actor):
        raise Http404
    today = clock.today()
    form = UntilForm(request.GET or None)
    asked = form.cleaned_data.get("jusqu_au") if form.is_bound and form.is_valid() else None
    until: dt.date = asked or today + risks.HORIZON
    endings = risks.endings(actor, today, until)
    acts, delegations = risks.acts(actor, endings, today), risks.delegations(actor, endings)
    if shape := request.GET.get("format"):
        rows = (risks.as_row(each) for each in (*acts, *delegations))
        return exporting.respond(shape, "actes-a-risque", risks.HEAD, rows)
    context = {
        "form": form,
        "until": until,
        "elections": risks.elections_on(today),
        "endings": endings,
        "acts": acts,
        "delegations": delegations,
    }
    return render(request, "desk/risks.html", context)
