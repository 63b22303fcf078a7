"""Kinds of sheet: the list, one kind and its versions, made and changed without code."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.views.asking import allowed, ask, load

from .. import permissions, services
from ..forms_kinds import KindForm
from ..models import FieldSheet, SheetKind
from ..typed import LABELS


def _reader(request: Any) -> None:
    if not permissions.may_read_kinds(request.actor):
        raise Http404


@login_required
@require_safe
def kinds(request: Any) -> HttpResponse:
    """The version in use of each kind, with how many sheets it has in all."""
    _reader(request)
    actor = request.actor
    rows = list(SheetKind.objects.visible_to(actor).latest().order_by("label"))
    counted = FieldSheet.objects.visible_to(actor).order_by().values_list("kind__code")
    written = dict(counted.annotate(Count("pk")))
    context = {
        "rows": [(row, written.get(row.code, 0)) for row in rows],
        "may_keep": permissions.may_keep_kinds(actor),
        "here": "kinds",
        "reads_kinds": True,
    }
    return render(request, "fieldwork/kinds.html", context)


@login_required
@require_safe
def kind(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """One version: its fields, who writes such sheets, the other versions."""
    _reader(request)
    found = load(SheetKind, request, public_id)
    same = SheetKind.objects.visible_to(request.actor).filter(code=found.code)
    versions = list(same.order_by("-version"))
    context = {
        "kind": found,
        "fields": [(field, LABELS[field.type]) for field in found.typed],
        "versions": versions,
        "latest": versions[0],
        "may_keep": permissions.may_keep_kinds(request.actor) and versions[0] == found,
    }
    return render(request, "fieldwork/kind.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: Any) -> HttpResponse:
    """A kind of the site's own."""
    _reader(request)
    allowed(permissions.may_keep_kinds(request.actor), permissions.WHOSE_KINDS)
    form = KindForm(request.POST or None)
    return ask(
        request,
        form,
        lambda given: services.create_kind(
            actor=request.actor, code=_code(given["label"]), **form.said
        ).get_absolute_url(),
        title="Créer une nature de fiche",
        verb="Créer la nature de fiche",
        back=reverse("fieldwork:kinds"),
        done="La nature de fiche est créée : on peut écrire des fiches dès maintenant.",
        template="fieldwork/kind_form.html",
    )


def _code(label: str) -> str:
    """Its name in addresses."""
    return slugify(label)[:40] or "fiche"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """A new version; the sheets already written keep the fields of theirs."""
    _reader(request)
    found = load(SheetKind, request, public_id)
    allowed(permissions.may_keep_kinds(request.actor), permissions.WHOSE_KINDS)
    form = KindForm(request.POST or None, kind=found)
    return ask(
        request,
        form,
        lambda given: services.renew_kind(
            actor=request.actor, kind=found, **form.said
        ).get_absolute_url(),
        title=f"Modifier la nature « {found} »",
        verb="Enregistrer une nouvelle version",
        back=found.get_absolute_url(),
        done="La nouvelle version est en usage. Les fiches déjà écrites gardent leurs champs.",
        template="fieldwork/kind_form.html",
        intro="Les fiches déjà écrites gardent les champs avec lesquels elles l’ont été.",
    )


@login_required
@require_POST
def retire(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Let no new sheet of that kind be written, or let it again."""
    _reader(request)
    found = load(SheetKind, request, public_id)
    allowed(permissions.may_keep_kinds(request.actor), permissions.WHOSE_KINDS)
    retired = not found.retired
    services.retire_kind(actor=request.actor, kind=found, retired=retired)
    said = (
        "retirée : on n’écrit plus de fiche de cette nature" if retired else "de nouveau en usage"
    )
    messages.success(request, f"La nature est {said}.")
    return redirect(found)
