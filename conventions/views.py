"""Pages of conventions."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from .models import Convention


@login_required
@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One act, one page."""
    convention = get_object_or_404(
        Convention.objects.visible_to(request.actor),  # type: ignore[attr-defined]
        public_id=public_id,
    )
    return render(request, "conventions/detail.html", {"convention": convention})
