"""Write a sheet, correct it, close it, open it again."""

import uuid
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from governance.views.asking import allowed, ask, kept, seen

from .. import permissions, places, services
from ..forms import CompleteForm, DropForm, ReopenForm, SheetForm
from ..lifecycle import SheetLifecycle
from ..models import SheetKind
from .sheets import one, reader


def _place(request: Any) -> places.Place | None:
    """What the address says the sheet is about; 404 for what does not exist or is not seen."""
    asked = request.GET.get("sur", "")
    if not asked:
        return None
    place = places.named(asked, request.actor)
    if place is None:
        raise Http404
    return place


@login_required
@require_safe
def choose(request: Any) -> HttpResponse:
    """Which kind of sheet, among those that one may write there."""
    reader(request)
    place = _place(request)
    context = {
        "kinds": places.kinds_for(request.actor, place),
        "place": place,
        "query": f"?sur={place.address}" if place else "",
    }
    return render(request, "fieldwork/choose.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Any, code: str) -> HttpResponse:
    """A sheet of the kind of that code, about what the address or the form says."""
    reader(request)
    rows = SheetKind.objects.visible_to(request.actor).offered()
    kind = get_object_or_404(rows, code=code)
    place = _place(request)
    may = permissions.may_write_kind(request.actor, kind)
    allowed(may and (place is None or places.may_write(request.actor, place)), permissions.WRITES)
    form = SheetForm(
        request.POST or None, request.FILES or None, kind=kind, actor=request.actor, place=place
    )

    def act(given: dict[str, Any]) -> str:
        about = form.place
        assert about is not None  # noqa: S101 the form is valid
        return str(
            kept(
                given["file"],
                lambda sha256: services.write(
                    actor=request.actor, kind=kind, file=sha256, **about.given, **form.said
                ),
            ).get_absolute_url()
        )

    return ask(
        request,
        form,
        act,
        title=f"{kind.label} : nouvelle fiche",
        verb="Enregistrer la fiche",
        back=place.record.get_absolute_url() if place else reverse("fieldwork:list"),
        done="La fiche est enregistrée.",
        template="fieldwork/write.html",
        kind=kind,
        place=place,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Correct a sheet that is left to do; it keeps the fields with which it was written."""
    found = one(request, public_id)
    allowed(permissions.may_keep(request.actor, found), permissions.KEEPS)
    form = SheetForm(
        request.POST or None,
        request.FILES or None,
        kind=found.kind,
        actor=request.actor,
        place=places.of(found.school or found.institution) if found.school or found.institution
        else None,
        sheet=found,
    )  # fmt: skip

    def act(given: dict[str, Any]) -> None:
        kept(
            given["file"],
            lambda sha256: services.change(
                actor=request.actor, sheet=found, file=sha256, seen=seen(request), **form.said
            ),
        )

    return ask(
        request,
        form,
        act,
        title=f"Corriger la fiche : {found}",
        verb="Enregistrer les changements",
        back=found.get_absolute_url(),
        done="Les changements sont enregistrés.",
        edition=services.edition(found),
        template="fieldwork/write.html",
        kind=found.kind,
        place=None,
    )


STEPS: dict[str, tuple[str, type[forms.Form], str, str]] = {
    "terminer": (
        "complete_sheet", CompleteForm, "Déclarer la fiche faite", "La fiche est faite."
    ),
    "abandonner": ("drop_sheet", DropForm, "Abandonner la fiche", "La fiche est abandonnée."),
    "rouvrir": ("reopen_sheet", ReopenForm, "Rouvrir la fiche", "La fiche est de nouveau à faire."),
}  # fmt: skip
"""Word of the address → move, form, button, what is said then."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Any, public_id: uuid.UUID, word: str) -> HttpResponse:
    """Close a sheet, or open it again."""
    if word not in STEPS:
        raise Http404
    found = one(request, public_id)
    allowed(permissions.may_keep(request.actor, found), permissions.KEEPS)
    verb, form, button, done = STEPS[word]

    def act(given: dict[str, Any]) -> None:
        SheetLifecycle.move(found, verb, actor=request.actor, **given)

    return ask(
        request,
        form(request.POST or None),
        act,
        title=f"{button} : {found}",
        verb=button,
        back=found.get_absolute_url(),
        done=done,
        refuse=word == "abandonner",
    )
