"""How a page gets its convention: the loader is the permission."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from common.lifecycle import NotYours, Refused
from ui.views import conflict

from .. import permissions
from ..lifecycle import ConventionLifecycle
from ..models import Convention
from ..visibility import rights


def convention_of(request: HttpRequest, public_id: uuid.UUID, *, needs: str = "") -> Convention:
    """The convention, if the actor may see it, with the right ``needs`` (a letter of the
    visibility table): unseen is 404, whatever the reason."""
    actor = request.actor  # type: ignore[attr-defined]
    convention = get_object_or_404(
        Convention.objects.visible_to(actor)
        .select_related("owner__institution", "owner__person", "envelope", "model")
        .prefetch_related("parties__institution", "parties__deliberation", "schools__school"),
        public_id=public_id,
    )
    if needs and not set(needs) & set(rights(actor, convention)):
        raise Http404
    return convention


WRITABLE = (Convention.Status.DRAFT, Convention.Status.CHANGES_REQUESTED)
"""Statuses in which the author writes the act."""


def own_draft(request: HttpRequest, public_id: uuid.UUID) -> Convention:
    """The draft, for whoever steers it: others are refused, a later stage is a conflict."""
    actor = request.actor  # type: ignore[attr-defined]
    convention = convention_of(request, public_id)
    if not permissions.may_steer(actor, convention):
        raise NotYours("Cette convention est préparée par une autre personne.")
    if convention.status not in WRITABLE:
        raise Refused(ConventionLifecycle(convention).wrong_state("submit"))
    return convention


def seen_version(request: HttpRequest) -> int:
    """The version of the act that the page sent back was made from; 0 when it says none."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 16 else 0


def page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for signed-in people; a refusal that the view lets pass is a 409 page."""

    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            return conflict(request, refused.refusals)

    return wrapped
