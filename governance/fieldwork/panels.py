"""The register on the page of a school, an institution, or a record of a layer above."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

from . import permissions, places
from .models import FieldSheet

SHOWN = 5


def panel(request: HttpRequest, record: Model) -> dict[str, Any] | None:
    """The latest sheets that the reader sees about ``record``; None when there is nothing."""
    actor = request.actor  # type: ignore[attr-defined]
    place = places.of(record)
    if place is None or not permissions.may_read(actor):
        return None
    rows = FieldSheet.objects.visible_to(actor).about(record)
    shown = list(rows.with_words()[:SHOWN])
    may = bool(places.kinds_for(actor, place))
    if not (shown or may):
        return None
    return {
        "sheets": shown,
        "total": rows.count() if len(shown) == SHOWN else len(shown),
        "list_url": f"{reverse('fieldwork:list')}?sur={place.address}",
        "write_url": f"{reverse('fieldwork:choose')}?sur={place.address}" if may else "",
    }
