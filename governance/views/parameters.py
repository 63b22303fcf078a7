"""Legal parameters: value, dates, source, and how sure it is."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common import clock

from .. import parameter_words, permissions, services
from ..forms import ParameterForm
from ..forms_filters import ParameterFilter
from ..models import LegalParameter, SourceStatus
from . import exporting
from .asking import allowed, ask, load, ordered, paged, reader
from .searching import matching

SORTS = {"parametre": ("label", "scope", "starts_on"), "texte": ("text", "article")}
HEAD = ["Clé", "Paramètre", "Valeur", "Portée", "Du", "Au (inclus)", "Texte", "Article",
        "Fiabilité", "Vérifié le"]  # fmt: skip
UNSURE = [SourceStatus.UNCONFIRMED, SourceStatus.DESIGN]


@login_required
@require_safe
def parameters(request: Any) -> HttpResponse:
    """The values in force; ``?format=csv`` and ``xlsx`` give the same rows."""
    reader(request)
    form = ParameterFilter(request.GET)
    rows = LegalParameter.objects.visible_to(request.actor).on(clock.today())
    asked = form.cleaned_data if form.is_valid() else {}
    if asked.get("q"):
        rows = rows.filter(matching(asked["q"], "label", "key", "text", "article"))
    if asked.get("confirmer"):
        rows = rows.filter(status__in=UNSURE)
    if shape := request.GET.get("format"):
        every = ordered(request, rows, SORTS, "parametre")
        return exporting.respond(shape, "parametres", HEAD, (_line(row) for row in every))
    page = paged(request, rows, SORTS, "parametre")
    context = {
        "form": form,
        "page": page,
        "rows": [(row, parameter_words.words(row)) for row in page],
        "unsure": LegalParameter.objects.visible_to(request.actor)
        .on(clock.today())
        .filter(status__in=UNSURE)
        .count(),
    }
    return render(request, "governance/parameters.html", context)


def _line(row: LegalParameter) -> list[Any]:
    return [
        row.key,
        row.label,
        parameter_words.words(row),
        row.get_scope_display(),
        row.starts_on,
        row.last_day,
        row.text,
        row.article,
        row.get_status_display(),
        row.checked_on,
    ]


@login_required
@require_safe
def parameter(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """One parameter with every value that it had, for its scope."""
    row = load(LegalParameter, request, public_id)
    same = LegalParameter.objects.visible_to(request.actor).filter(key=row.key, scope=row.scope)
    context = {
        "row": row,
        "value": parameter_words.words(row),
        "values": [(other, parameter_words.words(other)) for other in same.order_by("-starts_on")],
        "may_set": permissions.may_set_parameter(request.actor),
        "today": clock.today(),
    }
    return render(request, "governance/parameter.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def set_value(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """A new dated value; acts of the time before keep the old one."""
    row = load(LegalParameter, request, public_id)
    allowed(permissions.may_set_parameter(request.actor), "l’administrateur ou au juriste")
    first = {"text": row.text, "article": row.article, "value": row.value}
    return ask(
        request,
        ParameterForm(request.POST or None, initial=first),
        lambda given: reverse(
            "governance:parameter",
            args=[
                services.set_parameter(
                    actor=request.actor, key=row.key, scope=row.scope, **given
                ).public_id
            ],
        ),
        title=f"Nouvelle valeur : {row.label}",
        verb="Fixer la valeur",
        back=reverse("governance:parameter", args=[row.public_id]),
        done="La nouvelle valeur est fixée.",
        intro=f"Valeur actuelle : {parameter_words.words(row)}, {row.period_words} "
        f"({row.get_scope_display()}).",
    )
