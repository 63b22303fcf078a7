"""The page of the whole history of one record."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from . import history, history_words

PAGE = 50


@login_required
@require_safe
def record_history(request: Any, kind: str, public_id: uuid.UUID) -> HttpResponse:
    """Every fact about one record, with its changes; 404 unless its reader may see it."""
    record = history.find(kind, public_id, request.actor)
    total = history.count(record, request.actor)
    page = Paginator(range(total), PAGE).get_page(request.GET.get("page"))
    context = {
        "record": record,
        "kind": history_words.plain_model(type(record)),
        "page": page,
        "total": total,
        "entries": history.entries(
            record, request.actor, limit=PAGE, offset=max(page.start_index() - 1, 0)
        ),
        "back": getattr(record, "get_absolute_url", lambda: "")(),
    }
    return render(request, "desk/history.html", context)
