"""The tables of an act: who does what, what may be written to families; read, and adjusted."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from common.lifecycle import Refused

from ... import services
from ...models import Convention
from ...views.loading import convention_of, own_draft, page, seen_version
from .. import adjusting, channel, lists, panels, roles
from ..forms import CategoriesForm, RolesForm
from ..forms_lists import LinesForm, moved


@page
@require_safe
def roles_of(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who does what in the act, for whoever reads its text."""
    actor = request.actor  # type: ignore[attr-defined]
    convention = convention_of(request, public_id, needs="T")
    context = {"convention": convention, "duties": panels.duties(convention, actor)}
    return render(request, "conventions/undertakings/roles.html", context)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def adjust_roles(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The author gives the act its own table, or takes the standard one again."""
    convention = own_draft(request, public_id)
    table = roles.standard(convention)
    if table is None:
        raise Refused(adjusting.NO_TABLE)
    form = RolesForm(
        request.POST or None, table=table, lines=roles.lines(convention, clock.today())
    )

    def keep() -> Convention:
        found = table.lines if "standard" in request.POST else form.lines()
        return adjusting.adjust_roles(
            convention, found, seen_version=seen_version(request), actor=_actor(request)
        )

    said = "Le tableau des rôles est enregistré : l’annexe le portera."
    context = {"table": table, "own": roles.NAME in convention.details}
    return _adjust(request, convention, form, keep, said, "roles", context)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def adjust_categories(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The author chooses the categories of annex 4."""
    convention = own_draft(request, public_id)
    if not channel.prints(convention):
        raise Refused(adjusting.NO_ANNEX)
    chosen = channel.categories(convention, clock.today())
    form = CategoriesForm(request.POST or None, chosen=chosen)

    def keep() -> Convention:
        return adjusting.adjust_categories(
            convention, form.categories(), seen_version=seen_version(request), actor=_actor(request)
        )

    said = "Les catégories de messages sont enregistrées : l’annexe 4 les portera."
    context = {"open": channel.is_open(convention)}
    return _adjust(request, convention, form, keep, said, "messages", context)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def adjust_list(request: HttpRequest, public_id: uuid.UUID, name: str) -> HttpResponse:
    """The author writes the lines of one list of the text, whichever it is; a line is added,
    removed or moved in the page, and nothing is kept before the list is saved."""
    convention = own_draft(request, public_id)
    table = lists.tables(convention).get(name)
    if table is None:
        raise Refused(adjusting.NO_LIST)
    context = {"table": table, "own": name in convention.details}
    shown = moved(table, request.POST)
    if shown is not None:
        form = LinesForm(table=table, lines=shown.lines, focus=shown.focus)
        context |= {"convention": convention, "form": form, "edition": seen_version(request)}
        return render(request, "conventions/undertakings/adjust_list.html", context)
    standard = "standard" in request.POST
    stored = [table.typed(line) for line in lists.lines(convention, name, clock.today())]
    given = request.POST if request.POST and not standard else None
    form = LinesForm(given, table=table, lines=stored)

    def keep() -> Convention:
        typed = None if standard else form.lines()
        return adjusting.adjust_list(
            convention, name, typed, seen_version=seen_version(request), actor=_actor(request)
        )

    said = f"« {table.label} » : les lignes sont enregistrées, le texte les portera."
    return _adjust(request, convention, form, keep, said, "list", context)


def _adjust(
    request: HttpRequest,
    convention: Convention,
    form: forms.Form,
    keep: Callable[[], Convention],
    said: str,
    name: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Show the form of a table or keep what was typed; what is refused stays in the page."""
    refusals: Any = ()
    status = 200
    if form.is_bound and not form.is_valid():
        status = 422
    elif request.method == "POST":
        try:
            keep()
        except Refused as refused:
            refusals, status = refused.refusals, 409
        else:
            messages.success(request, said)
            return redirect("conventions:edit", convention.public_id)
    stale = any(refusal.key == "common.stale" for refusal in refusals)
    typed = form.is_bound and not stale
    edition = seen_version(request) if typed else services.version(convention)
    context |= {"convention": convention, "form": form, "refusals": refusals, "edition": edition}
    return render(request, f"conventions/undertakings/adjust_{name}.html", context, status=status)


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]
