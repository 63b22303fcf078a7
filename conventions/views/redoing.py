"""« Que faudra-t-il refaire ? » : what a change requires, before and after it is made."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common.lifecycle import Refused

from .. import changing, forms_moves, permissions, requirements
from ..models import Change, Convention, Stage
from ..modifying import offering
from .loading import convention_of, page


@page
@require_http_methods(["GET", "HEAD", "POST"])
def redo(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The table at the present stage; the last change, and how it is classed."""
    actor = request.actor  # type: ignore[attr-defined]
    convention = convention_of(request, public_id, needs="D")
    change = convention.changes.order_by("-pk").first()
    stage = requirements.stage(convention)
    may = permissions.may_steer_or_law(actor, convention) and stage != Stage.SIGNED
    form = forms_moves.ReclassForm(
        request.POST if request.method == "POST" else None,
        found=change.found if change else (),
        lowers=permissions.may_decide_law(actor, convention),
    )
    refusals: Any = ()
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            changing.reclass(convention, actor=actor, **{"row": "", **form.cleaned_data})
        except Refused as refused:
            refusals, status = refused.refusals, 409
        else:
            messages.success(request, "Le classement est enregistré.")
            return redirect("conventions:redo", public_id=convention.public_id)
    elif request.method == "POST":
        status = 422
    offered = offering.offers(convention, actor)
    context = {
        "convention": convention,
        "stage": stage,
        "rows": [
            (row, row.words(stage), offering.of_row(row, offered, stage))
            for row in requirements.rows().values()
        ],
        "change": change,
        "form": form if may and change else None,
        "refusals": refusals,
        **(_told(convention, change) if change else {}),
    }
    return render(request, "conventions/redo.html", context, status=status)


def _told(convention: Convention, change: Change) -> dict[str, Any]:
    """The change in words: values, kinds, what it requires."""
    table = requirements.rows()
    kinds = [(table[key], table[key].words(change.stage)) for key in change.rows]
    return {
        "values": changing.described(convention, change),
        "kinds": kinds,
        "lowered": [{**each, "label": table[each["row"]].label} for each in change.lowered],
        "required": requirements.sorted_words(requirements.required(change)) if kinds else (),
    }
