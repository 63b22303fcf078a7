"""Where the opening of a school's base stands, on the page of its file."""

from typing import Any

from .. import sections
from ..models import BaseOpeningOrder, LineStatus, OpeningLine, SchoolEntry
from . import listing


def facts(request: Any, entry: SchoolEntry) -> dict[str, Any] | None:
    """The orders on which the school stands; nothing while it stands on none.

    Whoever reads the file reads them; the order itself is linked for those who see it.
    """
    rows = OpeningLine.unscoped.filter(entry=entry).exclude(status=LineStatus.LEFT_OUT)
    lines = list(rows.select_related("order__circonscription").order_by("pk"))
    if not lines:
        return None
    seen = BaseOpeningOrder.objects.visible_to(request.actor).filter(
        pk__in=[line.order_id for line in lines]
    )
    opens = set(seen.values_list("pk", flat=True))
    return {
        "lines": [(line, line.order_id in opens, listing.counts(line)) for line in lines],
    }


sections.register("opening", order=60, template="onboarding/opening_panel.html", facts=facts)
