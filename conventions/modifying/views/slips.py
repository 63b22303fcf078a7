"""An entry slip from the act in force to the draft that is issued."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common import clock
from common.lifecycle import NotYours, Refused

from ... import coverage, permissions, services
from ...models import AUTHORITY, Convention, Way
from ...views.loading import convention_of, own_draft, page, seen_version
from .. import beginning, finding, forms_slips, room, slip_guards, slips


@page
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Which school enters, from when; the draft then shows what is missing before its issue."""
    initial = convention_of(request, public_id, needs="T")
    if not permissions.may_steer(request.actor, initial):  # type: ignore[attr-defined]
        raise NotYours(beginning.NOT_THEIRS[Way.ENTRY_SLIP])
    form = _form(request, initial)
    refusals: Any = beginning.refusals(initial, Way.ENTRY_SLIP)
    if request.method == "POST" and form.is_valid():
        try:
            made = slips.begin(initial, form.entry(), actor=request.actor)  # type: ignore[attr-defined]
        except Refused as refused:
            return _show(request, initial, None, form, refused.refusals, status=409)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"{made.reference} est préparé. Vérifiez-le, puis émettez.")
            return redirect(made)
    return _show(request, initial, None, form, refusals, status=422 if form.errors else 200)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The draft of a slip, and what keeps it from being issued."""
    act = own_draft(request, public_id)
    link = finding.of(act)
    if link is None or link.way != Way.ENTRY_SLIP:
        raise Http404
    form = _form(request, link.initial, act)
    if request.method == "POST" and form.is_valid():
        try:
            slips.revise(
                act,
                form.entry(),
                seen_version=seen_version(request),
                actor=request.actor,  # type: ignore[attr-defined]
            )
        except Refused as refused:
            return _show(request, link.initial, act, form, refused.refusals, status=409)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "Le bulletin est enregistré.")
            return redirect(act)
    return _show(request, link.initial, act, form, status=422 if form.errors else 200)


def _form(
    request: HttpRequest, initial: Convention, act: Convention | None = None
) -> forms_slips.SlipForm:
    day = max(clock.today(), initial.in_force_on or initial.starts_on or clock.today())
    return forms_slips.SlipForm(
        request.POST if request.method == "POST" else None,
        initial=slips.stored(act) if act is not None else {},
        schools=slips.candidates(initial, day, act),
    )


def _show(
    request: HttpRequest,
    initial: Convention,
    act: Convention | None,
    form: forms_slips.SlipForm,
    refusals: Any = (),
    status: int = 200,
) -> HttpResponse:
    party = initial.party(AUTHORITY)
    vote = coverage.ground(party) if party is not None else None
    again = bool(refusals or form.errors)
    context = {
        "convention": initial,
        "act": act,
        "form": form,
        "refusals": refusals,
        "room": room.of(initial, vote, without=act),
        "edition": seen_version(request) if again or act is None else services.version(act),
        "obstacles": list(slip_guards.issue(act)) if act is not None else (),
        "nobody": not form.fields["school"].queryset.exists(),  # type: ignore[attr-defined]
    }
    return render(request, "conventions/modifying/slip.html", context, status=status)
