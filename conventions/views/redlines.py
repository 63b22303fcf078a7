"""The act against its model, or one version against another: on screen and as a Word file."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common import clock
from common.lifecycle import Refusal, Refused
from documents import rendering, store

from .. import redline
from ..models import Convention
from .loading import convention_of, page

AUTHOR = "Contreseing"


@page
@require_safe
def compare(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What differs, by article, with a summary; « aucun écart » when nothing does."""
    convention = convention_of(request, public_id, needs="D")
    old, new = _chosen(request, convention)
    try:
        found = redline.compare(convention, old, new)
    except rendering.ModelError as error:
        raise Refused(Refusal(_unreadable(error))) from None
    labels = {each.key: each.label for each in redline.versions(convention)}
    context = {
        "convention": convention,
        "versions": redline.versions(convention),
        "old": old,
        "new": new,
        "old_label": labels[old],
        "new_label": labels[new],
        "against_model": old == redline.MODEL and new == redline.CURRENT,
        "redline": found,
        "own_words": convention.own_words.all(),
    }
    return render(request, "conventions/redline.html", context)


@page
@require_safe
def word(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The same differences as tracked changes."""
    convention = convention_of(request, public_id, needs="D")
    old, new = _chosen(request, convention)
    try:
        made = redline.as_word(convention, old, new, author=AUTHOR, at=clock.now())
    except rendering.ModelError as error:
        raise Refused(Refusal(_unreadable(error))) from None
    response = HttpResponse(made, content_type=store.DOCX)
    response["Content-Disposition"] = f'attachment; filename="{convention.reference}-ecarts.docx"'
    return response


def _chosen(request: HttpRequest, convention: Convention) -> tuple[str, str]:
    if convention.model is None:
        raise Refused(Refusal("Cet acte n’a pas de modèle : rien à comparer."))
    known = [each.key for each in redline.versions(convention)]
    old = request.GET.get("de", redline.MODEL)
    new = request.GET.get("vers", redline.CURRENT)
    if old not in known or new not in known:
        raise Http404
    return old, new


def _unreadable(error: Exception) -> str:
    return f"Ce texte ne se lit pas encore : {error} Complétez la convention, puis revenez."
